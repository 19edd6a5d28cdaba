"""Durations as people type them."""

from __future__ import annotations

import re

from regreen.model.errors import InputError

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")


def seconds_of(text: str | None, option: str) -> float | None:
    """The seconds of a duration such as `90s`, `20m` or `1h30m`; None for none. Raises `InputError` when it is no
    duration.
    """
    if not text:
        return None
    match = _DURATION.fullmatch(text.strip())
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    total = hours * 3600 + minutes * 60 + seconds
    if total <= 0:
        raise InputError(f"{option}: {text!a} is no duration such as 90s, 20m or 1h")
    return float(total)
