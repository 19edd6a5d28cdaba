"""Our own versions of the actions that Python projects use, by name."""

from __future__ import annotations

from regreen.model.execution import SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner.actions import artifacts, cache, commands
from regreen.runner.actions.checkout import checkout
from regreen.runner.actions.setup_node import setup_node
from regreen.runner.actions.setup_python import setup_python
from regreen.runner.actions.setup_uv import setup_uv
from regreen.runner.state import Call, Native

_NATIVE: dict[str, Native] = {
    "actions/checkout": checkout,
    "actions/setup-python": setup_python,
    "actions/setup-node": setup_node,
    "astral-sh/setup-uv": setup_uv,
    "actions/cache": cache.cache,
    "actions/cache/restore": cache.restore,
    "actions/cache/save": cache.save,
    "actions/upload-artifact": artifacts.upload,
    "actions/download-artifact": artifacts.download,
    "pre-commit/action": commands.pre_commit,
    "snok/install-poetry": commands.install_poetry,
    "re-actors/alls-green": commands.alls_green,
    "codecov/codecov-action": commands.uploaded_elsewhere,
    "codecov/test-results-action": commands.uploaded_elsewhere,
    "coverallsapp/github-action": commands.uploaded_elsewhere,
}
_LEFT_OUT = (
    "pypa/gh-action-pypi-publish", "github/codeql-action", "actions/labeler", "actions/stale", "actions/attest",
    "actions/attest-build-provenance", "softprops/action-gh-release", "peter-evans/create-pull-request",
    "step-security/harden-runner", "slackapi/slack-github-action", "actions/dependency-review-action",
    "marocchino/sticky-pull-request-comment", "peaceiris/actions-gh-pages", "actions/deploy-pages",
    "actions/upload-pages-artifact", "actions/configure-pages", "eps1lon/actions-label-merge-conflict",
    "ossf/scorecard-action", "test-summary/action", "dorny/test-reporter", "mikepenz/action-junit-report",
    "EnricoMi/publish-unit-test-result-action", "py-cov-action/python-coverage-comment-action",
    "orgoro/coverage", "5monkeys/cobertura-action", "irongut/CodeCoverageSummary", "webfactory/ssh-agent",
)  # fmt: skip
_IMPOSSIBLE = ("actions/github-script", "docker/")


def native(name: str) -> Native | None:
    """Our version of `owner/name` or `owner/name/path`; None where there is none."""
    name = name.lower()
    if name in _NATIVE:
        return _NATIVE[name]
    if any(name == known.lower() or name.startswith(f"{known.lower()}/") for known in _LEFT_OUT):
        return _left_out
    if name.startswith(_IMPOSSIBLE):
        return commands.impossible
    return None


def _left_out(call: Call) -> Outcome:
    call.state.substitute(SubstitutionKind.ACTION, call.step.uses, "nothing", "it publishes or reports")
    return commands.left_out(call)
