from __future__ import annotations

import pytest

from regreen.cli.duration import seconds_of
from regreen.model.errors import InputError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("90", 90),
        ("20m", 1200),
        ("1h", 3600),
        ("1h30m", 5400),
        ("1h1m1s", 3661),
        ("", None),
        (None, None),
    ],
)
def test_durations(text: str | None, seconds: float | None) -> None:
    assert seconds_of(text, "--budget") == seconds


@pytest.mark.parametrize("text", ["soon", "0", "0s", "-1s", "1.5h", "1m1h", "s"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(InputError, match=r"--budget: .* is no duration"):
        seconds_of(text, "--budget")
