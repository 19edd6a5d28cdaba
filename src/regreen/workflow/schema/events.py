"""Events that start a workflow, with their activity types and filters.

Source: GitHub Docs, "Events that trigger workflows" and "Workflow syntax"; GitHub's own schema
(github.com/actions/languageservices). As of 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping

from regreen.workflow.schema import scopes
from regreen.workflow.schema.shape import (
    BOOLEAN,
    NAME,
    STRING,
    Shape,
    choice,
    listing,
    mapping,
    one_or_more,
)

_PULL_REQUEST = (
    "assigned unassigned labeled unlabeled opened edited closed reopened synchronize converted_to_draft "
    "locked unlocked enqueued dequeued milestoned demilestoned ready_for_review review_requested "
    "review_request_removed auto_merge_enabled auto_merge_disabled stacked"
)

TYPES: Mapping[str, str] = {
    "branch_protection_rule": "created edited deleted",
    "check_run": "created rerequested completed requested_action",
    "check_suite": "completed",
    "create": "",
    "delete": "",
    "deployment": "",
    "deployment_status": "",
    "discussion": (
        "created edited deleted transferred pinned unpinned labeled unlabeled locked unlocked "
        "category_changed answered unanswered"
    ),
    "discussion_comment": "created edited deleted",
    "fork": "",
    "gollum": "",
    "image_version": "created ready deleted",
    "issue_comment": "created edited deleted",
    "issues": (
        "opened edited deleted transferred pinned unpinned closed reopened assigned unassigned labeled "
        "unlabeled locked unlocked milestoned demilestoned typed untyped field_added field_removed"
    ),
    "label": "created edited deleted",
    "merge_group": "checks_requested",
    "milestone": "created closed opened edited deleted",
    "page_build": "",
    "project": "created closed reopened edited deleted",
    "project_card": "created moved converted edited deleted",
    "project_column": "created updated moved deleted",
    "public": "",
    "pull_request": _PULL_REQUEST,
    "pull_request_comment": "created edited deleted",
    "pull_request_review": "submitted edited dismissed",
    "pull_request_review_comment": "created edited deleted",
    "pull_request_target": _PULL_REQUEST,
    "push": "",
    "registry_package": "published updated",
    "release": "published unpublished created edited deleted prereleased released",
    "status": "",
    "watch": "started",
    "workflow_run": "completed requested in_progress",
}
"""Events and their activity types (none: the event has no types)."""

_BRANCHES = ("branches", "branches-ignore")
_PATHS = ("paths", "paths-ignore")
_TAGS = ("tags", "tags-ignore")

FILTERS: Mapping[str, tuple[str, ...]] = {
    "image_version": ("names", "versions"),
    "merge_group": _BRANCHES,
    "pull_request": _BRANCHES + _PATHS,
    "pull_request_target": _BRANCHES + _PATHS,
    "push": _BRANCHES + _TAGS + _PATHS,
    "workflow_run": ("workflows", *_BRANCHES),
}
"""Events and the filters they take beside `types`."""

DISPATCH_TYPES = ("string", "boolean", "number", "choice", "environment")
CALL_TYPES = ("string", "boolean", "number")


def _event(name: str) -> Shape:
    fields = {filter_name: one_or_more(NAME) for filter_name in FILTERS.get(name, ())}
    if TYPES[name]:
        fields["types"] = one_or_more(choice(*TYPES[name].split()))
    return mapping(fields, null=True, empty=True)


_DISPATCH_INPUT = mapping(
    {
        "description": STRING,
        "deprecationMessage": STRING,
        "type": choice(*DISPATCH_TYPES),
        "required": BOOLEAN,
        "default": STRING,
        "options": listing(STRING),
    },
    null=True,
)
_CALL_INPUT = mapping(
    {
        "description": STRING,
        "type": choice(*CALL_TYPES),
        "required": BOOLEAN,
        "default": STRING.within(scopes.EVENT),
    },
    "type",
)
_CALL_SECRET = mapping({"description": STRING, "required": BOOLEAN}, null=True)
_CALL_OUTPUT = mapping({"description": STRING, "value": STRING.within(scopes.CALL_OUTPUT)}, "value")

SPECIAL: Mapping[str, Shape] = {
    "repository_dispatch": mapping({"types": one_or_more(NAME)}, null=True),
    "schedule": listing(mapping({"cron": NAME, "timezone": NAME}, "cron")),
    "workflow_call": mapping(
        {
            "inputs": mapping(others=_CALL_INPUT, null=True),
            "secrets": mapping(others=_CALL_SECRET, null=True),
            "outputs": mapping(others=_CALL_OUTPUT, null=True),
        },
        null=True,
        empty=True,
    ),
    "workflow_dispatch": mapping(
        {"inputs": mapping(others=_DISPATCH_INPUT, null=True)}, null=True, empty=True
    ),
}
"""Events that are configured in a way of their own."""

EVENTS: Mapping[str, Shape] = {**{name: _event(name) for name in TYPES}, **SPECIAL}
"""Every event and its configuration."""
