"""What the checkers of CI's version say of the tracked files, and what they would change.

Each runs in a throw-away environment on a copy. Their configuration is read, and refused where it names code:
local plugins of flake8. Repairs are the checker's own, taken from the copy as edits.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from regreen.model.text import Edit, Source
from regreen.patch.encoding import decode
from regreen.patch.rewrite import rewritten
from regreen.probe.budget import Budget
from regreen.probe.cache import Cache, key_of
from regreen.probe.checkers import Checker
from regreen.probe.copy import copied
from regreen.probe.environment import make
from regreen.probe.index import settings_key
from regreen.probe.process import run
from regreen.project.probed import Objection, Refused, ToolReport
from regreen.project.tree import Tree

PROBE = "checkers"
_PYTHON = (".py", ".pyi", ".ipynb")
_SETTINGS = frozenset(
    {
        *("pyproject.toml", "setup.cfg", "tox.ini", ".flake8", ".isort.cfg", "ruff.toml", ".ruff.toml"),
        *(".editorconfig", ".gitignore", ".codespellrc", "setup.py"),
    }
)
_LOCATED = re.compile(
    r"^(?:\./)?(?P<path>[^:\n]+):(?P<row>\d+):(?:(?P<column>\d+):)? (?P<code>[A-Z]+\d+)? ?(?P<text>.+)$"
)
_LOCAL_PLUGINS = re.compile(r"^\s*\[flake8:local-plugins\]", re.MULTILINE)
_SAID = 40  # objections that are kept of one file
_FLAGS = {"isort": ("--quiet",), "black": ("--quiet",)}


class Checking:
    """Runs checkers, remembers what they said, and keeps within the budget."""

    def __init__(
        self, tree: Tree, moment: datetime, cache: Cache, budget: Budget, *, offline: bool = False
    ) -> None:
        self._tree, self._moment, self._offline = tree, moment, offline
        self._cache, self._budget = cache, budget

    def report(self, checker: Checker) -> ToolReport | Refused:
        """What a checker says."""
        why = self._refused(checker)
        if why:
            return Refused(PROBE, f"{checker.tool} ({checker.place.path} line {checker.place.line}): {why}")
        paths = self._paths(checker)
        contents = (part for path in paths for part in (path, self._tree.read(path) or b""))
        key = key_of(
            [
                *(checker.requirement, *checker.plugins, "\0", *checker.arguments, "\0", *checker.operands),
                *(checker.tool, checker.directory, self._moment.isoformat(), settings_key(), *contents),
            ]
        )
        known = self._cache.get(key)
        if known is None:
            if self._budget.spent:
                return Refused(PROBE, "the time for questions is up")
            answer = self._asked(checker, paths)
            if isinstance(answer, Refused):
                return answer
            known = json.dumps(answer).encode()
            self._cache.put(key, known)
        return self._report(checker, json.loads(known))

    def _refused(self, checker: Checker) -> str:
        if checker.tool != "flake8":
            return ""
        texts = (self._tree.text(name) or "" for name in ("setup.cfg", "tox.ini", ".flake8"))
        if any(map(_LOCAL_PLUGINS.search, texts)):
            return "its configuration names plugins of the repository, which would be executed"
        return ""

    def _paths(self, checker: Checker) -> tuple[str, ...]:
        everything = checker.tool == "codespell"
        return tuple(
            path
            for path in self._tree.paths
            if everything or path.endswith(_PYTHON) or path.rpartition("/")[2] in _SETTINGS
        )

    def _asked(self, checker: Checker, paths: Sequence[str]) -> dict[str, object] | Refused:
        with tempfile.TemporaryDirectory(prefix="regreen-") as name:
            root = Path(name)
            python = make(
                root,
                [checker.requirement, *checker.plugins],
                self._moment,
                self._budget,
                offline=self._offline,
            )
            if isinstance(python, Refused):
                return python
            folder = root / "copy"
            folder.mkdir()
            written = copied(self._tree, paths, folder)
            place = folder / checker.directory if checker.directory else folder
            if not place.is_dir():
                return Refused(PROBE, f"{checker.tool} runs in a folder that is not in the repository")
            said: list[list[object]] = []
            start = _started(checker, python)
            if checker.tool in ("flake8", "ruff", "codespell"):
                ran = run([*start, *_checking(checker)], place, self._budget.left)
                if ran.code == 2 and "--output-format" in ran.err:  # ruff before 0.0.291
                    words = ["--format" if word == "--output-format" else word for word in _checking(checker)]
                    ran = run([*start, *words], place, self._budget.left)
                if ran.late:
                    return Refused(PROBE, f"{checker.tool} took too long")
                if ran.code not in (0, 1, 65):
                    return Refused(PROBE, f"{checker.tool} could not work: {ran.err.strip()[-200:]}")
                said = _read(checker, ran.out, place, folder)
            if checker.tool not in ("flake8", "codespell"):
                ran = run([*start, *_fixing(checker)], place, self._budget.left)
                if ran.late:
                    return Refused(PROBE, f"{checker.tool} took too long")
                if ran.code not in (0, 1, 123):
                    return Refused(PROBE, f"{checker.tool} could not work: {ran.err.strip()[-200:]}")
            version = run([*start, "--version"], root, self._budget.left).out
            number = re.search(r"\d+\.\d+[\w.]*", version)
            return {
                "version": number[0] if number else "",
                "said": said,
                "changed": dict(self._changed(written, folder)),
            }

    def _changed(self, written: Sequence[str], folder: Path) -> Iterator[tuple[str, str]]:
        for path in written:
            target = folder / path
            data = target.read_bytes() if target.is_file() and not target.is_symlink() else None
            if data is not None and data != self._tree.read(path):
                decoded = decode(data)
                if decoded is not None:
                    yield path, decoded.text

    def _report(self, checker: Checker, answer: dict[str, object]) -> ToolReport:
        said, changed = answer["said"], answer["changed"]
        assert isinstance(said, list) and isinstance(changed, dict)
        objections = [Objection(*row) for row in said]
        edits: list[Edit] = []
        for path, text in changed.items():
            source = self._tree.source(path)
            own = rewritten(source, text) if source is not None else []
            edits += own
            if source is not None and checker.tool not in ("flake8", "ruff", "codespell"):
                objections += [_hunk(source, edit, checker) for edit in own[:_SAID]]
        return ToolReport(
            checker.tool,
            str(answer["version"]),
            checker.kind.category,
            checker.place,
            checker.certain,
            tuple(objections),
            tuple(edits),
        )


def _hunk(source: Source, edit: Edit, checker: Checker) -> Objection:
    row, _ = source.position(edit.span.start)
    return Objection(source.path, row, 1, "", f"{checker.tool} would write this differently")


def _started(checker: Checker, python: Path) -> list[str]:
    """The checker as a program: the folder it runs in is not on its import path."""
    module = checker.kind.module
    return [str(python.parent / "ruff")] if module == "ruff" else [str(python), "-I", "-m", module]


def _checking(checker: Checker) -> list[str]:
    operands = list(checker.operands) or ["."]
    if checker.tool == "ruff":
        return ["check", "--output-format", "json", "--no-cache", *checker.arguments, *operands]
    return [*checker.arguments, *operands]


def _fixing(checker: Checker) -> list[str]:
    operands = list(checker.operands) or ["."]
    if checker.tool == "ruff":
        return ["check", "--fix", "--quiet", "--no-cache", *checker.arguments, *operands]
    if checker.tool == "ruff format":
        return ["format", "--quiet", "--no-cache", *checker.arguments, *operands]
    return [*_FLAGS.get(checker.tool, ()), *checker.arguments, *operands]


def _read(checker: Checker, out: str, place: Path, folder: Path) -> list[list[object]]:
    """Objections as rows: path, row, column, code, text."""
    if checker.tool == "ruff":
        return [_of_ruff(item, folder) for item in json.loads(out or "[]")]
    base = place.relative_to(folder)
    return [
        [(base / m["path"]).as_posix(), int(m["row"]), int(m["column"] or 1), m["code"] or "", m["text"]]
        for m in map(_LOCATED.match, out.split("\n"))
        if m is not None
    ]


def _of_ruff(item: dict[str, object], folder: Path) -> list[object]:
    where = item["location"]
    assert isinstance(where, dict)
    path = Path(str(item["filename"])).resolve().relative_to(folder.resolve()).as_posix()
    return [path, where["row"], where["column"], item.get("code") or "", item["message"]]
