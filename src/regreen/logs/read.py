"""A log -> everything it says: jobs and steps, signals of tools, and the lines that rules asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from regreen.logs.clean import Layout, clean, detect
from regreen.logs.decode import decode
from regreen.logs.mask import mask
from regreen.logs.scan import scan
from regreen.logs.signal import Signal
from regreen.logs.split import MARKS, Split, Splitter
from regreen.logs.text import Buffer, LogText
from regreen.logs.tool import Tool, tools
from regreen.logs.window import DEBUG, Section, Window
from regreen.model.run import Line, Outcome, Part, Step

_SAMPLE = 1 << 16

Naming = Callable[[LogText, Split], Split]


class Reading(Struct, frozen=True, dict=True):
    """One log, read. `said` holds, for each literal that was asked for, the lines that hold it."""

    text: LogText
    layout: Layout
    split: Split
    signals: tuple[Signal, ...]
    said: Mapping[str, tuple[Line, ...]]

    def step_index(self, number: int) -> int:
        """Index of the step that holds a line; -1 when the log has no line of that number."""
        return bisect_right(self._firsts, number) - 1

    @cached_property
    def _firsts(self) -> list[int]:
        return [step.first for _, step in self.split.steps]

    def output(self, index: int, limit: int = 120) -> list[Line]:
        """The last lines that step `index` printed, in order, without the runner's own words."""
        sections = [section for section in self.split.sections if section.step == index]
        lines: list[Line] = []
        for section in reversed(sections):
            if section.part not in (Part.OUTPUT, Part.SETUP):
                continue
            for line in Window(self.text, self.layout, section, section.end).before(limit - len(lines)):
                lines.append(line)
            if len(lines) >= limit:
                break
        return lines[::-1]

    def failing(self) -> Iterator[tuple[int, Step]]:
        """Steps that did not end well, with their index."""
        bad = (Outcome.FAILURE, Outcome.CANCELLED, Outcome.TIMED_OUT)
        return ((i, step) for i, (_, step) in enumerate(self.split.steps) if step.outcome in bad)


def read(
    name: str,
    data: Buffer,
    job: str = "",
    step: str = "",
    literals: Sequence[str] = (),
    naming: Naming | None = None,
) -> Reading:
    """Read a log in one pass. `literals` are further words whose lines are wanted.

    `job` and `step` say what the log is of where its lines do not; `naming` gives the steps the names and
    outcomes that somebody else knows.
    """
    text = decode(name, data)
    layout = detect(bytes(text.data[:_SAMPLE]))
    parsers = tools()
    wanted, owners = wanted_of(parsers, literals)
    hits = scan(text, wanted)
    split = Splitter(text, layout, job, step).split(hits.lines(len(MARKS)))
    split = naming(text, split) if naming else split
    starts = [section.start for section in split.sections]
    signals: dict[int, list[Signal]] = {}
    said: dict[str, list[Line]] = {}
    here, done = -1, set[int]()  # the parsers that have read the line at `here`
    for offset, literal in hits:
        text.passing(offset)
        section = _section(split.sections, starts, offset)
        if section is None:
            continue
        window = Window(text, layout, section, offset)
        if window.line.text.startswith(DEBUG):
            continue
        if offset != here:
            here, done = offset, set()
        for owner in owners[literal]:
            if owner < 0:
                said.setdefault(wanted[literal], []).append(window.line)
            elif owner not in done and section.part in parsers[owner].parts:
                done.add(owner)
                signals.setdefault(owner, []).extend(parsers[owner].read(window))
    merged = [signal for owner, found in sorted(signals.items()) for signal in _merge(parsers[owner], found)]
    merged.sort(key=lambda signal: signal.line.number)
    return Reading(text, layout, split, tuple(merged), {key: tuple(lines) for key, lines in said.items()})


def output_lines(name: str, data: Buffer) -> Iterator[str]:
    """The visible text of every line of a log: prefixes and colours gone, secrets masked."""
    text = decode(name, data)
    layout = detect(bytes(text.data[:_SAMPLE]))
    for bounds in text.forward(0, text.size):
        text.passing(bounds[0])
        yield mask(clean(text.raw(bounds), layout))


def wanted_of(parsers: Sequence[Tool], literals: Sequence[str]) -> tuple[list[str], list[list[int]]]:
    """All literals (the marks first), and who asked for each: the index of a parser, -1 for the caller.

    An anchor that holds another of the same parser finds nothing more.
    """
    owners: dict[str, list[int]] = {mark: [] for mark in MARKS}
    for i, tool in enumerate(parsers):
        for anchor in tool.anchors:
            if not any(other in anchor and other != anchor for other in tool.anchors):
                owners.setdefault(anchor, []).append(i)
    for literal in literals:
        own = owners.setdefault(literal, [])
        if -1 not in own:
            own.append(-1)
    return list(owners), list(owners.values())


def _section(sections: Sequence[Section], starts: Sequence[int], offset: int) -> Section | None:
    i = bisect_right(starts, offset) - 1
    return sections[i] if i >= 0 and offset < sections[i].end else None


def _merge(tool: Tool, found: list[Signal]) -> list[Signal]:
    return tool.merge(found) if tool.merge else list(dict.fromkeys(found))
