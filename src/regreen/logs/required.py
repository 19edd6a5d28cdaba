"""Words that a regular expression cannot match without, read from the expression itself.

Only what is certain counts: plain characters outside of classes, and the alternatives of a group or of the whole
expression when every one of them has such a word. Look-arounds, references and optional parts say nothing.
The syntax is that of Python's `re`; whatever is not understood ends in no words, never in wrong ones.
"""

from __future__ import annotations

import re

_SHORTEST = 3  # letters from which on a word is worth looking for
_MOST = 16  # words that are looked for faster than the expression is compiled
_OPTIONAL = ("?", "*", "{")
_TOKEN = re.compile(
    r"""(?P<run>[^.^$*+?{}\[\]()|\\]+)
      | \\(?P<escaped>.)
      | (?P<open>\((?:\?(?:(?::|P<\w+>)|(?P<other>[=!]|<[=!]|P=|\#|\(|[aiLmsux-])))?)
      | (?P<end>[|)])
      | (?:\[\^?\]?(?:\\.|[^\]\\])*\]|\{[^}]*\}|.)""",
    re.VERBOSE | re.DOTALL,
)


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
        while self.expression.startswith("|", self.at):
            self.at += 1
            choices.append(self._sequence())
        words = tuple(dict.fromkeys(word for choice in choices for word in choice))
        return words if all(choices) and len(words) <= _MOST else ()

    def _sequence(self) -> tuple[str, ...]:
        best: tuple[str, ...] = ()
        run = ""
        while (token := _TOKEN.match(self.expression, self.at)) and not token["end"]:
            self.at = token.end()
            if token["open"]:
                best, run = _better(_better(best, (run,)), self._group(token["other"])), ""
                continue
            text = token["run"] or _plain(token["escaped"])
            optional = self.expression.startswith(_OPTIONAL, self.at)
            run += text[:-1] if optional else text
            if optional or not text or self.expression.startswith("+", self.at):
                best, run = _better(best, (run,)), ""
        return _better(best, (run,))

    def _group(self, kind: str | None) -> tuple[str, ...]:
        self.unclear |= kind is not None and kind in "#(aiLmsux-"
        words = self.alternatives()
        self.at += 1  # the closing parenthesis
        return () if kind or self.expression.startswith(_OPTIONAL, self.at) else words


def _plain(escaped: str | None) -> str:
    """The character that an escape stands for; nothing for classes, places and references."""
    return "" if not escaped or escaped.isalnum() else escaped


def _better(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The set that tells more texts apart: its shortest word is longer, or it has fewer words."""
    if min(map(len, other), default=0) < _SHORTEST:
        return one
    if not one:
        return other
    return max(one, other, key=lambda words: (min(min(map(len, words)), 8), -len(words), len(words[0])))
