"""Prefixes that wrappers put before each line of the program they run."""

from __future__ import annotations

from regreen.logs.pattern import Pattern

# Buildkit's plain progress (`#12 3.456 text`) and the colour-free output of compose (`web-1  | text`).
_PREFIX = Pattern(r"^(?:#\d{1,4} \d{1,6}\.\d+ |[a-z][\w.-]{1,60} +\| )")


def bare(text: str) -> str:
    """The line as the program printed it."""
    if text[:1] == "#" or " | " in text[:80]:
        found = _PREFIX.match(text)
        return text[found.end() :] if found else text
    return text
