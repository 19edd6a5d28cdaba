"""What can go wrong with an expression."""

from __future__ import annotations

from enum import StrEnum

from regreen.model.errors import RegreenError


class ErrorKind(StrEnum):
    """The stage that refused the expression."""

    LEX = "lex"
    PARSE = "parse"
    EVALUATE = "evaluate"


class ExpressionError(RegreenError):
    """An expression that GitHub refuses. `offset` counts characters from 0 within the expression."""

    def __init__(self, kind: ErrorKind, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.offset = offset
