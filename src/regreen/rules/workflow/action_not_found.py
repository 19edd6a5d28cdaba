"""The workflow uses an action or reusable workflow that does not exist or may not be read.

## Why
The repository was renamed, deleted or is private, the tag does not exist, or the path is misspelled.

## Fix
Check owner, name and tag on the page of the action. A local action needs a checkout before it and an
action.yml that is committed.
"""

from __future__ import annotations

from regreen.rule import Category, Rule, Said

RULE = Rule(
    id="action-not-found",
    category=Category.WORKFLOW_CONFIG,
    title="The action {action} cannot be found",
    log=(
        Said(
            r"""Unable to resolve action [`'\"]?(?P<action>[^`'\",\s]+)[`'\"]?(?:, (?P<reason>[\w ]+))?""",
            "Unable to resolve action",
        ),
        Said(
            r"Can't find 'action\.yml', 'action\.yaml' or 'Dockerfile' (?:under|for action) '(?P<action>[^']+)'",
            "Can't find 'action.yml'",
        ),
        Said(r"An action could not be found at the URI '(?P<action>[^']+)'", "action could not be found"),
        Said(r"(?P<action>\S+\.ya?ml\S*)[^\n]{0,40}workflow was not found", "workflow was not found"),
    ),
    key=("action",),
)
