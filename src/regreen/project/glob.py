"""Git's wildcard matching ("wildmatch") in time that stays linear in pattern times text.

Source: gitignore(5) and git's wildmatch.c. Matching is done on bytes, as git does it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import lru_cache

from msgspec import Struct

_SPECIAL = b"*?[\\"
_SLASH = 0x2F
_FEW, _SHORT = 2, 1000  # so many stars in a text of so many bytes may backtrack
_CLASSES: Mapping[bytes, Callable[[int], bool]] = {
    b"alpha": lambda c: chr(c).isalpha(),
    b"digit": lambda c: chr(c).isdigit(),
    b"alnum": lambda c: chr(c).isalnum(),
    b"upper": lambda c: chr(c).isupper(),
    b"lower": lambda c: chr(c).islower(),
    b"space": lambda c: c in b" \t\n\r\v\f",
    b"blank": lambda c: c in b" \t",
    b"punct": lambda c: 0x21 <= c <= 0x7E and not chr(c).isalnum(),
    b"print": lambda c: 0x20 <= c <= 0x7E,
    b"graph": lambda c: 0x21 <= c <= 0x7E,
    b"cntrl": lambda c: c < 0x20 or c == 0x7F,
    b"xdigit": lambda c: c in b"0123456789abcdefABCDEF",
}


class _Star(Enum):
    NAME = "any characters but a slash"
    ANY = "any characters"
    FOLDERS = "nothing, or any characters and a slash"


_Token = frozenset[int] | _Star
_ALL = frozenset(range(256))
_NO_SLASH = _ALL - {_SLASH}


class Glob(Struct, frozen=True):
    """A compiled pattern. `tokens` is None for a pattern that matches nothing (an unclosed class);
    `expression` says the same as `tokens` where backtracking is harmless.
    """

    literal: bytes
    tokens: tuple[_Token, ...] | None
    expression: re.Pattern[bytes] | None = None

    def matches(self, text: bytes) -> bool:
        """Whether the whole of `text` matches."""
        if self.tokens is None or not text.startswith(self.literal):
            return False
        if not self.tokens:
            return len(text) == len(self.literal)
        if self.expression is not None and len(text) < _SHORT:
            return self.expression.fullmatch(text, len(self.literal)) is not None
        return _run(self.tokens, text[len(self.literal) :])


@lru_cache(maxsize=4096)
def compile_glob(pattern: bytes, *, pathname: bool) -> Glob:
    """Compile a pattern. With `pathname` a star stops at slashes and `**` spans folders.

    Git compares the part before the first wildcard literally and matches the rest on its own, which is why
    `a**` spans folders in a pattern that has a slash.
    """
    cut = next((i for i, c in enumerate(pattern) if c in _SPECIAL), len(pattern))
    try:
        tokens = tuple(_tokens(pattern[cut:], pathname))
    except ValueError:
        return Glob(pattern[:cut], None)
    stars = sum(isinstance(token, _Star) for token in tokens)
    return Glob(pattern[:cut], tokens, _expression(tokens) if stars <= _FEW else None)


def _expression(tokens: tuple[_Token, ...]) -> re.Pattern[bytes]:
    return re.compile(b"".join(map(_fragment, tokens)), re.DOTALL)


def _fragment(token: _Token) -> bytes:
    if isinstance(token, _Star):
        return {_Star.NAME: b"[^/]*", _Star.ANY: b".*", _Star.FOLDERS: b"(?:.*/)?"}[token]
    if len(token) == 1:
        return re.escape(bytes(token))
    return b"[" + b"".join(b"\\x%02x" % char for char in sorted(token)) + b"]" if token else b"(?!)"


def _tokens(pattern: bytes, pathname: bool) -> Iterator[_Token]:
    """Raises ValueError for a pattern that can never match."""
    one = _NO_SLASH if pathname else _ALL
    at = 0
    while at < len(pattern):
        char = pattern[at : at + 1]
        if char == b"*":
            end = at
            while pattern[end : end + 1] == b"*":
                end += 1
            star, end = _star(pattern, at, end) if pathname else (_Star.ANY, end)
            yield star
            at = end
        elif char == b"?":
            yield one
            at += 1
        elif char == b"[":
            members, at = _class(pattern, at + 1)
            yield members & one
        elif char == b"\\":
            if at + 1 >= len(pattern):
                raise ValueError
            yield frozenset((pattern[at + 1],))
            at += 2
        else:
            yield frozenset((pattern[at],))
            at += 1


def _star(pattern: bytes, start: int, end: int) -> tuple[_Star, int]:
    """What a run of stars means, and where the pattern goes on."""
    opens = start == 0 or pattern[start - 1] == _SLASH
    if end - start < 2 or not opens:
        return _Star.NAME, end
    if end == len(pattern):
        return _Star.ANY, end
    if pattern[end] == _SLASH:
        return _Star.FOLDERS, end + 1
    return (_Star.ANY if pattern[end : end + 2] == b"\\/" else _Star.NAME), end


def _class(pattern: bytes, at: int) -> tuple[frozenset[int], int]:
    """The members of a class that opened before `at`, and where the pattern goes on."""
    negated = pattern[at : at + 1] in (b"!", b"^")
    at += negated
    members: set[int] = set()
    previous: int | None = None
    first = True
    while first or pattern[at : at + 1] != b"]":
        first = False
        if pattern[at : at + 2] == b"[:":
            end = pattern.find(b"]", at + 2)
            if end < 0:
                raise ValueError
            if pattern[end - 1 : end] == b":" and end - 1 >= at + 2:
                test = _CLASSES.get(pattern[at + 2 : end - 1])
                if test is None:
                    raise ValueError
                members |= {c for c in range(128) if test(c)}
                previous, at = None, end + 1
                continue
        is_range = pattern[at : at + 1] == b"-" and previous is not None
        if is_range and pattern[at + 1 : at + 2] not in (b"", b"]"):
            char, at = _member(pattern, at + 1)
            members |= set(range(previous or 0, char + 1))
            previous = None
        else:
            previous, at = _member(pattern, at)
            members.add(previous)
    return (_ALL - members if negated else frozenset(members)), at + 1


def _member(pattern: bytes, at: int) -> tuple[int, int]:
    at += pattern[at : at + 1] == b"\\"
    if at >= len(pattern):
        raise ValueError
    return pattern[at], at + 1


def _run(tokens: tuple[_Token, ...], text: bytes) -> bool:
    """Simulate all positions in the pattern at once. For `_Star.FOLDERS` the state `-k` stands for "inside
    the folders of token k".
    """
    states = _closure(tokens, {0})
    for char in text:
        following: set[int] = set()
        for state in states:
            inside, index = state < 0, abs(state) - 1 if state < 0 else state
            token = tokens[index] if index < len(tokens) else None
            if token is _Star.FOLDERS:
                following.add(-index - 1)
                if char == _SLASH:
                    following.add(index + 1)
            elif token is _Star.ANY or (token is _Star.NAME and char != _SLASH):
                following.add(index)
            elif isinstance(token, frozenset) and char in token and not inside:
                following.add(index + 1)
        states = _closure(tokens, following)
        if not states:
            return False
    return len(tokens) in states


def _closure(tokens: tuple[_Token, ...], states: set[int]) -> set[int]:
    """Add the states that are reached without reading anything: every star may be empty."""
    pending = [state for state in states if state >= 0]
    while pending:
        state = pending.pop()
        if state < len(tokens) and isinstance(tokens[state], _Star) and state + 1 not in states:
            states.add(state + 1)
            pending.append(state + 1)
    return states
