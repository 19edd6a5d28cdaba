"""The members of the contexts that are the same in every workflow.

Source: GitHub Docs, "Contexts reference". As of 2026-11.
"""

from __future__ import annotations

from regreen.workflow.expr.types import (
    BOOLEAN,
    NUMBER,
    OPEN,
    STRING,
    TEXTS,
    Object,
    Type,
    closed,
)

_GITHUB_TEXTS = (
    "action action_path action_ref action_repository action_status actor actor_id api_url artifact_cache_size_limit "
    "base_ref env event_name event_path graphql_url head_ref job job_workflow_sha path ref ref_name ref_type "
    "repository repository_id repository_owner repository_owner_id repository_visibility repositoryurl "
    "retention_days run_attempt run_id run_number secret_source server_url sha state step_summary token "
    "triggering_actor workflow workflow_ref workflow_sha workspace output"
)


def github(event: Type = OPEN) -> Object:
    """The `github` context, with what is known of `github.event`."""
    members: dict[str, Type] = dict.fromkeys(_GITHUB_TEXTS.split(), STRING)
    return Object({**members, "ref_protected": BOOLEAN, "event": event})


RUNNER = closed(
    name=STRING,
    os=STRING,
    arch=STRING,
    temp=STRING,
    tool_cache=STRING,
    debug=STRING,
    environment=STRING,
    workspace=STRING,
)
_SERVICE = closed(id=STRING, network=STRING, ports=TEXTS)
JOB = closed(
    container=closed(id=STRING, network=STRING),
    services=Object(other=_SERVICE),
    status=STRING,
    check_run_id=NUMBER,
    workflow_ref=STRING,
    workflow_sha=STRING,
    workflow_repository=STRING,
    workflow_file_path=STRING,
)
STRATEGY = Object({"fail-fast": BOOLEAN, "job-index": NUMBER, "job-total": NUMBER, "max-parallel": NUMBER})
STEP = closed(outputs=TEXTS, conclusion=STRING, outcome=STRING)
BUILT_IN_SECRETS = ("github_token", "actions_step_debug", "actions_runner_debug")
