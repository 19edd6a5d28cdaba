"""Our own versions of the actions that Python projects use, by name."""

from __future__ import annotations

from regreen.runner.actions.checkout import checkout
from regreen.runner.state import Native

_NATIVE: dict[str, Native] = {
    "actions/checkout": checkout,
}


def native(name: str) -> Native | None:
    """Our version of `owner/name` or `owner/name/path`; None where there is none."""
    return _NATIVE.get(name.lower())
