"""What failing tests and programs say of themselves: the exceptions that may be the reason of a failure.

A traceback in a step whose tests failed, or that tests survived, is noise: tests of error handling print them by
the dozen. Without a test runner the last traceback counts, with the chain it ends and those that equal it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from regreen.logs.signal import Raised, TestFailure, TestTotals
from regreen.logs.signals import Place, Signals
from regreen.model.run import Line

LONGEST = 4000  # characters of a statement that rules look at
_BETWEEN = 8  # lines between two tracebacks of one chain


class Statement(Struct, frozen=True):
    """An exception: who states it, the step, and all its words: `module.Error: message`, then its lines."""

    signal: TestFailure | Raised
    place: Place
    text: str

    @property
    def lines(self) -> tuple[Line, ...]:
        """Its lines, the best one first."""
        return self.signal.lines


class Statements(Struct, frozen=True):
    """All of a run, in the order of the logs."""

    all: tuple[Statement, ...]


def statements(signals: Signals) -> Statements:
    """The exceptions that may be reasons."""
    failures: dict[tuple[int, int], list[TestFailure | Raised]] = {}
    raised: dict[tuple[int, int], list[Raised]] = {}
    content: dict[tuple[int, int], int] = {}
    for signal in signals.all:
        key = signals.place(signal.line).key
        if isinstance(signal, TestFailure):
            failures.setdefault(key, []).append(signal)
        elif isinstance(signal, Raised):
            raised.setdefault(key, []).append(signal)
        elif isinstance(signal, TestTotals) and signal.good:
            content[key] = signal.line.number
    for key, found in raised.items():
        late = [one for one in found if one.line.number > content.get(key, 0)]
        if late and key not in failures:
            failures[key] = list(_reasons(late))
    every = sorted(
        (signal for own in failures.values() for signal in own),
        key=lambda signal: (signals.place(signal.line).log, signal.line.number),
    )
    return Statements(tuple(Statement(s, signals.place(s.line), _words(s)) for s in every))


def _reasons(raised: list[Raised]) -> Iterator[Raised]:
    """The last one, those it was chained to, and those that say the same."""
    last = raised[-1]
    chain, at = {id(last)}, _start(last)
    for one in reversed(raised[:-1]):
        if at - one.line.number > _BETWEEN:
            break
        chain.add(id(one))
        at = _start(one)
    for one in raised:
        if id(one) in chain or (one.error, one.message) == (last.error, last.message):
            yield one


def _start(raised: Raised) -> int:
    numbers = [frame.line.number for frame in raised.frames if frame.line is not None]
    return min(numbers, default=raised.line.number)


def _words(signal: TestFailure | Raised) -> str:
    name = f"{signal.module}.{signal.error}" if signal.module else signal.error
    own = f"{name}: {signal.message}" if name else signal.message
    return "\n".join([own, *(line.text for line in signal.lines)])[:LONGEST]
