"""Reduce a file to its imports and blocks, so that an older `ast` can read a newer Python's imports.

Expressions, signatures and type parameters are where the grammar grows from release to release; blocks and
import statements have stayed the same. A logical line that is neither becomes `pass` on its line, so that
places stay true. (A parser for all versions, such as libcst's, overflows the C stack on hostile input.)
"""

from __future__ import annotations

import tokenize
from collections.abc import Iterator
from io import StringIO
from tokenize import TokenInfo

from regreen.model.text import Source

_LIMIT = 300_000  # characters; splitting into tokens is slow
_SKIPPED = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING})
_HEADERS = {
    "def": "def f():",
    "class": "class f:",
    "for": "for f in f:",
    "while": "while f:",
    "with": "with f:",
    "match": "if f:",
    "case": "if f:",
    "try": "try:",
    "else": "else:",
    "finally": "finally:",
}
_KEPT = frozenset({"if", "elif", "except", "import", "from"})


def reduced(source: Source) -> str:
    """A text with the same imports and blocks on the same lines; empty when it cannot be split into lines,
    is very long, and for Python 2, whose imports mean something else.
    """
    rows: list[str] = []
    if len(source.text) > _LIMIT:
        return ""
    try:
        for tokens in _logical_lines(source.text):
            if _is_python_2(tokens):
                return ""
            row, column = tokens[0].start
            rows += [""] * (row - 1 - len(rows))
            rows += (" " * column + _reduce(tokens)).split("\n")
    except (tokenize.TokenError, SyntaxError, ValueError):
        return ""
    return "\n".join(rows) + "\n"


def _logical_lines(text: str) -> Iterator[list[TokenInfo]]:
    line: list[TokenInfo] = []
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER):
            if line:
                yield line
            line = []
        elif token.type not in _SKIPPED:
            line.append(token)


def _is_python_2(tokens: list[TokenInfo]) -> bool:
    return (
        len(tokens) > 1
        and tokens[0].string in ("print", "exec")
        and tokens[1].type in (tokenize.STRING, tokenize.NAME, tokenize.NUMBER)
    )


def _reduce(tokens: list[TokenInfo]) -> str:
    words = [token.string for token in tokens[:2]]
    word = words[1] if words[0] == "async" and len(words) > 1 else words[0]
    if word in ("import", "from"):
        return _verbatim(tokens)
    if tokens[-1].string != ":" or (word not in _HEADERS and word not in _KEPT):
        return "pass"
    if word in _HEADERS:
        return _HEADERS[word]
    names = [token.string for token in tokens[1:-1]]
    return f"{word} {_condition(word, names)}:"


def _condition(word: str, names: list[str]) -> str:
    """The part of a header that says something about the imports below it."""
    if word == "except":
        kinds = [
            name for name in names[: names.index("as") if "as" in names else None] if name.isidentifier()
        ]
        return f"({', '.join(kinds)},)" if kinds else ""
    return "TYPE_CHECKING" if "TYPE_CHECKING" in names and "not" not in names else "f"


def _verbatim(tokens: list[TokenInfo]) -> str:
    """An import statement with each token where it stood; what follows a semicolon is left out."""
    text, (row, column) = "", tokens[0].start
    for token in tokens:
        if token.string == ";":
            break
        text += ("\n" * (token.start[0] - row) if "(" in text else "") or ""
        column = 0 if token.start[0] > row and "(" in text else column
        text += " " * max(token.start[1] - column, 0) + token.string
        row, column = token.end
    return text
