"""What the checkers of CI's version say of the tracked files, and what they would change.

Each runs in a throw-away environment on a copy. Their configuration is read, and refused where it names code. Repairs
are the checker's own, taken from the copy as edits.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from regreen.model.text import Edit, Source
from regreen.patch.encoding import decode
from regreen.patch.rewrite import rewritten
from regreen.probe.budget import Budget
from regreen.probe.cache import Cache, key_of
from regreen.probe.checkers import Checker
from regreen.probe.copy import copied
from regreen.probe.environment import make
from regreen.probe.index import settings_key
from regreen.probe.objections import UNSEEN, Row, rows
from regreen.probe.process import Ran, run
from regreen.probe.refusals import plugins, refused
from regreen.project.probed import Objection, Refused, ToolReport
from regreen.project.tree import Tree

PROBE = "checkers"
_PYTHON = (".py", ".pyi", ".ipynb")
_SETTINGS = frozenset(
    {
        *("pyproject.toml", "setup.cfg", "tox.ini", ".flake8", ".isort.cfg", "ruff.toml", ".ruff.toml"),
        *(".editorconfig", ".gitignore", ".codespellrc", "setup.py", "pylintrc", ".pylintrc", "py.typed"),
        *(
            "mypy.ini",
            ".mypy.ini",
            ".bandit",
            ".yamllint",
            ".yamllint.yml",
            ".yamllint.yaml",
            "pylintrc.toml",
        ),
    }
)
_LATE = "took too long"
_LONG = 25.0  # seconds from which on a checker is only asked about the files that were changed last
_SPEED = {"pylint": 20_000, "black": 120_000, "flake8": 150_000, "codespell": 2_000_000, "isort": 600_000}
"""Bytes that a checker reads in a second on one core, roughly; those that are not named here are quicker."""
_SAID = 40  # objections that are kept of one file
_ALL = 400  # and of all
_FINE = {"black": (0, 1, 123), "codespell": (0, 1, 65), "yamllint": (0, 1, 2), "docformatter": (0, 1, 3)}
_HERE = frozenset({"black", "ruff format", "ruff", "isort", "flake8", "codespell", "yamllint"})
"""Checkers that are told to check the folder they run in where a call names nothing."""


class Checking:
    """Runs checkers, remembers what they said, and keeps within the budget."""

    def __init__(
        self, tree: Tree, moment: datetime, cache: Cache, budget: Budget, *, offline: bool = False
    ) -> None:
        self._tree, self._moment, self._offline = tree, moment, offline
        self._cache, self._budget = cache, budget

    def report(self, checker: Checker) -> Iterator[ToolReport | Refused]:
        """What a checker says; of many files only what it says of those that were changed last."""
        why = refused(self._tree, checker)
        if why:
            yield Refused(PROBE, f"{checker.tool} ({checker.place.path} line {checker.place.line}): {why}")
            return
        recent = self._recent(checker) if self._takes(checker) > _LONG else ()
        if recent and recent != checker.operands:
            yield Refused(PROBE, f"{checker.tool} about all files, but about those that were changed last")
            checker = replace(checker, operands=recent)
        yield self._remembered(checker)

    def _remembered(self, checker: Checker) -> ToolReport | Refused:
        paths = self._paths(checker)
        contents = (part for path in paths for part in (path, self._tree.read(path) or b""))
        key = key_of(
            [
                *(checker.requirement, *checker.plugins, "\0", *checker.arguments, "\0", *checker.operands),
                *(checker.tool, str(checker.repairs), checker.python, checker.directory),
                *(self._moment.isoformat(), settings_key(), *contents),
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

    def _paths(self, checker: Checker) -> tuple[str, ...]:
        suffixes = (*_PYTHON, *checker.kind.suffixes)
        named = {word.rpartition("=")[2].removeprefix("./") for word in checker.arguments}
        named.update(checker.operands)
        return tuple(
            path
            for path in self._tree.paths
            if path.endswith(suffixes) or path.rpartition("/")[2] in _SETTINGS or path in named
        )

    def _asked(self, checker: Checker, paths: Sequence[str]) -> dict[str, object] | Refused:
        with tempfile.TemporaryDirectory(prefix="regreen-") as name:
            root = Path(name)
            wanted = [checker.requirement, *checker.plugins, *plugins(self._tree, checker)]
            python = make(root, wanted, self._moment, self._budget, offline=self._offline)
            if isinstance(python, Refused):
                return python
            folder = root / "copy"
            (folder / ".git").mkdir(parents=True)  # so that ignore files are heard
            written = copied(self._tree, paths, folder)
            place = folder / checker.directory if checker.directory else folder
            if not place.is_dir():
                return Refused(PROBE, f"{checker.tool} runs in a folder that is not in the repository")
            said = self._worked(checker, python, place, folder)
            if isinstance(said, Refused):
                return said
            changed = {} if checker.repairs else dict(self._changed(written, folder))
            return {"version": _version(python, checker), "said": said, "changed": changed}

    def _worked(self, checker: Checker, python: Path, place: Path, folder: Path) -> list[Row] | Refused:
        """The objections; the repairs are made in the copy, before it is asked where the call itself makes them."""
        kind = checker.kind
        said: list[Row] = []
        steps = [word for word, given in (("ask", kind.asked), ("repair", kind.repairs)) if given is not None]
        for step in reversed(steps) if checker.repairs else steps:
            ran = self._tried(checker, python, place, repair=step == "repair")
            if isinstance(ran, Refused):
                return ran
            if step == "ask" and (ran.code or checker.tool != "pylint"):
                said = rows(checker, ran.out, place, folder)[:_ALL]
        return said

    def _tried(self, checker: Checker, python: Path, place: Path, *, repair: bool) -> Ran | Refused:
        """Asked once; where it took too long again about the files that were changed last."""
        recent = self._recent(checker)
        ran = self._run(checker, python, place, _words(checker, python, repair=repair))
        if isinstance(ran, Refused) and ran.why.endswith(_LATE) and recent and checker.operands != recent:
            checker = replace(checker, operands=recent)
            return self._run(checker, python, place, _words(checker, python, repair=repair))
        return ran

    def _takes(self, checker: Checker) -> float:
        """Seconds for everything that a call is about, roughly, with what else the machine has to do."""
        speed = _SPEED.get(checker.tool, 0)
        paths = [path for path in self._tree.paths if path.endswith(checker.kind.suffixes)] if speed else []
        operands = [word.removeprefix("./").rstrip("/") for word in checker.operands]
        inside = [
            path for path in paths if not operands or "." in operands or path.startswith(tuple(operands))
        ]
        busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)) if hasattr(os, "getloadavg") else 1.0
        return busy * sum(len(self._tree.read(path) or b"") for path in inside) / speed if speed else 0.0

    def _recent(self, checker: Checker) -> tuple[str, ...]:
        """The files that the last commits touched, of those that a call is about."""
        start = f"{checker.directory}/" if checker.directory else ""
        operands = [start + word.removeprefix("./").rstrip("/") for word in checker.operands]
        everything = not operands or "." in checker.operands
        return tuple(
            path.removeprefix(start)
            for path in sorted(self._tree.recent)
            if path in self._tree.modes
            and path.endswith(checker.kind.suffixes)
            and path.startswith(start)
            and (everything or any(path == word or path.startswith(f"{word}/") for word in operands))
        )

    def _run(self, checker: Checker, python: Path, place: Path, words: list[str]) -> Ran | Refused:
        start = _started(checker, python)
        ran = run([*start, *words], place, self._budget.left)
        if ran.code == 2 and "--output-format" in ran.err:  # ruff before 0.0.291
            words = ["--format" if word == "--output-format" else word for word in words]
            ran = run([*start, *words], place, self._budget.left)
        fine = ran.code < 32 and not ran.code & 1 if checker.tool == "pylint" else False
        if ran.late:
            return Refused(PROBE, f"{checker.tool} {_LATE}")
        if not fine and ran.code not in _FINE.get(checker.tool, (0, 1)):
            return Refused(PROBE, f"{checker.tool} could not work: {(ran.err or ran.out).strip()[-200:]}")
        return ran

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
            if source is not None and checker.kind.asked is None:
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


def _words(checker: Checker, python: Path, *, repair: bool) -> list[str]:
    kind = checker.kind
    first = (kind.repairs if repair else kind.asked) or ()
    last: list[str] = []
    if checker.tool == "mypy":
        last = ["--cache-dir=/dev/null", "--ignore-missing-imports", f"--python-executable={python}"]
        if re.fullmatch(r"3\.\d+", checker.python) and "--python-version" not in checker.arguments:
            last.append(f"--python-version={checker.python}")
    elif checker.tool == "pylint":
        last = [f"--disable={','.join(UNSEEN)}"]
    operands = list(checker.operands) or (["."] if checker.tool in _HERE else [])
    return [*first, *checker.arguments, *last, *operands]


def _version(python: Path, checker: Checker) -> str:
    """The version that was installed, from the name of its metadata folder."""
    name = checker.kind.distribution.replace("-", "[-_]")
    found = python.parent.parent.glob(f"lib/python*/site-packages/{name}-*.dist-info")
    return next((path.name.removesuffix(".dist-info").rpartition("-")[2] for path in found), "")
