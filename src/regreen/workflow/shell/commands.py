"""The simple commands of a script, each with what decides whether it runs and whether its failure counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from regreen.workflow.shell.words import Operator, Redirection, Token, Word, tokens

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=")
_CONDITIONS = frozenset({"if", "elif", "while", "until"})
_OPEN = frozenset({"if", "while", "until", "for", "select", "case", "{"})
_CLOSE = frozenset({"fi", "done", "esac", "}"})
_BODY = frozenset({"then", "do", "else"})
_PREFIXES = frozenset({"time", "coproc"})


class Command(Struct, frozen=True):
    r"""A simple command. `words` are without assignments (`NAME=value` in front) and redirections.

    `before` and `after` are the operators around it (a line end is `\\n`, the start and the end of a list are
    empty); `depth` counts the compound commands around it; `tested`: a condition or `!` looks at its status.
    """

    words: tuple[Word, ...]
    start: int
    end: int
    assignments: tuple[Word, ...] = ()
    redirections: tuple[Redirection, ...] = ()
    before: str = ""
    after: str = ""
    depth: int = 0
    tested: bool = False

    @property
    def name(self) -> str:
        """The program, as it is written; empty where there is none or it is expanded."""
        return self.words[0].text if self.words and self.words[0].plain else ""

    @property
    def arguments(self) -> tuple[Word, ...]:
        """What follows the program."""
        return self.words[1:]

    @property
    def piped(self) -> bool:
        """Whether its output goes into another command."""
        return self.after in ("|", "|&")

    @property
    def guarded(self) -> bool:
        """Whether its failure does not end a script under `-e` by itself."""
        return self.tested or self.after in ("&&", "||", "&")


@lru_cache(maxsize=2048)
def commands(script: str) -> tuple[Command, ...]:
    """The simple commands of a script, in the order they are written."""
    return tuple(_Reader(tokens(script)).commands())


class _Reader:
    def __init__(self, found: Sequence[Token]) -> None:
        self.tokens = found
        self.stack: list[str] = []  # compound commands around: their first words, `(` and `function`
        self.condition: list[bool] = [False]
        self.before = ""
        self.negated = False
        self.patterns = False  # inside of `case … in`, before the `)`

    def commands(self) -> Iterator[Command]:
        pending: list[Token] = []
        for token in self.tokens:
            if isinstance(token, Operator) and not self._inside_test(pending):
                if self.patterns:
                    self._pattern(token, pending)
                    pending = []
                    continue
                if token.text == "(" and len(pending) == 1:  # name() opens a function
                    pending = []
                    self.stack.append("function")
                    continue
                if token.text == ")" and not pending and self.stack[-1:] == ["function"]:
                    self.stack.pop()
                    continue
                yield from self._finish(pending, token.text)
                if pending or token.text != "\n":  # `a &&` goes on in the next line
                    self._bracket(token)
                pending = []
            else:
                pending.append(token)
                if self._reserved(pending):
                    pending = []
        yield from self._finish(pending, "")

    def _inside_test(self, pending: Sequence[Token]) -> bool:
        """`[[ a && b ]]` is one command."""
        words = [token.text for token in pending if isinstance(token, Word)]
        return bool(words) and words[0] == "[[" and "]]" not in words

    def _pattern(self, token: Operator, pending: Sequence[Token]) -> None:
        words = [item.text for item in pending if isinstance(item, Word)]
        if words[:1] == ["esac"]:
            self.patterns = False
            self._close()
            self.before = token.text
        elif token.text == ")":
            self.patterns = False
            self.before = ""

    def _bracket(self, token: Operator) -> None:
        self.before = token.text
        if token.text == "(":
            self.stack.append("(")
            self.condition.append(self.condition[-1])
            self.before = ""
        elif token.text == ")" and self.stack:
            self._close()
        elif token.text.startswith(";;") or token.text == ";&":
            self.patterns = True

    def _close(self) -> None:
        if self.stack:
            self.stack.pop()
        if len(self.condition) > 1:
            self.condition.pop()

    def _reserved(self, pending: Sequence[Token]) -> bool:
        """Whether the first word of a command is no part of it."""
        word = pending[0]
        if len(pending) > 1 or not isinstance(word, Word) or word.quoted:
            return self._header(pending)
        text = word.text
        if text == "!":
            self.negated = True
            return True
        if text in _OPEN:
            self.stack.append(text)
            self.condition.append(text in _CONDITIONS or self.condition[-1])
            self.before = ""
            return text not in ("for", "select", "case")
        if text in _BODY or text == "elif":
            self.condition[-1] = text == "elif" or (len(self.condition) > 1 and self.condition[-2])
            self.before = ""
            return True
        if text in _CLOSE:
            self._close()
            return False
        return text in _PREFIXES

    def _header(self, pending: Sequence[Token]) -> bool:
        """The end of `case word in`; `for name in …` ends with its line."""
        first, last = pending[0], pending[-1]
        if isinstance(first, Word) and first.text == "case" and isinstance(last, Word) and last.text == "in":
            self.patterns = len(pending) > 2
            return self.patterns
        return False

    def _finish(self, pending: Sequence[Token], after: str) -> Iterator[Command]:
        words = [token for token in pending if isinstance(token, Word)]
        redirections = tuple(token for token in pending if isinstance(token, Redirection))
        first = words[0].text if words and not words[0].quoted else ""
        if not pending or first in _CLOSE or first in ("for", "select", "case", "function"):
            self.negated = False
            return
        count = 0
        while (
            count < len(words)
            and _ASSIGNMENT.match(words[count].text)
            and not words[count].text[:1].isdigit()
        ):
            count += 1
        yield Command(
            words=tuple(words[count:]),
            start=pending[0].start,
            end=pending[-1].end,
            assignments=tuple(words[:count]),
            redirections=redirections,
            before=self.before,
            after=after,
            depth=len(self.stack),
            tested=self.negated or self.condition[-1],
        )
        self.negated = False
