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


def changes(
    resolver: Resolver, asked: InstallSet, green: datetime, red: datetime
) -> Iterator[Change | Refused]:
    """The distributions of which the two moments install different versions."""
    then, now = resolver.ask(asked, green), resolver.ask(asked, red)
    for outcome in (then, now):
        if isinstance(outcome, Refused):
            yield outcome
            return
    if not (isinstance(then, Outcome) and isinstance(now, Outcome) and then.solved and now.solved):
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
