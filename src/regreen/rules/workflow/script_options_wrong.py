"""A step calls a script of the repository with an option that it does not take, or without one that it needs.

## Why
The script and the workflow are changed in different commits; an option is renamed or removed in one of them. argparse
ends the script with `unrecognized arguments` or `the following arguments are required`.

## Fix
Call the script with the options that it has now, or give it the option.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.project.paths.calls import PlacedCall
    from regreen.project.paths.options import Options
    from regreen.project.tree import Tree
    from regreen.workflow.scripts import PlacedStep
    from regreen.workflow.shell.words import Word


class Misfit(Struct, frozen=True):
    """An option that a script does not take (`word`), or lacks (no word)."""

    call: PlacedCall
    source: Source
    options: Options
    option: str
    word: Word | None


def misfits(steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each script and option."""
    from regreen.project.place import on_line

    groups: dict[tuple[str, str], list[Misfit]] = {}
    for item in _all(steps, tree):
        groups.setdefault((item.source.path, item.option), []).append(item)
    for (path, option), members in groups.items():
        first = members[0]
        near = _near(first)
        hint = f"; did you mean {near}?" if near else ""
        verb = "has no option" if first.word else "needs the option"
        places = [item.call.place_of(item.word) if item.word else item.call.place for item in members]
        yield Match(
            places=(*dict.fromkeys(places), on_line(first.source, first.options.line)),
            data={"script": path, "option": option, "near": near},
            severity=Severity.ERROR if any(item.call.certain for item in members) else Severity.WARNING,
            title=f"{path} {verb} {option}{hint}",
            count=len(members),
        )


def _all(steps: tuple[PlacedStep, ...], tree: Tree) -> Iterator[Misfit]:
    from regreen.project.paths.calls import placed_calls
    from regreen.project.paths.options import options_of
    from regreen.project.paths.own_modules import file_of

    for call in placed_calls(steps):
        path, words = file_of(call, tree)
        source = tree.source(path) if path else None
        options = options_of(source) if source is not None else None
        if source is None or options is None:
            continue
        given = [(word.text.partition("=")[0], word) for word in words if word.text.startswith("--")]
        for option, word in given:
            if "$" not in option and len(option) > 2 and not options.takes(option):
                yield Misfit(call, source, options, option, word)
        if all(word.plain or word.quoted for word in words):
            names = {word.text.partition("=")[0] for word in words}
            for wanted in options.required:
                if not any(_stands_for(name, wanted) for name in names):
                    yield Misfit(call, source, options, max(wanted, key=len), None)


def _stands_for(name: str, wanted: frozenset[str]) -> bool:
    short = any(name.startswith(flag) for flag in wanted if not flag.startswith("--"))
    return short or (name.startswith("--") and any(flag.startswith(name) for flag in wanted))


def _near(item: Misfit) -> str:
    from regreen.workflow.near import nearest

    return (nearest(item.option, item.options.names - {"--help"}) or "") if item.word else ""


def renamed(match: Match, steps: tuple[PlacedStep, ...], tree: Tree) -> Iterable[Edit]:
    """The option that differs by a slip."""
    from regreen.model.text import Span

    near = match.data["near"]
    for item in _all(steps, tree) if near else ():
        if item.word is None or (item.source.path, item.option) != (
            match.data["script"],
            match.data["option"],
        ):
            continue
        start = item.call.span_of(item.word).start
        text = item.call.placed.source.text
        if text[start : start + len(item.option)] == item.option:
            span = Span(item.call.placed.source.path, start, start + len(item.option))
            yield Edit(span, item.option, near)


RULE = Rule(
    id="script-options-wrong",
    category=Category.WORKFLOW_CONFIG,
    title="{script} and its call do not agree about {option}",
    find=misfits,
    key=("script", "option"),
    explains=("tool-usage-wrong",),
    fixers=(
        Fixer("Write the option that the script has", Safety.UNSAFE, renamed),
        Fixer("Call the script with the options that it has", Safety.ADVICE),
    ),
)
