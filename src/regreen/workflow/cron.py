"""Cron expressions as GitHub's `schedule` takes them: five fields of POSIX cron, with names and steps."""

from __future__ import annotations

from collections.abc import Sequence

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_FIELDS: Sequence[tuple[str, int, int, Sequence[str], int]] = (
    ("minute", 0, 59, (), 0),
    ("hour", 0, 23, (), 0),
    ("day of month", 1, 31, (), 0),
    ("month", 1, 12, _MONTHS, 1),
    ("day of week", 0, 7, _DAYS, 0),
)
SHORTEST = 5
"""Minutes between two runs of a schedule, at least; GitHub runs no schedule more often."""


class CronError(ValueError):
    """Not a cron expression; the text says why."""


def parse_cron(text: str) -> tuple[frozenset[int], ...]:
    """The values of each field: minute, hour, day of month, month, day of week.

    Raises `CronError`.
    """
    fields = text.split()
    if len(fields) != len(_FIELDS):
        raise CronError(f"exactly 5 fields are expected, not {len(fields)}")
    return tuple(_field(field, *rules) for field, rules in zip(fields, _FIELDS, strict=True))


def minutes_between(minutes: frozenset[int]) -> int:
    """The shortest time between two runs within an hour and into the next one."""
    ordered = sorted(minutes)
    following = [*ordered[1:], ordered[0] + 60]
    return min(later - earlier for earlier, later in zip(ordered, following, strict=True))


def _field(text: str, what: str, low: int, high: int, names: Sequence[str], first: int) -> frozenset[int]:
    values: set[int] = set()
    for part in text.split(","):
        base, slash, step_text = part.partition("/")
        step = 1
        if slash:
            if not step_text.isdecimal() or int(step_text[:9]) < 1:
                raise CronError(f"'{part}' has no valid step for the {what}")
            step = int(step_text[:9])
        start, end = _range(base, what, low, high, names, first)
        values.update(range(start, (high if slash and "-" not in base else end) + 1, step))
    return frozenset(values)


def _range(text: str, what: str, low: int, high: int, names: Sequence[str], first: int) -> tuple[int, int]:
    if text == "*":
        return low, high
    start_text, dash, end_text = text.partition("-")
    start = _value(start_text, what, low, high, names, first)
    end = _value(end_text, what, low, high, names, first) if dash else start
    if start > end:
        raise CronError(f"the range '{text}' of the {what} ends before it starts")
    return start, end


def _value(text: str, what: str, low: int, high: int, names: Sequence[str], first: int) -> int:
    if text.lower() in names:
        return names.index(text.lower()) + first
    if not (text.isascii() and text.isdecimal()):
        raise CronError(f"'{text}' is no {what}")
    value = int(text[:9])
    if not low <= value <= high:
        raise CronError(f"the {what} {text} does not lie between {low} and {high}")
    return value
