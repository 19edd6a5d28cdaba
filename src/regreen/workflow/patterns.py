"""Filter patterns of `branches`, `tags` and `paths`.

Syntax: GitHub Docs, "Filter pattern cheat sheet"; names of branches and tags: git-check-ref-format(1).
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

_NOT_IN_REF = frozenset(" \t~^:")
_ESCAPABLE = frozenset("[?*+\\!")
_SPECIAL = frozenset("*?+[")


class PatternProblem(Struct, frozen=True):
    """What is wrong with a pattern, at which of its characters."""

    offset: int
    message: str
    fatal: bool = True  # GitHub refuses it; otherwise it only never matches


def check_ref_pattern(pattern: str) -> Iterator[PatternProblem]:
    """What is wrong with a pattern for branches or tags."""
    if not pattern:
        yield PatternProblem(0, "the pattern is empty")
        return
    if pattern.removeprefix("!").startswith("/"):
        yield PatternProblem(0, "the name of a branch or tag does not start with '/'", False)
    yield from _syntax(pattern, ref=True)
    if pattern.endswith(("/", ".")) and len(pattern) > 1:
        yield PatternProblem(
            len(pattern) - 1, f"the name of a branch or tag does not end with '{pattern[-1]}'", False
        )


def check_path_pattern(pattern: str) -> Iterator[PatternProblem]:
    """What is wrong with a pattern for paths."""
    if not pattern:
        yield PatternProblem(0, "the pattern is empty")
        return
    if pattern != pattern.strip():
        yield PatternProblem(0, "the pattern has blanks around it, and no path has", False)
    bare = pattern.strip().removeprefix("!")
    if bare in (".", "..") or bare.startswith(("./", "../")):
        message = "paths are relative to the root of the repository: '.' and '..' match none"
        yield PatternProblem(0, message, False)
        return
    yield from _syntax(pattern, ref=False)


def check_pattern(pattern: str) -> Iterator[PatternProblem]:
    """What is wrong with a pattern for anything else (image versions)."""
    yield from _syntax(pattern, ref=False)


def _syntax(pattern: str, ref: bool) -> Iterator[PatternProblem]:
    at = 1 if pattern.startswith("!") else 0
    if at == len(pattern):
        yield PatternProblem(0, "nothing follows the '!'")
    repeatable = False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            escaped = pattern[at + 1 : at + 2]
            if ref and escaped not in _ESCAPABLE:
                yield PatternProblem(at, "'\\' can only stand before one of [ ? * + \\ !", False)
            at += 2 if escaped in _ESCAPABLE else 1
            repeatable = True
            continue
        if char == "[":
            at, problem = _brackets(pattern, at)
            repeatable = True
            if problem:
                yield problem
            continue
        if char in "?+" and not repeatable:
            yield PatternProblem(at, f"'{char}' repeats the character before it, and there is none")
        elif char in "\r\n":
            yield PatternProblem(at, "a pattern has one line")
        elif ref and char in _NOT_IN_REF:
            yield PatternProblem(at, f"the name of a branch or tag does not contain {char!r}", False)
        repeatable = char not in _SPECIAL
        at += 1


def _brackets(pattern: str, start: int) -> tuple[int, PatternProblem | None]:
    """The offset behind a `[...]`, and what is wrong with it."""
    end = pattern.find("]", start + 1)
    if end < 0:
        return len(pattern), PatternProblem(start, "the ']' is missing")
    inner = pattern[start + 1 : end]
    problem = None
    if not inner:
        problem = PatternProblem(start, "nothing stands between '[' and ']'")
    elif len(inner) == 1:
        problem = PatternProblem(start, f"'[{inner}]' is the same as '{inner}'", False)
    for at in range(1, len(inner)):
        if inner[at] != "-":
            continue
        if at + 1 == len(inner):
            problem = PatternProblem(start + 1 + at, "the end of the range is missing")
        elif inner[at - 1] > inner[at + 1]:
            message = f"the range '{inner[at - 1 : at + 2]}' ends before it starts"
            problem = PatternProblem(start + 1 + at, message)
    return end + 1, problem
