"""All readings of one run, as the facts that rules ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from regreen.logs.read import Reading
from regreen.logs.signal import Raised, Signal
from regreen.model.run import Job, Line, Outcome, Step

S = TypeVar("S", bound=Signal)
TAIL = 1500  # lines of a failing step that are looked at from its end
TAILS, ALL_TAILS = 400, 100_000  # failing steps, and lines of all of them together
BAD = frozenset({Outcome.FAILURE, Outcome.CANCELLED, Outcome.TIMED_OUT})


class Place(Struct, frozen=True):
    """The step a line belongs to: position of the reading, of the step within it, and the step."""

    log: int
    index: int
    job: str
    step: Step

    @property
    def key(self) -> tuple[int, int]:
        """What tells this step from another of the run."""
        return self.log, self.index

    @property
    def job_key(self) -> str:
        """What tells its job from another of the run: its name, or the log it is alone in."""
        return self.job or f"#{self.log}"


class Tail(Struct, frozen=True):
    """The last lines that a failing step printed, in order."""

    place: Place
    lines: tuple[Line, ...]

    def distance(self, line: Line) -> int:
        """How many lines with text of its own the step printed after this one."""
        later = (other for other in self.lines if other.number > line.number)
        return sum(map(telling, later))


def telling(line: Line) -> bool:
    """Whether a line has text of its own."""
    return bool(line.text.strip()) and not line.text.startswith("##[")


class Signals(Struct, frozen=True, dict=True):
    """What the tools said in all logs of a run, in order, and the steps they said it in.

    `usual` knows the lines that a green run prints as well.
    """

    readings: tuple[Reading, ...]
    usual: Callable[[str], bool] | None = None

    def of(self, kind: type[S]) -> list[S]:
        """Signals of one type, in the order of the logs."""
        return [signal for signal in self.all if isinstance(signal, kind)]

    @cached_property
    def all(self) -> tuple[Signal, ...]:
        """Every signal, in the order of the logs."""
        return tuple(signal for reading in self.readings for signal in reading.signals)

    def said(self, literals: Sequence[str]) -> Iterator[Line]:
        """Lines that hold one of the literals (which a rule's `Said` asked for), each once, in order."""
        for reading in self.readings:
            lines = {line.number: line for literal in literals for line in reading.said.get(literal, ())}
            yield from (lines[number] for number in sorted(lines))

    def place(self, line: Line) -> Place:
        """The step that holds a line."""
        log = self._logs[line.file]
        reading = self.readings[log]
        index = max(0, reading.step_index(line.number))
        job, step = reading.split.steps[index]
        return Place(log, index, job, step)

    @cached_property
    def failing(self) -> tuple[Place, ...]:
        """Steps that did not end well, in order."""
        return tuple(
            Place(log, index, reading.split.steps[index][0], step)
            for log, reading in enumerate(self.readings)
            for index, step in reading.failing()
        )

    @cached_property
    def tails(self) -> tuple[Tail, ...]:
        """The last lines of failing steps, and of steps whose end nobody tells."""
        open_ends = [
            Place(log, index, job, step)
            for log, reading in enumerate(self.readings)
            for index, (job, step) in enumerate(reading.split.steps)
            if step.outcome is Outcome.UNKNOWN
        ]
        places = self.failing or tuple(open_ends)
        limit = min(TAIL, ALL_TAILS // max(1, len(places[:TAILS])))
        return tuple(Tail(place, self._last(place, limit)) for place in places[:TAILS])

    def _last(self, place: Place, limit: int) -> tuple[Line, ...]:
        """What a step printed last; without the usual lines, unless there are no others."""
        lines = tuple(self.readings[place.log].output(place.index, limit))
        if self.usual is None:
            return lines
        unusual = tuple(line for line in lines if not self.usual(line.text))
        return unusual if any(map(telling, unusual)) else lines

    @cached_property
    def last_raised(self) -> dict[tuple[int, int], Raised]:
        """The last traceback of each step, by the step's key."""
        return {self.place(raised.line).key: raised for raised in self.of(Raised)}

    @cached_property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs of all logs."""
        return tuple(job for reading in self.readings for job in reading.split.jobs)

    @cached_property
    def _logs(self) -> dict[str, int]:
        return {reading.text.name: i for i, reading in enumerate(self.readings)}
