"""JUnit reports beside logs: their failures as signals, with the lines of the report as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from regreen.app.harvest import again
from regreen.logs.clean import clean, detect
from regreen.logs.decode import decode
from regreen.logs.mask import mask
from regreen.logs.read import Reading
from regreen.logs.signal import Signal, TestFailure, TestTotals
from regreen.logs.split import Split
from regreen.logs.text import LogText
from regreen.logs.window import Section
from regreen.model.errors import InputError
from regreen.model.run import Job, Line, Outcome, Part, Step
from regreen.model.test import TestOutcome, TestResult
from regreen.sources.junit import pieces_of, read_junit
from regreen.sources.logfile import LogFile

TOOL = "junit"
FAILURES = 20_000  # of one report that are looked at
LONGEST = 1 << 20  # bytes of a line that are looked at
QUOTED = 300  # characters of a line of a report


def with_reports(readings: Sequence[Reading], reports: Sequence[LogFile], notes: list[str]) -> list[Reading]:
    """The readings of logs and of the reports beside them. A failure that both show is told once, by the log, with
    the reason that the report gives where the log gives none.
    """
    found = list(readings)
    known = {signal.test: signal for reading in readings for signal in _failures(reading)}
    counted = any(isinstance(signal, TestTotals) for reading in readings for signal in reading.signals)
    jobs = {job.name for reading in readings for job in reading.split.jobs}
    reasons: dict[str, TestResult] = {}
    for log in reports:
        results = _read(log, notes, alone=not readings and len(reports) == 1)
        reasons |= {one.test: one for one in results if one.test in known}
        new = [one for one in results if one.test not in known]
        found.append(_reading(log, new, totals=not counted, jobs=jobs))
    return [_explained(reading, reasons) for reading in found] if reasons else found


def _failures(reading: Reading) -> Iterator[TestFailure]:
    return (signal for signal in reading.signals if isinstance(signal, TestFailure))


def _read(log: LogFile, notes: list[str], *, alone: bool) -> list[TestResult]:
    """The tests that failed in the end."""
    text = decode(log.name, log.data)
    failed: list[TestResult] = []
    before: TestResult | None = None
    try:
        for result in read_junit(log.name, pieces_of(text.data), on_note=notes.append):
            if before is not None and failed and failed[-1] is before and again(before, result):
                failed.pop()
            before = result
            if result.outcome.bad and len(failed) < FAILURES:
                failed.append(result)
    except InputError as error:
        if alone:
            raise
        notes.append(f"{error}; it was left out")
    return failed


def _reading(log: LogFile, failed: Sequence[TestResult], *, totals: bool, jobs: set[str]) -> Reading:
    text = decode(log.name, log.data)
    layout = detect(b"")
    name = log.step_name or log.name.rpartition("/")[2].rpartition(":")[2]
    outcome = Outcome.FAILURE if failed else Outcome.SUCCESS
    step = Step(name, 1, 1 + text.data[: text.size].count(b"\n"), outcome)
    own = () if log.job in jobs and log.job else (Job(log.job, log.name, (step,), outcome),)
    split = Split(
        (Section(log.job, name, Part.OUTPUT, 0, text.size, 0),),
        own if failed or not jobs else (),
        ((log.job, step),),
    )
    lines = _lines(text, {1, *(result.line for result in failed)})
    signals: list[Signal] = []
    for result in failed:
        signals.append(_failure(result, _line(log, name, result.line, lines)))
    if failed and totals:
        errors = sum(result.outcome is TestOutcome.ERROR for result in failed)
        line = _line(log, name, 1, lines)
        signals.append(TestTotals(tool=TOOL, line=line, failed=len(failed) - errors, errors=errors))
    return Reading(text, layout, split, tuple(signals), {})


def _failure(result: TestResult, line: Line) -> TestFailure:
    return TestFailure(
        tool=TOOL,
        line=line,
        test=result.test,
        error=result.error,
        message=result.message,
        path=result.path,
        row=result.row,
        errored=result.outcome is TestOutcome.ERROR,
    )


def _line(log: LogFile, step: str, number: int, lines: Mapping[int, str]) -> Line:
    return Line(log.name, number, lines.get(number, ""), log.job, step)


def _lines(text: LogText, wanted: Iterable[int]) -> dict[int, str]:
    """The lines of these numbers, as a person may see them."""
    found: dict[int, str] = {}
    layout = detect(b"")
    at = number = 0
    for one in sorted(wanted):
        while number < one - 1 and at >= 0:
            at = text.data.find(b"\n", at) + 1 or -1
            number += 1
        if at < 0:
            break
        end = text.data.find(b"\n", at)
        raw = text.data[at : min(text.size if end < 0 else end, at + LONGEST)]
        found[one] = mask(clean(_telling(raw), layout))[:QUOTED]
    return found


def _telling(raw: bytes) -> bytes:
    """A line from the test that fails in it: reports may have hundreds of others in front."""
    failure = max(raw.rfind(b"<failure"), raw.rfind(b"<error"))
    return raw[max(raw.rfind(b"<testcase", 0, max(failure, 0)), 0) :][: 4 * QUOTED]


def _explained(reading: Reading, reasons: Mapping[str, TestResult]) -> Reading:
    """The reading with reasons for the failures that have none."""
    signals = tuple(
        replace(signal, error=reasons[signal.test].error, message=reasons[signal.test].message)
        if isinstance(signal, TestFailure) and not (signal.error or signal.message) and signal.test in reasons
        else signal
        for signal in reading.signals
    )
    return replace(reading, signals=signals)
