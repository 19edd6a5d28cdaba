"""What permission of the job's token an action or command needs.

Sources: the README of each action; GitHub Docs, "Permissions required for GitHub Apps", "Automatic token
authentication" and "OpenID Connect"; the manual of `gh`. As of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

_RANKS = {"none": 0, "": 0, "read": 1, "write": 2, "admin": 3}
NEVER_GIVEN = frozenset({"id-token"})
"""Permissions that no token has by default, whatever the settings of the repository say."""


class Needed(Struct, frozen=True):
    """A permission that an action needs; one of `scopes` is enough.

    `when` are inputs one of which must be given (`name=value`: with this value); `unless` are inputs that bring other
    credentials or keep the action from it.
    """

    scopes: tuple[str, ...]
    level: str = "write"
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()

    def applies(self, inputs: Mapping[str, str]) -> bool:
        """Whether the action needs it with these inputs."""
        if any(inputs.get(name) for name in self.unless):
            return False
        return not self.when or any(_given(inputs, wish) for wish in self.when)


def _given(inputs: Mapping[str, str], wish: str) -> bool:
    name, equals, value = wish.partition("=")
    return inputs.get(name, "").lower() == value if equals else bool(inputs.get(name))


def allows(level: str, wanted: str) -> bool:
    """Whether a level includes another one."""
    return _RANKS.get(level, 0) >= _RANKS.get(wanted, 0)


_CONTENTS = (Needed(("contents",)),)
_PULLS = (Needed(("pull-requests",)),)
_CHECKS = (Needed(("checks",)),)
_COMMENTS = (Needed(("issues", "pull-requests")),)
_IDENTITY = (Needed(("id-token",)),)
_ATTESTED = (Needed(("id-token",)), Needed(("attestations",)))
_RELEASED = (Needed(("contents",)), Needed(("pull-requests",)))

ACTIONS: Mapping[str, tuple[Needed, ...]] = {
    "actions/attest": _ATTESTED,
    "actions/attest-build-provenance": _ATTESTED,
    "actions/attest-sbom": _ATTESTED,
    "actions/create-release": _CONTENTS,
    "actions/dependency-review-action": (
        Needed(("pull-requests",), when=("comment-summary-in-pr=always", "comment-summary-in-pr=true")),
    ),
    "actions/deploy-pages": (Needed(("pages",)), Needed(("id-token",))),
    "actions/labeler": _PULLS,
    "actions/upload-release-asset": _CONTENTS,
    "ad-m/github-push-action": _CONTENTS,
    "anthropics/claude-code-action": (Needed(("id-token",), unless=("github_token",)),),
    "aws-actions/configure-aws-credentials": (
        Needed(
            ("id-token",),
            when=("role-to-assume",),
            unless=("aws-access-key-id", "web-identity-token-file", "role-chaining"),
        ),
    ),
    "azure/login": (Needed(("id-token",), when=("client-id",), unless=("creds", "auth-type")),),
    "codecov/codecov-action": (Needed(("id-token",), when=("use_oidc=true",)),),
    "crazy-max/ghaction-github-pages": _CONTENTS,
    "dorny/test-reporter": _CHECKS,
    "endbug/add-and-commit": _CONTENTS,
    "enricomi/publish-unit-test-result-action": (Needed(("checks",), unless=("check_run",)),),
    "github/codeql-action/analyze": (Needed(("security-events",), unless=("upload",)),),
    "github/codeql-action/upload-sarif": (Needed(("security-events",)),),
    "google-github-actions/auth": (Needed(("id-token",), when=("workload_identity_provider",)),),
    "google-github-actions/release-please-action": _RELEASED,
    "googleapis/release-please-action": _RELEASED,
    "jamesives/github-pages-deploy-action": _CONTENTS,
    "marocchino/sticky-pull-request-comment": _PULLS,
    "mathieudutour/github-tag-action": _CONTENTS,
    "mikepenz/action-junit-report": (Needed(("checks",), unless=("annotate_only", "skip_annotations")),),
    "mshick/add-pr-comment": _COMMENTS,
    "ncipollo/release-action": _CONTENTS,
    "ossf/scorecard-action": (Needed(("id-token",), when=("publish_results=true",)),),
    "peaceiris/actions-gh-pages": (Needed(("contents",), unless=("external_repository",)),),
    "peter-evans/create-or-update-comment": _COMMENTS,
    "peter-evans/create-pull-request": _CONTENTS,
    "py-cov-action/python-coverage-comment-action": _RELEASED,
    "pypa/gh-action-pypi-publish": (Needed(("id-token",), unless=("password",)),),
    "python-semantic-release/python-semantic-release": _CONTENTS,
    "release-drafter/release-drafter": _CONTENTS,
    "sigstore/gh-action-sigstore-python": _IDENTITY,
    "softprops/action-gh-release": _CONTENTS,
    "stefanzweifel/git-auto-commit-action": _CONTENTS,
    "svenstaro/upload-release-action": _CONTENTS,
    "thollander/actions-comment-pull-request": _PULLS,
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
    ("mkdocs", "gh-deploy"): ("contents", "write"),
}
"""By the first words of a command."""

CALLS: Mapping[str, tuple[str, ...]] = {
    ".issues.createComment(": ("issues", "pull-requests"),
    ".issues.updateComment(": ("issues", "pull-requests"),
    ".issues.create(": ("issues",),
    ".issues.addLabels(": ("issues", "pull-requests"),
    ".repos.createRelease(": ("contents",),
    ".repos.createCommitStatus(": ("statuses",),
    ".checks.create(": ("checks",),
    ".pulls.create(": ("pull-requests",),
    ".pulls.createReview(": ("pull-requests",),
    ".git.createRef(": ("contents",),
    ".actions.createWorkflowDispatch(": ("actions",),
}
"""By a call of the client that actions/github-script offers; one of the permissions is enough, at `write`."""
