"""Which versions changed between two moments without anybody asking for it.

There is no need to search for the day: the index says when the files of the new version were published. And a set
that had a solution once still has it: a further release takes none away.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from regreen.probe.resolve import Outcome, Resolver
from regreen.project.jobs.model import Installed
from regreen.project.probed import Change, InstallSet, Refused

_PARTS = (0.0, 0.5, 0.75, 0.9)  # of the time between green and red at which somebody looks


def changes(
    resolver: Resolver, asked: InstallSet, green: datetime, red: datetime
) -> Iterator[Change | Refused]:
    """The distributions of which the two moments install different versions."""
    now = resolver.ask(asked, red)
    if isinstance(now, Refused):
        yield now
        return
    then = _solved_before(resolver, asked, green, red) if now.solved else None
    if isinstance(then, Refused):
        yield then
    if not isinstance(then, Outcome):
        return
    before = {package.name: package.version for package in then.packages}
    changed = [package for package in now.packages if before.get(package.name) != package.version]
    own = {item.name: item for item in asked.requirements}
    along = [
        item for item in changed if item.name not in own and _leaps(before.get(item.name, ""), item.version)
    ]
    parents = resolver.parents(asked, red, now.aside) if along else {}
    for package in changed:
        yield Change(
            package.name,
            before.get(package.name, ""),
            package.version,
            package.released,
            asked,
            own.get(package.name),
            tuple(_roots(package.name, parents, own)),
        )


def _solved_before(
    resolver: Resolver, asked: InstallSet, green: datetime, red: datetime
) -> Outcome | Refused | None:
    """What was installed at `green`; later on where a requirement asks for what was not published yet."""
    for part in _PARTS:
        outcome = resolver.ask(asked, green + (red - green) * part)
        if isinstance(outcome, Refused) or outcome.solved:
            return outcome
    return None


def _leaps(old: str, new: str) -> bool:
    """Whether the first number of a version changed, or the second one below 1.0."""
    then, now = old.split("."), new.split(".")
    return then[0] != now[0] or (then[0] == "0" and then[1:2] != now[1:2])


def _roots(name: str, parents: dict[str, tuple[str, ...]], own: dict[str, Installed]) -> Iterator[Installed]:
    """The requirements of the set that lead to a distribution."""
    seen, pending = {name}, list(parents.get(name, ()))
    while pending:
        parent = pending.pop(0)
        if parent in seen:
            continue
        seen.add(parent)
        if parent in own:
            yield own[parent]
        pending += parents.get(parent, ())
