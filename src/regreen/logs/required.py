"""Words that a regular expression cannot match without, read from the expression itself.

Only what is certain counts: plain characters outside of classes, and the alternatives of a group or of the whole
expression when every one of them has such a word. Look-arounds, references and optional parts say nothing.
The syntax is that of Python's `re`; whatever is not understood ends in no words, never in wrong ones.
"""

from __future__ import annotations

import re

_SHORTEST = 3  # letters from which on a word is worth looking for
_MOST = 16  # words that are looked for faster than the expression is compiled
_SPECIAL = frozenset(".^$*+?{}[]()|\\")
_OPTIONAL = ("?", "*", "{")
_GROUP = re.compile(r"\((?:\?(?:(?P<plain>:|P<\w+>)|(?P<other>[=!]|<[=!]|P=|#|\(|[aiLmsux-])))?")


def required_words(expression: str) -> tuple[str, ...]:
    """The words, one of which every match of `expression` holds; none where no such set is known."""
    scan = _Scan(expression)
    words = scan.alternatives()
    return words if scan.at == len(expression) and not scan.unclear else ()


class _Scan:
    """A walk over an expression. `unclear`: it has a part that changes the meaning of the rest, such as flags."""

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.at = 0
        self.unclear = False

    def alternatives(self) -> tuple[str, ...]:
        """The words of everything up to the end of the group."""
        choices = [self._sequence()]
        while self._next("|"):
            self.at += 1
            choices.append(self._sequence())
        words = tuple(dict.fromkeys(word for choice in choices for word in choice))
        return words if all(choices) and len(words) <= _MOST else ()

    def _next(self, *characters: str) -> bool:
        return self.expression.startswith(characters, self.at)

    def _sequence(self) -> tuple[str, ...]:
        best: tuple[str, ...] = ()
        run = ""
        while self.at < len(self.expression) and not self._next("|", ")"):
            if self._next("("):
                best, run = _better(best, (run,)), ""
                words = self._group()
                best = best if self._next(*_OPTIONAL) else _better(best, words)
                continue
            character = self._character()
            if not character or self._next(*_OPTIONAL):
                best, run = _better(best, (run,)), ""
                continue
            run += character
            if self._next("+"):
                best, run = _better(best, (run,)), ""
        return _better(best, (run,))

    def _group(self) -> tuple[str, ...]:
        opening = _GROUP.match(self.expression, self.at)
        if opening is None or opening["other"] in ("#", "("):
            self.unclear = True
            self.at = len(self.expression)
            return ()
        self.unclear |= bool(opening["other"]) and opening["other"][0] in "aiLmsux-"
        self.at = opening.end()
        words = self.alternatives()
        self.at += 1  # the closing parenthesis
        return () if opening["other"] else words

    def _character(self) -> str:
        """The plain character here; nothing for whatever stands for several, for none, or for a place."""
        character = self.expression[self.at]
        if character == "\\":
            escaped = self.expression[self.at + 1 : self.at + 2]
            self.at += 2
            return "" if escaped.isalnum() else escaped
        if character == "[":
            self.at = _class_end(self.expression, self.at)
            return ""
        if character == "{" and (end := self.expression.find("}", self.at)) > 0:
            self.at = end + 1
            return ""
        self.at += 1
        return "" if character in _SPECIAL else character


def _better(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The set that tells more texts apart: its shortest word is longer, or it has fewer words."""
    if min(map(len, other), default=0) < _SHORTEST:
        return one
    if not one:
        return other
    return max(one, other, key=lambda words: (min(min(map(len, words)), 8), -len(words), len(words[0])))


def _class_end(expression: str, start: int) -> int:
    at = start + 1
    if expression[at : at + 1] == "^":
        at += 1
    if expression[at : at + 1] == "]":
        at += 1
    while at < len(expression) and expression[at] != "]":
        at += 2 if expression[at] == "\\" else 1
    return at + 1
