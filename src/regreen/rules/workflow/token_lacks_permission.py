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
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Said, Severity
from regreen.rules._scripts import command_place
from regreen.rules._uses import uses

if TYPE_CHECKING:
    from regreen.project.tree import Tree
    from regreen.workflow.definitions import Job, Permissions, Step
    from regreen.workflow.scripts import PlacedStep

READ_ONLY_SINCE = date(2023, 2, 2)
"""Since when new repositories give their workflows a token that may only read; GitHub's change log of that day."""
_OWN = ("github.token", "secrets.GITHUB_TOKEN")


class Need(Struct, frozen=True):
    """A step that needs a permission which its job's token does not have; `declared` are those that it has."""

    placed: PlacedStep
    scope: str
    level: str
    what: str
    place: FileEvidence
    declared: Permissions | None

    @property
    def where(self) -> FileEvidence:
        """Where the permissions stand, or should stand."""
        from regreen.project.place import at

        job = self.placed.job
        span = self.declared.span if self.declared else job.id_node.span if job else self.placed.step.span
        return at(self.placed.source, span.start)


def lacking(steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each thing a job does that its `permissions:` exclude; one for each file and permission that
    tokens do not have by default.
    """
    young: dict[tuple[str, str], list[Need]] = {}
    for need in _needs(steps, tree):
        if need.declared is None and need.scope not in _never_given():
            young.setdefault((need.placed.source.path, need.scope), []).append(need)
            continue
        reason = "which the job's permissions exclude" if need.declared else "which no token has by default"
        soft = need.placed.step.if_ or need.placed.step.continue_on_error not in (None, False)
        yield _match([need], reason, Severity.WARNING if soft else Severity.ERROR)
    for needs in young.values():
        reason = f"which tokens of repositories made since {READ_ONLY_SINCE} do not have by default"
        yield _match(needs, reason, Severity.WARNING)


def _match(needs: list[Need], reason: str, severity: Severity) -> Match:
    need = needs[0]
    job = need.placed.job
    places = tuple(dict.fromkeys(place for each in needs for place in (each.place, each.where)))
    return Match(
        places=places,
        data={"what": need.what, "scope": need.scope, "level": need.level, "job": job.id if job else ""},
        severity=severity,
        title=f"{need.what} needs `{need.scope}: {need.level}`, {reason}",
        count=len(needs),
    )


def _never_given() -> frozenset[str]:
    from regreen.workflow.schema.needed_permissions import NEVER_GIVEN

    return NEVER_GIVEN


def _young(tree: Tree) -> bool:
    """Whether the repository is so young that its tokens may read only, unless its settings say otherwise."""
    return tree.born is not None and tree.born >= READ_ONLY_SINCE


def _needs(steps: tuple[PlacedStep, ...], tree: Tree) -> Iterator[Need]:
    for need in _wanted(steps):
        if need.declared is not None or need.scope in _never_given() or _young(tree):
            yield need


def _wanted(steps: tuple[PlacedStep, ...]) -> Iterator[Need]:
    from regreen.workflow.schema.needed_permissions import ACTIONS

    for use in uses(steps, *ACTIONS):
        given = use.placed.step.with_
        tokens = [value for name, value in given.items() if "token" in name.lower() or "key" in name.lower()]
        own = all(any(word in value for word in _OWN) for value in tokens if value)
        if not own or not _is_own(use.placed.env("GITHUB_TOKEN")):
            continue
        for needed in ACTIONS[use.action.lower()]:
            lacking = needed.applies(given) and _excluding(use.placed, needed.scopes, needed.level)
            if lacking:
                yield Need(use.placed, needed.scopes[0], needed.level, use.shown, use.place, lacking.declared)
    for placed in steps:
        yield from _commands(placed)
        yield from _calls(placed)
        yield from _images(placed)


def _images(placed: PlacedStep) -> Iterator[Need]:
    """An image that is pushed to GitHub's own registry, where the job logs in with its token."""
    from regreen.project.place import at

    job, given = placed.job, placed.step.with_
    built = placed.step.uses.startswith("docker/build-push-action@") and given.get("push", "false") != "false"
    lines = (placed.step.run or "").split("\n")
    pushed = built or any("docker push " in line and "||" not in line for line in lines)
    if job is None or not pushed or not any(_logs_in(step) for step in job.steps[: placed.step.index]):
        return
    lacking = _excluding(placed, ("packages",), "write")
    node = placed.step.at("with", "push") or placed.step.at("run")
    if lacking and node is not None:
        what = "The push to ghcr.io"
        yield Need(placed, "packages", "write", what, at(placed.source, node.span.start), lacking.declared)


def _logs_in(step: Step) -> bool:
    """Whether a step logs in to GitHub's registry with the job's own token."""
    given = step.with_
    if step.uses.startswith("docker/login-action@"):
        return "ghcr.io" in given.get("registry", "") and _is_own(given.get("password", ""))
    script = step.run or ""
    return "docker login" in script and "ghcr.io" in script and any(word in script for word in _OWN)


def _is_own(token: str | None) -> bool:
    return token is None or any(word in token for word in _OWN)


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
        lacking = _excluding(placed, (scope,), level)
        if lacking and _own_token(placed, found[0]):
            yield Need(
                placed, scope, level, " ".join(found), command_place(placed, command), lacking.declared
            )


def _calls(placed: PlacedStep) -> Iterator[Need]:
    """What a script of actions/github-script asks GitHub for."""
    from regreen.project.place import at
    from regreen.workflow.nodes import Scalar
    from regreen.workflow.schema.needed_permissions import CALLS

    node = placed.step.at("with", "script")
    if not placed.step.uses.startswith("actions/github-script@") or not isinstance(node, Scalar):
        return
    if not _is_own(placed.step.with_.get("github-token")) or "catch" in node.text:
        return
    for call, scopes in CALLS.items():
        index = placed.source.text.find(call, node.span.start, node.span.end)
        lacking = _excluding(placed, scopes, "write") if index >= 0 else None
        if lacking:
            what = f"github{call.rstrip('(')}"
            yield Need(placed, scopes[0], "write", what, at(placed.source, index), lacking.declared)
            return


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


class Excluded(Struct, frozen=True):
    """That a job's token lacks a permission; `declared` is the `permissions:` that leaves it out."""

    declared: Permissions | None


def _excluding(placed: PlacedStep, scopes: tuple[str, ...], level: str) -> Excluded | None:
    """Whether the job's token surely lacks all of these permissions."""
    from regreen.workflow.definitions import Workflow
    from regreen.workflow.schema.needed_permissions import NEVER_GIVEN, allows

    if placed.job is None or not isinstance(placed.file, Workflow):
        return None
    declared = placed.job.permissions or placed.file.permissions
    if declared is None:
        called = placed.file.event("workflow_call") is not None
        never = NEVER_GIVEN.issuperset(scopes) or level == "write"
        return Excluded(None) if not called and never else None
    if declared.every == "write-all" or "${{" in declared.every:
        return None
    if declared.every == "read-all":
        return None if level == "read" else Excluded(declared)
    return (
        None if any(allows(declared.scopes.get(scope, ""), level) for scope in scopes) else Excluded(declared)
    )


def granted(match: Match, steps: tuple[PlacedStep, ...], tree: Tree) -> Iterable[Edit]:
    """The permission beside those that the jobs have."""
    edits: dict[str, list[Edit]] = {}
    for need in _needs(steps, tree):
        job = need.placed.job
        if need.place in match.places and need.scope == match.data["scope"] and job is not None:
            try:
                edits.setdefault(job.id, _grant(need, job))
            except PatchError:
                return []
    return [edit for group in edits.values() for edit in group]


def _grant(need: Need, job: Job) -> list[Edit]:
    from regreen.patch.yaml import insert_key, replace_scalar
    from regreen.workflow.nodes import Mapping, Scalar

    source = need.placed.source
    if need.declared is None:
        wanted = {"contents": "read"} | {need.scope: need.level}
        return insert_key(source, ("jobs", job.id_node.text), "permissions", wanted, after="runs-on")
    node = need.declared.node
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
