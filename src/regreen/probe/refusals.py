"""Which settings would make a checker run code of the repository, or write outside of the copy."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.probe.checkers import Checker
from regreen.project.tree import Tree

_FLAKE8_LOCAL = re.compile(r"^\s*\[flake8:local-plugins\]", re.MULTILINE)
_PYLINT_HOOK = re.compile(r"^\s*init-hook\b", re.MULTILINE)
_PYLINT_PLUGINS = re.compile(
    r"^\s*load-plugins\s*=[ \t]*(\[[^\]]*\]|[^\n]*(?:\n[ \t]+[^\n]+)*)", re.MULTILINE
)
_MYPY_ACTS = re.compile(r"^\s*(?:python_executable|install_types|\w+_report|junit_xml)\b", re.MULTILINE)
_MYPY_PLUGINS = re.compile(r"^\s*plugins\s*=[ \t]*(\[[^\]]*\]|[^\n]*(?:\n[ \t]+[^\n]+)*)", re.MULTILINE)
PLUGINS = {"pydantic.mypy": "pydantic", "pydantic.v1.mypy": "pydantic", "numpy.typing.mypy_plugin": "numpy"}
"""Plugins of mypy that execute nothing of the repository, and the distributions that hold them."""
_NAMES = {
    "flake8": ("setup.cfg", "tox.ini", ".flake8"),
    "pylint": (
        "pylintrc",
        ".pylintrc",
        "pylintrc.toml",
        ".pylintrc.toml",
        "pyproject.toml",
        "setup.cfg",
        "tox.ini",
    ),
    "mypy": ("mypy.ini", ".mypy.ini", "pyproject.toml", "setup.cfg"),
}
_EXECUTED = "its configuration names plugins of the repository, which would be executed"


def refused(tree: Tree, checker: Checker) -> str:
    """Why a call is not repeated; empty where it is."""
    texts = list(_settings(tree, checker))
    if checker.tool == "flake8" and any(map(_FLAKE8_LOCAL.search, texts)):
        return _EXECUTED
    if checker.tool == "pylint" and any(map(_PYLINT_HOOK.search, texts)):
        return "its configuration has an init-hook, which would be executed"
    if checker.tool == "pylint" and any(
        not name.startswith("pylint.extensions") for name in _names(_PYLINT_PLUGINS, texts)
    ):
        return _EXECUTED.replace(" of the repository", "")
    if checker.tool == "mypy" and any(map(_MYPY_ACTS.search, texts)):
        return "its configuration makes it start or write other things"
    if checker.tool == "mypy" and any(name not in PLUGINS for name in _names(_MYPY_PLUGINS, texts)):
        return _EXECUTED.replace(" of the repository", "")
    return ""


def plugins(tree: Tree, checker: Checker) -> tuple[str, ...]:
    """The distributions that hold the plugins of mypy, beyond those that are installed anyway."""
    if checker.tool != "mypy":
        return ()
    names = {PLUGINS[name] for name in _names(_MYPY_PLUGINS, _settings(tree, checker)) if name in PLUGINS}
    have = {re.split(r"[=<>~!]", text)[0] for text in checker.plugins}
    return tuple(sorted(names - have))


def _names(pattern: re.Pattern[str], texts: Iterator[str] | list[str]) -> Iterator[str]:
    for text in texts:
        for match in pattern.finditer(text):
            yield from re.findall(r"[^\s,'\"\[\]]+", match[1])


def _settings(tree: Tree, checker: Checker) -> Iterator[str]:
    start = f"{checker.directory}/" if checker.directory else ""
    named = (word.rpartition("=")[2] for word in checker.arguments)
    for name in dict.fromkeys((*_NAMES.get(checker.tool, ()), *named)):
        for path in dict.fromkeys((start + name, name)):
            if path in tree.modes:
                yield tree.text(path) or ""
