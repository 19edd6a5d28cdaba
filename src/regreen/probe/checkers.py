"""Which checkers CI calls, in which version, with which options.

The calls are those that `project.style` finds. Only options that are known are repeated: whatever else a command says
makes it one that is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from regreen.model.finding import FileEvidence
from regreen.probe.kinds import COMPANIONS, KINDS, Kind
from regreen.project.jobs.model import Installed, JobRun
from regreen.project.lock import locks
from regreen.project.style.calls import ToolCall, tool_calls
from regreen.project.tree import Tree

_NEVER_FAILS = frozenset({"--exit-zero", "--exit-zero-even-if-changed"})
_AS_HOOK = {
    "ruff": ("--force-exclude",),
    "ruff format": ("--force-exclude",),
    "isort": ("--filter-files",),
}
"""What hooks say so that exclusions hold for the files they are handed, too."""
_PATTERNS = re.compile(r"--?\w*(?:exclude|include|skip|ignore|select|filename|[SL]$|disable|enable)")
_SUPPOSED = re.compile(r"(types-[\w.-]+|pydantic|numpy)(?P<version>[=<>~!].*)?")


class Checker(Struct, frozen=True):
    """A call to repeat: `arguments` are the options that are kept, then the operands. `repairs`: the call mends what
    it can by itself, and fails for the rest only. `python` is the oldest version that CI runs it on, if known.
    """

    tool: str
    requirement: str
    plugins: tuple[str, ...]
    arguments: tuple[str, ...]
    operands: tuple[str, ...]
    directory: str
    place: FileEvidence
    certain: bool
    repairs: bool = False
    python: str = ""

    @property
    def kind(self) -> Kind:
        """What is known of the checker."""
        return KINDS[self.tool]


def checkers(tree: Tree, runs: Iterable[JobRun]) -> Iterator[Checker]:
    """The calls of jobs, of tox and nox, and the hooks; each once."""
    reader = _Reader(tree, tuple(runs))
    seen: set[object] = set()
    for call in tool_calls(tree, reader.runs):
        checker = reader.checker(call)
        if checker is None:
            continue
        key = (checker.tool, checker.arguments, checker.operands, checker.directory, checker.requirement)
        if key not in seen:
            seen.add(key)
            yield checker


class _Reader:
    def __init__(self, tree: Tree, runs: tuple[JobRun, ...]) -> None:
        self.tree, self.runs = tree, runs
        self.pinned = {item.key: item.version for lock in locks(tree) for item in lock.packages}
        self.installed: dict[FileEvidence, dict[str, Installed]] = {}
        self.pythons: dict[FileEvidence, str] = {}
        for run in runs:
            for call in run.calls:
                found = self.installed.setdefault(call.place, {})
                found.update({item.name: item for env in call.environments for item in env.installed})
                if run.python and _minor(run.python) < _minor(self.pythons.get(call.place, "3.99")):
                    self.pythons[call.place] = run.python

    def checker(self, call: ToolCall) -> Checker | None:
        """The call to repeat; None where it cannot fail, or says something that is not known."""
        words = list(call.words)
        tool = call.tool
        if tool == "ruff" and words[:1] in (["format"], ["check"]):
            tool = "ruff format" if words.pop(0) == "format" else "ruff"
        kind = KINDS.get(tool)
        split = split_words(kind, words) if kind is not None else None
        if kind is None or split is None or _NEVER_FAILS & set(words):
            return None
        if kind.checks and not kind.checks & set(words) and call.hook is None:
            return None
        operands = self._operands(kind, call, split[1])
        if operands is None:
            return None
        present = self.installed.get(call.place)
        seen = present is None or call.hook is not None or kind.distribution in present
        return Checker(
            tool,
            self._requirement(kind.distribution, call),
            tuple(self._companions(call, tool, present or {})),
            (*split[0], *(_AS_HOOK.get(tool, ()) if call.hook is not None else ())),
            operands,
            call.directory,
            call.place,
            call.certain and seen,
            call.hook is None and "--fix" in words and "--exit-non-zero-on-fix" not in words,
            self.pythons.get(call.place, ""),
        )

    def _operands(self, kind: Kind, call: ToolCall, operands: tuple[str, ...]) -> tuple[str, ...] | None:
        """What is checked: what the call says, or the files that a hook is handed."""
        if call.hook is None or not call.hook.passes:
            return operands if operands or not kind.files else None
        paths = call.hook.select(path for path in self.tree.paths if path.endswith(kind.suffixes))
        return (*operands, *paths) if paths else None

    def _requirement(self, name: str, call: ToolCall) -> str:
        """The version that the lock file holds where it fits what is asked for, else what is asked for."""
        pinned = self.pinned.get(name, "")
        try:
            asked = SpecifierSet(call.version)
        except InvalidSpecifier:
            return name
        if pinned and (call.hook is None or not call.version) and asked.contains(pinned, prereleases=True):
            return f"{name}=={pinned}"
        return f"{name}{asked}"

    def _companions(self, call: ToolCall, tool: str, present: Mapping[str, Installed]) -> Iterator[str]:
        """What is installed beside the checker, and is known to change what it says."""
        known = COMPANIONS.get(tool, frozenset())
        texts = [*call.plugins, *(f"{item.name}{item.specifier}" for item in present.values())]
        found: dict[str, str] = {}
        for text in texts:
            name = re.split(r"[=<>~!;@ ]", text.strip())[0].lower()
            if name in known or (tool == "mypy" and _SUPPOSED.fullmatch(name)):
                pin = self.pinned.get(name, "")
                found.setdefault(name, f"{name}=={pin}" if pin else _safe(name, text[len(name) :]))
        yield from found.values()


def _minor(python: str) -> int:
    digits = python.rpartition(".")[2]
    return int(digits) if digits.isdigit() else 99


def _safe(name: str, version: str) -> str:
    """A requirement of one distribution that is nothing else; without a version where that is none."""
    try:
        return f"{name}{SpecifierSet(version.partition(';')[0].strip())}"
    except InvalidSpecifier:
        return name


def split_words(kind: Kind, words: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Options and operands; None where one is not known or leads out of the folder."""
    options: list[str] = []
    operands: list[str] = []
    named: list[str] = []  # what names a file, rather than a pattern
    pending = list(words)
    while pending:
        word = pending.pop(0)
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            operands.append(word)
        elif name in kind.ignored:
            value = value if equals or not pending else pending.pop(0)
        elif word in kind.dropped or name in _NEVER_FAILS:
            continue
        elif word in kind.kept:
            options.append(word)
        elif name in kind.valued or word[:2] in kind.valued:
            joined = bool(equals) or name not in kind.valued
            own = [word] if joined else [word, *pending[:1]]
            pending = pending if joined else pending[1:]
            options += own
            named += () if _PATTERNS.match(word) else own[-1:]
        else:
            return None
    if any(map(_leads_out, (*(word.rpartition("=")[2] for word in named), *operands))):
        return None
    return tuple(options), tuple(operands)


def _leads_out(word: str) -> bool:
    return word.startswith(("/", "~")) or ".." in word.split("/") or "$" in word or "{" in word
