"""Lines that state a failure by their words alone."""

from __future__ import annotations

import pytest

from regreen.logs.words import STRONG, statements, weight
from regreen.model.run import Line


@pytest.mark.parametrize(
    "text",
    [
        "ERROR: could not read the configuration",
        "fatal: repository not found",
        "Error: Cannot find module 'x'",
        "❌ Deployment failed: quota exceeded",
        "[ERROR] Unable to open database",
        "##[error]Error: required input is missing",
    ],
)
def test_strong(text: str) -> None:
    assert weight(text) >= STRONG


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "0 errors, 0 failed",
        "collected 12 items",
        "    raise ValueError('failed to open')",
        "Process completed with exit code 1.",
        "##[error]Process completed with exit code 1.",
        "Installing collected packages: error-tools",
        "✓ handles errors",
        "x" * 5000,
    ],
)
def test_weak(text: str) -> None:
    assert weight(text) < STRONG


def test_statements_keep_their_order() -> None:
    lines = [
        Line("x", i, text)
        for i, text in enumerate(["ERROR: cannot open a", "fine", "fatal: cannot open b"], 1)
    ]
    assert [statement.line.number for statement in statements(lines)] == [1, 3]
