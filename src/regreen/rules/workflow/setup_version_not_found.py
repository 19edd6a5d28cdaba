"""A setup action has no build of the version for the runner's system and architecture.

## Why
Old Python versions are not built for newer images (3.6 ends with Ubuntu 20.04, 3.7 with 22.04) or for arm64
Macs, a version is unquoted in YAML (`3.10` becomes `3.1`), or it was never published.

## Fix
Quote the version; drop old versions from the matrix or run them in a container or on an older image.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Pattern, Rule, Safety, Severity
from regreen.rules._refused import refused
from regreen.rules._uses import Wanted, gone, wanted_pythons

if TYPE_CHECKING:
    from regreen.workflow.expr import Value
    from regreen.workflow.scripts import PlacedStep

_KEYWORDS = frozenset({"pypy2", "pypy3"})  # taken until version 2 of the action
_MINOR = Pattern(r"(?P<major>[23])\.(?P<minor>\d{1,2})(?:\.(?:\d{1,2}|x|\*))?t?")


_ALLOWED = "`allow-prereleases: true`"


def unavailable(steps: tuple[PlacedStep, ...], today: date) -> Matches:
    """One match for each version that cannot be had."""
    from regreen.project.place import at

    groups: dict[tuple[str, str], list[Wanted]] = {}
    for wanted in wanted_pythons(steps):
        title, severity = _judged(wanted, today)
        if title:
            groups.setdefault((title, severity), []).append(wanted)
    for (title, severity), members in groups.items():
        node = members[0].node
        yield Match(
            places=tuple(dict.fromkeys(at(item.use.source, item.node.span.start) for item in members)),
            data={"subject": node.string},
            severity=Severity(severity),
            title=title,
            count=len(members),
        )


def _judged(wanted: Wanted, today: date) -> tuple[str, str]:
    """What is wrong with a version, and how grave it is; empty when nothing is."""
    from regreen.workflow.schema.pythons import GONE_2_7, RELEASED

    text = wanted.node.string.strip()
    if wanted.unquoted:
        return f"YAML reads the unquoted {wanted.node.text} as the number {text}", "error"
    if text in _KEYWORDS and wanted.use.version >= (3,):
        return f"setup-python knows the word {text} no more: it wants a version, such as pypy3.11", "error"
    found = _MINOR.compiled.fullmatch(text)
    if found is None:
        return "", "error"
    version = (int(found["major"]), int(found["minor"]))
    if not _runners(wanted):
        return "", "error"
    if version == (2, 7):
        severity = gone(GONE_2_7, None, today)
        return (
            (f"setup-python has no Python 2.7 since {GONE_2_7}", severity.value)
            if severity
            else ("", "error")
        )
    released = RELEASED.get(version)
    early = wanted.use.placed.step.with_.get("allow-prereleases", "false") == "false"
    if released is not None and released > today and early:
        return (
            f"Python {text} is not released before {released}: it takes {_ALLOWED}",
            "warning",
        )
    return _too_old(wanted, today), "error"


def _without(wanted: Wanted, today: date) -> list[str]:
    """The labels of the runners for which there is no build of the version."""
    from regreen.workflow.schema.pythons import OLDEST

    found = _MINOR.compiled.fullmatch(wanted.node.string.strip())
    version = (int(found["major"]), int(found["minor"])) if found is not None else (9, 9)
    return [label for label in _runners(wanted) if version < OLDEST.get(_release(label, today), (0, 0))]


def _too_old(wanted: Wanted, today: date) -> str:
    without = _without(wanted, today)
    return f"setup-python has no Python {wanted.node.string} for {', '.join(without)}" if without else ""


def _runners(wanted: Wanted) -> list[str]:
    """The labels of the legs that ask for the version."""
    from regreen.workflow.expr import ExpressionError, evaluate_condition, interpolate
    from regreen.workflow.matrix import expand

    placed, job = wanted.use.placed, wanted.use.placed.job
    if job is None or job.container is not None or "architecture" in placed.step.with_:
        return []
    found: dict[str, None] = {}
    for leg in expand(job).legs:
        try:
            if not evaluate_condition(placed.step.if_ or "", {"matrix": leg.values}, _SUCCESS):
                continue
            asked = interpolate(placed.step.with_["python-version"], {"matrix": leg.values})
            names = [interpolate(label, {"matrix": leg.values}) for label in job.runs_on]
        except ExpressionError:
            continue
        if asked == wanted.node.string:
            found.update(dict.fromkeys(names))
    return list(found)


def _success(arguments: object) -> Value:
    return True


_SUCCESS = {"success": _success, "always": _success}


def _release(label: str, today: date) -> str:
    from regreen.workflow.schema.image_packages import release_of
    from regreen.workflow.schema.pythons import MACOS_ON_ARM

    name = label.lower()
    if name == "macos-latest" and today < MACOS_ON_ARM:
        return "macos-13"
    release = release_of(name, today)
    return f"ubuntu-{release}{'-arm' if name.endswith('-arm') else ''}" if release else name


def quoted(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """Quotes around the version, so that it stays a text."""
    from regreen.project.place import at

    for wanted in wanted_pythons(steps):
        if wanted.unquoted and at(wanted.use.source, wanted.node.span.start) in match.places:
            yield Edit(wanted.node.span, wanted.node.text, f'"{wanted.node.text}"')


def taken_out(match: Match, steps: tuple[PlacedStep, ...], today: date) -> Iterator[Edit]:
    """A version that cannot be had away from the matrix, or excluded where only some runners lack it."""
    from regreen.project.place import at
    from regreen.rules._pythons import left_out
    from regreen.rules._pythons import taken_out as without
    from regreen.workflow.definitions import Workflow

    for wanted in wanted_pythons(steps) if _ALLOWED not in match.title else ():
        placed = wanted.use.placed
        there = not wanted.unquoted and at(wanted.use.source, wanted.node.span.start) in match.places
        if there and placed.job is not None and isinstance(placed.file, Workflow):
            without_it = _without(wanted, today)
            if without_it and set(without_it) != set(_runners(wanted)):
                yield from left_out(placed.file, placed.job, wanted.node, without_it)
            else:
                yield from without(placed.file, placed.job, wanted.node)


def prereleases(match: Match, steps: tuple[PlacedStep, ...]) -> Iterator[Edit]:
    """Leave for the step to take what is not released yet."""
    from regreen.model.errors import PatchError
    from regreen.patch.yaml import insert_key
    from regreen.project.place import at

    done: set[object] = set()
    for wanted in wanted_pythons(steps) if _ALLOWED in match.title else ():
        placed = wanted.use.placed
        if at(wanted.use.source, wanted.node.span.start) in match.places and placed.step.span not in done:
            done.add(placed.step.span)
            try:
                yield from insert_key(placed.source, (*placed.path, "with"), "allow-prereleases", True)
            except PatchError:
                return


RULE = Rule(
    id="setup-version-not-found",
    category=Category.WORKFLOW_CONFIG,
    title="Version {subject} cannot be set up on this runner",
    log=refused("setup-version-not-found", "python-not-found"),
    find=unavailable,
    key=("subject",),
    explains=("step-error", "command-not-found"),
    fixers=(
        Fixer("Quote the version", Safety.SAFE, quoted),
        Fixer("Allow releases of Python {subject} that are not final", Safety.UNSAFE, prereleases),
        Fixer("Take {subject} out of the matrix", Safety.UNSAFE, taken_out),
        Fixer("Quote the version, or take {subject} out of the matrix", Safety.ADVICE),
    ),
)
