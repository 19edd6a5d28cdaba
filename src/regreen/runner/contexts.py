"""The contexts of expressions, and the variables GitHub makes of them."""

from __future__ import annotations

import platform
from collections.abc import Mapping

from msgspec import Struct

from regreen.runner.checkout import Origin
from regreen.runner.workspace import Workspace
from regreen.workflow.expr import Value
from regreen.workflow.expr.values import to_string

_ARCHITECTURES = {
    "x86_64": "X64",
    "amd64": "X64",
    "aarch64": "ARM64",
    "arm64": "ARM64",
    "i686": "X86",
    "armv7l": "ARM",
}
_SYSTEMS = {"Linux": "Linux", "Darwin": "macOS"}

IN_ENVIRONMENT = (
    "action", "action_path", "action_ref", "action_repository", "actor", "actor_id", "api_url", "base_ref", "env",
    "event_name", "event_path", "graphql_url", "head_ref", "job", "output", "path", "ref", "ref_name",
    "ref_protected", "ref_type", "repository", "repository_id", "repository_owner", "repository_owner_id",
    "retention_days", "run_attempt", "run_id", "run_number", "server_url", "sha", "state", "step_summary",
    "triggering_actor", "workflow", "workflow_ref", "workflow_sha", "workspace",
)  # fmt: skip
"""Members of the github context that become `GITHUB_…` variables (actions/runner, Worker/GitHubContext.cs)."""


class Trigger(Struct, frozen=True):
    """What starts the workflow: an event with its payload; `base` and `head` are the branches of a pull request."""

    name: str = "push"
    payload: Mapping[str, Value] | None = None
    base: str = ""
    head: str = ""
    actor: str = "regreen"


def github_context(trigger: Trigger, origin: Origin, workflow: str, path: str) -> dict[str, Value]:
    """The github context of a run; jobs add their own part."""
    ref = origin.ref
    name = ref.removeprefix("refs/heads/").removeprefix("refs/tags/").removeprefix("refs/pull/")
    owner = origin.slug.partition("/")[0]
    return {
        "actor": trigger.actor,
        "actor_id": "1",
        "api_url": "https://api.github.com",
        "base_ref": trigger.base,
        "event": dict(trigger.payload or {}),
        "event_name": trigger.name,
        "graphql_url": "https://api.github.com/graphql",
        "head_ref": trigger.head,
        "ref": ref,
        "ref_name": name,
        "ref_protected": False,
        "ref_type": "tag" if ref.startswith("refs/tags/") else "branch",
        "repository": origin.slug,
        "repositoryUrl": f"git://github.com/{origin.slug}.git",
        "repository_id": "1",
        "repository_owner": owner,
        "repository_owner_id": "1",
        "repository_visibility": "public",
        "retention_days": "90",
        "run_attempt": "1",
        "run_id": "1",
        "run_number": "1",
        "secret_source": "None",
        "server_url": "https://github.com",
        "sha": origin.commit,
        "token": "",
        "triggering_actor": trigger.actor,
        "workflow": workflow,
        "workflow_ref": f"{origin.slug}/{path}@{ref}",
        "workflow_sha": origin.commit,
    }


def event_payload(trigger: Trigger, origin: Origin) -> dict[str, Value]:
    """The payload of the event, with the parts that workflows ask for where the caller gave none."""
    owner, _, name = origin.slug.partition("/")
    base: dict[str, Value] = {
        "repository": {
            "name": name,
            "full_name": origin.slug,
            "owner": {"login": owner},
            "default_branch": "main",
            "fork": False,
        },
        "sender": {"login": trigger.actor},
        "ref": origin.ref,
    }
    if trigger.name == "push":
        base.update(
            after=origin.commit,
            before="0" * 40,
            forced=False,
            head_commit={"id": origin.commit, "message": ""},
            commits=[],
        )
    if trigger.name.startswith("pull_request"):
        base["action"] = "synchronize"
        base["number"] = 1
        base["pull_request"] = {
            "number": 1,
            "draft": False,
            "labels": [],
            "title": "",
            "body": "",
            "user": {"login": trigger.actor},
            "head": {
                "sha": origin.commit,
                "ref": trigger.head,
                "repo": {"full_name": origin.slug, "fork": False},
            },
            "base": {"ref": trigger.base, "sha": origin.base},
        }
    return {**base, **(trigger.payload or {})}


def runner_context(workspace: Workspace) -> dict[str, Value]:
    """The runner context."""
    return {
        "os": _SYSTEMS.get(platform.system(), platform.system()),
        "arch": _ARCHITECTURES.get(platform.machine().lower(), platform.machine().upper()),
        "name": "regreen",
        "temp": str(workspace.temp),
        "tool_cache": str(workspace.tools),
        "workspace": str(workspace.work),
        "environment": "github-hosted",
        "debug": "",
    }


def variables(github: Mapping[str, Value], runner: Mapping[str, Value]) -> dict[str, str]:
    """The GITHUB_ and RUNNER_ variables of a process."""
    env = {f"GITHUB_{name.upper()}": to_string(github[name]) for name in IN_ENVIRONMENT if name in github}
    own = {f"RUNNER_{name.upper()}": to_string(value) for name, value in runner.items() if value != ""}
    return {
        **env,
        **own,
        "RUNNER_TOOL_CACHE": str(runner["tool_cache"]),
        "AGENT_TOOLSDIRECTORY": str(runner["tool_cache"]),
    }


class Secrets(dict[str, Value]):
    """The secrets context, which remembers the names that were asked for in vain."""

    def __init__(self, given: Mapping[str, str]) -> None:
        super().__init__({"GITHUB_TOKEN": "", **given})
        self.empty: dict[str, None] = {}

    def __contains__(self, name: object) -> bool:
        there = super().__contains__(name)
        if isinstance(name, str) and not (there and self[name]):
            self.empty[name] = None
        return there
