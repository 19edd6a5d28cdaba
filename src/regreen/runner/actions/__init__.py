"""Our own versions of the actions that Python projects use, by name."""

from __future__ import annotations

from regreen.model.execution import SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner.actions import artifacts, cache, changes, commands, programs
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
    "tox-dev/action-pre-commit-uv": commands.pre_commit,
    "wntrblm/nox": programs.nox,
    "snok/install-poetry": commands.install_poetry,
    "re-actors/alls-green": commands.alls_green,
    "hynek/build-and-inspect-python-package": programs.build_and_inspect,
    "dorny/paths-filter": changes.paths_filter,
    "tj-actions/changed-files": changes.changed_files,
    "mamba-org/setup-micromamba": programs.micromamba,
    "conda-incubator/setup-miniconda": programs.micromamba,
    "codecov/codecov-action": commands.uploaded_elsewhere,
    "codecov/test-results-action": commands.uploaded_elsewhere,
    "coverallsapp/github-action": commands.uploaded_elsewhere,
    **dict.fromkeys(programs.FROM_INDEX, programs.from_index),
    **dict.fromkeys(programs.ON_HOST, programs.on_host),
}
_LEFT_OUT = (
    "pypa/gh-action-pypi-publish", "github/codeql-action", "actions/labeler", "actions/stale", "actions/attest",
    "actions/attest-build-provenance", "softprops/action-gh-release", "peter-evans/create-pull-request",
    "step-security/harden-runner", "slackapi/slack-github-action", "actions/dependency-review-action",
    "marocchino/sticky-pull-request-comment", "peaceiris/actions-gh-pages", "actions/deploy-pages",
    "actions/upload-pages-artifact", "actions/configure-pages", "eps1lon/actions-label-merge-conflict",
    "ossf/scorecard-action", "test-summary/action", "dorny/test-reporter", "mikepenz/action-junit-report",
    "EnricoMi/publish-unit-test-result-action", "py-cov-action/python-coverage-comment-action",
    "actions/github-script", "actions/add-to-project", "actions/first-interaction",
    "actions/create-github-app-token", "dessant/lock-threads", "tiangolo/issue-manager",
    "tiangolo/latest-changes", "fastapi/latest-changes", "release-drafter/release-drafter",
    "googleapis/release-please-action", "google-github-actions/release-please-action",
    "codacy/codacy-coverage-reporter-action", "MishaKav/pytest-coverage-comment",
    "schneegans/dynamic-badges-action", "thollander/actions-comment-pull-request",
    "peter-evans/create-or-update-comment", "8398a7/action-slack", "JamesIves/github-pages-deploy-action",
    "ad-m/github-push-action", "deepsource/test-coverage-action", "stefanzweifel/git-auto-commit-action",
    "andymckay/cancel-action", "styfle/cancel-workflow-action", "SonarSource/sonarqube-scan-action",
    "SonarSource/sonarcloud-github-action", "sigstore/gh-action-sigstore-python", "jlumbroso/free-disk-space",
    "easimon/maximize-build-space",
    "orgoro/coverage", "5monkeys/cobertura-action", "irongut/CodeCoverageSummary", "webfactory/ssh-agent",
)  # fmt: skip
_IMPOSSIBLE = (
    "docker/",
    "pyo3/maturin-action",
    "pypa/cibuildwheel",
    "aws-actions/",
    "azure/",
    "google-github-actions/",
)


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
