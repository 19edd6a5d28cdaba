"""All a rule's author needs: `Rule`, its witnesses, `Match`, `Fixer`.

A rule is one module with a docstring (its documentation page: what happens, `## Why`, `## Fix`), functions, and
one frozen `RULE = Rule(...)` at the bottom. It is found, never registered. Functions ask for facts by the names
of their parameters; `regreen.engine.facts` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import IntEnum
from functools import cached_property

from msgspec import Struct, field

from regreen.logs.normal import normal
from regreen.logs.pattern import Pattern
from regreen.logs.signal import (
    CiError,
    CommandFailed,
    Complaint,
    ExitCode,
    Frame,
    Raised,
    Refusal,
    Signal,
    TestFailure,
    TestTotals,
    Verdict,
)
from regreen.logs.signals import Place, Signals, Tail
from regreen.model.finding import Category, FileEvidence, Safety, Severity
from regreen.model.run import Line, Outcome, Part, Run, Step
from regreen.model.text import Edit

__all__ = [
    "Category",
    "CiError",
    "CommandFailed",
    "Complaint",
    "Edit",
    "ExitCode",
    "FileEvidence",
    "Fixer",
    "Frame",
    "Line",
    "Match",
    "Matches",
    "Outcome",
    "Part",
    "Pattern",
    "Place",
    "Raised",
    "Refusal",
    "Rule",
    "Run",
    "Safety",
    "Said",
    "Severity",
    "Signal",
    "Signals",
    "Step",
    "Tail",
    "TestFailure",
    "TestTotals",
    "Tier",
    "Verdict",
    "normal",
]


class Tier(IntEnum):
    """How much a finding explains; a higher tier in the same step turns a lower one into a symptom."""

    WRAPPER = 0  # the CI service says that something ended badly
    TAIL = 1  # the last words of a failing step
    GENERIC = 2  # some program printed an error
    TOOL = 3  # a tool that is known says what it found
    SPECIFIC = 4  # the cause has a name


class Said(Struct, frozen=True, dict=True):
    """A line of a log bears witness: it holds one of `needs` (literals, case as written) and `pattern` matches.

    Named groups become the match's data. The pattern is searched in the cleaned text of the line.
    """

    pattern: str
    needs: str | tuple[str, ...]

    @cached_property
    def compiled(self) -> Pattern:
        """The pattern, ready to search."""
        return Pattern(self.pattern)

    @property
    def literals(self) -> tuple[str, ...]:
        """The literals, one of which a line must hold."""
        return (self.needs,) if isinstance(self.needs, str) else self.needs


class Match(Struct, frozen=True):
    """A witness's statement: where (`lines` of the log, `places` in files, the best first) and what (`data`).

    `claims` are all lines that go back to the same thing (failures that need no other cause), `count` is how
    many failures they are. `category`, `severity` and `title` override the rule's where they depend on what was found.
    """

    lines: tuple[Line, ...] = ()
    places: tuple[FileEvidence, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    claims: tuple[Line, ...] = ()
    count: int = 1
    category: Category | None = None
    severity: Severity | None = None
    title: str = ""

    def __post_init__(self) -> None:
        if not self.lines and not self.places:
            raise ValueError("a match needs evidence")


Matches = Iterable[Match]


class Fixer(Struct, frozen=True):
    """A way to remove the cause. `edits` gets the match as `match` and facts by name; `advice` and `commands`
    may use the match's data in braces.
    """

    title: str
    safety: Safety
    edits: Callable[..., Iterable[Edit]] | None = None
    commands: tuple[str, ...] = ()


class Rule(Struct, frozen=True, kw_only=True):
    """One cause.

    `log`: how the log bears witness: lines (`Said`), or a function over facts that yields matches.
    `find`: how the repository bears witness: a function over facts that yields matches.
    `key`: the names in `data` that identify the cause (all, when empty); the two witnesses agree, and two runs
    show the same cause, when these are equal.
    `confirmed`: the log alone is not enough; without the repository's witness there is no finding.
    `explains`: ids of rules whose findings in the same job are symptoms of this one; `*` at the end of an id
    stands for any ending.
    `cascade`: it only repeats that something failed; with a cause elsewhere in the run it is a symptom of that.
    `fallback`: heard only where nothing else speaks; beside a cause it is not worth a word.
    """

    id: str
    category: Category
    title: str
    log: tuple[Said, ...] | Callable[..., Matches] = ()
    find: Callable[..., Matches] | None = None
    key: tuple[str, ...] = ()
    confirmed: bool = False
    explains: tuple[str, ...] = ()
    fixers: tuple[Fixer, ...] = ()
    tier: Tier = Tier.SPECIFIC
    cascade: bool = False
    fallback: bool = False
    severity: Severity = Severity.ERROR
    since: str = "0.1"
    doc: str = ""

    def identity(self, data: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """What tells this cause from another of the same rule."""
        names = self.key or tuple(sorted(data))
        return tuple((name, data.get(name, "")) for name in names)
