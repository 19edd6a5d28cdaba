"""What a call of pytest collects: test files, conftest files, and the configuration it finds.

Sources: pytest's reference ("Configuration", "Command-line flags") and its `_pytest.config.findpaths`.
"""

from __future__ import annotations

import fnmatch
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from regreen.project.toolconfig import Setting, ToolConfig
from regreen.project.tree import Tree

_VALUED = frozenset(
    str.split(
        """
        -k -m -c -p -o -W -r -n --config-file --override-ini --rootdir --ignore --ignore-glob --deselect --junitxml
        --junit-xml --junit-prefix --tb --maxfail --durations --durations-min --cov --cov-report --cov-config
        --cov-fail-under --cov-context --numprocesses --dist --maxprocesses --tx --timeout --timeout-method
        --log-level --log-cli-level --log-file --log-format --pythonwarnings --reruns --reruns-delay --only-rerun
        --count --splits --group --splitting-algorithm --durations-path --html --basetemp --import-mode --confcutdir
        --color --capture --show-capture --asyncio-mode --ds --dc --verbosity --benchmark-json --benchmark-save
        --benchmark-columns --alluredir --browser --base-url --driver --json-report-file --md-report-output --env
        --log-cli-format --log-cli-date-format --code-highlight --seed --randomly-seed -M --snapshot-dir --liveserver
        """
    )
)
_SKIPPED = ("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}")
_PATTERNS = ("test_*.py", "*_test.py")


class Collection(Struct, frozen=True, dict=True):
    """What one call of pytest looks at. `exact` is False where more decides about it than can be read."""

    tree: Tree
    directory: str
    root: str
    words: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    operands: tuple[str, ...]
    config: ToolConfig
    exact: bool

    def setting(self, name: str) -> Setting | None:
        """A setting of pytest's configuration file."""
        return self.config.get("pytest", name)

    @property
    def addopts(self) -> tuple[str, ...]:
        """The words that the configuration puts in front of the command line's."""
        found = self.setting("addopts")
        return found.words if found is not None else ()

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """The files and directories that are looked through, relative to the root of the tree."""
        if self.operands:
            found = [_joined(self.directory, item.partition("::")[0]) for item in self.operands]
        else:
            paths = self.setting("testpaths")
            listed = paths.words if paths is not None and self.directory == self.root else ()
            found = [path for item in listed for path in self._matching(_joined(self.root, item))]
        found = [path for path in found if path == "" or self.tree.exists(path)]
        return tuple(dict.fromkeys(found)) or (() if self.operands else (self.directory,))

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The test files."""
        patterns = self.setting("python_files")
        names = patterns.words if patterns is not None else _PATTERNS
        found: dict[str, None] = {}
        for start in self.starts:
            if start in self.tree:
                found[start] = None
            else:
                inside = self._inside(start)
                found.update((path, None) for path in inside if _fits(path, start, names))
        return tuple(path for path in found if path.endswith(".py") and not self._left_out(path))

    @cached_property
    def conftests(self) -> tuple[str, ...]:
        """The conftest files that are imported before and among them."""
        folders = {path.rpartition("/")[0] if path in self.tree else path for path in self.starts}
        folders |= {path.rpartition("/")[0] for path in self.files}
        if any(option == "--noconftest" for option, _ in self.options):
            return ()
        above = {folder for start in folders for folder in _upwards(start, self.root)}
        for cut in (
            _joined(self.directory, value) for option, value in self.options if option == "--confcutdir"
        ):
            above = {folder for folder in above if not cut or folder == cut or folder.startswith(f"{cut}/")}
        found = (f"{folder}/conftest.py".lstrip("/") for folder in sorted(above))
        return tuple(path for path in found if path in self.tree and not self._left_out(path))

    @property
    def modules(self) -> tuple[str, ...]:
        """Everything that is imported by its path."""
        return tuple(dict.fromkeys((*self.conftests, *self.files)))

    def _matching(self, path: str) -> Iterator[str]:
        if "*" not in path:
            yield path
            return
        yield from (folder for folder in sorted(self.tree.directories) if fnmatch.fnmatch(folder, path))

    def _inside(self, start: str) -> Iterable[str]:
        skipped = self.setting("norecursedirs")
        patterns = skipped.words if skipped is not None else _SKIPPED
        base = len(start) + 1 if start else 0
        for path in self.tree.under(start):
            folders = path[base:].split("/")[:-1]
            if not any(fnmatch.fnmatch(name, pattern) for name in folders for pattern in patterns):
                yield path

    def _left_out(self, path: str) -> bool:
        for option, value in self.options:
            place = _joined(self.directory, value)
            if option == "--ignore" and (path == place or path.startswith(place + "/")):
                return True
            if option == "--ignore-glob" and fnmatch.fnmatch(path, place):
                return True
        return False


def collection(
    tree: Tree, words: Sequence[str], directory: str, read: Callable[[str], ToolConfig]
) -> Collection:
    """What pytest, called with these words in this directory, collects. `read` gives a folder's configuration."""
    options, operands, exact = _read(words)
    starts = [_joined(directory, item.partition("::")[0]) for item in operands] or [directory]
    starts = [start for start in starts if start == "" or tree.exists(start)] or [directory]
    folders = [path.rpartition("/")[0] if path in tree else path for path in starts]
    named = next((value for option, value in options if option in ("-c", "--config-file")), "")
    root, config = _configuration(tree, _common(folders), directory, named, read)
    addopts = config.get("pytest", "addopts")
    more, paths, plain = _read(addopts.words) if addopts is not None else ((), (), True)
    exact = exact and plain and not any("$" in word for word in words)
    return Collection(
        tree, directory, root, tuple(words), (*more, *options), operands or paths, config, exact
    )


