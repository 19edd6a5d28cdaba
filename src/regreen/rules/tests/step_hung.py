"""A step, mostly one that runs tests, stopped moving and was ended from outside.

## Why
A test waits for ever, or all tests are done and the process does not end: a thread that is not a daemon, an
event loop, a pool or a connection that nobody closes.

## Fix
The last line that was printed names the place. Let the runner dump all stacks when nothing moves, and limit
each test.
"""

from __future__ import annotations

from datetime import date

from regreen.logs.text import LogText
from regreen.rule import Category, Fixer, Line, Match, Matches, Outcome, Pattern, Rule, Safety, Signals, Tail

_PROGRESS = Pattern(
    r"^(?:\S+\.py [.sxXFER]*\s*(?:\[ *\d+%\])?|.*\S+::\S.*|(?:\[gw\d+\] )?\[ *\d+%\].*|[.sxXFER]{8,}\s*(?:\[ *\d+%\])?"
    r"|collecting \.\.\.|collected \d+ items.*|=+ .*(?:passed|failed).* in .*|test_\w+ \(.+\) \.\.\..*|=== RUN .*|Ran \d+ tests? in .*)"
)
_STAMP = Pattern(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)")
_SILENCE = 3  # minutes without a word that a test run is allowed
_LONG = 10  # minutes that anything else is allowed
_ENDED = (Outcome.CANCELLED, Outcome.TIMED_OUT)


def hung(signals: Signals, tails: tuple[Tail, ...]) -> Matches:
    """The last line of a test run that was ended from outside after a silence."""
    for tail in tails:
        if tail.place.step.outcome not in _ENDED:
            continue
        printed = [line for line in tail.lines if line.text.strip() and not line.text.startswith("##[")]
        if not printed:
            continue
        tests = any(_PROGRESS.match(line.text) for line in printed[-3:])
        minutes = _silence(signals, tail, printed[-1])
        if minutes >= (_SILENCE if tests else _LONG):
            data = {"minutes": str(minutes), "last": printed[-1].text.strip()[:120]}
            ended = [line for line in tail.lines if line.text.startswith("##[error]")]
            yield Match(lines=(printed[-1], *ended[-1:]), data=data)


def _silence(signals: Signals, tail: Tail, last: Line) -> int:
    """Minutes between the last printed line and the end of the step; 0 when lines have no time stamps."""
    text = signals.readings[tail.place.log].text
    start, end = _seconds(text, last.number), _seconds(text, tail.place.step.last)
    return (end - start) // 60 if start and end > start else 0


def _seconds(text: LogText, number: int) -> int:
    bounds = text.bounds(text.offset(number))
    raw = bytes(text.data[bounds[0] : bounds[0] + 600]).decode("utf-8", "replace")
    found = _STAMP.search(raw)
    if found is None:
        return 0
    return (
        date.fromisoformat(found[1]).toordinal() * 86400
        + int(found[2]) * 3600
        + int(found[3]) * 60
        + int(found[4])
    )


RULE = Rule(
    id="step-hung",
    category=Category.HANG,
    title="Nothing moved for {minutes} minutes after: {last}",
    log=hung,
    key=("last",),
    explains=("job-cancelled", "step-timed-out"),
    fixers=(
        Fixer(
            "Dump all stacks when nothing moves, and limit each test",
            Safety.ADVICE,
            commands=("pytest -x -o faulthandler_timeout=120 --timeout=300",),
        ),
    ),
)
