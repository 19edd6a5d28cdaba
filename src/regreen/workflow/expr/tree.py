"""The syntax tree of an expression. `start` and `end` are offsets within it (end exclusive)."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct


class Literal(Struct, frozen=True):
    """A number, string, boolean or null."""

    value: str | float | bool | None
    start: int
    end: int


class Context(Struct, frozen=True):
    """A named value such as `github`."""

    name: str
    start: int
    end: int


class Index(Struct, frozen=True):
    """`target.key`, `target[key]`, or all elements (`.*`, `[*]`) when `key` is None."""

    target: Expr
    key: Expr | None
    start: int
    end: int


class Call(Struct, frozen=True):
    """A function call; `end` is behind the closing parenthesis."""

    name: str
    args: tuple[Expr, ...]
    start: int
    end: int


class Not(Struct, frozen=True):
    """`!operand`."""

    operand: Expr
    start: int
    end: int


class Compare(Struct, frozen=True):
    """One of `==`, `!=`, `<`, `<=`, `>`, `>=`."""

    operator: str
    left: Expr
    right: Expr
    start: int
    end: int


class Logical(Struct, frozen=True):
    """A chain of `&&` or of `||`; its value is that of the operand that decided."""

    operator: str
    operands: tuple[Expr, ...]
    start: int
    end: int


Expr = Literal | Context | Index | Call | Not | Compare | Logical


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of an expression, from left to right."""
    match expr:
        case Index(target, None):
            return (target,)
        case Index(target, key) if key is not None:
            return (target, key)
        case Call(_, args):
            return args
        case Not(operand):
            return (operand,)
        case Compare(_, left, right):
            return (left, right)
        case Logical(_, operands):
            return operands
    return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """An expression and everything in it, outer parts first."""
    yield expr
    for child in children(expr):
        yield from walk(child)


def calls(expr: Expr) -> Iterator[Call]:
    """The function calls in an expression."""
    return (part for part in walk(expr) if isinstance(part, Call))
