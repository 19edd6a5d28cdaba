"""Fixes as commits in a throw-away repository: nothing of the user's is written before it is asked for.

The repository borrows the objects of the user's and adds commits by git's plumbing; no hook, filter or setting of
the user or the repository takes part, so that what was proven is, byte by byte, what is handed out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from msgspec import Struct, field

from regreen.app.commits import message, subject
from regreen.app.untracked import Untracked, added
from regreen.model.repair import Offer
from regreen.patch.apply import apply_all
from regreen.patch.encoding import decode, encode
from regreen.project.commit import Committer, identity
from regreen.project.folder import inside
from regreen.project.git import Repository
from regreen.project.tree import EXECUTABLE, REGULAR, Tree
from regreen.runner.checkout import git, make_mirror
from regreen.runner.watchdog import Watchdog
from regreen.runner.workspace import RunFolder

_DIFF = ("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--full-index", "--binary")


class Series(Struct):
    """Commits on top of `base`, by `who` (name and address); `head` is the last one, `subjects` are their titles,
    `taken` are files of the user's folder that no commit had.
    """

    repository: Repository
    mirror: Path
    base: str
    who: tuple[str, str]
    head: str
    subjects: list[str] = field(default_factory=list)
    taken: dict[str, None] = field(default_factory=dict)

    @property
    def tree(self) -> Tree:
        """The files at the last commit; what lies in the user's folder counts as present where it is of that commit."""
        own = Repository(self.mirror, self.mirror, bare=True).tree(self.head)
        root = self._folder()
        return own.beside(partial(_lies, root)) if root is not None else own

    @property
    def patch(self) -> str:
        """The unified diff of all commits; empty when there are none."""
        if self.head == self.base:
            return ""
        return git(self.mirror, *_DIFF, self.base, self.head) + "\n"

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the commits change."""
        listed = git(self.mirror, "diff", "--name-only", "--no-renames", "-z", self.base, self.head)
        return tuple(path for path in listed.split("\0") if path)

    @property
    def untracked(self) -> Untracked:
        """What lies in the user's folder, where that is of the commit that the series starts from."""
        return Untracked(self._folder())

    def add(self, tree: Tree, offers: Sequence[Offer]) -> list[str]:
        """A commit for each fix, which were all made for `tree`, the last commit's; their hashes, empty for one that
        changes nothing any more.
        """
        made: list[str] = []
        before: dict[str, str] = {}
        for number in range(1, len(offers) + 1):
            after = _texts(tree, offers[:number])
            files = {
                path: _bytes(tree, path, text) for path, text in after.items() if text != before.get(path)
            }
            brought = added(offers[number - 1].fix, tree.patched(after), self.untracked)
            self.taken.update(dict.fromkeys(brought))
            files |= brought
            made.append(self._commit(tree, files, offers[number - 1]))
            before = after
        return made

    def take_back(self, first: str) -> None:
        """Take back a commit and all after it."""
        head = git(self.mirror, "rev-parse", f"{first}^")
        count = len(git(self.mirror, "rev-list", f"{head}..{self.head}").split())
        del self.subjects[len(self.subjects) - count :]
        self.head = head

    def publish(self, branch: str) -> None:
        """The commits as a branch of the user's repository; the working tree stays as it is."""
        Committer(self.repository).receive(self.mirror, self.head, branch)

    def _folder(self) -> Path | None:
        """The user's working tree, where it is of the commit that the series starts from."""
        known = not self.repository.bare and self.repository.head() == self.base
        return self.repository.root if known else None

    def _commit(self, tree: Tree, files: Mapping[str, bytes], offer: Offer) -> str:
        index = {"GIT_INDEX_FILE": str(self.mirror / "series-index")}
        run = partial(git, self.mirror, env=index)
        run("read-tree", self.head)
        for path, data in files.items():
            blob = run("hash-object", "-w", "--stdin", stdin=data.decode("utf-8", "surrogateescape"))
            run("update-index", "--add", "--cacheinfo", f"{self._mode(tree, path):o},{blob},{path}")
        written = run("write-tree", "--missing-ok")
        if written == run("rev-parse", f"{self.head}^{{tree}}"):
            return ""
        self.head = self._made(run, written, message(offer))
        self.subjects.append(subject(offer))
        return self.head

    def _made(self, run: Callable[..., str], tree: str, text: str) -> str:
        name, mail = self.who
        who = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": mail}
        who |= {"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": mail}
        return run("commit-tree", tree, "-p", self.head, stdin=text, env=who)

    def _mode(self, tree: Tree, path: str) -> int:
        if path in tree.modes:
            return tree.modes[path]
        root = self._folder()
        file = root / path if root is not None else None
        runs = file is not None and file.is_file() and bool(file.stat().st_mode & 0o100)
        return EXECUTABLE if runs else REGULAR


@contextmanager
def series(repository: Repository, revision: str) -> Iterator[Series]:
    """A series on top of a commit; its folder is removed at the end, also when this process is killed.

    Raises `InputError` when there is no such commit.
    """
    base = repository.commit(revision)
    watchdog = Watchdog()
    folder = RunFolder.create(watchdog.tell)
    try:
        origin = make_mirror(repository, folder.mirror, base)
        yield Series(repository, origin.mirror, base, identity(repository), base)
    finally:
        folder.remove()
        watchdog.end()


def _texts(tree: Tree, offers: Sequence[Offer]) -> dict[str, str]:
    edits = list(dict.fromkeys(edit for offer in offers for edit in offer.fix.edits))
    paths = {edit.span.path for edit in edits}
    sources = {path: source for path in paths if (source := tree.source(path)) is not None}
    return {path: source.text for path, source in apply_all(sources, edits).items()}


def _bytes(tree: Tree, path: str, text: str) -> bytes:
    """A changed text in the encoding that the file had."""
    known = decode(tree.read(path) or b"")
    return encode(text, known.encoding if known is not None else "utf-8")


def _lies(root: Path, path: str) -> bool:
    return inside(root, path) and (root / path).exists()
