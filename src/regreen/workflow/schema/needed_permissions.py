"""What permission of the job's token an action or command needs.

Sources: the README of each action; GitHub Docs, "Permissions required for GitHub Apps", and the manual of `gh`.
"""

from __future__ import annotations

from collections.abc import Mapping

ACTIONS: Mapping[str, tuple[str, str]] = {
    "actions/attest": ("id-token", "write"),
    "actions/attest-build-provenance": ("id-token", "write"),
    "actions/deploy-pages": ("pages", "write"),
    "actions/labeler": ("pull-requests", "write"),
    "github/codeql-action/analyze": ("security-events", "write"),
    "github/codeql-action/upload-sarif": ("security-events", "write"),
    "jamesives/github-pages-deploy-action": ("contents", "write"),
    "ncipollo/release-action": ("contents", "write"),
    "peaceiris/actions-gh-pages": ("contents", "write"),
    "peter-evans/create-pull-request": ("contents", "write"),
    "release-drafter/release-drafter": ("contents", "write"),
    "softprops/action-gh-release": ("contents", "write"),
    "stefanzweifel/git-auto-commit-action": ("contents", "write"),
}
"""By action, lower case. Without another token in its inputs it uses the job's own."""

COMMANDS: Mapping[tuple[str, ...], tuple[str, str]] = {
    ("git", "push"): ("contents", "write"),
    ("gh", "release", "create"): ("contents", "write"),
    ("gh", "release", "upload"): ("contents", "write"),
    ("gh", "release", "edit"): ("contents", "write"),
    ("gh", "pr", "comment"): ("pull-requests", "write"),
    ("gh", "pr", "create"): ("pull-requests", "write"),
    ("gh", "pr", "merge"): ("contents", "write"),
    ("gh", "pr", "edit"): ("pull-requests", "write"),
    ("gh", "issue", "create"): ("issues", "write"),
    ("gh", "issue", "comment"): ("issues", "write"),
    ("gh", "issue", "close"): ("issues", "write"),
    ("gh", "workflow", "run"): ("actions", "write"),
}
"""By the first words of a command."""
