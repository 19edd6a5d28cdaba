"""A program crashed or was stopped by a signal: {kind}.

## Why
A segmentation fault or abort comes from native code: an extension module that does not fit its dependencies, or
a defect in it. `Terminated` (143) and `timeout` (124) mean that something stopped the program from outside.

## Fix
`python -X faulthandler` prints where Python stood when it crashed; for a stopped program look at what it was
waiting for.
"""

from __future__ import annotations

from regreen.rule import Category, CommandFailed, Match, Matches, Rule, Signals, Tier

_KINDS = {
    "segfault": (Category.OTHER, "crashed with a segmentation fault"),
    "aborted": (Category.OTHER, "aborted"),
    "illegal-instruction": (Category.OTHER, "used an instruction that this processor does not have"),
    "terminated": (Category.CANCELLED, "was stopped from outside"),
    "timeout": (Category.TEST_TIMEOUT, "ran longer than its time limit"),
}


def crashed(signals: Signals) -> Matches:
    """One match for each step and kind of end."""
    groups: dict[tuple[object, str], list[CommandFailed]] = {}
    for failed in signals.of(CommandFailed):
        if failed.kind in _KINDS:
            groups.setdefault((signals.place(failed.line).key, failed.kind), []).append(failed)
    for (_, kind), members in groups.items():
        lines = tuple(dict.fromkeys(failed.line for failed in members))
        program = next((failed.program for failed in members if failed.program), "")
        category, words = _KINDS[kind]
        data = {"program": program, "kind": kind}
        yield Match(
            lines=lines[:4],
            claims=lines,
            data=data,
            category=category,
            title=f"{program or 'A program'} {words}",
        )


RULE = Rule(
    id="program-crashed",
    category=Category.OTHER,
    title="{program}: {kind}",
    log=crashed,
    tier=Tier.GENERIC,
)
