"""pytest speaks of one failure in up to three places; here they become one signal."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, TestFailure
from regreen.logs.tools._pytest_section import FRAGMENT

_WORD = Pattern(r"^(?:FAILED|ERROR|SUBFAIL\S*) ")
_SUBTEST = Pattern(r" (?=[\[(])")  # a section names the subtest behind the test
_ONE_LINE = Pattern(r"^\S.*:\d+: ")


def merge(found: list[Signal]) -> list[Signal]:
    """One failure for each test: the section's line, the summary's node id, and both lines as evidence.

    Two tests of one name are told apart by their order, which is the same in every place.
    """
    merged: dict[object, Signal] = {}
    seen: Counter[object] = Counter()
    loose: list[TestFailure] = []
    for signal in _whole(list(dict.fromkeys(found))):
        if not isinstance(signal, TestFailure):
            merged[signal] = signal
            continue
        if _is_one_line(signal):
            loose.append(signal)
            continue
        name = (signal.line.job, signal.line.step, _short(signal.test), signal.errored)
        source = (name, _source(signal))
        key = (name, seen[source])
        seen[source] += 1
        known = merged.get(key)
        merged[key] = _joined(known, signal) if isinstance(known, TestFailure) else signal
    return _with_lines(list(merged.values()), loose)


def _whole(found: list[Signal]) -> list[Signal]:
    """Without what was read a second time: a fragment counts only where no section of its step was found."""
    sections = {_step(s) for s in found if isinstance(s, TestFailure) and s.error and not _is_fragment(s)}
    kept: list[Signal] = []
    seen: set[object] = set()
    for signal in found:
        fragment = _is_fragment(signal)
        if fragment and (_step(signal) in sections or (_step(signal), signal.line.text) in seen):
            continue
        seen.add((_step(signal), signal.line.text))
        kept.append(replace(signal, tool="pytest") if fragment else signal)
    return kept


def _is_fragment(signal: Signal) -> bool:
    return signal.tool == FRAGMENT


def _step(signal: Signal) -> tuple[str, str]:
    return signal.line.job, signal.line.step


def _source(failure: TestFailure) -> str:
    if _WORD.match(failure.line.text):
        return "summary"
    return "progress" if "::" in failure.test else "section"


def _is_one_line(failure: TestFailure) -> bool:
    return (
        bool(failure.row) and failure.test == failure.path and _ONE_LINE.match(failure.line.text) is not None
    )


def _with_lines(signals: list[Signal], loose: list[TestFailure]) -> list[Signal]:
    """Failures of `--tb=line`, which has no names, joined to those of the summary."""
    for one in loose:
        for i, signal in enumerate(signals):
            if isinstance(signal, TestFailure) and not signal.row and _same(one, signal):
                signals[i] = replace(_joined(signal, one), test=signal.test)
                break
        else:
            signals.append(one)
    return signals


def _same(one: TestFailure, named: TestFailure) -> bool:
    file = named.test.partition("::")[0]
    message = named.message.removesuffix("...")
    same_place = one.line.job == named.line.job and one.line.step == named.line.step
    return same_place and bool(message or one.path.endswith(file)) and one.message.startswith(message)


def _short(test: str) -> str:
    """What the section's title and the summary's node id have in common."""
    path, _, name = test.partition("::")
    short = name.replace("::", ".") if name else path
    return _SUBTEST.compiled.split(short, maxsplit=1)[0]


def _joined(one: TestFailure, other: TestFailure) -> TestFailure:
    full = max(one, other, key=lambda failure: (bool(failure.row), bool(failure.error), -failure.line.number))
    rest = other if full is one else one
    lines = dict.fromkeys((*full.also, *rest.lines))
    lines.pop(full.line, None)
    test = one.test if "::" in one.test else other.test
    return replace(
        full,
        also=tuple(lines),
        test=test,
        error=full.error or rest.error,
        message=full.message or rest.message,
        errored=one.errored or other.errored,
    )
