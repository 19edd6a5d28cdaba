"""Which package index is asked: the one of the user's environment, never one that the repository names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from regreen.project.pyproject import read_pyproject
from regreen.project.requirements import requirements_files
from regreen.project.tree import Tree

_OPTIONS = frozenset(
    [
        "-i",
        "--index-url",
        "--pypi-url",
        "--extra-index-url",
        "-f",
        "--find-links",
        "--index",
        "--default-index",
        "--no-index",
    ]
)
_VARIABLE = re.compile(r"(?:PIP|UV)_\w*(?:INDEX|FIND_LINKS)\w*")
_TABLES = (
    ("uv", "index"),
    ("uv", "index-url"),
    ("uv", "extra-index-url"),
    ("uv", "find-links"),
    ("poetry", "source"),
    ("pdm", "source"),
)


def uv_index(environment: Mapping[str, str] = os.environ) -> list[str]:
    """Options that make uv ask the index of the user: uv's own settings, else pip's."""
    config = Path(environment.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "uv" / "uv.toml"
    own = environment.get("UV_CONFIG_FILE", "")
    chosen = own if own else str(config) if config.is_file() else ""
    options = ["--config-file", chosen] if chosen else ["--no-config"]
    named = any(environment.get(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"))
    if not named and not chosen and environment.get("PIP_INDEX_URL"):
        options += ["--default-index", environment["PIP_INDEX_URL"]]
    return options


def settings_key(environment: Mapping[str, str] = os.environ) -> str:
    """What identifies the index in the hash of a question."""
    return "\n".join(
        f"{name}={value}" for name, value in sorted(environment.items()) if _VARIABLE.fullmatch(name)
    )


def names_indexes(tree: Tree) -> bool:
    """Whether files of the repository name package indexes of their own."""
    if any(option.name in _OPTIONS for file in requirements_files(tree) for option in file.options):
        return True
    return any(_project_names(tree, path) for path in tree.names.get("pyproject.toml", ()))


def asks_for_index(arguments: Iterable[str], variables: Iterable[str]) -> bool:
    """Whether a command or its variables name a package index."""
    words = (word.partition("=")[0] for word in arguments)
    return any(word in _OPTIONS for word in words) or any(map(_VARIABLE.fullmatch, variables))


def _project_names(tree: Tree, path: str) -> bool:
    source = tree.source(path)
    project = read_pyproject(source) if source is not None else None
    return project is not None and any(project.value("tool", *keys) for keys in _TABLES)
