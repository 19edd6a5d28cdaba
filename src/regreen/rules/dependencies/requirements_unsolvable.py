"""What a job installs has no solution: no choice of versions fits for its Python.

## Why
A pin excludes what another requirement depends on, names a version that does not exist or was never made for the
Python of the job, or an upstream release narrowed what it works with. The installer stops before the job has begun.
A resolver was asked about exactly this set, for the Python of the job, as of the day that is judged, with wheels
only.

## Fix
Give up the one pin that is in the way, not all of them: `regreen check --deep` finds it by trying, and offers the
version that fits the others. Where two requirements contradict each other and both are yours, decide which one
matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.finding import FileEvidence
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.probed import Resolution, Unsolvable
    from regreen.project.tree import Tree

_SENTENCES = {
    "version-needs-other-python": "No version of what is required here supports Python {python}: {what}",
    "no-matching-distribution": "No distribution for Python {python} fits {what}",
}
_CONFLICT = "These requirements contradict each other on Python {python}: {what}"
_ALONE = "What {what} depends on cannot be installed on Python {python}"
_SHOWN = 4


def unsolvable(resolutions: tuple[Resolution, ...]) -> Matches:
    """The sets without a solution; the same requirements in several jobs or for several Pythons are one cause."""
    from regreen.project.probed import Unsolvable

    groups: dict[tuple[FileEvidence, ...], list[Unsolvable]] = {}
    for item in resolutions:
        if isinstance(item, Unsolvable):
            groups.setdefault(_places(item), []).append(item)
    return (_match(places, items) for places, items in groups.items())


def _match(places: tuple[FileEvidence, ...], items: list[Unsolvable]) -> Match:
    first = next((item for item in items if item.asked.certain), items[0])
    pythons = ", ".join(dict.fromkeys(item.asked.python for item in items))
    what = " and ".join(f"{item.name}{item.specifier}" for item in first.guilty[:_SHOWN]) or first.subject
    relaxed = first.relaxed
    data = {"what": what}
    if relaxed is not None:
        data |= {"package": relaxed[0].name, "version": relaxed[1], "specifier": relaxed[0].specifier}
    sentence = _SENTENCES.get(first.kind, _CONFLICT if len(first.guilty) > 1 else _ALONE)
    return Match(
        places=places,
        data=data,
        severity=Severity.ERROR if first.asked.certain else Severity.WARNING,
        title=sentence.format(python=pythons, what=what),
    )


def _places(item: Unsolvable) -> tuple[FileEvidence, ...]:
    """The requirement in the way first, the command last."""
    relaxed = [item.relaxed[0].place] if item.relaxed is not None else []
    return tuple(dict.fromkeys([*relaxed, *(guilty.place for guilty in item.guilty), item.asked.place]))


def relax(match: Match, tree: Tree) -> Iterator[Edit]:
    """The version that fits the others in place of the one that does not."""
    from regreen.patch.specifier import with_specifier

    package, version = match.data.get("package", ""), match.data.get("version", "")
    source = tree.source(match.places[0].path) if package and version else None
    if source is not None:
        exact = match.data["specifier"].startswith("==")
        operator = "==" if exact else ">="
        yield from with_specifier(source, match.places[0].line, package, f"{operator}{version}")


RULE = Rule(
    id="requirements-unsolvable",
    category=Category.DEPENDENCY_RESOLUTION,
    title="No choice of versions fits {what}",
    find=unsolvable,
    key=("what",),
    explains=("pinned-versions-conflict", "no-matching-distribution", "version-needs-other-python"),
    fixers=(
        Fixer(
            "Take the version of {package} that fits the other requirements: {version}", Safety.UNSAFE, relax
        ),
        Fixer("Decide which of {what} matters, and loosen the other", Safety.ADVICE),
    ),
)
