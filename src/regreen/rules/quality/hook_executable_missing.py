"""A pre-commit hook of the kind `language: system` calls a program that is not installed where the hook runs.

## Why
pre-commit makes an environment for hooks of every language but `system`: these take what the machine has. A laptop has
`python` and the project's tools on its path; the job that runs `pre-commit` has only what it installed.

## Fix
Install the tool in the job before (`pip install`, `uv sync`), run pre-commit in the project's environment
(`uv run pre-commit run`), or use the tool's own hook repository. For `python` write `python3`, or `language: python`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.finding import FileEvidence
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique

if TYPE_CHECKING:
    from regreen.project.hooks import Hook
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import Call, JobRun
    from regreen.project.tree import Tree

_LANGUAGES = frozenset({"system", "unsupported"})


def lacking_programs(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """System hooks whose program no environment of the calling job has; and `python`, which many machines lack."""
    for hook in _system_hooks(tree):
        program = hook.entry.split()[0] if hook.entry.split() else ""
        places = (hook.entry_place or hook.place, hook.language_place or hook.place)
        if program == "python":
            title = f"The hook {hook.id} calls `python`, which not every machine has"
            yield Match(
                places=unique(places),
                data={"program": program, "hook": hook.id},
                severity=Severity.WARNING,
                title=title,
            )
            continue
        missing = list(_missing(program, hook, job_runs, lacking))
        if missing:
            run = missing[0][0]
            certain = any(item.certain for _, item in missing) and not hook.stages
            yield Match(
                places=unique((*places, *(item.place for _, item in missing))),
                data={"program": program, "hook": hook.id},
                severity=Severity.ERROR if certain else Severity.WARNING,
                title=f"The hook {hook.id} calls {program}, which nothing installs in {named(run)}",
            )


def _system_hooks(tree: Tree) -> Iterator[Hook]:
    from regreen.project.hooks import LOCAL, hooks

    for hook in hooks(tree):
        if hook.repository == LOCAL and hook.language in _LANGUAGES and "manual" not in hook.stages:
            yield hook


def _missing(
    program: str, hook: Hook, job_runs: tuple[JobRun, ...], lacking: Lacking
) -> Iterator[tuple[JobRun, Call]]:
    from regreen.project.tools import brings

    wanted = brings(program)
    for run in job_runs if wanted else ():
        for call in () if run.foreign else run.calls:
            if call.program != "pre-commit" or "run" not in call.arguments:
                continue
            skipped = call.variables.get("SKIP", "").split(",")
            held = [lacking.holdings.closure(environment) for environment in call.environments]
            unsure = any(environment.unknown for environment in call.environments)
            named_hooks = [word for word in call.arguments if not word.startswith("-") and word != "run"]
            applies = hook.id not in skipped and (not named_hooks or hook.id in named_hooks)
            if (
                applies
                and not unsure
                and all(item.names.isdisjoint(wanted) and not item.open for item in held)
            ):
                yield run, call


def renamed(match: Match, tree: Tree) -> list[Edit]:
    """`python3` for `python`."""
    from regreen.model.text import Span

    place: FileEvidence = match.places[0]
    source = tree.source(place.path)
    if match.data["program"] != "python" or source is None:
        return []
    start = source.offset(place.line)
    index = source.line(place.line).find("python", place.column - 1)
    if index < 0:
        return []
    return [Edit(Span(source.path, start + index, start + index + 6), "python", "python3")]


RULE = Rule(
    id="hook-executable-missing",
    category=Category.MISSING_TOOL,
    title="The hook {hook} calls {program}, which is not there",
    find=lacking_programs,
    key=("program", "hook"),
    explains=("hook-failed", "hook-not-installable", "command-not-found"),
    fixers=(
        Fixer("Call `python3`", Safety.SAFE, renamed),
        Fixer("Install {program} in the job that runs pre-commit, or use the tool's own hook", Safety.ADVICE),
    ),
)
