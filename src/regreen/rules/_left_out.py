"""The edits that make a job install a list of its project which it leaves out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Edit, Source, Span
from regreen.rules._jobs import inserted

if TYPE_CHECKING:
    from regreen.project.jobs.homes import Home
    from regreen.project.jobs.model import Install, Request
    from regreen.project.tree import Tree

_FLAGS = {
    ("uv", "group"): "--group {}",
    ("uv", "extra"): "--extra {}",
    ("poetry", "group"): "--with {}",
    ("poetry", "extra"): "--extras {}",
    ("pdm", "group"): "-G {}",
    ("pdm", "extra"): "-G {}",
}
_COMMANDS = {
    "uv sync": ("uv sync",),
    "uv run": ("uv run",),
    "poetry": ("poetry install", "poetry sync"),
    "pdm": ("pdm install", "pdm sync"),
}
_PIP = ("pip", "uv pip", "tox", "nox")
_LINES = 12  # of one command


def ask_for(installs: Iterable[Install], home: Home, tree: Tree) -> list[Edit]:
    """The edits on the first of the commands that can be told to install the list; one that only runs something
    comes last.
    """
    for install in sorted(installs, key=lambda item: item.tool == "uv run"):
        source = tree.source(install.place.path)
        if source is None:
            continue
        edits = _let_in(source, install, home) or _added(source, install, home)
        if edits:
            return edits
    return []


def _let_in(source: Source, install: Install, home: Home) -> list[Edit]:
    """An option that keeps the group out is taken away."""
    if home.kind != "group" or install.tool in _PIP:
        return []
    name = re.escape(home.name)
    options = [rf"--(?:no-group|without)[ =]{name}(?![\w,.-])"]
    if home.name == "dev":
        options.append(r"--no-dev(?![\w-])")
    for number in _lines(source, install.place.line):
        hit = re.search(rf"[ \t](?:{'|'.join(options)})", source.line(number))
        if hit is not None:
            return [_edit(source, number, hit.start(), hit.end(), "")]
    return []


def _added(source: Source, install: Install, home: Home) -> list[Edit]:
    if home.kind == "file":
        return _file(source, install, home)
    if install.tool in _PIP:
        return _by_pip(source, install, home)
    flag = _FLAGS.get((install.tool.partition(" ")[0], home.kind))
    if flag is None or any(option.startswith("--only") for option in install.arguments):
        return []
    for number in _lines(source, install.place.line):
        for command in _COMMANDS.get(install.tool, ()):
            edits = inserted(source, number, command, flag.format(home.name))
            if edits:
                return edits
    return []


def _by_pip(source: Source, install: Install, home: Home) -> list[Edit]:
    """The extra in the brackets behind the project's path."""
    for request in install.requests:
        if home.kind != "extra" or request.kind != "project" or not _means(install, request, home):
            continue
        path = re.escape(request.project)
        pattern = rf"(?<![\w./-])(?P<open>[\"']?){path}/?(?:\[(?P<names>[^\]\n]*)\])?(?P<close>[\"']?)(?=[\s,)\\;&]|$)"
        for number in _lines(source, install.place.line):
            hit = re.search(pattern, source.line(number))
            if hit is None or hit["open"] != hit["close"]:
                continue
            names = ",".join(filter(None, (hit["names"], home.name)))
            plain = hit["names"] is not None or source.path.endswith((".ini", ".cfg", ".toml"))
            quote = hit["open"] or ("" if plain else '"')
            return [
                _edit(source, number, hit.start(), hit.end(), f"{quote}{request.project}[{names}]{quote}")
            ]
    return []


def _means(install: Install, request: Request, home: Home) -> bool:
    folder = posixpath.normpath(posixpath.join(install.directory, request.project))
    return folder == (home.folder or ".")


def _file(source: Source, install: Install, home: Home) -> list[Edit]:
    """A further `-r` behind the one that is there."""
    folder = install.directory or "."
    path = posixpath.relpath(home.name, folder)
    for request in install.requests:
        if request.kind != "file":
            continue
        for number in _lines(source, install.place.line):
            pattern = (
                rf"(?:-r|--requirement)[ =]*(?P<path>[\"']?{re.escape(request.value)}[\"']?)(?=[\s\\;&]|$)"
            )
            hit = re.search(pattern, source.line(number))
            if hit is not None:
                return [_edit(source, number, hit.end(), hit.end(), f" -r {path}")]
    return []


def _lines(source: Source, first: int) -> Iterator[int]:
    """The lines of a command that may be continued behind backslashes, or within brackets."""
    for number in range(first, min(first + _LINES, source.text.count("\n") + 2)):
        yield number
        if not source.line(number).rstrip().endswith(("\\", ",", "(")):
            return


def _edit(source: Source, number: int, start: int, end: int, new: str) -> Edit:
    offset = source.offset(number)
    return Edit(Span(source.path, offset + start, offset + end), source.line(number)[start:end], new)
