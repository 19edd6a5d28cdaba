"""A job starts or imports a module that the release which it installs does not hold.

The list of files of the wheel says so, of the version that a resolver chose for the job as of the day that is judged.

## Why
A release moved or removed the module, or it never was there: commands such as `python -m package.install` are often
remembered wrongly. The step ends with `No module named ...`.

## Fix
Call what the release has in its place (its change log or its console scripts tell), or keep the release out with an
upper bound until the code is ready for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.project.probed import AbsentModule
    from regreen.project.tree import Tree

_SHOWN = 6


def gone(absent_modules: tuple[AbsentModule, ...]) -> Matches:
    """One match for each module and version."""
    groups: dict[tuple[str, str], list[AbsentModule]] = {}
    for item in absent_modules:
        groups.setdefault((item.module, item.version), []).append(item)
    for members in groups.values():
        first = members[0]
        started = any(item.command and item.certain for item in members)
        places = [item.place for item in members]
        places += [item.requirement.place for item in members if item.requirement is not None]
        before = f"; before {first.before} it was there" if first.before else ""
        yield Match(
            places=unique(places)[:_SHOWN],
            data={
                "module": first.module,
                "package": first.package,
                "version": first.version,
                "before": first.before,
            },
            severity=Severity.ERROR if started else Severity.WARNING,
            title=f"{first.package} {first.version} has no module {first.module}{before}",
            count=len(places),
        )


def cap(match: Match, tree: Tree) -> Iterator[Edit]:
    """The requirement with an upper bound below the release that lacks the module."""
    from regreen.patch.specifier import with_cap

    for place in match.places if match.data["before"] else ():
        source = tree.source(place.path) if not place.path.endswith(".py") else None
        if source is not None:
            yield from with_cap(source, place.line, match.data["package"], match.data["before"])


RULE = Rule(
    id="module-not-in-release",
    category=Category.MISSING_MODULE,
    title="{package} {version} has no module {module}",
    find=gone,
    key=("module", "package"),
    explains=("module-not-installed", "name-moved-upstream"),
    fixers=(
        Fixer("Keep {package} below {before}, where the module was there", Safety.UNSAFE, cap),
        Fixer("Call what {package} {version} has in place of {module}", Safety.ADVICE),
    ),
)
