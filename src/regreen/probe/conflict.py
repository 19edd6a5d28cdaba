"""Why a set of requirements has no solution, and which of them is in the way.

The resolver's own explanation names the requirements; which of them to give up is found by trying: a requirement
without whose version the rest has a solution is in the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from regreen.logs.read import read
from regreen.logs.signal import Refusal
from regreen.probe.resolve import PROBE, Outcome, Resolver
from regreen.project.jobs.model import Installed
from regreen.project.probed import InstallSet, NoWheel, Refused, Resolution, Solved, Unsolvable

CONFLICT = "pinned-versions-conflict"
_TRIED = 6  # requirements that are given up, one after the other
_HINT = re.compile(r"\n\s*hint: ")


def resolution(resolver: Resolver, asked: InstallSet, moment: datetime) -> Iterator[Resolution | Refused]:
    """What becomes of a set: the versions, or why there are none; and pins without a wheel for that Python."""
    outcome = resolver.ask(asked, moment)
    if isinstance(outcome, Refused):
        yield outcome
        return
    if outcome.solved:
        yield Solved(asked, outcome.packages, outcome.aside)
    elif asked.foreign:
        yield Refused(
            PROBE, f"{asked.label}: the repository names package indexes of its own, which are not asked"
        )
    else:
        found = explained(resolver, asked, moment, outcome)
        if asked.job or _anywhere(found):
            yield found
    own = {item.name: item for item in asked.requirements}
    for name in outcome.aside:
        item = own.get(name, Installed(name, "", (), asked.place))
        if (_pinned(item) or asked.certain) and resolver.has_wheels(item, asked, moment):
            yield NoWheel(asked, item)


def explained(resolver: Resolver, asked: InstallSet, moment: datetime, outcome: Outcome) -> Unsolvable:
    """The resolver's story as a value."""
    signals = read("resolver", outcome.story.encode()).signals
    refusal = next((signal for signal in signals if isinstance(signal, Refusal)), None)
    guilty = named(_HINT.split(outcome.story)[0], (*asked.requirements, *asked.constraints))
    kind = refusal.kind if refusal is not None else CONFLICT
    found = Unsolvable(asked, kind, outcome.story, guilty, refusal.subject if refusal else "")
    return replace(found, relaxed=_relaxed(resolver, found, moment))


def named(story: str, requirements: Sequence[Installed]) -> tuple[Installed, ...]:
    """The requirements that a story is about, those with a version first."""
    words = {word.lower() for word in re.findall(r"[A-Za-z0-9][\w.-]*[A-Za-z0-9]|[A-Za-z0-9]", story)}
    found = [item for item in requirements if item.name in words or item.name.replace("-", "_") in words]
    return tuple(sorted(found, key=lambda item: (not item.specifier, item.place.path, item.place.line)))


def _anywhere(found: Unsolvable) -> bool:
    """Whether it holds for every Python: that of a list that no job installs is not known."""
    if found.kind == "version-needs-other-python" or "no wheels with a matching" in found.story:
        return False
    exact = any(map(_pinned, found.guilty))
    return (exact and "there is no version of" in found.story) or len(found.guilty) > 1


def _pinned(item: Installed) -> bool:
    return item.specifier.startswith("==") and "*" not in item.specifier


def _relaxed(resolver: Resolver, found: Unsolvable, moment: datetime) -> tuple[Installed, str] | None:
    """The requirement that is in the way, and the version that fits: where only one can be, or where one is what
    another depends on.
    """
    ways = list(_ways(resolver, found, moment))
    if len(ways) > 1:
        wanted = set(re.findall(r"depends on ([A-Za-z0-9][\w.-]*)", found.story))
        ways = [(item, version) for item, version in ways if item.name in wanted]
    return ways[0] if len(ways) == 1 else None


def _ways(resolver: Resolver, found: Unsolvable, moment: datetime) -> Iterator[tuple[Installed, str]]:
    versioned = [item for item in found.guilty if item.specifier]
    for item in versioned[:_TRIED] if len(versioned) <= _TRIED else ():
        rest = [
            replace(other, specifier="") if other == item else other for other in found.asked.requirements
        ]
        if item not in found.asked.requirements:
            continue
        outcome = resolver.ask(found.asked, moment, rest)
        if isinstance(outcome, Outcome) and outcome.solved and item.name not in outcome.aside:
            yield item, next((p.version for p in outcome.packages if p.name == item.name), "")
