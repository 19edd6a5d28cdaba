"""mypy checks code that imports a package without types, and its stubs are not installed beside it.

## Why
Some packages (requests, PyYAML, python-dateutil, …) have no types of their own. mypy says `Library stubs not installed
for "…"` and fails, unless the stubs are in its environment: that of the job, or for a hook the
`additional_dependencies`. On the laptop `mypy --install-types` put them there once.

## Fix
Declare the stubs (`types-requests`) where the job installs mypy from, or with the hook. Or let the job run
`mypy --install-types --non-interactive`, which is slower and takes whatever is newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import declare, declared_at, named, unique
from regreen.rules._mypy import MypyCall, mypy_calls

if TYPE_CHECKING:
    from regreen.project.hooks import Hook
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.style.calls import ToolCall
    from regreen.project.style.mypy import MypyOptions
    from regreen.project.tree import Tree


_FEW = 3  # distributions that a hook lacks


class _Wanted(Struct, frozen=True):
    """A module whose stubs a call of mypy lacks."""

    module: str
    stubs: str
    place: FileEvidence
    found: MypyCall


def without_stubs(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each distribution of stubs that a job lacks, and one for each that a hook lacks."""
    groups: dict[str, list[_Wanted]] = {}
    for item in _wanted(job_runs, lacking, tree):
        groups.setdefault(item.stubs, []).append(item)
    for stubs, members in groups.items():
        first = members[0]
        yield Match(
            places=unique((*_homes(first, tree), first.found.call.place, first.place)),
            data={"stubs": stubs, "module": first.module, "hook": ""},
            severity=Severity.WARNING,
            title=f"mypy wants {stubs} for {first.module}, which nothing installs in {named(first.found.run)}",
        )
    yield from _of_hooks(job_runs, lacking, tree)


def _wanted(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Iterator[_Wanted]:
    from regreen.project.style.mypy import STUBS, checked, ignores_imports, wanting

    for found in mypy_calls(job_runs, lacking, tree):
        if ignores_imports(found.options, found.words):
            continue
        paths = checked(tree, found.options, found.words, found.call.directory)
        for module, place in wanting(tree, paths, found.options):
            if _name(STUBS[module]) not in found.closure.names:
                yield _Wanted(module, STUBS[module], place, found)


def _homes(item: _Wanted, tree: Tree) -> tuple[FileEvidence, ...]:
    """Where the stubs would be declared."""
    return declared_at(item.stubs, item.found.run, item.found.environment, tree, tests=True)


def _of_hooks(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Iterator[Match]:
    """What the hook of mypy lacks, which has an environment of its own, when its arguments are not the usual ones."""
    from regreen.project.hooks import hooks
    from regreen.project.style.calls import tool_calls
    from regreen.project.style.mypy import STUBS, ignores_imports, mypy_options, wanting

    options = mypy_options(tree, "")
    by_line = {hook.place.line: hook for hook in hooks(tree) if _isolated(hook)}
    for call in tool_calls(tree, job_runs) if by_line and options is not None else ():
        hook = by_line.get(call.place.line) if call.hook is not None else None
        if hook is None or call.hook is None or options is None or call.tool != "mypy":
            continue
        if ignores_imports(options, hook.arguments):
            continue
        held = {_name(text) for text in hook.dependencies}
        paths = call.hook.select(path for path in tree.modes if path.endswith(".py"))
        for module, place in wanting(tree, paths, options):
            if _name(STUBS[module]) not in held and "types-all" not in held:
                yield Match(
                    places=unique((hook.place, place)),
                    data={"stubs": STUBS[module], "module": module, "hook": hook.id},
                    severity=Severity.WARNING,
                    title=f"The hook mypy wants {STUBS[module]} for {module} among its additional_dependencies",
                )
        yield from _unknown(hook, call, paths, options, lacking, tree)


def _unknown(
    hook: Hook, call: ToolCall, paths: list[str], options: MypyOptions, lacking: Lacking, tree: Tree
) -> Iterator[Match]:
    """Distributions that the hook's files import and its environment has not; where many lack, nobody minds."""
    from regreen.project.distributions import distribution_of, providers
    from regreen.project.style.mypy import STUBS, foreign

    closure = lacking.holdings.dependencies.closure((_name(text), (), False) for text in hook.dependencies)
    missing = {
        module: place
        for module, place in foreign(tree, paths, options)
        if module not in STUBS and not _provided(providers(module), closure.names)
    }
    for module, place in missing.items() if len(missing) <= _FEW and not closure.open else ():
        name = distribution_of(module)
        yield Match(
            places=unique((hook.place, place)),
            data={"stubs": name, "module": module, "hook": hook.id},
            severity=Severity.WARNING,
            title=f"The hook mypy does not find {module}: {name} is not among its additional_dependencies",
        )


def _provided(names: frozenset[str], held: frozenset[str]) -> bool:
    stubs = {f"{lead}{name}{tail}" for name in names for lead, tail in (("types-", ""), ("", "-stubs"))}
    return not held.isdisjoint(names | stubs)


def _isolated(hook: Hook) -> bool:
    return hook.id == "mypy" and "mirrors-mypy" in hook.repository and hook.own_arguments


def _name(text: str) -> str:
    from regreen.project.distributions import normalize

    match = re.match(r"[\w.-]+", text)
    return normalize(match[0]) if match is not None else text


def declared(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> list[Edit]:
    """The stubs where the job installs from, or among what the hook installs."""
    if match.data["hook"]:
        return list(_with_hook(match, tree))
    found: dict[Edit, None] = {}
    for item in _wanted(job_runs, lacking, tree):
        if item.stubs == match.data["stubs"]:
            found.update(
                dict.fromkeys(declare(item.stubs, item.found.run, item.found.environment, tree, tests=True))
            )
    return list(found)


def _with_hook(match: Match, tree: Tree) -> Iterator[Edit]:
    from regreen.patch.yaml import append_item, insert_key
    from regreen.project.hooks import hook_path

    source = tree.source(match.places[0].path)
    path = hook_path(source, match.places[0].line) if source is not None else None
    if source is None or path is None:
        return
    if path[1]:
        yield from append_item(source, (*path[0], "additional_dependencies"), match.data["stubs"])
    else:
        yield from insert_key(source, path[0], "additional_dependencies", [match.data["stubs"]])


RULE = Rule(
    id="type-stubs-missing",
    category=Category.TYPE_CHECK,
    title="mypy wants {stubs} for {module}",
    find=without_stubs,
    key=("stubs", "hook"),
    fixers=(
        Fixer("Declare {stubs} beside mypy", Safety.SAFE, declared),
        Fixer(
            "Install the stubs",
            Safety.ADVICE,
            commands=("mypy --install-types --non-interactive",),
        ),
    ),
)
