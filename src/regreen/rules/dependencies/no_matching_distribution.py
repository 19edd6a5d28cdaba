"""An installer finds no version that fits a requirement.

## Why
The version was never published or was withdrawn, the name is misspelt or belongs to an internal index, or the
distribution exists for other platforms only (`pywin32` and the like in a file that was frozen on Windows). Or it is the
name of a module, not of a distribution (`cv2`, `PIL`), or of a part of Python itself (`sqlite3`).
For conda, no configured channel has it.

## Fix
Look the versions up that exist and correct the pin. Give a distribution of one platform a marker:
`pywin32==311; sys_platform == 'win32'`. For an internal index, configure it in the job.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.model.text import Edit, Span
from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import Install, Installed, JobRun
    from regreen.project.tree import Tree


def misnamed(job_runs: tuple[JobRun, ...]) -> Matches:
    """Requirements by the name of a module; one match for each name."""
    from regreen.project.not_distributions import instead_of

    groups: dict[str, list[tuple[JobRun, Install, Installed]]] = {}
    for run in job_runs:
        for install in () if run.foreign else run.installs:
            for item in install.installed:
                if instead_of(item.name) is not None and not item.url:
                    groups.setdefault(item.name, []).append((run, install, item))
    for name, members in groups.items():
        meant = instead_of(name)
        what = f"the distribution is called {meant}" if meant else "it is a part of Python"
        yield Match(
            places=unique(place for _, install, item in members for place in (item.place, install.place)),
            data={"subject": name, "meant": meant or ""},
            severity=Severity.ERROR if any(i.certain for _, i, _ in members) else Severity.WARNING,
            count=len({named(run) for run, _, _ in members}),
            title=f"{named(members[0][0])} installs {name}, which is not to be had for Python 3: {what}",
        )


def renamed(match: Match, tree: Tree) -> list[Edit]:
    """The name of the distribution in place of the module's; what is a part of Python goes from its file."""
    from regreen.patch.requirements import remove
    from regreen.project.requirements import is_requirements_file

    name, meant = match.data["subject"], match.data.get("meant", "")
    found: dict[Edit, None] = {}
    for place in match.places if not match.lines else ():
        source = tree.source(place.path)
        if source is None:
            continue
        if not meant:
            edits = remove(source, name) if is_requirements_file(place.path) else []
            found.update(dict.fromkeys(edits))
            continue
        hit = re.search(rf"(?<![\w./-])(?i:{re.escape(name)})(?![\w./-])", source.line(place.line))
        if hit is not None:
            start = source.offset(place.line) + hit.start()
            found[Edit(Span(source.path, start, start + len(hit[0])), hit[0], meant)] = None
    return list(found)


RULE = Rule(
    id="no-matching-distribution",
    category=Category.DEPENDENCY_RESOLUTION,
    title="No distribution matches {subject}",
    log=refused("no-matching-distribution", tolerated=True),
    find=misnamed,
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Require what is meant by {subject}", Safety.UNSAFE, renamed),
        Fixer(
            "Correct the name or the version of {subject}, or give it a `sys_platform` marker",
            Safety.ADVICE,
            commands=("pip index versions {subject}",),
        ),
    ),
)
