"""What the rules about pre-commit hooks share: which hooks failed, and whether a known tool spoke within them."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.logs.gates import HOOKS
from regreen.rule import Complaint, Line, Match, Raised, Refusal, Signals, TestFailure, Verdict

MODIFIED = "- files were modified by this hook"


def failed_hooks(signals: Signals, *, changed: bool) -> Iterator[Verdict]:
    """Hooks that failed and in whose output no known checker says why; `changed`: those that rewrote files."""
    told = [
        signal.line
        for signal in signals.all
        if isinstance(signal, Complaint | Refusal | TestFailure)
        or (isinstance(signal, Verdict) and signal.tool != HOOKS and not signal.ok)
    ]
    for verdict in signals.of(Verdict):
        if verdict.tool != HOOKS or (verdict.text == MODIFIED) is not changed:
            continue
        if not any(within(line, verdict) for line in told):
            yield verdict


def within(line: Line, verdict: Verdict) -> bool:
    """Whether a line is of the output of a hook."""
    last = max(each.number for each in verdict.lines)
    return line.file == verdict.line.file and verdict.line.number < line.number <= last


def raised_in(signals: Signals, verdict: Verdict) -> tuple[Line, ...]:
    """The lines of the last traceback in the output of a hook."""
    found = [raised.lines for raised in signals.of(Raised) if within(raised.line, verdict)]
    return found[-1] if found else ()


def hook_match(verdict: Verdict, lines: tuple[Line, ...], title: str) -> Match:
    """A failed hook as a match with this evidence."""
    return Match(
        lines=tuple(dict.fromkeys(lines))[:5],
        claims=tuple(dict.fromkeys((*verdict.lines, *lines))),
        data={"hook": verdict.subject},
        category=verdict.category,
        title=title,
    )
