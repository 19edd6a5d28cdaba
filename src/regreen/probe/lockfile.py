"""Whether a lock file fits what it locks, by its own tool's word: `uv lock --check`, with nothing built.

Only projects whose metadata is static and whose packages come from the user's index can be asked about: anything
else would run code of the repository, or ask whom the repository names.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from regreen.probe.budget import Budget
from regreen.probe.cache import Cache, key_of
from regreen.probe.copy import copied
from regreen.probe.index import names_indexes, settings_key, uv_index
from regreen.probe.process import run
from regreen.probe.resolve import uv_command
from regreen.project.modules import is_set_aside
from regreen.project.place import on_line
from regreen.project.probed import LockState, Refused
from regreen.project.pyproject import Pyproject, read_pyproject
from regreen.project.tree import Tree

PROBE = "lock file"
_NAME = "uv.lock"
_STALE = re.compile(r"lockfile at `[^`]*` needs to be updated")


def lock_files(tree: Tree) -> Iterator[str]:
    """The lock files that somebody can be asked about."""
    yield from (path for path in tree.names.get(_NAME, ()) if not is_set_aside(path))


def lock_state(
    tree: Tree, path: str, cache: Cache, budget: Budget, *, offline: bool = False
) -> Iterator[LockState | Refused]:
    """Nothing for a lock file that fits."""
    folder = path.rpartition("/")[0]
    source = tree.source(f"{folder}/pyproject.toml" if folder else "pyproject.toml")
    project = read_pyproject(source) if source is not None else None
    why = _unaskable(tree, project)
    if source is None or project is None or why:
        yield Refused(PROBE, f"{path}: {why or 'there is no project beside it'}")
        return
    said = _asked(tree, folder, cache, budget, offline=offline)
    if isinstance(said, Refused):
        yield said
    elif said:
        key = ("project", "dependencies")
        place = project.place(*key) if project.value(*key) is not None else on_line(source, 1)
        yield LockState("uv", place, said)


def _unaskable(tree: Tree, project: Pyproject | None) -> str:
    if project is None:
        return ""
    if names_indexes(tree):
        return "the repository names package indexes of its own"
    if {"dependencies", "optional-dependencies", "version"} & set(project.strings("project", "dynamic")):
        return "its metadata is only known after a build"
    for wish in project.table("tool", "uv", "sources").values():
        if not isinstance(wish, dict) or not wish.get("workspace"):
            return "it takes packages from elsewhere than an index"
    return ""


def _asked(tree: Tree, folder: str, cache: Cache, budget: Budget, *, offline: bool) -> str | Refused:
    """What uv says of a lock file that does not fit; empty when it does."""
    uv = uv_command()
    if not uv:
        return Refused(PROBE, "uv is not there")
    names = ("pyproject.toml", _NAME, "README.md", ".python-version")
    paths = [path for path in tree.under(folder) if path.rpartition("/")[2] in names]
    key = key_of([*uv, settings_key(), *(part for path in paths for part in (path, tree.read(path) or b""))])
    known = cache.get(key)
    if known is not None:
        return str(json.loads(known))
    if budget.spent:
        return Refused(PROBE, "the time for questions is up")
    with tempfile.TemporaryDirectory(prefix="regreen-") as name:
        copied(tree, paths, Path(name))
        command = [
            *uv,
            "lock",
            "--check",
            "--no-build",
            "--no-python-downloads",
            "--no-progress",
            "--color",
            "never",
        ]
        command += ["--python", sys.executable, *uv_index(), *(["--offline"] if offline else [])]
        ran = run(command, Path(name) / folder, budget.left, network=True)
    stale = _STALE.search(ran.err)
    if ran.late or (ran.code and not stale):
        return Refused(PROBE, f"uv could not say: {' '.join(ran.err.split())[-200:]}")
    said = stale[0] if stale else ""
    cache.put(key, json.dumps(said).encode())
    return said
