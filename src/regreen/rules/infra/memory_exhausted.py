"""The machine ran out of memory, and a program was killed for it.

## Why
Hosted runners have 7 to 16 GB. When memory runs out, the kernel kills the largest program; the shell then says
`Killed`, and the exit code is 137 (128 + signal 9). The program itself cannot say anything any more, so the
last lines it printed only show how far it came.

## Fix
Let fewer things run at once (`pytest -n 2` instead of `-n auto`), give the test less data, or use a larger
runner. `/usr/bin/time -v` shows how much memory a command needs.
"""

from __future__ import annotations

from regreen.rule import Category, CommandFailed, Fixer, Line, Match, Matches, Rule, Safety, Signals


def killed(signals: Signals) -> Matches:
    """One match for each step in which a program was killed or could get no memory."""
    groups: dict[tuple[int, int], list[CommandFailed]] = {}
    for failed in signals.of(CommandFailed):
        if failed.kind in ("killed", "out-of-memory"):
            groups.setdefault(signals.place(failed.line).key, []).append(failed)
    for members in groups.values():
        members.sort(key=lambda failed: not failed.program)
        lines: list[Line] = list(dict.fromkeys(failed.line for failed in members))
        program = next((failed.program for failed in members if failed.program), "")
        yield Match(lines=tuple(lines[:4]), claims=tuple(lines), data={"program": program})


RULE = Rule(
    id="memory-exhausted",
    category=Category.OUT_OF_MEMORY,
    title="A program was killed or got no memory any more: {program}",
    log=killed,
    key=("program",),
    explains=("step-error", "step-tail", "coverage-*", "image-build-*", "build-failed", "uncaught-exception"),
    fixers=(Fixer("Let fewer things run at once, or use a larger runner", Safety.ADVICE),),
)
