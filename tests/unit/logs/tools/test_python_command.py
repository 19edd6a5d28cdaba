from __future__ import annotations

import pytest

from regreen.logs.read import read
from regreen.logs.signal import Refusal


@pytest.mark.parametrize(
    ("line", "kind", "subject"),
    [
        ("/opt/python/bin/python: No module named build", "no-module", "build"),
        ("python3.11: No module named shop.cli", "no-module", "shop.cli"),
        (
            "/usr/bin/python3: Error while finding module specification for 'shop.cli' "
            "(ModuleNotFoundError: No module named 'shop')",
            "no-module",
            "shop",
        ),
        (
            "python: can't open file '/w/load.py': [Errno 2] No such file or directory",
            "no-script",
            "/w/load.py",
        ),
    ],
)
def test_refusals(line: str, kind: str, subject: str) -> None:
    [refusal] = [
        s for s in read("log", line.encode()).signals if isinstance(s, Refusal) and s.tool == "python"
    ]
    assert (refusal.kind, refusal.subject) == (kind, subject)


def test_a_programs_own_words() -> None:
    signals = read("log", b"loader: No module named uvloop, going on\n").signals
    assert not [s for s in signals if isinstance(s, Refusal)]
