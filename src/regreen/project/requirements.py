"""Requirements files: what they require and which other files they bring in.

Source: pip's documentation of the requirements file format.
"""

from __future__ import annotations

import posixpath
import re

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.patch.requirements import LogicalLine, logical_lines
from regreen.project.declared import Declared, Kind, parse_requirement
from regreen.project.place import at
from regreen.project.tree import Tree

_OPTION = re.compile(r"(--[A-Za-z][\w-]*|-[A-Za-z])[ \t=]*(.*)")
_HASH = re.compile(r"(?<=[ \t])--(?:hash|config-settings?|global-option|install-option)[ =].*$")
_FILE = re.compile(
    r"(^|[-_.])(requirements?|reqs?|constraints?|deps)([-_.][\w.-]*)?\.(txt|in|pip)$|^requirements$"
)
_ARCHIVES = (".whl", ".tar.gz", ".zip")
_FOLDER = re.compile(r"\.{1,2}(?:[\\/][^;]*)?(?:\[[^\]]*\])?\s*(?:;.*)?$")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][\w.-]*)")


class Include(Struct, frozen=True):
    """`-r` or `-c`: another file, relative to the root of the repository (empty when it lies outside)."""

    target: str
    constraint: bool
    place: FileEvidence


class Option(Struct, frozen=True):
    """Any other option of a line, such as `--index-url`."""

    name: str
    value: str
    place: FileEvidence


class RequirementsFile(Struct, frozen=True):
    """A requirements file. `projects` are the folders and addresses of projects without a name, editable or not;
    `hashed` says that at least one line is pinned by a hash (pip then wants all to be).
    """

    path: str
    declared: tuple[Declared, ...]
    includes: tuple[Include, ...]
    options: tuple[Option, ...]
    projects: tuple[str, ...]
    hashed: bool


def is_requirements_file(path: str) -> bool:
    """Whether a path looks like a requirements or constraints file."""
    folder, _, name = path.rpartition("/")
    in_folder = folder.rpartition("/")[2] in ("requirements", "reqs") and name.endswith(
        (".txt", ".in", ".pip")
    )
    return in_folder or _FILE.search(name.lower()) is not None


def requirements_files(tree: Tree) -> tuple[RequirementsFile, ...]:
    """All requirements files of a tree, by path."""
    found = (tree.source(path) for path in tree.paths if is_requirements_file(path))
    return tuple(read_requirements(source) for source in found if source is not None)


def read_requirements(source: Source) -> RequirementsFile:
    """The contents of one file; lines that say nothing understandable are passed over."""
    kind = Kind.CONSTRAINT if "constraint" in source.path.rpartition("/")[2].lower() else Kind.FILE
    declared: list[Declared] = []
    includes: list[Include] = []
    options: list[Option] = []
    projects: list[str] = []
    hashed = False
    for line in logical_lines(source):
        place = at(source, line.begin)
        option = _OPTION.match(line.body) if line.body.startswith("-") else None
        if option is None:
            hashed = hashed or "--hash" in line.body
            if _FOLDER.match(line.body) and not line.body.endswith(_ARCHIVES):
                projects.append(line.body.partition(";")[0].strip())
                continue
            requirement = _requirement(line, kind, source.path, place)
            declared += [requirement] if requirement is not None else []
        elif option[1] in ("-r", "--requirement", "-c", "--constraint"):
            includes.append(Include(_target(source.path, option[2]), "c" in option[1][:3], place))
        elif option[1] in ("-e", "--editable"):
            projects.append(option[2].strip())
            declared += _egg(option[2], kind, source.path, place)
        else:
            options.append(Option(option[1], option[2].strip(), place))
    return RequirementsFile(
        source.path, tuple(declared), tuple(includes), tuple(options), tuple(projects), hashed
    )


def _requirement(line: LogicalLine, kind: Kind, path: str, place: FileEvidence) -> Declared | None:
    body = _HASH.sub("", line.body).rstrip()
    if re.match(r"[\w+]+://|\.{0,2}/|[A-Za-z]:\\", body) or body.endswith(_ARCHIVES):
        found = _egg(body, kind, path, place)
        return found[0] if found else None
    return parse_requirement(body, kind, path, place)


def _egg(address: str, kind: Kind, path: str, place: FileEvidence) -> list[Declared]:
    match = _EGG.search(address)
    return [Declared(match[1], "", (), "", kind, path, place, address.strip())] if match else []


def _target(path: str, target: str) -> str:
    joined = posixpath.normpath(
        posixpath.join(posixpath.dirname(path), target.strip().strip("\"'").replace("\\", "/"))
    )
    return "" if joined.startswith(("../", "/")) or joined == ".." else joined
