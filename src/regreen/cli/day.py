"""Days as a person writes them."""

from __future__ import annotations

from datetime import date

from regreen.model.errors import InputError


def day(text: str | None) -> date | None:
    """The day that `--as-of` names. Raises `InputError` when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputError(f"--as-of: {text!a} is no day such as 2026-01-31") from None
