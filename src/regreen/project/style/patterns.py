"""Regular expressions and globs of a repository's configuration, which a stranger wrote: only harmless ones run."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

_LONGEST = 3000
_NESTED = re.compile(r"[*+}]\??\)[*+{]|\([^()]*[*+{][^()]*\)[*+{]|[*+][*+]")


@lru_cache(maxsize=256)
def pattern(text: str) -> re.Pattern[str] | None:
    """The expression; None where it is none, or where matching it might take long (a quantified group that holds
    a quantifier).
    """
    if len(text) > _LONGEST or _NESTED.search(text):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return None


@lru_cache(maxsize=512)
def name_glob(text: str) -> re.Pattern[str]:
    """A glob as `fnmatch` has it: a star spans folders, too. Runs of stars are one."""
    parts: list[str] = []
    at = 0
    text = re.sub(r"\*+", "*", text[:_LONGEST])
    while at < len(text):
        char = text[at]
        at += 1
        if char == "*":
            parts.append(".*?" if parts.count(".*?") < 3 else "[^/]*")
        elif char == "?":
            parts.append(".")
        elif char == "[" and (end := text.find("]", at + 1)) > 0:
            inner = text[at:end].replace("\\", "\\\\")
            parts.append(f"[{'^' + inner[1:] if inner[:1] == '!' else inner}]")
            at = end + 1
        else:
            parts.append(re.escape(char))
    try:
        return re.compile("(?s:" + "".join(parts) + r")\Z")
    except re.error:
        return re.compile(r"(?!)")
