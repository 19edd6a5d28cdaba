"""pre-commit cannot install or run a hook that is pinned or set up as it is.

## Why
pre-commit builds an environment for each hook, out of its pinned revision and of whatever that requires today. Old
revisions stop working: a build tool refuses their metadata, a library they import has changed, the repository moved.
And `language_version: python3.9` wants that very Python on the path, which the job's machine need not have.

## Fix
Raise the revision of the hook (`pre-commit autoupdate --repo URL`), correct its address, or let `language_version` be
`python3`: the Python that the job sets up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._refused import refused

if TYPE_CHECKING:
    from regreen.model.finding import FileEvidence
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_EXACT = re.compile(r"python(3\.\d+)")
_OF_IMAGES = {"ubuntu-22.04": "3.10", "ubuntu-24.04": "3.12", "ubuntu-latest": "3.12", "ubuntu-26.04": "3.14"}
"""The Python that an image of GitHub has on its path by itself."""


def outdated(job_runs: tuple[JobRun, ...], tree: Tree, today: date) -> Matches:
    """Hooks whose revision does not work any more, whose address is gone, or whose Python is not there."""
    from regreen.project.hook_facts import broken, moved
    from regreen.project.hooks import hooks

    callers = list(_callers(job_runs))
    certain = any(sure for _, sure, _ in callers)
    severity = Severity.ERROR if certain else Severity.WARNING
    told: set[FileEvidence] = set()
    for hook in hooks(tree):
        place = hook.revision_place or hook.place
        worn, address = broken(hook, today), moved(hook, today)
        if (worn is None and address is None) or place in told or "manual" in hook.stages:
            continue
        told.add(place)
        if worn is not None:
            data = {"subject": hook.id, "old": hook.revision, "new": worn.mended}
            title = f"The hook {hook.id} does not work at {hook.revision} since {worn.since}: {worn.why}"
            yield Match(places=unique((place, hook.place)), data=data, severity=severity, title=title)
        elif address is not None:
            data = {"subject": hook.id, "old": hook.repository, "new": address[0]}
            title = f"The repository of the hook {hook.id} is not there any more: {address[1]}"
            yield Match(
                places=unique(_address(hook.repository, tree)), data=data, severity=severity, title=title
            )
    yield from _interpreters(callers, tree)


def _callers(job_runs: tuple[JobRun, ...]) -> Iterator[tuple[JobRun, bool, FileEvidence | None]]:
    """The jobs that run all hooks, and whether they surely do."""
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            if call.program == "pre-commit" and "run" in call.arguments and not call.directory:
                everything = {"--all-files", "-a"} & set(call.arguments)
                yield run, call.certain and bool(everything), call.place
        for step in run.job.steps:
            if (step.uses or "").lower().startswith("pre-commit/action@"):
                yield run, step.if_ is None and step.continue_on_error is not True, run.python_place


def _address(repository: str, tree: Tree) -> Iterator[FileEvidence]:
    from regreen.project.hooks import NAMES
    from regreen.project.place import on_line

    source = next((found for name in NAMES if (found := tree.source(name)) is not None), None)
    for row, line in enumerate(source.text.split("\n") if source is not None else (), 1):
        if repository in line and source is not None:
            yield on_line(source, row, line.find(repository) + 1)


def _interpreters(callers: list[tuple[JobRun, bool, FileEvidence | None]], tree: Tree) -> Iterator[Match]:
    """Pythons that hooks ask for by their version and that a job does not have."""
    from regreen.project.hooks import NAMES, language_versions

    source = next((found for name in NAMES if (found := tree.source(name)) is not None), None)
    told: set[str] = set()
    for text, place in language_versions(source) if source is not None else ():
        wanted = _EXACT.fullmatch(text)
        for run, sure, caller in callers if wanted is not None and text not in told else ():
            if wanted is None or _may_have(run, wanted[1]):
                continue
            told.add(text)
            yield Match(
                places=unique(item for item in (place, run.python_place, caller) if item is not None),
                data={"subject": text, "old": text, "new": "python3"},
                severity=Severity.ERROR if sure else Severity.WARNING,
                title=f"Hooks want {text}; {named(run)} has Python {run.python}",
            )
            break


def _may_have(run: JobRun, version: str) -> bool:
    """Whether a job may have a Python; only with setup-python on an image of GitHub can anybody tell."""
    image = _OF_IMAGES.get(run.job.runs_on[0]) if len(run.job.runs_on) == 1 else None
    if not run.python or image is None or run.job.container is not None:
        return True
    texts = [f"{step.uses} {dict(step.with_ or {})} {step.run or ''}" for step in run.job.steps]
    others = any(version in text or "uv" in text or "conda" in text or "deadsnakes" in text for text in texts)
    return others or version in (image, run.python) or run.python.startswith(f"{version}.")


def mended(match: Match, tree: Tree) -> list[Edit]:
    """The new revision, address or interpreter in place of the old one."""
    from regreen.model.text import Span

    old, new = match.data.get("old", ""), match.data.get("new", "")
    place = match.places[0] if match.places and old else None
    source = tree.source(place.path) if place is not None else None
    index = source.line(place.line).find(old) if source is not None and place is not None else -1
    if source is None or place is None or index < 0:
        return []
    at = source.offset(place.line) + index
    return [Edit(Span(source.path, at, at + len(old)), old, new)]


RULE = Rule(
    id="hook-not-installable",
    category=Category.DEPENDENCY_RESOLUTION,
    title="pre-commit cannot install a hook: {subject}",
    log=refused("hook-install", "hook-error"),
    find=outdated,
    key=("subject",),
    fixers=(
        Fixer("Write {new} in place of {old}", Safety.UNSAFE, mended),
        Fixer(
            "Install the hooks afresh",
            Safety.ADVICE,
            commands=("pre-commit clean && pre-commit install-hooks",),
        ),
    ),
)
