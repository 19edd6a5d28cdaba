"""A place in a log from which a parser can look a little forward and backward, within one step."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct

from regreen.logs.clean import Layout, clean
from regreen.logs.mask import mask
from regreen.logs.text import LogText
from regreen.model.run import Line, Part

DEBUG = "##[debug]"  # lines the runner adds when ACTIONS_STEP_DEBUG is set; nobody's output


class Section(Struct, frozen=True):
    """Bytes `start` to `end` of a log that are one part of one step. `step` counts from 0 within the log."""

    job: str
    name: str
    part: Part
    start: int
    end: int
    step: int = -1


class Window(Struct, frozen=True):
    """The line at `offset` of a section, and its neighbours."""

    text: LogText
    layout: Layout
    section: Section
    offset: int

    @property
    def line(self) -> Line:
        """The line itself."""
        return self._line(self.text.bounds(self.offset))

    def after(self, limit: int = 400) -> Iterator[Line]:
        """The output among the `limit` lines that follow in the section."""
        first = self.text.bounds(self.offset)[1] + 1
        if first < self.section.end:
            yield from self._output(self.text.forward(first, self.section.end), limit)

    def before(self, limit: int = 200) -> Iterator[Line]:
        """The output among the `limit` lines that precede in the section, the nearest first."""
        start = self.text.bounds(self.offset)[0]
        yield from self._output(self.text.backward(start, self.section.start), limit)

    def _output(self, places: Iterator[tuple[int, int]], limit: int) -> Iterator[Line]:
        lines = (self._line(bounds) for bounds in islice(places, limit))
        return (line for line in lines if not line.text.startswith(DEBUG))

    def _line(self, bounds: tuple[int, int]) -> Line:
        known = self.text.recent.get(bounds[0])
        if known is not None:
            return known
        section = self.section
        text = mask(clean(self.text.raw(bounds), self.layout))
        number = self.text.number(bounds[0])
        line = Line(self.text.name, number, text, section.job, section.name, section.part)
        return self.text.remember(bounds[0], line)
