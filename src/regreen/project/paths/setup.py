"""Files that the setup actions look for.

Sources: the README of actions/setup-python, actions/setup-node and actions/setup-go, "caching" and "version file";
`cache-distributions` of setup-python for the patterns that apply where none is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from regreen.project.glob import compile_glob
from regreen.project.paths.kind import Kind
from regreen.workflow.definitions import Step


class SetupWant(Struct, frozen=True):
    """One of `patterns` must match a file, or of `fallback`, which only makes the cache a poor one.

    `key` is the input that says so.
    """

    kind: Kind
    key: str
    patterns: tuple[str, ...]
    fallback: tuple[str, ...] = ()

    def found(self, path: str) -> bool:
        """Whether a tracked path is one of those."""
        return any(_matches(pattern, path) for pattern in self.patterns)

    def falls_back(self, path: str) -> bool:
        """Whether a tracked path keeps the step from failing."""
        return any(_matches(pattern, path) for pattern in self.fallback)


_DEFAULTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("actions/setup-python", "pip"): ("**/requirements.txt", "**/pyproject.toml"),
    ("actions/setup-python", "pipenv"): ("**/Pipfile.lock",),
    ("actions/setup-python", "poetry"): ("**/poetry.lock",),
    ("actions/setup-node", "npm"): ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock"),
    ("actions/setup-node", "yarn"): ("yarn.lock", "package-lock.json", "npm-shrinkwrap.json"),
    ("actions/setup-node", "pnpm"): ("pnpm-lock.yaml",),
}
_VERSION_FILES = {
    "actions/setup-python": "python-version-file",
    "actions/setup-node": "node-version-file",
    "actions/setup-go": "go-version-file",
    "actions/setup-java": "java-version-file",
}


def wants(step: Step, action: str) -> Iterator[SetupWant]:
    """What a setup action looks for, as its inputs ask."""
    inputs = step.with_
    version = _VERSION_FILES.get(action)
    if version and inputs.get(version):
        yield SetupWant(Kind.VERSION, version, (inputs[version],))
    manager = inputs.get("cache", "")
    given = tuple(
        line.strip() for line in inputs.get("cache-dependency-path", "").splitlines() if line.strip()
    )
    if not manager or action not in ("actions/setup-python", "actions/setup-node"):
        return
    if given and action == "actions/setup-python" and manager == "pip":
        # setup-python falls back to pyproject.toml, whatever was given (since version 4.3)
        yield SetupWant(Kind.CACHE, "cache-dependency-path", given, ("**/pyproject.toml",))
    elif given:
        yield SetupWant(Kind.CACHE, "cache-dependency-path", given)
    elif (action, manager) in _DEFAULTS:
        yield SetupWant(Kind.CACHE, "cache", _DEFAULTS[action, manager])


def _matches(pattern: str, path: str) -> bool:
    pattern = pattern.removeprefix("./")
    if not set(pattern) & set("*?["):
        return path == pattern.rstrip("/") or path.startswith(pattern.rstrip("/") + "/")
    return compile_glob(pattern.encode("utf-8", "surrogateescape"), pathname=True).matches(
        path.encode("utf-8", "surrogateescape")
    )
