"""Two test files have the same name and no package keeps them apart.

## Why
In pytest's default import mode a test file without `__init__.py` beside it is imported by its bare name.
The second `test_x.py` then is the first one again.

## Fix
Add `__init__.py` to the test folders, rename one file, or set `--import-mode=importlib`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.model.finding import FileEvidence
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import collections, unique
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.pytest_files import Collection
    from regreen.project.tree import Tree

_MODE = "--import-mode=importlib"
_IMPORTED = re.compile(r"^(?:from|import) +(\w+)", re.MULTILINE)

log = saying(
    r"imported module '(?P<module>[\w.]+)' has this __file__ attribute",
    r"(?P<module>\w+)\.py: \w*import file mismatch|import file mismatch",
    judge=lambda _, data: {"module": data.get("module", "one module")},
)


def alike(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """Test files of one call that pytest's default mode imports by one and the same name."""
    seen: set[str] = set()
    for found, certain in collections(job_runs, lacking, tree):
        for module, paths in _clashes(found) if not _by_path(found) else ():
            if module not in seen:
                seen.add(module)
                yield Match(
                    places=unique(FileEvidence(path, 1, 1, path) for path in paths),
                    data={"module": module},
                    severity=Severity.ERROR if certain and found.exact else Severity.WARNING,
                    count=len(paths),
                    title=f"{paths[0]} and {paths[1]} are both imported as {module}",
                )


def _by_path(found: Collection) -> bool:
    """Whether the import mode is another than the default."""
    words = (*found.addopts, *found.words)
    modes = [word.partition("=")[2] for word in words if word.startswith("--import-mode")]
    modes += [value for option, value in found.options if option == "--import-mode"]
    return any(mode == "importlib" for mode in modes)


def _clashes(found: Collection) -> Iterator[tuple[str, list[str]]]:
    modules: dict[str, list[str]] = {}
    for path in found.files:
        modules.setdefault(_module(path, found.tree), []).append(path)
    yield from ((module, paths) for module, paths in modules.items() if len(paths) > 1)


def _module(path: str, tree: Tree) -> str:
    """The name by which pytest imports a file: from the highest folder upwards that is no package."""
    folder, _, name = path.removesuffix(".py").rpartition("/")
    parts = [name]
    while folder and f"{folder}/__init__.py" in tree:
        folder, _, name = folder.rpartition("/")
        parts.append(name)
    return ".".join(reversed(parts))


def by_path(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> list[Edit]:
    """The import mode in pytest's configuration, where no test file imports one that lies beside it."""
    for found, _ in collections(job_runs, lacking, tree) if not match.lines else ():
        if not any(module == match.data["module"] for module, _ in _clashes(found)):
            continue
        return [] if any(_of_sibling(path, tree) for path in found.files) else _with_mode(found, tree)
    return []


def _of_sibling(path: str, tree: Tree) -> bool:
    """Whether a test file imports by its bare name what lies in its folder: that works in the default mode only."""
    folder = path.rpartition("/")[0]
    names = _IMPORTED.findall(tree.text(path) or "")
    return any(f"{folder}/{name}.py".lstrip("/") in tree for name in names if folder)


def _with_mode(found: Collection, tree: Tree) -> list[Edit]:
    """The option beside those that the configuration has; in a file of its own where there is none."""
    from regreen.model.text import Span
    from regreen.patch.ini import read_ini, set_option

    path = found.config.files.get("pytest", "")
    source = tree.source(path) if path else None
    try:
        if source is None:
            if any(tree.exists(name) for name in ("pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml")):
                return []
            return [Edit(Span("pytest.ini", 0, 0), "", f"[pytest]\naddopts = {_MODE}\n")]
        if path.endswith(".toml"):
            return _in_toml(source)
        section = "tool:pytest" if path.endswith("setup.cfg") else "pytest"
        option = read_ini(source).get(section, "addopts")
        return set_option(source, section, "addopts", f"{option.value} {_MODE}" if option else _MODE)
    except PatchError:
        return []


def _in_toml(source: Source) -> list[Edit]:
    from regreen.patch.toml import append_item, set_value
    from regreen.project.pyproject import read_pyproject

    file = read_pyproject(source)
    place = ("tool", "pytest", "ini_options", "addopts")
    old = file.value(*place) if file is not None else None
    if isinstance(old, list):
        return append_item(source, place, _MODE)
    return set_value(source, place, f"{old} {_MODE}" if isinstance(old, str) else _MODE)


RULE = Rule(
    id="duplicate-test-module",
    category=Category.PACKAGING_CONFIG,
    title="Two test files are both imported as {module}",
    log=log,
    find=alike,
    key=("module",),
    explains=(
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer("Let pytest import test files by their path", Safety.UNSAFE, by_path),
        Fixer("Import test files by their path", Safety.ADVICE, commands=("pytest --import-mode=importlib",)),
    ),
)
