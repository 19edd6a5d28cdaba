"""A place in a log from which a parser can look a little forward and backward, within one step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from regreen.logs.clean import MAX_LINE, Layout, clean
from regreen.logs.mask import mask
from regreen.logs.text import LogText
from regreen.model.run import Line, Part


@dataclass(frozen=True, slots=True)
class Section:
    """Bytes `start` to `end` of a log that are one part of one step. `step` counts from 0 within the log."""

    job: str
    name: str
    part: Part
    start: int
    end: int
    step: int = -1


@dataclass(frozen=True, slots=True)
class Window:
    """The line at `offset` of a section, and its neighbours."""

    text: LogText
    layout: Layout
    section: Section
    offset: int

    @property
    def line(self) -> Line:
        """The line itself."""
        bounds = self.text.bounds(self.offset)
        return self._line(bounds, self.text.number(bounds[0]))

    def after(self, limit: int = 400) -> Iterator[Line]:
        """At most `limit` lines that follow in the section."""
        first = self.text.bounds(self.offset)[1] + 1
        if first >= self.section.end:
            return
        number = self.text.number(first)
        for count, bounds in enumerate(self.text.forward(first, self.section.end)):
            if count >= limit:
                return
            yield self._line(bounds, number + count)

    def before(self, limit: int = 200) -> Iterator[Line]:
        """At most `limit` lines that precede in the section, the nearest first."""
        start = self.text.bounds(self.offset)[0]
        number = self.text.number(start)
        for count, bounds in enumerate(self.text.backward(start, self.section.start)):
            if count >= limit:
                return
            yield self._line(bounds, number - 1 - count)

    def _line(self, bounds: tuple[int, int], number: int) -> Line:
        section = self.section
        raw = self.text.data[bounds[0] : min(bounds[1], bounds[0] + MAX_LINE)]
        text = mask(clean(raw, self.layout))
        return Line(self.text.name, number, text, section.job, section.name, section.part)
