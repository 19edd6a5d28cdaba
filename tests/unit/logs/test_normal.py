"""What differs from run to run is gone from a message; what makes it another message stays."""

from __future__ import annotations

import pytest

from regreen.logs.normal import normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("at 2025-03-04T05:06:07.1234567Z it failed", "at 2024-11-30T23:59:59Z it failed"),
        ("[05:06:07] failed", "[23:59:59.123] failed"),
        ("took 12.3s to fail", "took 4 seconds to fail"),
        ("<Order object at 0x7f3a2b1c0d90>", "<Order object at 0x10a2b3c4d>"),
        (
            "request 3fa85f64-5717-4562-b3fc-2c963f66afa6 failed",
            "request 00000000-0000-4000-8000-00000000000a failed",
        ),
        ("HEAD is 0f1e2d3c4b5a", "HEAD is a9b8c7d6e5f4"),
        ("no such file /tmp/pytest-of-runner/pytest-0/x.db", "no such file /tmp/tmpab12cd34/x.db"),
        ("/home/runner/work/tool/tool/setup.py: error", "/builds/acme/tool/setup.py: error"),
        ("C:\\a\\tool\\tool\\setup.py: error", "D:\\a\\tool\\tool\\setup.py: error"),
        ("process 4711 died", "process 12 died"),
        ("cannot connect to 127.0.0.1:54321", "cannot connect to 127.0.0.1:43210"),
        ("run 14283746501 failed", "run 24283746502 failed"),
        ("a   b\tc", "a b c"),
    ],
)
def test_equal(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("numpy==1.26.4 not found", "numpy==2.0.0 not found"),
        ("HTTP 404", "HTTP 500"),
        ("assert 3 == 4", "assert 3 == 5"),
        ("No module named 'a'", "No module named 'b'"),
        ("exit code 1", "exit code 137"),
        ("tests/test_a.py: error", "tests/test_b.py: error"),
    ],
)
def test_different(one: str, other: str) -> None:
    assert normal(one) != normal(other)
