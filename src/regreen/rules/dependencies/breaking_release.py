"""A requirement lets in a release that is known to break what depended on the one before.

## Why
The requirement has a lower bound or none, so each run takes the newest release. This one removed or changed what
much code relied on, and either the code here still uses it, or the release is only some weeks old and nobody knows yet.

## Fix
Cap the requirement below the release (`<2`), so that runs are green again; then move the code to what replaced it,
and lift the cap in the same change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from datetime import date

    from regreen.model.text import Source
    from regreen.project.jobs.broken import Broken
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Projects
    from regreen.project.tree import Tree

_SHOWN = 8
_HOOK = 20  # lines that are looked at of a hook
_MANY = 3  # releases that are only fresh; more than these would bury the others


def allowed(job_runs: tuple[JobRun, ...], projects: Projects, lacking: Lacking, today: date) -> Matches:
    """Releases that come in, those first whose change is used here."""
    from regreen.project.jobs.broken import broken_releases

    found = list(broken_releases(job_runs, projects, lacking, today))
    used = [item for item in found if item.uses]
    fresh = sorted(
        (item for item in found if not item.uses), key=lambda item: item.breaking.since, reverse=True
    )
    yield from map(_match, (*used, *fresh[:_MANY]))


def _match(item: Broken) -> Match:
    breaking = item.breaking
    name = f"{breaking.package} {breaking.version}"
    said = f"{name} ({breaking.since.isoformat()})"
    title = f"{said} comes in, which {breaking.changed}; it is used here"
    if not item.uses:
        title = f"{said} comes in unasked: {breaking.changed}"
    elif item.pinned:
        title = f"{said} and later {breaking.changed}; a version of these is pinned, and it is used here"
    return Match(
        places=unique((*item.requirements, *item.uses))[:_SHOWN],
        data={
            "package": breaking.package,
            "version": breaking.version,
            "above": "yes" if item.above else "",
        },
        title=title,
    )


def capped(match: Match, tree: Tree) -> Iterator[Edit]:
    """The cap below the release, wherever the distribution is required; in place of a version that leaves no room."""
    from regreen.patch.specifier import with_cap, with_specifier

    name, version = match.data["package"], match.data["version"]
    for place in match.places:
        source = tree.source(place.path)
        if source is not None and _requires(source, place):
            each = (
                with_specifier(source, line, name, f"<{version}")
                if match.data.get("above")
                else with_cap(source, line, name, version)
                for line in _lines(source, place.line)
            )
            yield from next(filter(None, each), [])


def _requires(source: Source, place: FileEvidence) -> bool:
    """Whether a string on a line of Python is a requirement rather than a use."""
    name = source.path.rpartition("/")[2]
    return (
        not name.endswith(".py") or name == "setup.py" or (name == "noxfile.py" and "install" in place.text)
    )


def _lines(source: Source, line: int) -> Iterator[int]:
    """The line of a requirement; of a hook, all its lines."""
    yield line
    if source.path.endswith(".pre-commit-config.yaml"):
        for number in range(line + 1, line + _HOOK):
            if source.line(number).lstrip().startswith("- "):
                marks = source.line(number).lstrip(" -")
                if marks.startswith(("id:", "repo:")):
                    return
            yield number


RULE = Rule(
    id="breaking-release",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{package} {version} comes in, which breaks what depends on it",
    find=allowed,
    key=("package", "version"),
    severity=Severity.WARNING,
    fixers=(
        Fixer("Keep {package} below {version} for now", Safety.UNSAFE, capped),
        Fixer("Require {package}<{version}, or move to what {version} has", Safety.ADVICE),
    ),
)
