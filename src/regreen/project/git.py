"""Read a git repository that may come from a stranger: no hook, filter, pager or helper of it ever runs."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import IO

from msgspec import Struct

from regreen.model.errors import InputError
from regreen.project.folder import folder_tree, inside, read_file
from regreen.project.history import Departure, departures
from regreen.project.tree import LINK, SIZE_LIMIT, Past, Reader, Tree

INDEX, WORKTREE = "INDEX", "WORKTREE"
Day = date  # a repository has a method of that name
_TIMEOUT = 60  # seconds for one git command
_SHORT = 4  # seconds for one whose answer can be done without
_SAFE = ("core.fsmonitor=", "core.hooksPath=/dev/null", "protocol.allow=never", "core.pager=cat", "gc.auto=0")
_USER = re.compile(r"(?<=://)[^/@]*@")
_CHUNK = 1 << 20
_FEW = 8  # commits


def open_tree(path: Path, revision: str = INDEX) -> Tree:
    """The tree of the repository that `path` lies in, or of a plain folder (then `Tree.tracked` is False).

    `revision` is `INDEX` (what a commit made now would hold), `WORKTREE` (tracked paths as they lie on disk)
    or any name of a commit. Raises `InputError` when there is no such folder or revision.
    """
    if find_repository(path) is not None:
        return Repository.open(path).tree(revision)
    if not path.is_dir():
        raise InputError(f"{path}: no such folder")
    if revision not in (INDEX, WORKTREE):
        raise InputError(f"{path}: is no git repository and has no revision {revision}")
    return folder_tree(path)


def find_repository(path: Path) -> Path | None:
    """The root of the repository around `path`: the folder with `.git` in it, or a bare repository itself."""
    try:
        start = path.resolve()
        for folder in (start, *start.parents):
            if (folder / ".git").exists() or _is_git_dir(folder):
                return folder
    except OSError:
        return None
    return None


def _is_git_dir(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


class Repository(Struct, frozen=True):
    """A git repository. `root` is its working tree, or the git directory itself when it is bare."""

    root: Path
    git_dir: Path
    bare: bool

    @classmethod
    def open(cls, path: Path) -> Repository:
        """The repository around `path`. Raises `InputError` when there is none."""
        root = find_repository(path)
        if root is None:
            raise InputError(f"{path}: not inside a git repository")
        bare = not (root / ".git").exists()
        return cls(root, root if bare else root / ".git", bare)

    def tree(self, revision: str = INDEX) -> Tree:
        """The tree of a commit, of the index or of the tracked files on disk; for a bare repository the
        latter two mean HEAD. Raises `InputError` when the revision does not exist.
        """
        if self.bare and revision in (INDEX, WORKTREE):
            revision = "HEAD"
        if revision in (INDEX, WORKTREE):
            entries = _index_entries(self.git("ls-files", "-s", "-z"))
            present = lambda path: os.path.lexists(self.root / path)  # noqa: E731
        else:
            revision = self.commit(revision)
            entries = _tree_entries(self.git("ls-tree", "-r", "-z", "--full-tree", revision))
            present = lambda path: False  # noqa: E731
        modes = {path: mode for path, (mode, _) in entries.items()}
        blobs = _Blobs(self)
        reader: Reader = lambda path: blobs.read(entries[path][1])  # noqa: E731
        if revision == WORKTREE:
            links = frozenset(path for path, mode in modes.items() if mode == LINK)
            modes = {path: mode for path, mode in modes.items() if os.path.lexists(self.root / path)}
            reader = lambda path: self._read(path, links)  # noqa: E731
        committed = revision not in (INDEX, WORKTREE)
        since = revision if committed else "HEAD"
        return Tree(
            modes,
            reader,
            revision=revision,
            present=present,
            date=self.date(revision) if committed else None,
            recent=lambda: self.recent(since),
            past=Past(
                lambda paths, there: self.departed(since, paths, there),
                blobs.read,
                self.branches,
                lambda: self.remotes().get("origin", ""),
                lambda: self.born(since),
            ),
        )

    def commit(self, revision: str) -> str:
        """The hash of a revision. Raises `InputError` when there is no such commit."""
        if revision.startswith("-"):
            raise InputError(f"{revision!a} is no name of a revision")
        try:
            return _text(self.git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")).strip()
        except InputError:
            raise InputError(f"{self.root}: there is no commit {revision}") from None

    def date(self, commit: str) -> date | None:
        """The day a commit was made, where its committer was; None when git cannot say."""
        try:
            return date.fromisoformat(
                _text(self.git("show", "-s", "--no-notes", "--format=%cs", commit)).strip()
            )
        except (InputError, ValueError):
            return None

    def born(self, revision: str) -> Day | None:
        """The day of the first commit; None where the history is cut off, or git cannot say in time."""
        if (self.git_dir / "shallow").exists():
            return None
        try:
            days = _text(self.git("log", "--max-parents=0", "--format=%cs", revision, timeout=_SHORT)).split()
            return min(map(date.fromisoformat, days), default=None)
        except (InputError, ValueError):
            return None

    def recent(self, revision: str) -> frozenset[str]:
        """Paths that the last commits up to this one touched; none where git cannot say."""
        try:
            listing = self.git("log", "-z", f"-{_FEW}", "--no-renames", "--name-only", "--format=", revision)
        except InputError:
            return frozenset()
        return frozenset(os.fsdecode(path.strip(b"\n")) for path in listing.split(b"\0") if path.strip())

    def head(self) -> str:
        """The hash of HEAD; empty before the first commit."""
        try:
            return self.commit("HEAD")
        except InputError:
            return ""

    def branch(self) -> str:
        """The name of the branch; empty when HEAD is detached."""
        try:
            return _text(self.git("symbolic-ref", "--quiet", "--short", "HEAD")).strip()
        except InputError:
            return ""

    def branches(self) -> frozenset[str]:
        """The names of the local branches and of those that the remotes had when they were last asked."""
        try:
            listing = _text(self.git("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes"))
        except InputError:
            return frozenset()
        names = (line.split("/", 2 if line.startswith("refs/heads/") else 3)[-1] for line in listing.split())
        return frozenset(names) - {"HEAD"}

    def remotes(self) -> dict[str, str]:
        """Address of each remote, without the user name and password it may hold."""
        try:
            listing = _text(self.git("config", "-z", "--get-regexp", r"^remote\..*\.url$"))
        except InputError:
            return {}
        pairs = [item.partition("\n") for item in listing.split("\0") if item]
        return {key[len("remote.") : -len(".url")]: _USER.sub("", url) for key, _, url in pairs}

    def departed(
        self, revision: str, paths: Iterable[str], there: Callable[[str], bool]
    ) -> Mapping[str, Departure]:
        """What became of paths that there were before a revision."""
        return departures(self.git, revision, paths, there)

    def git(self, *arguments: str, timeout: float = _TIMEOUT) -> bytes:
        """What a git command prints. Raises `InputError` with git's own words when it fails, and when it takes
        longer than `timeout` seconds.
        """
        try:
            done = subprocess.run(
                self._command(*arguments),
                env=_environment(),
                capture_output=True,
                timeout=timeout,
                check=False,
            )
        except FileNotFoundError:
            raise InputError("git is not installed") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InputError(f"{self.root}: git {arguments[0]} did not answer: {error}") from error
        if done.returncode:
            words = _text(done.stderr).strip().split("\n")[0]
            raise InputError(f"{self.root}: git {arguments[0]}: {words or 'failed'}")
        return done.stdout

    def blobs(self) -> subprocess.Popen[bytes]:
        """A `git cat-file --batch` process; the caller ends it."""
        return subprocess.Popen(
            self._command("cat-file", "--batch"),
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _command(self, *arguments: str) -> list[str]:
        """A git directory that is named is not searched for, so its owner does not matter and its
        configuration cannot move the working tree elsewhere.
        """
        where = [f"--git-dir={self.git_dir}", *([] if self.bare else [f"--work-tree={self.root}"])]
        settings = [word for setting in _SAFE for word in ("-c", setting)]
        return ["git", "--no-pager", "--literal-pathspecs", *where, *settings, *arguments]

    def _read(self, path: str, links: frozenset[str]) -> bytes | None:
        if path in links:
            return os.fsencode((self.root / path).readlink()) if (self.root / path).is_symlink() else None
        return read_file(self.root / path) if inside(self.root, path) else None


class _Blobs:
    """Reads blobs through one long-lived `git cat-file --batch`."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, name: str) -> bytes | None:
        """The bytes of a blob; None when it is missing, larger than `SIZE_LIMIT`, or git gave up."""
        with self._lock:
            try:
                return self._ask(name)
            except (OSError, ValueError):
                return None

    def _ask(self, name: str) -> bytes | None:
        if self._process is None:
            self._process = self._repository.blobs()
            weakref.finalize(self, _end, self._process)
        request, answer = self._process.stdin, self._process.stdout
        if request is None or answer is None:
            return None
        request.write(name.encode() + b"\n")
        request.flush()
        words = answer.readline().split()
        if len(words) != 3:  # "<name> missing"
            return None
        return _content(answer, int(words[2]))


