"""An expression asks the `env` context for a variable that nothing has set there.

## Why
`${{ env.NAME }}` knows what the `env:` of the workflow, the job and the step say and what earlier steps wrote to
`$GITHUB_ENV`; nothing of another job, and none of the runner's own variables (`HOME`, `GITHUB_SHA`). What is not there
is an empty text, and GitHub does not complain.

## Fix
Set the variable where the expression can see it (at the top of the workflow), take the name that is set, or ask the
right context: `github.sha`, `runner.os`, `vars.NAME`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job, Workflow
    from regreen.workflow.references import Reference

_SILENT = frozenset(
    {"actions", "docker", "codecov", "github", "pypa", "pre-commit", "dorny", "peaceiris", "softprops"}
)
"""Owners whose actions set no variables but those in `_SET_BY`."""
_SET_BY = re.compile(r"(?i)python.{0,3}_?(?:location|root_dir)|pkg_config_path|ld_library_path|java_home.*|go(?:root|path)|"
                     r"dotnet_.*|node_.*|npm_.*|uv_.*|virtual_env|conda.*|pip_.*|poetry_.*|ccache.*|sccache.*|actions_.*")  # fmt: skip
_NAMES = """
actor actor_id base_ref event_name event_path head_ref job ref ref_name ref_type repository repository_owner run_id
run_number run_attempt server_url sha workflow workspace
"""
_OF_GITHUB = frozenset(_NAMES.split())


def unset(workflows: tuple[Workflow, ...]) -> Matches:
    """One match for each variable of each job."""
    for workflow in workflows:
        groups: dict[tuple[str, str], list[Reference]] = {}
        for found in _asked(workflow):
            job = found.job.id if found.job is not None else ""
            groups.setdefault((job, found.chain[1]), []).append(found)
        for members in groups.values():
            yield _match(workflow, members)


def _asked(workflow: Workflow) -> Iterator[Reference]:
    from regreen.workflow.references import references

    if "env." not in workflow.source.text:
        return
    for found in references(workflow):
        if found.chain[0] != "env" or len(found.chain) != 2 or found.job is None:
            continue
        rest = workflow.source.text[found.span.end : found.span.end + 4].lstrip()
        if not rest.startswith("||") and not _set(workflow, found.job, found):
            yield found


def _set(workflow: Workflow, job: Job, found: Reference) -> bool:
    """Whether the variable is set for the place, or may be."""
    name = found.chain[1]
    holders = [workflow.env, job.env, *(step.env for step in (found.step,) if step is not None)]
    if any(name == key.lower() for holder in holders for key in holder):
        return True
    if any(isinstance(each.at("env"), _scalar()) for each in (workflow, job, *filter(None, (found.step,)))):
        return True
    return bool(_SET_BY.fullmatch(name)) or any(_may_set(step.uses, step.run, name) for step in job.steps)


def _scalar() -> type:
    from regreen.workflow.nodes import Scalar

    return Scalar


def _may_set(uses: str, run: str | None, name: str) -> bool:
    """Whether a step may write the variable to the file of variables."""
    from regreen.workflow.outputs import names_written

    if uses:
        return uses.partition("/")[0].lower() not in _SILENT or "github-script" in uses
    script = re.sub(r"\$\{\{.*?\}\}", "", run or "")
    if re.search(r"\.(?:py|sh|js|ps1)\b|\bmake\b|npm run|\b(?:just|task|nox|tox)\b", script):
        return True
    if "GITHUB_ENV" not in script and "::set-env" not in script:
        return False
    names = names_written(run or "", "GITHUB_ENV")
    return names is None or name in names


def _match(workflow: Workflow, members: list[Reference]) -> Match:
    from regreen.project.place import at, on_line
    from regreen.workflow.near import nearest

    first = members[0]
    assert first.job is not None
    places = [at(workflow.source, found.span.start) for found in members]
    seen = {**workflow.env, **first.job.env, **(first.step.env if first.step is not None else {})}
    near = _context(first.chain[1]) or nearest(first.written, seen) or ""
    elsewhere = [job for job in workflow.jobs if first.written in job.env]
    hint = f"; there is {near}" if near else f"; only the job {elsewhere[0].id} has it" if elsewhere else ""
    for job in elsewhere[:1]:
        node = job.at("env", first.written)
        places += [at(workflow.source, node.span.start)] if node is not None else []
    if not near and not elsewhere:
        places += [on_line(workflow.source, at(workflow.source, first.job.id_node.span.start).line)]
    return Match(
        places=tuple(dict.fromkeys(places)),
        data={"path": workflow.path, "job": first.job.id, "name": first.written, "near": near},
        title=f"Nothing sets env.{first.written} in the job {first.job.id}{hint}",
        severity=Severity.WARNING,
        count=len(members),
    )


def _context(name: str) -> str:
    """Where else a variable of the runner is had."""
    word = name.removeprefix("github_")
    return f"github.{word}" if word != name and word in _OF_GITHUB else ""


def corrected(match: Match, workflows: tuple[Workflow, ...]) -> Iterable[Edit]:
    """The name that there is."""
    from regreen.model.text import Span

    near = match.data["near"]
    for workflow in workflows if near else ():
        for found in _asked(workflow) if workflow.path == match.data["path"] else ():
            if found.job is None or (found.job.id, found.written) != (match.data["job"], match.data["name"]):
                continue
            start = found.span.start - (len("env.") if near.startswith("github.") else 0)
            old = workflow.source.text[start : found.span.end]
            if old.removeprefix("env.") == found.written:
                yield Edit(Span(workflow.path, start, found.span.end), old, near)


RULE = Rule(
    id="env-never-set",
    category=Category.WORKFLOW_CONFIG,
    title="Nothing sets env.{name} in the job {job}",
    find=unset,
    key=("path", "job", "name"),
    severity=Severity.WARNING,
    fixers=(Fixer("Write {near}, which there is", Safety.UNSAFE, corrected),),
)
