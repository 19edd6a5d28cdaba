"""When to ask a server again, and after how long.

Source: GitHub's "Best practices for using the REST API" and "Rate limits for the REST API".
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

ATTEMPTS = 4
SECONDARY_WAIT = 60.0  # seconds, where a secondary limit names no time
_TRANSIENT = (500, 502, 503, 504)


class Wait(Struct, frozen=True):
    """Ask again after `seconds`; `limited` says that the server counts our requests, not that it is ill."""

    seconds: float
    limited: bool = False


def backoff(attempt: int, jitter: float) -> float:
    """Seconds before attempt `attempt` + 1: doubling from one second, spread by `jitter` (0 to 1)."""
    return float(2 ** (attempt - 1)) * (0.5 + jitter)


def wait_for(
    status: int, headers: Mapping[str, str], message: str, attempt: int, now: float, jitter: float
) -> Wait | None:
    """How long to wait before asking again; None where asking again is of no use.

    `headers` has lower-case names or ignores case; `now` is in seconds since the epoch.
    """
    if status in (403, 429):
        return _limit(status, headers, message, attempt, now, jitter)
    if status in _TRANSIENT:
        asked = _seconds(headers.get("retry-after"))
        return Wait(backoff(attempt, jitter) if asked is None else asked)
    return None


def _limit(
    status: int, headers: Mapping[str, str], message: str, attempt: int, now: float, jitter: float
) -> Wait | None:
    asked = _seconds(headers.get("retry-after"))
    if asked is not None:
        return Wait(asked, limited=True)
    if headers.get("x-ratelimit-remaining") == "0":
        reset = _seconds(headers.get("x-ratelimit-reset"))
        return Wait(max(1.0, reset - now + 1) if reset is not None else SECONDARY_WAIT, limited=True)
    if "secondary rate limit" in message.lower() or "abuse detection" in message.lower():
        return Wait(SECONDARY_WAIT * 2 ** (attempt - 1), limited=True)
    return Wait(backoff(attempt, jitter), limited=True) if status == 429 else None


def _seconds(value: str | None) -> float | None:
    return float(value) if value and value.isascii() and value.isdigit() and len(value) < 12 else None
