"""The witness that the rules about missing files share: what a workflow names and the checkout does not have."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Span
from regreen.project.paths.kind import Kind
from regreen.rule import Edit, FileEvidence, Match, Severity

if TYPE_CHECKING:
    from regreen.project.paths.path import MissingPath
    from regreen.project.tree import Tree

_WHAT = {
    Kind.SCRIPT: "The script {path} is not in the checkout",
    Kind.REQUIREMENTS: "The file {path} to install from is not in the checkout",
    Kind.TESTS: "pytest is given {path}, which is not in the checkout",
    Kind.SOURCES: "{tool} is given {path}, which is not in the checkout",
    Kind.CONFIG: "{tool} is given the configuration {path}, which is not in the checkout",
    Kind.WANTED: "{tool} looks for {path}, which is not in the checkout",
    Kind.DEMANDED: "The step ends with an error without {path}, which is not in the checkout",
    Kind.FOLDER: "The working directory {path} is not in the checkout",
    Kind.CACHE: "No file of the checkout matches {path}, from which {tool} computes its cache key",
    Kind.VERSION: "{tool} is to read its version from {path}, which is not in the checkout",
    Kind.LOCK: "{tool} wants the lock file {path}, which is not in the checkout",
    Kind.MANIFEST: "{tool} is to install {path}, which holds no project",
}


_FILES = frozenset(
    {
        Kind.SCRIPT,
        Kind.REQUIREMENTS,
        Kind.TESTS,
        Kind.CONFIG,
        Kind.WANTED,
        Kind.DEMANDED,
        Kind.VERSION,
        Kind.LOCK,
    }
)
_SHORT = 10  # characters of a commit's name
_LONGEST = 60_000  # characters of a file that is brought back


def absent(*kinds: Kind, key: str = "path") -> Callable[[tuple[MissingPath, ...], Tree], Iterator[Match]]:
    """One match for each path of these kinds; `key` is the name in the data that the log's witness uses, too."""

    def witness(missing_paths: tuple[MissingPath, ...], tree: Tree) -> Iterator[Match]:
        groups: dict[tuple[str, bool], list[MissingPath]] = {}
        for item in missing_paths:
            if item.kind in kinds and not item.not_executable and not item.no_checkout:
                groups.setdefault((item.path, item.certain), []).append(item)
        for members in groups.values():
            yield _match(members, tree, key)

    return witness


def _match(members: list[MissingPath], tree: Tree, key: str) -> Match:
    first = members[0]
    data = {"path": first.path, "tool": first.tool, "kind": first.kind.value}
    data[key] = first.tool if key == "tool" else first.written if key == "subject" else first.path
    places = [item.place for item in members]
    title = _WHAT[first.kind].format(path=first.path or ".", tool=first.tool or "the step")
    if first.hidden is not None:
        places.append(FileEvidence(first.hidden.path, first.hidden.line, 1, first.hidden.text))
        title += f": {first.hidden.path} keeps it out of git"
    elif first.alike and first.by_case:
        places += _tracked(first.alike[:1], tree)
        title += f"; git has {first.alike[0]}"
    elif len(first.alike) == 1:
        data["near"] = first.alike[0]
        title += f"; {_renamed(first)} {first.alike[0]}"
    elif first.departed is not None:
        title += f"; commit {first.departed.commit[:_SHORT]} took it out"
    if first.kind in _FILES and not first.by_case:
        places.append(_itself(first))
    severity = Severity.ERROR if first.certain else Severity.WARNING
    return Match(places=tuple(places), data=data, title=title, severity=severity, count=len(members))


def _renamed(item: MissingPath) -> str:
    departure = item.departed
    if departure is None or departure.successor != item.alike[0]:
        return "there is"
    return f"commit {departure.commit[:_SHORT]} renamed it to"


def _itself(item: MissingPath) -> FileEvidence:
    """The place where the file would be: a file that is to be made, or brought back, is changed there."""
    since = f" since {item.departed.commit[:_SHORT]}" if item.departed is not None else ""
    return FileEvidence(item.path, 1, 1, f"(not in git{since})")


def _tracked(paths: Iterable[str], tree: Tree) -> Iterator[FileEvidence]:
    """A tracked file as evidence; of a folder, its first file."""
    for path in paths:
        file = path if path in tree else next(iter(tree.under(path)), "")
        source = tree.source(file) if file else None
        yield FileEvidence(file or path, 1, 1, source.line(1) if source is not None else "")


def by_case(match: Match, missing_paths: tuple[MissingPath, ...]) -> Iterable[Edit]:
    """The spelling that git has, where only the case differs."""
    return _replaced(match, missing_paths, cased=True)


def moved(match: Match, missing_paths: tuple[MissingPath, ...]) -> Iterable[Edit]:
    """The only path of the same name."""
    return _replaced(match, missing_paths, cased=False)


def restored(match: Match, missing_paths: tuple[MissingPath, ...], tree: Tree) -> Iterable[Edit]:
    """The file as it was before it was taken out, where nothing took its place."""
    for item in missing_paths:
        here = item.place in match.places and item.path in match.data.values()
        if here and item.departed is not None and not item.alike:
            text = tree.former(item.departed)
            return [Edit(Span(item.path, 0, 0), "", text)] if text and len(text) <= _LONGEST else []
    return []


def _replaced(match: Match, items: tuple[MissingPath, ...], *, cased: bool) -> Iterator[Edit]:
    for item in items:
        wanted = item.place in match.places and item.path == match.data["path"] and item.by_case is cased
        if not wanted or item.span is None or len(item.alike) != 1:
            continue
        new = posixpath.relpath(item.alike[0], item.directory or ".")
        new = f"./{new}" if item.written.startswith("./") else new
        cut = item.written if not item.written.endswith("/") else item.written.rstrip("/")
        yield Edit(item.span, item.written, new + item.written[len(cut) :])
