"""What the checkers of one step object to: their messages and verdicts, brought together by tool.

A gate is what a linter, formatter, type checker, scanner or documentation build guards. Messages that a good
verdict follows are forgiven, and so is a tool whose exit code the script of the step throws away.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from regreen.logs.signal import Complaint, Verdict
from regreen.logs.signals import Place, Signals
from regreen.model.finding import Category
from regreen.model.run import Line

SHOWN = 5  # pieces of evidence, and codes named
HOOKS = "pre-commit"  # speaks for the tools it runs
_FORGIVEN = re.compile(r"\|\|\s*(?:true|:|echo|exit 0|printf)|--exit-zero\b|--exit-code[= ]0\b|--no-fail\b")
_ANY_LEVEL = frozenset({"pylint"})  # every message fails these
_STRICT = {  # options by which warnings fail a tool
    "eslint": re.compile(r"--max-warnings"),
    "pyright": re.compile(r"\bbasedpyright\b|--warnings\b"),
    "ty": re.compile(r"--error-on-warning"),
    "yamllint": re.compile(r"\byamllint\b.{0,80}(?:\s-s\b|--strict)"),
    "sphinx": re.compile(r"\bsphinx-build\b.{0,200}\s-\w{0,3}W|SPHINXOPTS=.{0,40}-W|--fail-on-warning"),
    "mkdocs": re.compile(r"\bmkdocs\b.{0,100}(?:--strict|\s-s\b)"),
}
_RUFF = re.compile(r"(?<![\w-])ruff(?![\w-])")
_SHARED_FORMAT = "flake8"  # several linters print its format and are told apart by their last words


class Gate(Struct):
    """A checker that said no in one step: error messages first, and its closing words."""

    tool: str
    category: Category
    place: Place
    complaints: list[Complaint] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    @property
    def errors(self) -> list[Complaint]:
        """Messages that make the tool fail: its errors, or all where it has a verdict and no errors."""
        return [c for c in self.complaints if c.level == "error"] or self.complaints

    @property
    def closed(self) -> bool:
        """Whether the tool itself said no: in words, by an error, or by a warning that its options make one."""
        if self.verdicts or any(c.level == "error" for c in self.complaints):
            return True
        option = _STRICT.get(self.tool)
        strict = self.tool in _ANY_LEVEL or (option is not None and option.search(self.place.step.script))
        return bool(self.complaints and strict)

    @property
    def count(self) -> int:
        """How many things it objects to."""
        return max(sum(verdict.count for verdict in self.verdicts), len(self.errors), 1)

    @property
    def lines(self) -> tuple[Line, ...]:
        """Evidence: the first message, the verdict, then messages of other kinds, then the rest."""
        errors = self.errors
        kinds = {c.code: c.line for c in reversed(errors)}
        order = [c.line for c in errors[:1]]
        order += [verdict.line for verdict in self.verdicts[-1:]]
        order += sorted(kinds.values(), key=lambda line: line.number)
        order += [c.line for c in errors]
        order += [verdict.line for verdict in self.verdicts]
        return tuple(dict.fromkeys(order))[:SHOWN]

    @property
    def claims(self) -> tuple[Line, ...]:
        """Every line that goes back to it."""
        return tuple(line for signal in (*self.complaints, *self.verdicts) for line in signal.lines)

    @property
    def codes(self) -> str:
        """The most frequent codes, in alphabetical order."""
        counted = Counter(c.code for c in self.errors if c.code)
        return ", ".join(sorted(code for code, _ in counted.most_common(SHOWN)))

    @property
    def path(self) -> str:
        """The first file it names."""
        return next((c.path.replace("\\", "/") for c in self.errors if c.path), "")

    @property
    def subject(self) -> str:
        """What its verdict is about, where it says so."""
        return next((verdict.subject for verdict in self.verdicts if verdict.subject), "")

    @property
    def where(self) -> str:
        """The file that identifies it: checkers name files in any order, and five kinds of error are enough."""
        paths = [_short(c.path.replace("\\", "/")) for c in self.errors if c.path]
        return "" if not paths or self.codes.count(",") >= SHOWN - 1 else min(paths)

    @property
    def data(self) -> dict[str, str]:
        """What tells this objection from another: tool, codes, file, subject; and the first file, to be shown."""
        found = {
            "tool": self.tool,
            "codes": self.codes,
            "where": self.where,
            "subject": self.subject,
            "path": _short(self.path),
        }
        return {name: value for name, value in found.items() if value}


class Gates(Struct, frozen=True):
    """All checkers of a run that said no, in the order of the logs."""

    all: tuple[Gate, ...]

    def of(self, *categories: Category, tools: Iterable[str] = ()) -> list[Gate]:
        """Those of some categories, or of some tools only."""
        wanted = frozenset(tools)
        return [
            gate for gate in self.all if gate.category in categories and (not wanted or gate.tool in wanted)
        ]


def gates_of(signals: Signals) -> Gates:
    """The checkers that said no in a run."""
    return Gates(tuple(_gates(signals)))


def _gates(signals: Signals) -> Iterator[Gate]:
    found: dict[tuple[object, ...], Gate] = {}
    heard = (s for s in signals.all if isinstance(s, Complaint | Verdict) and s.tool != HOOKS)
    for signal in heard:
        place = signals.place(signal.line)
        key = (place.key, signal.tool, signal.category)
        if isinstance(signal, Verdict) and signal.tool == "ruff":
            _take_over(found, place, signal)
        if isinstance(signal, Verdict) and signal.ok:
            gate = found.get(key)
            if gate and not gate.verdicts:
                del found[key]
            continue
        gate = found.setdefault(key, Gate(signal.tool, signal.category, place))
        if isinstance(signal, Complaint):
            gate.complaints.append(signal)
        else:
            gate.verdicts.append(signal)
    for gate in found.values():
        if gate.tool == _SHARED_FORMAT and _says_ruff(gate.place):
            gate.tool = "ruff"
    return (
        gate for gate in found.values() if gate.closed and not forgiven(gate.place.step.script, gate.tool)
    )


def _says_ruff(place: Place) -> bool:
    """Whether the step calls ruff and not the linter whose format it shares (under `--output-format github`)."""
    told = f"{place.step.name}\n{place.step.script}"
    return bool(_RUFF.search(told)) and _SHARED_FORMAT not in told


def _take_over(found: dict[tuple[object, ...], Gate], place: Place, verdict: Verdict) -> None:
    """Messages in the format that linters share belong to the linter whose closing words follow."""
    shared = found.get((place.key, _SHARED_FORMAT, verdict.category))
    if shared is not None and not shared.verdicts:
        own = found.setdefault(
            (place.key, verdict.tool, verdict.category), Gate(verdict.tool, verdict.category, place)
        )
        own.complaints.extend(shared.complaints)
        del found[place.key, _SHARED_FORMAT, verdict.category]


def forgiven(script: str, tool: str) -> bool:
    """Whether every command of the script that calls the tool throws its exit code away."""
    word = re.escape(tool) + (r"(?! +format)" if tool == "ruff" else "")
    commands = [
        command
        for command in script.replace("\\\n", " ").split("\n")
        if re.search(rf"(?<![\w.-]){word}(?![\w.])", command)
        and not re.match(r"\s*(?:#|echo\b|pip3? install\b|uv pip install\b)", command)
        and " install " not in command
    ]
    return bool(commands) and all(_FORGIVEN.search(command) for command in commands)


def _short(path: str) -> str:
    """The path below the runner's checkout: the machine's own folders say nothing about the cause."""
    found = re.match(r"(?:.*/work/[^/]+/[^/]+/|/builds/[^/]+/[^/]+/|/__w/[^/]+/[^/]+/|\./)", path)
    return path[found.end() :] if found else path
