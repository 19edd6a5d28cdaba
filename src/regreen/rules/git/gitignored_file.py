"""The code reads a file of its own repository that an ignore line keeps out of git.

## Why
On the author's disk the file is there. A pattern without a slash in front (`data/`, `*.json`, `*.html`) matches at any
depth, also below `tests` and in packages: templates, samples and fixtures never reach the clean checkout.

## Fix
Tie the pattern to the folder it was meant for, or take the folder out (`!tests/data/`), then add the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._ignored import anchored, excepted

if TYPE_CHECKING:
    from regreen.project.file_reads import Read
    from regreen.project.ignore import IgnoreLine, Ignores
    from regreen.project.imported import Imported
    from regreen.project.tree import Tree

_MADE = frozenset(
    str.split(
        """
        output outputs out tmp temp logs log cache .cache build dist results reports coverage htmlcov node_modules
        instance downloads uploads artifacts checkpoints models
        """
    )
)
_NOT_CODE = (
    ".env",
    ".log",
    ".db",
    ".sqlite",
    ".sqlite3",
    ".pyc",
    ".pid",
    ".pem",
    ".key",
    ".lock",
    ".so",
    ".pkl",
    ".pt",
)


def hidden(imported: Imported, tree: Tree) -> Matches:
    """One match for each ignore line."""
    from regreen.project.ignore import Ignores

    ignores = Ignores(tree)
    groups: dict[tuple[str, int], list[tuple[IgnoreLine, str, Read]]] = {}
    for path, line, read in _hidden(imported, tree, ignores):
        groups.setdefault((line.path, line.line), []).append((line, path, read))
    for members in groups.values():
        line = members[0][0]
        paths = list(dict.fromkeys(path for _, path, _ in members))
        places = [FileEvidence(line.path, line.line, 1, line.text)]
        places += [read.place for _, _, read in members[:4]]
        shown = paths[0] if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"
        yield Match(
            places=tuple(dict.fromkeys(places)),
            data={
                "path": line.path,
                "pattern": line.text.strip(),
                "line": str(line.line),
                "files": " ".join(paths[:20]),
            },
            severity=Severity.WARNING,
            count=len(members),
            title=f"{line.path} line {line.line} ({line.text.strip()}) keeps {shown} out of git, which the code reads",
        )


def _hidden(imported: Imported, tree: Tree, ignores: Ignores) -> Iterator[tuple[str, IgnoreLine, Read]]:
    from regreen.project.file_reads import reads

    for path in imported.uses:
        source = tree.source(path)
        for read in reads(source) if source is not None else ():
            for place in _templates(read.path, path, tree) if read.template else (read.path,):
                parts = place.lower().split("/")
                line = None if tree.exists(place) else ignores.hides(place)
                named = (
                    line is not None and line.pattern.rpartition("/")[2] == parts[-1]
                )  # meant for this file
                if (
                    line is not None
                    and not named
                    and not _MADE & set(parts[:-1])
                    and not place.endswith(_NOT_CODE)
                ):
                    yield place, line, read
                    break


def _templates(name: str, path: str, tree: Tree) -> Iterator[str]:
    """Where a template would be; nothing where one of this name is anywhere."""
    if any(found.endswith(f"/{name}") for found in tree.names.get(name.rpartition("/")[2], ())):
        return
    folder = path.rpartition("/")[0]
    while True:
        yield f"{folder}/templates/{name}".lstrip("/")
        if not folder:
            return
        folder = folder.rpartition("/")[0]


RULE = Rule(
    id="gitignored-file",
    category=Category.MISSING_FILE,
    title="{path} line {line} ({pattern}) keeps files out of git that the code reads",
    find=hidden,
    key=("path", "pattern"),
    explains=("file-missing", "test-failed", "test-collection-error"),
    fixers=(
        Fixer(
            "Tie the ignore pattern to its own folder and add the files",
            Safety.SAFE,
            anchored,
            ("git add {files}",),
        ),
        Fixer(
            "Except the files from the pattern and add them", Safety.UNSAFE, excepted, ("git add {files}",)
        ),
    ),
)
