"""Which versions changed between two moments without anybody asking for it, and when a set became unsolvable."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from regreen.probe.resolve import Outcome, Resolver
from regreen.project.jobs.model import Installed
from regreen.project.probed import Change, InstallSet, Refused

_DAY = timedelta(days=1)


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
    parents = resolver.parents(asked, red, now.aside) if any(item.name not in own for item in changed) else {}
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


def last_solvable(resolver: Resolver, asked: InstallSet, green: datetime, red: datetime) -> datetime | None:
    """The last day, to the day, on which the set still had a solution; None when `green` had none, or somebody
    refused to answer. `red` is known to have none.
    """
    outcome = resolver.ask(asked, green)
    if isinstance(outcome, Refused) or not outcome.solved:
        return None
    while red - green > _DAY:
        middle = green + (red - green) / 2
        outcome = resolver.ask(asked, middle.replace(minute=0, second=0, microsecond=0))
        if isinstance(outcome, Refused):
            return None
        green, red = (middle, red) if outcome.solved else (green, middle)
    return green


def bounded(item: Installed) -> bool:
    """Whether a requirement keeps a new major release out."""
    try:
        operators = {specifier.operator for specifier in SpecifierSet(item.specifier)}
    except InvalidSpecifier:
        return True
    return bool(operators & {"==", "===", "<", "<=", "~="})


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
