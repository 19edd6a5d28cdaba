"""A pinned version has no wheel for the Python of the job.

## Why
The version was published before that Python, or its wheels leave it out. The installer then builds it from its
source, which needs a compiler, headers and minutes, and most often fails: the release predates what that Python
changed.

## Fix
Pin the first release that has wheels for the Python of the job, or run the job with a Python for which the pinned
one has. With a matrix, split the pin by `python_version`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.probed import NoWheel, Resolution


def without_wheel(resolutions: tuple[Resolution, ...]) -> Matches:
    """Pins without a wheel, once for each place."""
    from regreen.project.probed import NoWheel

    groups: dict[object, list[NoWheel]] = {}
    for item in resolutions:
        if isinstance(item, NoWheel):
            groups.setdefault((item.requirement.name, item.requirement.place), []).append(item)
    for items in groups.values():
        first = items[0]
        yield Match(
            places=(first.requirement.place, first.asked.place),
            data={
                "requirement": f"{first.requirement.name}{first.requirement.specifier}",
                "pythons": ", ".join(sorted({item.asked.python for item in items}, key=_version)),
            },
        )


def _version(python: str) -> tuple[int, ...]:
    return tuple(map(int, python.split(".")))


RULE = Rule(
    id="python-not-supported-by-pin",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{requirement} has no wheel for Python {pythons}, so the job builds it from source",
    find=without_wheel,
    key=("requirement",),
    severity=Severity.WARNING,
    fixers=(Fixer("Pin a release that has wheels for Python {pythons}", Safety.ADVICE),),
)
