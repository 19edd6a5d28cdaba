"""What one command asks an installer for, before anybody looks at the repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from regreen.project.jobs.arguments import Arguments
from regreen.project.jobs.model import Request

NONE = Arguments()
ACTIVE = "active"
"""The environment that is activated, or else the system's."""
PROJECT = "project"
"""The environment that the tool keeps for the project around the directory."""
ISOLATED = "isolated"
"""An environment of its own, of which only the programs are seen."""


class Asked(Struct, frozen=True):
    """What a command asks for. `target` says into which environment; `bare`: without dependencies of their own;
    `program` is what is started afterwards (`uv run`), with its words.
    """

    tool: str
    requests: tuple[Request, ...] = ()
    target: str = ACTIVE
    bare: bool = False
    uninstall: bool = False
    arguments: Arguments = NONE
    program: tuple[str, ...] = ()
    module: bool = False
    directory: str = ""


def unresolved(text: str) -> bool:
    """Whether a word still holds something that only the run knows."""
    return "$" in text or "`" in text


def requirement(text: str) -> Request:
    """An operand of pip and its like: a requirement, an archive, or the path of a project."""
    text = text.strip()
    if unresolved(text):
        return Request("unknown", text)
    if text.startswith(("git+", "hg+", "svn+", "bzr+")) or "://" in text.partition("@")[0]:
        return Request("egg", text)
    if text.endswith((".whl", ".tar.gz", ".zip", "*")) or "*" in text:
        return Request("archive", text)
    path, _, extras = text.partition("[")
    if " @ " in text or "@" in text.partition("/")[0].partition("=")[0]:
        return Request("requirement", text)
    if path.startswith((".", "/", "~")) or "/" in path.partition("=")[0]:
        return Request("project", extras.partition("]")[0], path.rstrip("/") or "/")
    return Request("requirement", text)


def requirements(texts: Iterable[str]) -> tuple[Request, ...]:
    """Operands of pip and its like."""
    return tuple(requirement(text) for text in texts if text.strip())


def named(kind: str, names: Iterable[str]) -> Iterator[Request]:
    """Requests for extras, groups or files, by their names."""
    for name in names:
        yield Request("unknown" if unresolved(name) else kind, name)


def pip_requests(arguments: Arguments) -> tuple[Request, ...]:
    """What `pip install` and `uv pip install` are asked for."""
    found = list(requirements(arguments.operands))
    found += requirements(arguments.raw("-e", "--editable"))
    found += named("file", arguments.raw("-r", "--requirement", "--requirements"))
    found += named("constraint", arguments.raw("-c", "--constraint", "--constraints"))
    for group in arguments.raw("--group"):
        path, colon, name = group.rpartition(":")
        kind = "unknown" if unresolved(group) else "group"
        found.append(Request(kind, name, path if colon else ""))
    return tuple(found)
