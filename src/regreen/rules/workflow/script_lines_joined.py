"""The lines of a script are joined to one, because the text is not a literal block.

## Why
Without `|`, YAML folds the lines of a text into one: `pip install build` and `python -m build` below it become the
single command `pip install build python -m build`. `>` does the same.

## Fix
Write `run: |`, so that every line stays a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.workflow.nodes import Scalar
    from regreen.workflow.scripts import PlacedStep

_COMMAND = re.compile(
    r"(?:sudo )?(?:python3? -m [a-z]|pip3? install |npm (?:ci|run|install|test)\b|git (?:config|add|commit|push|checkout) "
    r"|cd [\w./-]+$|echo [\"'$]|export \w+=|poetry (?:install|run|config)\b|uv (?:sync|run|pip|venv)\b|source \S+activate"
    r"|mkdir -p |apt-get (?:update|install)\b|docker (?:build|run|push|compose) |chmod \+x |pre-commit run\b"
    r"|tox(?: -e|$)|nox(?: -s|$)|pytest(?: -|$))"
)  # fmt: skip
_GOES_ON = re.compile(
    r"(?:\\|&&|\|\|?|;|\(|\{|,|=|\bthen|\bdo|\belse|\bin|\s-\w*m)$|^\w+=(?:\"[^\"]*\"|'[^']*'|\S*)$"
)
_WRAPPED = re.compile(
    r"\b(?:run|exec|timeout|xvfb-run|env|nohup|time|if|for|while|parallel|xargs|do|then|bash|sh|ssh|su)\b|-c\b|--(?:\s|$)"
    r"|<<|^\s*[({]|#"
)
_INSTALLS = re.compile(r"\b(?:install|add)\b")


def joined(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each script."""
    from regreen.project.place import on_line

    for placed, _, lines in _all(steps):
        places = tuple(on_line(placed.source, line) for line in lines)
        title = f"The lines of the script become one command: {places[1].text.split()[0]} is an argument of the first"
        yield Match(places=places, data=_data(placed), title=title)


def _data(placed: PlacedStep) -> dict[str, str]:
    job = placed.job.id if placed.job is not None else ""
    return {"path": placed.source.path, "job": job, "step": placed.step.title}


def _all(steps: tuple[PlacedStep, ...]) -> Iterator[tuple[PlacedStep, Scalar, list[int]]]:
    """The scripts with the lines that are joined: the first, and those that look like commands of their own."""
    from regreen.workflow.nodes import Scalar, Style

    for placed in steps:
        node = placed.step.at("run")
        if not isinstance(node, Scalar) or node.style not in (Style.PLAIN, Style.FOLDED):
            continue
        start = placed.source.position(node.span.start)[0] + (node.style is Style.FOLDED)
        text = placed.source.text[node.span.start : node.span.end].split("\n")
        rows = text[1:] if node.style is Style.FOLDED else text
        lines = list(_commands(rows))
        if lines:
            yield placed, node, [start, *(start + index for index in lines)]


def _commands(rows: list[str]) -> Iterator[int]:
    depth = {len(row) - len(row.lstrip()) for row in rows[1:] if row.strip()}
    if len(depth) > 1 or not rows or _WRAPPED.search(rows[0]):
        return
    for index in range(1, len(rows)):
        before, row = rows[index - 1].strip(), rows[index].strip()
        if not before or _GOES_ON.search(before) or _WRAPPED.search(before):
            return
        names = row.startswith(("tox", "nox", "pytest")) and _INSTALLS.search(" ".join(rows[:index]))
        if _COMMAND.match(row) and not names:
            yield index


def kept(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """A literal block."""
    from regreen.model.text import Span
    from regreen.patch.encoding import newline
    from regreen.project.place import on_line
    from regreen.workflow.nodes import Style

    for placed, node, lines in _all(steps):
        if _data(placed) != match.data or on_line(placed.source, lines[0]) not in match.places:
            continue
        text = placed.source.text
        key = placed.step.key("run")
        span = node.span
        if node.style is Style.FOLDED and text[span.start] == ">":
            yield Edit(Span(span.path, span.start, span.start + 1), ">", "|")
        elif key is not None and "\n" in text[key.span.end : span.start]:
            yield Edit(Span(span.path, key.span.end + 1, key.span.end + 1), "", " |")
        else:
            rows = text[span.start : span.end].split("\n")
            indent = rows[1][: len(rows[1]) - len(rows[1].lstrip())]
            yield Edit(Span(span.path, span.start, span.start), "", f"|{newline(text)}{indent}")


RULE = Rule(
    id="script-lines-joined",
    category=Category.WORKFLOW_CONFIG,
    title="The lines of the script become one command",
    find=joined,
    key=("path", "job", "step"),
    severity=Severity.WARNING,
    fixers=(Fixer("Make the script a literal block", Safety.UNSAFE, kept),),
)
