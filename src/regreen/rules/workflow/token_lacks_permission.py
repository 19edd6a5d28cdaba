"""The job's token lacks a permission, or the account has no right to do it.

## Why
A workflow gets a token with few permissions; pull requests from forks get a read-only one. Writing contents,
issues, packages or pull requests must be allowed in `permissions:`.

## Fix
Add the permission that the step needs to the job, for example `permissions: { contents: write }`, or do this
step only where there is a token that may.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Said, Severity
from regreen.rules._scripts import command_place
from regreen.rules._uses import uses

if TYPE_CHECKING:
    from regreen.workflow.definitions import Job, Permissions
    from regreen.workflow.scripts import PlacedStep

_OWN = ("github.token", "secrets.GITHUB_TOKEN")


@dataclass(frozen=True, slots=True)
class Need:
    """A step that needs a permission which its job's token does not have."""

    placed: PlacedStep
    scope: str
    level: str
    what: str
    place: FileEvidence
    declared: Permissions


def lacking(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each thing a job does that its `permissions:` exclude."""
    from regreen.project.place import at

    for need in _needs(steps):
        place = at(need.placed.source, need.declared.span.start)
        job = need.placed.job
        yield Match(
            places=(need.place, place),
            data={"what": need.what, "scope": need.scope, "level": need.level, "job": job.id if job else ""},
            severity=Severity.WARNING if need.placed.step.if_ else Severity.ERROR,
            title=f"{need.what} needs `{need.scope}: {need.level}`, which the job's permissions exclude",
        )


def _needs(steps: tuple[PlacedStep, ...]) -> Iterator[Need]:
    from regreen.workflow.schema.needed_permissions import ACTIONS

    for use in uses(steps, *ACTIONS):
        scope, level = ACTIONS[use.action.lower()]
        declared = _excluding(use.placed, scope, level)
        given = use.placed.step.with_
        tokens = [value for name, value in given.items() if "token" in name.lower() or "key" in name.lower()]
        own = all(any(word in value for word in _OWN) for value in tokens)
        if declared is not None and own and use.placed.env("GITHUB_TOKEN") is None:
            yield Need(use.placed, scope, level, use.shown, use.place, declared)
    for placed in steps:
        yield from _commands(placed)


def _commands(placed: PlacedStep) -> Iterator[Need]:
    from regreen.project.paths.programs import program
    from regreen.workflow.schema.needed_permissions import COMMANDS

    for command in placed.commands:
        run = program(command)
        words = (run.name, *(w.text for w in run.arguments if not w.text.startswith("-"))) if run else ()
        found = next((key for key in COMMANDS if words[: len(key)] == key), None)
        if found is None or command.tested or command.after == "||":
            continue
        scope, level = COMMANDS[found]
        declared = _excluding(placed, scope, level)
        if declared is not None and _own_token(placed, found[0]):
            yield Need(placed, scope, level, " ".join(found), command_place(placed, command), declared)


def _own_token(placed: PlacedStep, tool: str) -> bool:
    """Whether the command acts with the job's own token, as far as anybody can see."""
    if tool == "gh":
        given = [value for name in ("GH_TOKEN", "GITHUB_TOKEN") if (value := placed.env(name)) is not None]
        return bool(given) and all(any(word in value for word in _OWN) for value in given)
    job = placed.job
    before = (
        [step for step in job.steps[: placed.step.index] if "actions/checkout@" in step.uses] if job else []
    )
    kept = bool(before) and all(
        step.with_.get("persist-credentials") != "false"
        and not {"token", "ssh-key", "repository"} & step.with_.keys()
        for step in before
    )
    words = f"{placed.step.run or ''} {' '.join((step.run or '') for step in (job.steps if job else ()))}"
    plain = not any(
        sign in words for sign in ("https://", "git@", "ssh-agent", "set-url", "remote add", "extraheader")
    )
    return kept and plain and not any("ssh" in step.uses for step in (job.steps if job else ()))


def _excluding(placed: PlacedStep, scope: str, level: str) -> Permissions | None:
    """The `permissions:` that hold for the job, where they leave this one out."""
    from regreen.workflow.definitions import Workflow

    if placed.job is None or not isinstance(placed.file, Workflow):
        return None
    declared = placed.job.permissions or placed.file.permissions
    if declared is None or declared.every == "write-all" or "${{" in declared.every:
        return None
    if declared.every == "read-all":
        return declared
    return declared if declared.scopes.get(scope) != level else None


def granted(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The permission beside those that the job has."""
    for need in _needs(steps):
        if need.place == match.places[0] and need.placed.job is not None:
            try:
                return _grant(need, need.placed.job)
            except PatchError:
                return []
    return []


def _grant(need: Need, job: Job) -> list[Edit]:
    from regreen.patch.yaml import insert_key, replace_scalar
    from regreen.workflow.nodes import Mapping, Scalar

    source, node = need.placed.source, need.declared.node
    path = ("jobs", job.id_node.text, "permissions") if job.permissions else ("permissions",)
    if not isinstance(node, Mapping) or not node.entries:
        return []
    value = node.get(need.scope)
    if isinstance(value, Scalar):
        return replace_scalar(source, value.span, need.level)
    return insert_key(source, path, need.scope, need.level)


RULE = Rule(
    id="token-lacks-permission",
    category=Category.PERMISSION_SECRET,
    title="The token of the job may not do this: {what}",
    log=(
        Said(
            r"(?P<what>Resource not accessible by (?:integration|personal access token))", "not accessible by"
        ),
        Said(r"(?P<what>Permission to \S+ denied to [\w\[\]-]+)", "Permission to "),
        Said(r"(?P<what>Write access to repository not granted)", "rite access to repository"),
        Said(r"(?P<what>refusing to allow a [\w ]+ to create or update workflow)", "refusing to allow a"),
        Said(
            r"(?P<what>GitHub Actions is not permitted to (?:create or )?approve pull requests)",
            "is not permitted to",
        ),
        Said(r"(?P<what>Must have admin rights to Repository)", "ust have admin rights"),
        Said(r"(?P<what>installation not allowed to Write organization package)", "installation not allowed"),
        Said(r"(?P<what>denied: permission_denied: \w+)", "permission_denied"),
        Said(r"(?P<what>Credentials could not be loaded)", "Credentials could not be loaded"),
        Said(r"(?P<what>Unable to get ACTIONS_ID_TOKEN_REQUEST_URL)", "ACTIONS_ID_TOKEN_REQUEST_URL"),
        Said(
            r"(?P<what>Not authorized to perform sts:AssumeRoleWithWebIdentity)", "AssumeRoleWithWebIdentity"
        ),
    ),
    find=lacking,
    key=("what",),
    explains=("git-*", "download-interrupted"),
    fixers=(
        Fixer("Give the job `{scope}: {level}`", Safety.UNSAFE, granted),
        Fixer("Give the job the permission it needs, and no other: `permissions:` in the job", Safety.ADVICE),
    ),
)