def _read(words: Iterable[str]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], bool]:
    """Options with their values, operands, and whether all of it is understood."""
    options: list[tuple[str, str]] = []
    operands: list[str] = []
    pending = list(words)
    exact = True
    while pending:
        word = pending.pop(0)
        if not word.startswith("-") or word == "-":
            operands.append(word)
            continue
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if not word.startswith("--") and len(word) > 2 and word[:2] in _VALUED:
            name, equals, value = word[:2], "=", word[2:]
        takes = name in _VALUED and not equals
        if takes and pending and (name not in ("--cov", "-r") or not pending[0].startswith("-")):
            value = pending.pop(0)
        exact = exact and name not in ("--pyargs", "--rootdir", "--override-ini")
        options.append((name, value))
    return tuple(options), tuple(operands), exact


def _configuration(
    tree: Tree, start: str, directory: str, named: str, read: Callable[[str], ToolConfig]
) -> tuple[str, ToolConfig]:
    """The nearest configuration upwards, of the tests' common folder and then of the working directory."""
    if named:
        folder = _joined(directory, named).rpartition("/")[0]
        return folder, read(folder)
    for first in dict.fromkeys((start, directory)):
        for folder in _upwards(first, ""):
            config = read(folder)
            if "pytest" in config.files:
                return folder, config
    for folder in _upwards(start, ""):
        if any(f"{folder}/{name}".lstrip("/") in tree for name in ("setup.py", "pyproject.toml")):
            return folder, read(folder)
    return start, read(start)


def _common(folders: Sequence[str]) -> str:
    parts = [folder.split("/") if folder else [] for folder in folders]
    shared: list[str] = []
    for group in zip(*parts, strict=False):
        if len(set(group)) > 1:
            break
        shared.append(group[0])
    return "/".join(shared)


def _upwards(folder: str, root: str) -> Iterator[str]:
    while True:
        yield folder
        if folder in (root, ""):
            return
        folder = folder.rpartition("/")[0]


def _fits(path: str, start: str, patterns: Iterable[str]) -> bool:
    name = path.rpartition("/")[2]
    return any(fnmatch.fnmatch(path if "/" in pattern else name, pattern) for pattern in patterns)


def _joined(directory: str, path: str) -> str:
    found = posixpath.normpath(posixpath.join(directory, path.replace("\\", "/")))
    return "" if found in (".", "/") else found.removeprefix("./")
