"""The version of the interpreter is left open, and a new one has just come out.

## Why
`3.x`, or no version at all, is the newest Python that there is; `pypy3.11` is its newest PyPy. In the weeks after a
release many packages have no wheels for it yet, output changes, and bugs of the first days come in unasked.

## Fix
Name the version that was used before until the new one is tried, in a change of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._uses import Wanted, wanted_pythons

if TYPE_CHECKING:
    from regreen.workflow.scripts import PlacedStep

_OPEN = re.compile(r"3|3\.x|3\.\*|x|\*|>= ?3(?:\.\d{1,2})?")
_PYPY = re.compile(r"pypy-?(3\.\d{1,2})(?:-v7\.x|-v7\.3\.x)?")
_FRESH = timedelta(days=40)
_UV = "astral-sh/setup-uv"


class Release(Struct, frozen=True):
    """A release that an open version stands for, since when, and what to write to keep the one before."""

    name: str
    since: date
    before: str


def fresh(steps: tuple[PlacedStep, ...], today: date) -> Matches:
    """One match for each workflow file and release; of those that cannot be kept back one of its own."""
    from regreen.project.place import at

    groups: dict[tuple[str, str, bool], list[tuple[Wanted, Release]]] = {}
    for wanted, release in _all(steps, today):
        key = (wanted.use.source.path, release.name, bool(release.before))
        groups.setdefault(key, []).append((wanted, release))
    for (path, name, _), members in groups.items():
        wanted, release = members[0]
        places: list[FileEvidence] = [at(item.use.source, item.node.span.start) for item, _ in members]
        yield Match(
            places=tuple(dict.fromkeys(places)),
            data={"path": path, "release": name, "before": release.before},
            title=f"{wanted.node.string} is {name} since {release.since}: it comes in unasked",
            count=len(members),
        )


def _all(steps: tuple[PlacedStep, ...], today: date) -> Iterator[tuple[Wanted, Release]]:
    for wanted in wanted_pythons(steps, _UV):
        text, by_uv = wanted.node.string.strip(), wanted.use.action.lower() == _UV
        found = _PYPY.fullmatch(text)
        release = None
        if found:
            release = _pypy(found[1], today, by_uv=by_uv)
        elif _OPEN.fullmatch(text) and not by_uv:
            release = _python(today)
        if release is not None and timedelta(0) <= today - release.since <= _FRESH:
            yield wanted, release


def _python(today: date) -> Release | None:
    from regreen.workflow.schema.pythons import RELEASED

    out = sorted((since, minor) for minor, since in RELEASED.items() if since <= today)
    if not out:
        return None
    since, minor = out[-1]
    return Release(f"Python {minor[0]}.{minor[1]}", since, f"{minor[0]}.{minor[1] - 1}")


def _pypy(python: str, today: date, *, by_uv: bool) -> Release | None:
    from regreen.workflow.schema.pythons import PYPY

    out = [row for row in PYPY if row[2] <= today]
    if len(out) < 2:
        return None
    (version, whole, _), (name, _, since) = out[-2:]
    kept = (
        f"pypy{python}-v{version}" if not by_uv else f"pypy{whole}" if whole.startswith(f"{python}.") else ""
    )
    return Release(f"PyPy {name}", since, kept)


def kept(match: Match, steps: tuple[PlacedStep, ...], today: date) -> Iterable[Edit]:
    """The version before, in quotes."""
    for wanted, release in _all(steps, today):
        mine = (wanted.use.source.path, release.name) == (match.data["path"], match.data["release"])
        if mine and release.before and match.data["before"]:
            span = wanted.node.span
            yield Edit(span, wanted.use.source.text[span.start : span.end], f'"{release.before}"')


RULE = Rule(
    id="interpreter-just-released",
    category=Category.WORKFLOW_CONFIG,
    title="{release} comes in unasked",
    find=fresh,
    key=("path", "release"),
    severity=Severity.WARNING,
    fixers=(Fixer("Stay with {before} for now", Safety.UNSAFE, kept),),
)
