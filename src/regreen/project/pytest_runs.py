"""The calls of pytest in all jobs: what each collects and what its environment holds.

Sources: pytest's documentation ("pytest import mechanisms and sys.path/PYTHONPATH"), pytest-asyncio's ("Concepts").
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.jobs.holdings import command_of
from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Call, Environment, JobRun
from regreen.project.pytest_files import Collection
from regreen.project.tree import Tree


class PytestRun(Struct, frozen=True):
    """One call. `held` are the distributions of its environment; `known`: these are all."""

    run: JobRun
    call: Call
    collection: Collection
    environment: Environment
    held: frozenset[str]
    known: bool

    @property
    def certain(self) -> bool:
        """Whether the call surely runs, collects what it seems to, and its failure counts."""
        return self.call.certain and self.collection.exact and self.known

    @property
    def asyncio_mode(self) -> str:
        """The mode of pytest-asyncio."""
        for option, value in self.collection.options:
            if option == "--asyncio-mode":
                return value
        setting = self.collection.setting("asyncio_mode")
        return setting.text.strip() if setting is not None else "strict"

    @property
    def setting_place(self) -> FileEvidence | None:
        """The first setting of pytest's configuration file."""
        settings = self.collection.config.of("pytest")
        return settings[0].place if settings else None


def pytest_runs(runs: Sequence[JobRun], lacking: Lacking) -> Iterator[PytestRun]:
    """All calls, each environment and set of files once."""
    seen: set[object] = set()
    for run in runs:
        for call in () if run.foreign else run.calls:
            collection = lacking.collected(call)
            environment = lacking.holdings.runs_in(call) if collection is not None else None
            if collection is None or environment is None:
                continue
            closure = lacking.holdings.closure(environment)
            key = (collection.modules, closure.names, call.place)
            if key not in seen:
                seen.add(key)
                known = not environment.unknown and "pytest" in closure.names
                yield PytestRun(run, call, collection, environment, closure.names, known)


def import_roots(found: PytestRun, tree: Tree) -> tuple[frozenset[str], bool]:
    """The folders of the tree from which tests can import, and whether these are all."""
    roots: set[str] = set()
    _, _, as_module = command_of(found.call)
    if as_module or found.call.launcher in ("python",):
        roots.add(found.call.directory)
    for folder in found.call.variables.get("PYTHONPATH", "").split(":"):
        if folder:
            plain = folder.replace("${{ github.workspace }}", "/W").replace("$GITHUB_WORKSPACE", "/W")
            plain = plain.replace("$(pwd)", ".").replace("$PWD", ".").replace("${PWD}", ".")
            if "$" in plain:
                return frozenset(roots), False
            roots.add(
                _joined(found.call.directory if not plain.startswith("/W") else "", plain.removeprefix("/W"))
            )
    setting = found.collection.setting("pythonpath") or found.collection.setting("python_paths")
    roots |= {_joined(found.collection.root, path) for path in (setting.words if setting is not None else ())}
    for folder in found.environment.projects:
        roots |= {folder, *(f"{folder}/{name}".lstrip("/") for name in ("src", "lib", "python"))}
    mode = dict(found.collection.options).get("--import-mode", "prepend")
    if mode != "importlib":
        roots |= {_base(path, tree) for path in found.collection.modules}
    return frozenset(roots), True


def _base(path: str, tree: Tree) -> str:
    """The first folder upwards that is no package."""
    folder = path.rpartition("/")[0]
    while folder and f"{folder}/__init__.py" in tree:
        folder = folder.rpartition("/")[0]
    return folder


def _joined(directory: str, path: str) -> str:
    found = posixpath.normpath(posixpath.join(directory, path.lstrip("/")))
    return "" if found == "." else found
