"""Problem matchers: lines of a step's output that become annotations.

Format and behaviour follow actions/runner (Worker/IssueMatcher.cs; docs/checks and problem-matchers.md there): a file
of matchers, each with an owner and patterns for consecutive lines; the last pattern may `loop`. The patterns come from
the repository, so one that could run away is refused, and one that turns out slow is dropped.
"""

from __future__ import annotations

import json
import re
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from re import _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

from msgspec import Struct, field

LONGEST = 2_000  # characters of a line that is looked at
SLOW = 0.25  # seconds of CPU that one line may take
_FIELDS = ("file", "fromPath", "line", "column", "severity", "code", "message")
_LEVELS = ("error", "warning", "notice")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m?")
_NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")
_MANY = 10  # repetitions from which a pattern within a pattern is refused


class _TooSlow(Exception):  # noqa: N818 - a verdict
    """An expression took too long."""


class MatcherError(ValueError):
    """A file of matchers is not in the format; the text says how."""


class Pattern(Struct, frozen=True):
    """What one line must look like; `groups` says which group of the expression holds what."""

    expression: re.Pattern[str]
    groups: Mapping[str, int]
    loop: bool = False


class Matcher(Struct, frozen=True):
    """The patterns of one owner. `severity` is what they mean where they do not say; `base` is where paths start;
    `own` are those of ours, which need no guard.
    """

    owner: str
    patterns: tuple[Pattern, ...]
    severity: str = "error"
    base: str = ""
    own: bool = False


class Problem(Struct, frozen=True):
    """What a matcher made of one or more lines."""

    owner: str
    level: str
    message: str
    path: str = ""
    base: str = ""
    line: int = 0
    column: int = 0
    code: str = ""


class Matchers(Struct):
    """The matchers of a job, the newest of each owner, and what each has seen of a problem that is not complete."""

    known: dict[str, Matcher] = field(default_factory=dict)
    _seen: dict[str, list[dict[str, str] | None]] = field(default_factory=dict)

    def add(self, matcher: Matcher) -> None:
        """From now on; another one of its owner is replaced. Owners are told apart without regard to case."""
        key = matcher.owner.lower()
        self.known.pop(key, None)
        self.known[key] = matcher
        self._seen[key] = [None] * len(matcher.patterns)

    def remove(self, owner: str) -> None:
        """From now on no longer."""
        self.known.pop(owner.lower(), None)

    def clear(self) -> None:
        """Forget what was seen: a step ends."""
        for key, matcher in self.known.items():
            self._seen[key] = [None] * len(matcher.patterns)

    def problem(self, text: str) -> Problem | None:
        """The problem that ends with a line; the newest matcher is asked first."""
        if not self.known or len(text) > LONGEST:
            return None
        text = plain(text)
        for key, matcher in reversed(list(self.known.items())):
            try:
                values = self._values(key, matcher, text)
            except _TooSlow:
                del self.known[key]
                continue
            found = _problem(matcher, values) if values is not None else None
            if found is not None:
                kept = self._seen[key]
                self.clear()
                self._seen[key] = kept
                return found
        return None

    def _values(self, key: str, matcher: Matcher, text: str) -> dict[str, str] | None:
        if matcher.own:
            return _advance(matcher.patterns, self._seen[key], text)
        if threading.current_thread() is not threading.main_thread():
            return None  # nobody could stop it there
        with _limited():
            return _advance(matcher.patterns, self._seen[key], text)


