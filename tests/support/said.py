"""What checkers say in a text, in short: each signal as the values that matter, with its line number."""

from __future__ import annotations

from regreen.logs.read import read
from regreen.logs.signal import Complaint, Refusal, Verdict


def said(text: str) -> list[tuple[object, ...]]:
    """Complaints as (tool, line, path, row, code, level), verdicts as (tool, line, count, ok), refusals as
    (tool, line, kind, subject); `␛` in the text stands for the escape byte.
    """
    found: list[tuple[object, ...]] = []
    for signal in read("log", text.replace("␛", "\x1b").encode()).signals:
        number = signal.line.number
        match signal:
            case Complaint():
                found.append((signal.tool, number, signal.path, signal.row, signal.code, signal.level))
            case Verdict():
                found.append((signal.tool, number, signal.count, signal.ok))
            case Refusal():
                found.append((signal.tool, number, signal.kind, signal.subject))
            case _:
                pass
    return found
