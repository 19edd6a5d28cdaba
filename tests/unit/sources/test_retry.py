from __future__ import annotations

import pytest

from regreen.sources.retry import Wait, backoff, wait_for

NOW = 1_000_000.0


@pytest.mark.parametrize(
    ("status", "headers", "message", "attempt", "expected"),
    [
        (200, {}, "", 1, None),
        (404, {}, "", 1, None),
        (501, {}, "", 1, None),
        (500, {}, "", 1, Wait(1.0)),
        (502, {}, "", 3, Wait(4.0)),
        (503, {"retry-after": "7"}, "", 1, Wait(7.0)),
        (403, {}, "Resource not accessible by integration", 1, None),
        (403, {"x-ratelimit-remaining": "12"}, "Forbidden", 1, None),
        (403, {"retry-after": "30"}, "", 1, Wait(30.0, limited=True)),
        (
            403,
            {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000020"},
            "",
            1,
            Wait(21.0, limited=True),
        ),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "999000"}, "", 1, Wait(1.0, limited=True)),
        (429, {"x-ratelimit-remaining": "0"}, "", 1, Wait(60.0, limited=True)),
        (403, {}, "You have exceeded a secondary rate limit", 1, Wait(60.0, limited=True)),
        (403, {}, "You have exceeded a secondary rate limit", 2, Wait(120.0, limited=True)),
        (429, {}, "", 2, Wait(2.0, limited=True)),
        (503, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, "", 1, Wait(1.0)),
        (503, {"retry-after": "9" * 30}, "", 1, Wait(1.0)),
    ],
)
def test_waits(
    status: int, headers: dict[str, str], message: str, attempt: int, expected: Wait | None
) -> None:
    assert wait_for(status, headers, message, attempt, NOW, 0.5) == expected


def test_backoff_doubles_and_spreads() -> None:
    assert [backoff(attempt, 0.5) for attempt in (1, 2, 3)] == [1.0, 2.0, 4.0]
    assert (backoff(1, 0.0), backoff(1, 1.0)) == (0.5, 1.5)
