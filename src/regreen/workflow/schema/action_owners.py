"""The actions that well-known owners have, all of them, so that one which is made up is seen.

Source: the owners' lists of repositories, archived ones included. As of 2026-11-21.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_LISTS = """
actions: add-to-project ai-inference alpine_nodejs attest attest-build-provenance attest-sbom cache checkout
 configure-pages container-action container-prebuilt-action container-toolkit-action create-github-app-token
 create-release delete-package-versions dependency-review-action deploy-pages download-artifact first-interaction
 github go-dependency-submission go-versions hello-world-docker-action hello-world-javascript-action heroku http-client
 humans-before-robots javascript-action jekyll-build-pages labeler languageservices npm publish-action
 publish-immutable-action reusable-workflows setup-dotnet setup-elixir setup-go setup-haskell setup-java setup-node
 setup-python setup-ruby stale toolkit typescript-action upload-artifact upload-pages-artifact upload-release-asset
 virtual-environments wiki github-script runner-images versions-package-tools python-versions node-versions
 boost-versions runner starter-workflows partner-runner-images actions-runner-controller gh-actions-cache
 example-services
docker: actions-toolkit bake-action build-push-action github-actions github-builder login-action metadata-action
 scout-action setup-buildx-action setup-compose-action setup-docker-action setup-qemu-action sbom-action
 test-docker-action mcp-gateway cagent-action buildx-action-test
astral-sh: attest-action ruff-action setup-uv ty-action
pypa: cibuildwheel gh-action-pip-audit gh-action-pypi-publish hatch
codecov: codecov-action test-results-action basic-test-results-action base64-action engineering-team
 codecov-ats feedback
dtolnay: install rust-toolchain
enricomi: download-buildkite-artifact-action publish-unit-test-result-action
softprops: action-gh-release diffset turnstyle
peaceiris: actions-gh-pages actions-hugo actions-mdbook actions-label-commenter actions-export-envs actions-liquid
 actions-github-app-token actions-suggest-related-links actions-pixela-create actions-gh-app-token workflows
 docker-mdbook hugo-extended-docker
snok: install-poetry container-retention-policy .github
pre-commit: action pre-commit
pre-commit-ci: lite-action
"""
_MADE_UP = frozenset({"platformio/setup-platformio", "vercel/action", "python-poetry/setup-poetry"})
"""Names that were used and that never were."""


def known_of(owner: str) -> frozenset[str]:
    """The names of the actions of an owner; none where nobody has listed them."""
    return _owners().get(owner.lower(), frozenset())


def is_made_up(action: str) -> bool:
    """Whether an action (`owner/name`) never was."""
    owner, _, name = action.lower().partition("/")
    known = known_of(owner)
    return action.lower() in _MADE_UP or bool(known and name not in known)


def alike(action: str) -> str:
    """The action of the same owner whose name has most words in common, where there is one such."""
    owner, _, name = action.partition("/")
    words = set(name.lower().split("-")) - {"action", "actions", "setup"}
    ranked = sorted((-len(words & set(other.split("-"))), other) for other in known_of(owner))
    best = [other for count, other in ranked if count and count == ranked[0][0]]
    return f"{owner}/{best[0]}" if len(best) == 1 else ""


@cache
def _owners() -> Mapping[str, frozenset[str]]:
    lists = _LISTS.replace("\n ", " ").strip().split("\n")
    return {owner: frozenset(names.split()) for owner, _, names in (line.partition(":") for line in lists)}
