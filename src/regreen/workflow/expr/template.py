"""Strings with `${{ }}` in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from regreen.workflow.expr.errors import ErrorKind, ExpressionError
from regreen.workflow.expr.evaluate import evaluate
from regreen.workflow.expr.functions import Function, join_texts
from regreen.workflow.expr.values import Value, to_string

MAX_MEMORY = 10 * 1024 * 1024
"""Bytes of text (UTF-16) that the expressions of one template may build on GitHub."""

OPEN = "${{"
CLOSE = "}}"


class Place(Struct, frozen=True):
    """One `${{ }}`: characters `start` to `end` of the string; `expression` starts at `inner`.

    `closed` is False where the `}}` is missing; the place then runs to the end.
    """

    start: int
    end: int
    inner: int
    expression: str
    closed: bool = True


def scan(text: str) -> Iterator[Place]:
    """The `${{ }}` of a string from left to right; a `}}` inside quotes closes nothing."""
    start = text.find(OPEN)
    while start >= 0:
        inner = start + len(OPEN)
        stop = _close(text, inner)
        if stop < 0:
            yield Place(start, len(text), inner, text[inner:], closed=False)
            return
        yield Place(start, stop + len(CLOSE), inner, text[inner:stop])
        start = text.find(OPEN, stop + len(CLOSE))


def _close(text: str, start: int) -> int:
    """Where the `}}` stands that closes an expression starting at `start`; -1 when there is none."""
    quoted_from = start
    while True:
        stop = text.find(CLOSE, quoted_from)
        quote = text.find("'", quoted_from, stop) if stop >= 0 else -1
        if quote < 0:
            return stop
        quoted_from = text.find("'", quote + 1) + 1
        if quoted_from == 0:
            return -1


def resolve(
    text: str, contexts: Mapping[str, Value], functions: Mapping[str, Function] | None = None
) -> Value:
    """The value of a string that may hold `${{ }}`.

    A string that is one expression and nothing else keeps the expression's type; every other one is a
    string. Raises `ExpressionError` (offsets count from the start of the string).
    """
    places = list(scan(text))
    if len(places) == 1 and places[0].start == 0 and places[0].end == len(text):
        return _value(places[0], contexts, functions)
    parts: list[str] = []
    at = 0
    for place in places:
        parts += text[at : place.start], to_string(_value(place, contexts, functions))
        at = place.end
    return join_texts([*parts, text[at:]])


def interpolate(
    text: str, contexts: Mapping[str, Value], functions: Mapping[str, Function] | None = None
) -> str:
    """The string with every `${{ }}` replaced by its value, as text; raises `ExpressionError`."""
    return to_string(resolve(text, contexts, functions))


def _value(place: Place, contexts: Mapping[str, Value], functions: Mapping[str, Function] | None) -> Value:
    check(place)
    try:
        return evaluate(place.expression, contexts, functions, MAX_MEMORY)
    except ExpressionError as error:
        raise ExpressionError(error.kind, error.message, place.inner + error.offset) from error


def check(place: Place) -> None:
    """Raises `ExpressionError` where the place is not closed or holds nothing."""
    if not place.closed:
        message = f"The expression is not closed: a {OPEN} was found, but the closing {CLOSE} was not"
        raise ExpressionError(ErrorKind.LEX, message, place.start)
    if not place.expression.strip():
        raise ExpressionError(ErrorKind.PARSE, "An expression was expected", place.inner)


def formatted_length(text: str) -> int:
    """Characters of the one expression GitHub makes of a string: the expression, or a call of format()."""
    places = list(scan(text))
    if len(places) == 1 and places[0].start == 0 and places[0].end == len(text):
        return len(places[0].expression.strip())
    starts, ends = [place.start for place in places], [place.end for place in places]
    literal = "".join(text[a:b] for a, b in zip([0, *ends], [*starts, len(text)], strict=True))
    arguments = sum(len(f"{{{n}}}, {place.expression.strip()}") for n, place in enumerate(places))
    return len("format('')") + len(literal) + sum(map(literal.count, "'{}")) + arguments
