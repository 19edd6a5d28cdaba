"""One name for one cause, on whatever run, machine or pull request it shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from regreen.logs.normal import normal


def fingerprint(rule: str, identity: Iterable[tuple[str, str]]) -> str:
    """16 hexadecimal digits over the rule's id and the normalised data that identify the cause."""
    parts = [rule, *(f"{name}={normal(value)}" for name, value in identity)]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
