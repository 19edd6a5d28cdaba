"""Scopes of the GITHUB_TOKEN and their levels.

Source: GitHub Docs, "Workflow syntax", `permissions`; GitHub's own schema
(github.com/actions/languageservices). As of 2026-11.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from regreen.workflow.schema.shape import Shape, Text, choice, mapping

_ANY = ("read", "write", "none")
FREE: Sequence[str] = (
    "actions",
    "artifact-metadata",
    "attestations",
    "checks",
    "code-quality",
    "contents",
    "deployments",
    "discussions",
    "drives",
    "issues",
    "packages",
    "pages",
    "pull-requests",
    "repository-projects",
    "security-events",
    "statuses",
)
"""The scopes that `read-all` and `write-all` mean in every repository."""

LEVELS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(FREE, _ANY),
    "copilot-requests": ("write", "none"),
    "id-token": ("write", "none"),
    "models": ("read", "none"),
    "vulnerability-alerts": ("read", "none"),
}
"""Scopes and the levels each one knows."""

EVERY = ("read-all", "write-all")
"""The words that set all scopes at once."""

PERMISSIONS: Shape = replace(
    mapping({scope: choice(*levels) for scope, levels in LEVELS.items()}, empty=True),
    what="mapping of scopes, read-all or write-all",
    text=Text(values=EVERY, empty=False),
)
