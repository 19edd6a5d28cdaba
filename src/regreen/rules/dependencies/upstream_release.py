"""An upstream release came into the job without anybody asking for it.

## Why
A requirement without an upper bound takes whatever is newest on the day of the run. The commit is the same, the
environment is not: the last green run and the red one install different versions. A resolver was asked about both
days.

## Fix
Keep the release out until the code is ready for it: a bound on that one requirement (`<2`), not on all. A lock file
or a constraints file, renewed in changes of their own, keeps it from happening again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from regreen.logs.signals import Signals
from regreen.rule import (
    Category,
    Complaint,
    Edit,
    FileEvidence,
    Fixer,
    Line,
    Match,
    Matches,
    Raised,
    Refusal,
    Rule,
    Safety,
    Severity,
    Signal,
    TestFailure,
)

if TYPE_CHECKING:
    from regreen.project.probed import Change
    from regreen.project.tree import Tree

_INSTALLED = re.compile(r"(?:site|dist)-packages[/\\](?P<module>\w+)")
_QUOTED = re.compile(r"['\"`]([A-Za-z_]\w*)(?:\.\w+)*['\"`]")
_SHOWN = 6
_ALONE = 4  # releases with a warning of their own
_DAYS = timedelta(days=14)
_DATA = frozenset(
    {"certifi", "tzdata", "pytz", "trove-classifiers", "tld", "publicsuffix2", "phonenumbers", "identify"}
)
"""Distributions of data, whose releases change no behaviour."""
EXPLAINED = (
    "test-failed",
    "tests-failed-unnamed",
    "test-collection-error",
    "conftest-import-error",
    "warning-is-error",
    "name-*",
    "module-not-installed",
    "lint-violations",
    "type-errors",
    "files-not-formatted",
    "imports-not-sorted",
    "uncaught-exception",
)


def blamed(signals: Signals, upstream: tuple[Change, ...]) -> Matches:
    """Changed distributions that the log names where it fails; or the only one that changed."""
    changed: dict[str, Change] = {}
    for change in upstream:
        changed.setdefault(change.name, change)
    if not changed:
        return
    said = {name: tuple(_naming(signals, name)) for name in changed}
    if len(changed) == 1 and not any(said.values()):
        said = dict.fromkeys(changed, tuple(_first_failure(signals)))
    for name, found in said.items():
        lines = tuple(dict.fromkeys(line for signal in found for line in signal.lines))
        if lines:
            yield _match(changed[name], lines)


def _naming(signals: Signals, name: str) -> Iterator[Signal]:
    """Failures that name a distribution: a refusal of its own, an exception raised in it or about it."""
    yield from (refusal for refusal in signals.of(Refusal) if refusal.tool == name)
    for raised in signals.of(Raised):
        inside = raised.frames[-1].path if raised.frames else ""
        if _names(name, inside, raised.module, raised.message):
            yield raised
    for failure in signals.of(TestFailure):
        if _names(name, failure.path, failure.module, failure.message):
            yield failure


def _names(name: str, path: str, module: str, message: str) -> bool:
    """Whether an exception comes from a distribution (by its file or its class), or quotes one of its modules."""
    from regreen.project.distributions import providers

    installed = _INSTALLED.search(path)
    modules = [installed["module"]] if installed else []
    modules += [module] if module else []
    modules += _QUOTED.findall(message)
    return any(name in providers(found) for found in modules)


def _first_failure(signals: Signals) -> Iterator[Signal]:
    """The first failure of a run in which no exception points at another distribution."""
    raised = [frame.path for signal in signals.of(Raised) for frame in signal.frames[-1:]]
    if any(map(_INSTALLED.search, (*raised, *(failure.path for failure in signals.of(TestFailure))))):
        return
    failures = (*signals.of(TestFailure), *signals.of(Raised), *signals.of(Complaint), *signals.of(Refusal))
    yield from failures[:1]


def fresh(upstream: tuple[Change, ...], today: date) -> Matches:
    """What changed in the last weeks: the releases of a new kind one by one, then one warning for all others that the
    project asks for itself.
    """
    found: dict[str, tuple[Change, tuple[FileEvidence, ...]]] = {}
    for change in upstream:
        places = _places(change)
        if places and change.old and change.name not in _DATA:
            known = found.get(change.name)
            found[change.name] = change, tuple(dict.fromkeys((*(known[1] if known else ()), *places)))
    newest = sorted(found.values(), key=lambda item: str(item[0].released or ""), reverse=True)
    major = [item for item in newest if _stands_out(item[0], today)]
    major.sort(key=lambda item: (item[0].requirement is None, not _is_of_a_new_kind(item[0])))
    for change, places in major[:_ALONE]:
        yield Match(
            places=places[:_SHOWN],
            data=_data(change),
            severity=Severity.WARNING,
            title=f"{change.name} {change.new}{_day(change)} comes in unasked in place of {change.old}",
        )
    yield from _others([item for item in newest if item not in major[:_ALONE] and item[0].requirement])


def _others(rest: list[tuple[Change, tuple[FileEvidence, ...]]]) -> Iterator[Match]:
    """One warning for what is only new."""
    if not rest:
        return
    shown = [f"{change.name} {change.new}{_day(change)}" for change, _ in rest]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    yield Match(
        places=tuple(dict.fromkeys(place for _, places in rest for place in places)),
        data={
            **_data(rest[0][0]),
            "package": ",".join(sorted(change.name for change, _ in rest)),
            "version": "",
            "advice": "the one that breaks the run",
        },
        severity=Severity.WARNING,
        title=f"New upstream releases come in unasked: {', '.join(shown[:_SHOWN])}{more}",
    )


def _stands_out(change: Change, today: date) -> bool:
    """Whether a release is worth a word of its own: of a new kind, or a further one of the last days that the project
    asks for itself; what only comes along has to be both.
    """
    fresh = change.released is not None and today - change.released.date() <= _DAYS
    if change.requirement is None:
        return fresh and _is_of_a_new_kind(change)
    minor = change.old.split(".")[:2] != change.new.split(".")[:2]
    return _is_of_a_new_kind(change) or (fresh and minor)


def _is_of_a_new_kind(change: Change) -> bool:
    """Whether the first number of a version changed and counts no years, or the second one below 1.0."""
    then, now = change.old.split("."), change.new.split(".")
    if then[0] == now[0]:
        return then[0] == "0" and then[1:2] != now[1:2]
    year = change.released.year if change.released is not None else 0
    return now[0] not in (str(year), str(year % 100))


def _places(change: Change) -> tuple[FileEvidence, ...]:
    """Where the distribution is required, or what leads to it."""
    if change.requirement is not None:
        return (change.requirement.place,)
    return tuple(parent.place for parent in change.parents)


def _day(change: Change) -> str:
    return f" ({date.isoformat(change.released.date())})" if change.released is not None else ""


def _match(change: Change, lines: tuple[Line, ...]) -> Match:
    old = f" in place of {change.old}" if change.old else ""
    return Match(
        lines=lines[:_SHOWN],
        places=_places(change),
        data=_data(change),
        claims=lines,
        title=f"The job installs {change.name} {change.new}{_day(change)}{old} since it was last green",
    )


def _data(change: Change) -> dict[str, str]:
    below = _cap(change.old, change.new)
    return {
        "package": change.name,
        "version": change.new,
        "cap": below,
        "own": "yes" if change.requirement is not None else "",
        "advice": f"{change.name} to a version below {below}",
        "line": f"{change.name}<{below}",
    }


def cap(match: Match, tree: Tree) -> Iterator[Edit]:
    """The requirement with an upper bound below the new release."""
    from regreen.patch.specifier import with_cap

    if not match.data.get("own") or not match.data["version"]:
        return
    for place in match.places:
        source = tree.source(place.path)
        if source is not None:
            yield from with_cap(source, place.line, match.data["package"], match.data["cap"])


def _cap(old: str, new: str) -> str:
    """The first version of the new kind: its major, else its minor; between patches, the release itself."""
    then, now = old.split("."), new.split(".")
    same = next((i for i, (a, b) in enumerate(zip(then, now, strict=False)) if a != b), len(now))
    return ".".join(now[: same + 1]) if old and same < 2 else new


RULE = Rule(
    id="upstream-release",
    category=Category.DEPENDENCY_RESOLUTION,
    title="The job installs {package} {version}, which is new",
    log=blamed,
    find=fresh,
    key=("package", "version"),
    explains=EXPLAINED,
    fixers=(
        Fixer("Keep {package} {version} out until the code is ready for it", Safety.UNSAFE, cap),
        Fixer(
            "Constrain {advice}",
            Safety.ADVICE,
            commands=("echo '{line}' >> constraints.txt",),
        ),
    ),
)
