"""What the rules about pre-commit hooks share: which hooks failed, and whether a known tool spoke within them."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.logs.gates import HOOKS
from regreen.rule import Complaint, Line, Match, Refusal, Signals, Verdict

MODIFIED = "- files were modified by this hook"


def failed_hooks(signals: Signals, *, changed: bool) -> Iterator[Verdict]:
    """Hooks that failed and in whose output no known checker says why; `changed`: those that rewrote files."""
    told = [
        signal.line
        for signal in signals.all
        if isinstance(signal, Complaint | Refusal)
        or (isinstance(signal, Verdict) and signal.tool != HOOKS and not signal.ok)
    ]
    for verdict in signals.of(Verdict):
        if verdict.tool != HOOKS or (verdict.text == MODIFIED) is not changed:
            continue
        if not any(_within(line, verdict) for line in told):
            yield verdict


def _within(line: Line, verdict: Verdict) -> bool:
    last = max(each.number for each in verdict.lines)
    return line.file == verdict.line.file and verdict.line.number < line.number <= last


def hook_match(verdict: Verdict, lines: tuple[Line, ...], title: str) -> Match:
    """A failed hook as a match with this evidence."""
    return Match(
        lines=tuple(dict.fromkeys(lines))[:5],
        claims=verdict.lines,
        data={"hook": verdict.subject},
        category=verdict.category,
        title=title,
    )
