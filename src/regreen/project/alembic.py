"""Alembic's configuration and the line of its migrations.

Source: Alembic's documentation ("Tutorial", "Working with Branches"), its `script/base.py` and `script/revision.py`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.patch.ini import read_ini
from regreen.project.place import at
from regreen.project.tree import Tree

_REVISION = re.compile(r"^revision(?:\s*:[^=\n]+)?\s*=\s*['\"](?P<id>[^'\"]+)['\"]", re.MULTILINE)
_DOWN = re.compile(
    r"^down_revision(?:\s*:[^=\n]+)?\s*=\s*(?P<value>[^\n#]+(?:\n[ \t]+[^\n]+)*)", re.MULTILINE
)
_ID = re.compile(r"['\"]([^'\"]+)['\"]")


class Migration(Struct, frozen=True):
    """One migration file."""

    revision: str
    parents: tuple[str, ...]
    place: FileEvidence
    parent_place: FileEvidence


class Scripts(Struct, frozen=True):
    """A configuration file and the folder it names; `place` is where it names it."""

    config: str
    folder: str
    place: FileEvidence
    plain: bool


def scripts(tree: Tree) -> Iterator[Scripts]:
    """The configurations of a tree whose folder can be read off."""
    for path in tree.names.get("alembic.ini", ()):
        source = tree.source(path)
        option = read_ini(source).get("alembic", "script_location") if source is not None else None
        if source is None or option is None:
            continue
        value = " ".join(text for _, text in option.rows).strip()
        here = path.rpartition("/")[0]
        plain = value.replace("%(here)s/", "").replace("%(here)s", ".")
        if "%" in plain or ":" in plain or plain.startswith("/"):
            continue
        folder = posixpath.normpath(posixpath.join(here, plain))
        simple = read_ini(source).get("alembic", "version_locations") is None
        yield Scripts(path, "" if folder == "." else folder, at(source, option.key), simple)


def migrations(tree: Tree, found: Scripts) -> tuple[Migration, ...]:
    """The migrations below a folder, by path."""
    result = []
    for path in tree.under(f"{found.folder}/versions"):
        source = (
            tree.source(path)
            if path.endswith(".py") and path.count("/") == found.folder.count("/") + 2
            else None
        )
        revision = _REVISION.search(source.text) if source is not None else None
        down = _DOWN.search(source.text) if source is not None else None
        if source is not None and revision is not None:
            parents = tuple(_ID.findall(down["value"])) if down is not None else ()
            place = at(source, revision.start())
            result.append(
                Migration(revision["id"], parents, place, at(source, down.start()) if down else place)
            )
    return tuple(result)


def heads(found: tuple[Migration, ...]) -> tuple[Migration, ...]:
    """The migrations on which no other one builds."""
    parents = {parent for item in found for parent in item.parents}
    return tuple(item for item in found if item.revision not in parents)


def orphans(found: tuple[Migration, ...]) -> tuple[Migration, ...]:
    """The migrations whose parent is not there; an id may be shortened."""
    known = {item.revision for item in found}
    return tuple(
        item
        for item in found
        if any(not any(other.startswith(parent) for other in known) for parent in item.parents)
    )
