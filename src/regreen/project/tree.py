"""The files of a repository at one revision, read lazily and never executed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath

from msgspec import Struct

from regreen.model.text import Source
from regreen.patch.encoding import decode, encode
from regreen.project.history import Departure

SIZE_LIMIT = 2_000_000  # bytes of one file; larger ones are never source text
_CACHE_LIMIT = 64_000_000  # characters kept in memory
_LINK_LIMIT = 8  # links followed before a path counts as going in circles
REGULAR, EXECUTABLE, LINK, SUBMODULE = 0o100644, 0o100755, 0o120000, 0o160000

Reader = Callable[[str], bytes | None]
Present = Callable[[str], bool]
Recent = Callable[[], Iterable[str]]


class Past(Struct, frozen=True):
    """What a repository can tell of the time before: what became of paths (they, and whether a path is there now),
    the bytes of an object; the names of the branches it knows; the address of the repository it came from;
    the day of its first commit.
    """

    departed: Callable[[Iterable[str], Present], Mapping[str, Departure]] = lambda paths, there: {}
    read: Reader = lambda name: None
    branches: Callable[[], Iterable[str]] = tuple
    origin: Callable[[], str] = str
    born: Callable[[], date | None] = lambda: None


class Tree:
    """Paths (relative, forward slashes) and contents of one revision.

    `revision` says which one, `date` when it was committed (None: not yet); `tracked` is False for a plain
    folder, of which nobody knows what is committed.
    `modes` has the git mode of each path. Contents come from `reader`, which gives None for what it cannot or
    will not read (missing, larger than `SIZE_LIMIT`). Symbolic links are followed inside the tree only.
    """

    def __init__(
        self,
        modes: Mapping[str, int],
        reader: Reader,
        *,
        revision: str = "",
        tracked: bool = True,
        present: Present = lambda path: False,
        date: date | None = None,
        recent: Recent = tuple,
        past: Past | None = None,
    ) -> None:
        self._recent = recent
        self._past = past or Past()
        self.revision = revision
        self.date = date
        self.tracked = tracked
        self.modes = dict(sorted(modes.items()))
        self._reader = reader
        self._present = present
        self._sources: dict[str, Source | None] = {}
        self._cached = 0

    @classmethod
    def of(
        cls,
        files: Mapping[str, str | bytes],
        *,
        ignored: Iterable[str] = (),
        revision: str = "",
        tracked: bool = True,
    ) -> Tree:
        """A tree in memory. `ignored` are paths that lie in the folder but are not tracked."""
        contents = {path: encode(f) if isinstance(f, str) else f for path, f in files.items()}
        on_disk = frozenset(ignored)
        return cls(
            dict.fromkeys(contents, REGULAR),
            contents.get,
            revision=revision,
            tracked=tracked,
            present=lambda path: path in on_disk or any(p.startswith(path + "/") for p in on_disk),
        )

    def patched(self, texts: Mapping[str, str]) -> Tree:
        """The same tree with other texts in some files; a path that is new becomes tracked."""
        contents = {path: encode(text) for path, text in texts.items()}
        modes = {**self.modes, **{path: REGULAR for path in contents if path not in self.modes}}
        reader: Reader = lambda path: contents[path] if path in contents else self._reader(path)  # noqa: E731
        return self._like(modes, reader, self._present)

    def beside(self, present: Present) -> Tree:
        """The same tree, with other knowledge of what lies on the disk."""
        return self._like(self.modes, self._reader, present)

    def _like(self, modes: Mapping[str, int], reader: Reader, present: Present) -> Tree:
        return Tree(
            modes,
            reader,
            revision=self.revision,
            tracked=self.tracked,
            present=present,
            date=self.date,
            recent=self._recent,
            past=self._past,
        )

    @property
    def paths(self) -> tuple[str, ...]:
        """All paths, sorted; submodules and symbolic links among them."""
        return self._paths

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        return tuple(self.modes)

    @cached_property
    def recent(self) -> frozenset[str]:
        """Paths that the last few commits touched: where to look first when not all can be looked at."""
        return frozenset(self._recent())

    @cached_property
    def branches(self) -> frozenset[str]:
        """The branches that the repository or its remotes are known to have; none where nobody knows."""
        return frozenset(self._past.branches())

    @cached_property
    def origin(self) -> str:
        """The address of the repository that this one was cloned from; empty where nobody knows."""
        return self._past.origin()

    @cached_property
    def born(self) -> date | None:
        """The day of the repository's first commit; None where nobody knows."""
        return self._past.born()

    def departed(self, paths: Iterable[str]) -> Mapping[str, Departure]:
        """What became of paths that are not here and were once; those that nobody knows of are left out."""
        wanted = [path for path in dict.fromkeys(paths) if path and not self.exists(path)]
        return self._past.departed(wanted, self.exists) if wanted else {}

    def former(self, departure: Departure) -> str | None:
        """The last text of a file that is gone; None where it is none, or cannot be read."""
        data = self._past.read(departure.blob) if departure.blob else None
        decoded = decode(data) if data is not None else None
        return decoded.text if decoded is not None else None

    @cached_property
    def directories(self) -> frozenset[str]:
        """Every directory that holds a path, however deep; the root is the empty string."""
        found = {""}
        for path in self.modes:
            cut = path.rfind("/")
            while cut > 0 and path[:cut] not in found:
                found.add(path[:cut])
                cut = path.rfind("/", 0, cut)
        return frozenset(found)

    @cached_property
    def submodules(self) -> frozenset[str]:
        """Paths of submodules: directories whose contents are another repository's."""
        return frozenset(path for path, mode in self.modes.items() if mode == SUBMODULE)

    @cached_property
    def names(self) -> Mapping[str, tuple[str, ...]]:
        """Paths by their last component."""
        found: dict[str, list[str]] = {}
        for path in self.modes:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return {name: tuple(paths) for name, paths in found.items()}

    @cached_property
    def _links(self) -> frozenset[str]:
        return frozenset(path for path, mode in self.modes.items() if mode == LINK)

    def __contains__(self, path: str) -> bool:
        """Whether `path` is a tracked file; through symbolic links, too."""
        return path in self.modes or (bool(self._links) and self.resolve(path) in self.modes)

    def is_dir(self, path: str) -> bool:
        """Whether `path` is a directory with something tracked in it; through symbolic links, too."""
        return path in self.directories or (bool(self._links) and self.resolve(path) in self.directories)

    def exists(self, path: str) -> bool:
        """Whether `path` is a tracked file, directory or submodule."""
        return path in self or self.is_dir(path)

    def present(self, path: str) -> bool:
        """Whether `path` lies untracked in the folder; always False for a commit and a bare repository."""
        return not self.exists(path) and self._present(path)

    def under(self, directory: str) -> tuple[str, ...]:
        """All paths below a directory, as seen from there where it is a link; everything for the root, the empty
        string.
        """
        if not directory:
            return tuple(self.modes)
        real = self.resolve(directory) if self._links else directory
        below = (path for path in self.modes if path.startswith(f"{real}/")) if real else ()
        return tuple(f"{directory}{path[len(real) :]}" for path in below)

    def resolve(self, path: str) -> str:
        """`path` with its symbolic links followed; the empty string when they leave the tree."""
        for _ in range(_LINK_LIMIT):
            link = next((p for p in _prefixes(path) if p in self._links), "")
            if not link:
                return path
            path = _joined(link, self._target(link), path[len(link) + 1 :])
            if not path:
                return ""
        return ""

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None when it is not tracked, too large or cannot be read."""
        real = self.resolve(path) if self._links else path
        if real not in self.modes or self.modes[real] == SUBMODULE:
            return None
        return self._reader(real)

    def source(self, path: str) -> Source | None:
        """The text of a file under the path that was asked for; None when it is binary or cannot be read."""
        if path in self._sources:
            return self._sources[path]
        data = self.read(path)
        decoded = decode(data) if data is not None else None
        source = Source(path, decoded.text) if decoded is not None else None
        self._cached += len(source.text) if source is not None else 0
        if self._cached > _CACHE_LIMIT:
            self._sources.clear()
            self._cached = len(source.text) if source is not None else 0
        self._sources[path] = source
        return source

    def text(self, path: str) -> str | None:
        """The text of a file, a byte order mark included; None as `source` gives it."""
        source = self.source(path)
        return source.text if source is not None else None

    def _target(self, link: str) -> str:
        data = self._reader(link)
        return data.decode("utf-8", "surrogateescape") if data is not None else "/"


def _prefixes(path: str) -> Iterable[str]:
    cut = path.find("/")
    while cut > 0:
        yield path[:cut]
        cut = path.find("/", cut + 1)
    yield path


def _joined(link: str, target: str, rest: str) -> str:
    """Where a link's target leads, relative to the root; empty when outside."""
    if target.startswith("/"):
        return ""
    parts: list[str] = []
    for part in (*PurePosixPath(link).parent.parts, *PurePosixPath(target).parts, *PurePosixPath(rest).parts):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
