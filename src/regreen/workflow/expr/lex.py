"""Characters of an expression to tokens."""

from __future__ import annotations

import math
import re
from enum import StrEnum

from msgspec import Struct

from regreen.workflow.expr.errors import ErrorKind, ExpressionError
from regreen.workflow.numbers import parse_number

MAX_LENGTH = 21_000
"""Longest expression GitHub accepts, in characters."""


class TokenKind(StrEnum):
    """What a token is; operators and punctuation are told apart by their text."""

    SYMBOL = "symbol"
    NUMBER = "number"
    STRING = "string"
    KEYWORD = "keyword"
    NAME = "name"
    END = "end"


class Token(Struct, frozen=True):
    """Characters `start` to `end` of the expression; `value` is that of a literal."""

    kind: TokenKind
    text: str
    start: int
    end: int
    value: str | float | bool | None = None


_BOUNDARY = frozenset("()[],.!<>=&| \t\r\n\v\f")
_SPACE = re.compile(r"\s+")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SYMBOLS = ("==", "!=", "<=", ">=", "&&", "||", "!", "<", ">", "(", ")", "[", "]", ",", "*")
_KEYWORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_NUMBERS = {"NaN": math.nan, "Infinity": math.inf}
_ENDS_OPERAND = frozenset(")]*")


def tokenize(text: str) -> list[Token]:
    """The tokens of an expression, an END token last.

    Raises `ExpressionError` of kind `lex`, in GitHub's words.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(ErrorKind.LEX, f"Exceeded max expression length {MAX_LENGTH}")
    tokens: list[Token] = []
    offset = 0
    while offset < len(text):
        if space := _SPACE.match(text, offset):
            offset = space.end()
            continue
        token = _token(text, offset, tokens[-1] if tokens else None)
        tokens.append(token)
        offset = token.end
    tokens.append(Token(TokenKind.END, "", len(text), len(text)))
    return tokens


def _token(text: str, start: int, previous: Token | None) -> Token:
    char = text[start]
    if char == "'":
        return _string(text, start)
    if char == "." and previous and (previous.kind is TokenKind.NAME or previous.text in _ENDS_OPERAND):
        return Token(TokenKind.SYMBOL, ".", start, start + 1)
    if char in "+-." or "0" <= char <= "9":
        return _number(text, start)
    for symbol in _SYMBOLS:
        if text.startswith(symbol, start):
            return Token(TokenKind.SYMBOL, symbol, start, start + len(symbol))
    return _word(text, start, previous)


def _string(text: str, start: int) -> Token:
    end = start + 1
    while True:
        end = text.find("'", end)
        if end < 0:
            raise _unexpected(text[start:], start)
        if not text.startswith("''", end):
            break
        end += 2
    value = text[start + 1 : end].replace("''", "'")
    return Token(TokenKind.STRING, text[start : end + 1], start, end + 1, value)


def _number(text: str, start: int) -> Token:
    end = start + 1
    while end < len(text) and (text[end] == "." or not _is_boundary(text[end])):
        end += 1
    value = parse_number(text[start:end])
    if math.isnan(value):
        raise _unexpected(text[start:end], start)
    return Token(TokenKind.NUMBER, text[start:end], start, end, value)


def _word(text: str, start: int, previous: Token | None) -> Token:
    end = start + 1
    while end < len(text) and not _is_boundary(text[end]):
        end += 1
    word = text[start:end]
    if not _NAME.fullmatch(word):
        raise _unexpected(word, start)
    if not (previous and previous.text == "."):
        if word in _KEYWORDS:
            return Token(TokenKind.KEYWORD, word, start, end, _KEYWORDS[word])
        if word in _NUMBERS:
            return Token(TokenKind.NUMBER, word, start, end, _NUMBERS[word])
    return Token(TokenKind.NAME, word, start, end)


def _is_boundary(char: str) -> bool:
    return char in _BOUNDARY or char.isspace()


def _unexpected(text: str, offset: int) -> ExpressionError:
    return ExpressionError(ErrorKind.LEX, f"Unexpected symbol: '{text}'", offset)
