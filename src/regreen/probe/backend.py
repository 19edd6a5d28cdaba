"""What the build back end would put into the wheel, where that can be known without executing the project.

The back end of the day is installed alone and makes a wheel of a copy. Refused is whatever would run code of the
repository or of its choice: setup.py, build hooks and scripts, plugins, versions computed from code.
"""

from __future__ import annotations

import json
import posixpath
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from packaging.requirements import InvalidRequirement, Requirement

from regreen.probe.budget import Budget
from regreen.probe.cache import Cache, key_of
from regreen.probe.copy import copied
from regreen.probe.environment import make
from regreen.probe.process import run
from regreen.project.distributions import normalize
from regreen.project.modules import is_set_aside
from regreen.project.probed import Refused, WheelContents
from regreen.project.pyproject import Pyproject, read_pyproject
from regreen.project.tree import Tree

PROBE = "build back end"


class Backend(Struct, frozen=True):
    """A back end: its distribution, and the settings with which it would execute something."""

    distribution: str
    executes: tuple[tuple[str, ...], ...] = ()
    excludes: tuple[tuple[str, ...], ...] = ()
    dynamic: bool = True  # whether dynamic metadata can be had without code


_HATCH, _PDM = ("tool", "hatch"), ("tool", "pdm")
BACKENDS: Mapping[str, Backend] = {
    "hatchling.build": Backend(
        "hatchling",
        (
            (*_HATCH, "build", "hooks"),
            (*_HATCH, "build", "targets", "wheel", "hooks"),
            (*_HATCH, "metadata", "hooks"),
            (*_HATCH, "version", "source"),
            (*_HATCH, "build", "targets", "custom"),
        ),
        (
            (*_HATCH, "build", "exclude"),
            (*_HATCH, "build", "targets", "wheel"),
            (*_HATCH, "build", "only-packages"),
        ),
    ),
    "poetry.core.masonry.api": Backend(
        "poetry-core",
        (("tool", "poetry", "build"),),
        (("tool", "poetry", "exclude"), ("tool", "poetry", "packages"), ("tool", "poetry", "include")),
    ),
    "flit_core.buildapi": Backend("flit-core", (), (("tool", "flit", "sdist"),), dynamic=False),
    "pdm.backend": Backend(
        "pdm-backend",
        ((*_PDM, "build", "custom-hook"), (*_PDM, "build", "run-setuptools"), (*_PDM, "version")),
        ((*_PDM, "build", "excludes"), (*_PDM, "build", "includes")),
    ),
}
_HOOK_FILES = ("hatch_build.py", "pdm_build.py", "build.py", "setup.py")
_SCRIPT = "import importlib,sys;print(importlib.import_module(sys.argv[1]).build_wheel(sys.argv[2]))"
_LAST = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception)?: .+$", re.MULTILINE)


class Builder:
    """Asks back ends, remembers their answers, and keeps within the budget."""

    def __init__(
        self, tree: Tree, moment: datetime, cache: Cache, budget: Budget, *, offline: bool = False
    ) -> None:
        self._tree, self._moment, self._offline = tree, moment, offline
        self._cache, self._budget = cache, budget

    def contents(self, path: str) -> Iterator[WheelContents | Refused]:
        """What becomes of the project of a pyproject.toml; nothing where it is no package."""
        source = self._tree.source(path) if not is_set_aside(path) else None
        project = read_pyproject(source) if source is not None else None
        if project is None or not project.backend or not project.is_package:
            return
        backend = BACKENDS.get(project.backend)
        why = "its back end executes code of the project" if backend is None else self._why(project, backend)
        if backend is None or why:
            yield Refused(PROBE, f"{path}: {why}")
            return
        answer = self._built(project, backend)
        if isinstance(answer, Refused):
            yield answer
            return
        files = tuple(answer["files"])
        missing = (
            () if any(project.value(*key) for key in backend.excludes) else self._missing(project, files)
        )
        place = project.place("build-system", "build-backend")
        yield WheelContents(backend.distribution, place, files, tuple(missing), str(answer["failed"]))

    def _why(self, project: Pyproject, backend: Backend) -> str:
        start = f"{project.directory}/" if project.directory else ""
        if any(project.value(*key) for key in backend.executes) or project.value(
            "build-system", "backend-path"
        ):
            return "its build runs code of the project"
        if any(start + name in self._tree for name in _HOOK_FILES):
            return "beside it lies a build script, which a build may run"
        if project.strings("project", "dynamic") and not backend.dynamic:
            return "its version may only be known by importing it"
        names = (_name(text) for text in project.strings("build-system", "requires"))
        if any(name != backend.distribution for name in names):
            return "its build wants plugins"
        return ""

    def _built(self, project: Pyproject, backend: Backend) -> dict[str, list[str]] | Refused:
        paths = self._tree.under(project.directory)
        contents = (part for path in paths for part in (path, self._tree.read(path) or b""))
        requirement = next(iter(project.strings("build-system", "requires")), backend.distribution)
        key = key_of([project.backend, requirement, self._moment.isoformat(), *contents])
        known = self._cache.get(key)
        if known is None:
            if self._budget.spent:
                return Refused(PROBE, "the time for questions is up")
            answer = self._run(project, requirement, paths)
            if isinstance(answer, Refused):
                return answer
            known = json.dumps(answer).encode()
            self._cache.put(key, known)
        found: dict[str, list[str]] = json.loads(known)
        return found

    def _run(
        self, project: Pyproject, requirement: str, paths: tuple[str, ...]
    ) -> dict[str, object] | Refused:
        with tempfile.TemporaryDirectory(prefix="regreen-") as name:
            root = Path(name)
            python = make(root, [requirement], self._moment, self._budget, offline=self._offline)
            if isinstance(python, Refused):
                return python
            copied(self._tree, paths, root / "copy")
            (root / "out").mkdir()
            command = [str(python), "-I", "-c", _SCRIPT, project.backend, str(root / "out")]
            ran = run(command, root / "copy" / project.directory, self._budget.left)
            if ran.late:
                return Refused(PROBE, "a build took too long")
            wheels = list((root / "out").glob("*.whl"))
            if ran.code or not wheels:
                said = _LAST.findall(ran.err)
                return {"files": [], "failed": said[-1][:300] if said else "the back end gives no reason"}
            with zipfile.ZipFile(wheels[0]) as archive:
                return {"files": sorted(archive.namelist()), "failed": ""}

    def _missing(self, project: Pyproject, files: tuple[str, ...]) -> Iterator[str]:
        """Tracked modules of packages that are in the wheel, which are not."""
        shipped = set(files)
        roots = {path.partition("/")[0] for path in files if path.count("/") and path.endswith(".py")}
        for base in ("src", ""):
            folder = posixpath.join(project.directory, base)
            for root in sorted(roots):
                inside = posixpath.join(folder, root)
                for path in self._tree.under(inside):
                    own = path[len(folder) + 1 :] if folder else path
                    if path.endswith(".py") and own not in shipped:
                        yield path


def _name(text: str) -> str:
    try:
        return normalize(Requirement(text).name)
    except InvalidRequirement:
        return ""
