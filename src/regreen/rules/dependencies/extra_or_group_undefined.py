"""An install asks for an extra or a dependency group that the project does not define.

## Why
It was renamed, moved from extras (`[project.optional-dependencies]`) to groups (`[dependency-groups]`) or the
other way round, or stands in a table that this tool does not read. `--extra` and `--group` look in different
tables.

## Fix
Ask for it by its present name and kind, or define it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.finding import FileEvidence
from regreen.model.text import Span
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._refused import NOT_INSTALLED, refused

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.projects import Projects
    from regreen.project.jobs.undefined import Undefined
    from regreen.project.tree import Tree

_OPTIONS = {"extra": "--extra", "group": "--group"}


def absent(job_runs: tuple[JobRun, ...], projects: Projects) -> Matches:
    """One match for each name that is asked for and not defined."""
    from regreen.project.jobs.undefined import undefined
    from regreen.workflow.near import nearest

    groups: dict[tuple[str, str], list[Undefined]] = {}
    for item in undefined(job_runs, projects):
        groups.setdefault((item.name, item.kind), []).append(item)
    for (name, kind), members in groups.items():
        first = next((item for item in members if item.fatal), members[0])
        near = nearest(name, first.known)
        title = f"{named(first.run)} asks for the {kind} {name!r}, which the project does not define"
        if first.other:
            title += f"; it is {'a group' if kind == 'extra' else 'an extra'}"
        elif near:
            title += f"; there is {near!r}"
        yield Match(
            places=unique(place for item in members for place in _places(item)),
            data={"subject": name, "kind": kind, "near": near or "", "other": "yes" if first.other else ""},
            severity=Severity.ERROR if first.fatal else Severity.WARNING,
            count=len(members),
            title=title,
        )


def _places(item: Undefined) -> Iterator[FileEvidence]:
    yield item.install.place
    if item.table is not None:
        yield item.table


def renamed(match: Match, tree: Tree) -> list[Edit]:
    """The name that was probably meant, or the option for the kind that it is, in every command."""
    found: list[Edit] = []
    name, near = match.data["subject"], match.data.get("near", "")
    for place in match.places if not match.lines else ():
        source = tree.source(place.path)
        if source is None or place.path.endswith(".toml"):
            continue
        line = source.line(place.line)
        start = source.offset(place.line)
        if match.data.get("other"):
            kind = match.data["kind"]
            old, new = _OPTIONS[kind], _OPTIONS["group" if kind == "extra" else "extra"]
            pattern = rf"{old}(?=[ =]{re.escape(name)}(?![\w.-]))"
        elif near:
            pattern, new = rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", near
        else:
            continue
        for hit in re.finditer(pattern, line):
            span = Span(source.path, start + hit.start(), start + hit.end())
            found.append(Edit(span, hit[0], new))
    return found


RULE = Rule(
    id="extra-or-group-undefined",
    category=Category.PACKAGING_CONFIG,
    title="The project defines no extra or group named {subject}",
    log=refused("extra-or-group-undefined", tolerated=True),
    find=absent,
    key=("subject",),
    explains=NOT_INSTALLED,
    fixers=(
        Fixer("Ask for what the project defines", Safety.UNSAFE, renamed),
        Fixer(
            "Define {subject}, or ask for it as what it is: `--extra` for extras, `--group`/`--with` for groups",
            Safety.ADVICE,
        ),
    ),
)