@contextmanager
def _limited() -> Iterator[None]:
    """An expression that takes too long is stopped: `re` looks for signals while it searches."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise _TooSlow

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SLOW)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def plain(text: str) -> str:
    """A line without colours."""
    return _COLOUR.sub("", text)


def parse_matchers(text: str) -> list[Matcher]:
    """The matchers of a file. Raises `MatcherError`."""
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise MatcherError(f"it is no JSON: {error}") from None
    entries = document.get("problemMatcher") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise MatcherError("it has no list 'problemMatcher'")
    return [_matcher(entry) for entry in entries]


def _matcher(entry: Any) -> Matcher:
    owner = entry.get("owner") if isinstance(entry, dict) else None
    if not isinstance(owner, str) or not owner:
        raise MatcherError("a matcher has no owner")
    patterns = entry.get("pattern")
    if not isinstance(patterns, list) or not patterns:
        raise MatcherError(f"the matcher '{owner}' has no patterns")
    found = [_pattern(owner, pattern) for pattern in patterns]
    if any(one.loop for one in found[:-1]) or (found[-1].loop and len(found) == 1):
        raise MatcherError(f"only the last of several patterns of '{owner}' may loop")
    if not any("message" in one.groups for one in found):
        raise MatcherError(f"no pattern of '{owner}' has a message")
    return Matcher(
        owner, tuple(found), str(entry.get("severity") or "error"), str(entry.get("fromPath") or "")
    )


def _pattern(owner: str, entry: Any) -> Pattern:
    source = entry.get("regexp") if isinstance(entry, dict) else None
    if not isinstance(source, str) or not source:
        raise MatcherError(f"a pattern of '{owner}' has no regexp")
    source = _NAMED.sub("(?P<", source)  # as Python spells it
    try:
        expression = re.compile(source)
        runs_away = _runs_away(_parser.parse(source), False)
    except (re.error, RecursionError, OverflowError) as error:
        raise MatcherError(f"a regexp of '{owner}' is not valid: {error}") from None
    if runs_away:
        raise MatcherError(f"a regexp of '{owner}' repeats what repeats, and may never end")
    groups = {}
    for name in _FIELDS:
        number = entry.get(name)
        if number is not None:
            if not isinstance(number, int) or not 0 <= number <= expression.groups:
                raise MatcherError(f"'{name}' of '{owner}' is no group of its regexp")
            groups[name] = number
    return Pattern(expression, groups, entry.get("loop") is True)


def _runs_away(tree: Any, repeated: bool) -> bool:
    """Whether something that repeats without end stands within something that does."""
    for kind, value in tree:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            endless = value[1] > _MANY
            if (endless and repeated) or _runs_away(value[2], repeated or endless):
                return True
        elif any(_runs_away(inner, repeated) for inner in _inner(name, value)):
            return True
    return False


def _inner(name: str, value: Any) -> Iterator[Any]:
    if name == "SUBPATTERN":
        yield value[3]
    elif name == "BRANCH":
        yield from value[1]
    elif name in ("ASSERT", "ASSERT_NOT"):
        yield value[1]
    elif name == "ATOMIC_GROUP":
        yield value
    elif name == "GROUPREF_EXISTS":
        yield from (part for part in value[1:] if part is not None)


def _advance(
    patterns: tuple[Pattern, ...], seen: list[dict[str, str] | None], text: str
) -> dict[str, str] | None:
    """What all patterns together captured, when the last one fits; `seen` holds what those before it did."""
    last = len(patterns) - 1
    for at in range(last, -1, -1):
        before = seen[at - 1] if at else {}
        if before is None:
            continue
        match = patterns[at].expression.search(text)
        if match is None:
            seen[at - 1 if at == last and at else at] = None
        elif at < last:
            seen[at] = {**before, **_captured(patterns[at], match)}
        else:
            seen[:] = [None] * len(patterns)
            if patterns[at].loop:
                seen[at - 1] = before
            return {**before, **_captured(patterns[at], match)}
    return None


def _captured(pattern: Pattern, match: re.Match[str]) -> dict[str, str]:
    return {name: value for name, number in pattern.groups.items() if (value := match[number])}


def _problem(matcher: Matcher, values: Mapping[str, str]) -> Problem | None:
    level = (values.get("severity") or matcher.severity).lower()
    message = values.get("message", "").strip()
    if level not in _LEVELS or not message:
        return None
    return Problem(
        matcher.owner,
        level,
        message,
        values.get("file", "").strip(),
        values.get("fromPath", "").strip() or matcher.base,
        number(values.get("line", "")),
        number(values.get("column", "")),
        values.get("code", "").strip(),
    )


def number(text: str) -> int:
    """A line or column; 0 where it is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