def _content(answer: IO[bytes], size: int) -> bytes | None:
    if size <= SIZE_LIMIT:
        return answer.read(size + 1)[:size]
    left = size + 1
    while left > 0:
        chunk = answer.read(min(left, _CHUNK))
        if not chunk:
            break
        left -= len(chunk)
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    process.wait()


def _index_entries(listing: bytes) -> dict[str, tuple[int, str]]:
    """`ls-files -s -z`: "<mode> <object> <stage>", a tab, the path; of a conflict the side of HEAD counts."""
    entries: dict[str, tuple[int, str]] = {}
    for item in listing.split(b"\0"):
        if item:
            facts, _, path = item.partition(b"\t")
            mode, name, stage = facts.split()
            if stage in (b"0", b"2"):
                entries[os.fsdecode(path)] = (int(mode, 8), name.decode())
    return entries


def _tree_entries(listing: bytes) -> dict[str, tuple[int, str]]:
    """`ls-tree -r -z`: "<mode> <type> <object>", a tab, the path."""
    entries: dict[str, tuple[int, str]] = {}
    for item in listing.split(b"\0"):
        if item:
            facts, _, path = item.partition(b"\t")
            mode, _, name = facts.split()
            entries[os.fsdecode(path)] = (int(mode, 8), name.decode())
    return entries


def _environment() -> Mapping[str, str]:
    """The environment of a git command: none of the caller's git variables, no configuration but the
    repository's own, no prompt, no lock, no fetch of missing objects.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_PAGER": "cat",
        "LC_ALL": "C",
    }


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
