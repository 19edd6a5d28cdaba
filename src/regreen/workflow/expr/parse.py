"""Tokens of an expression to its syntax tree, with GitHub's precedence and depth limit.

From loose to tight: `||`, `&&`, `== !=`, `< <= > >=`, `!`, then `.name`, `[index]` and calls.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache

from regreen.workflow.expr.errors import ErrorKind, ExpressionError
from regreen.workflow.expr.lex import Token, TokenKind, tokenize
from regreen.workflow.expr.tree import Call, Compare, Context, Expr, Index, Literal, Logical, Not

MAX_DEPTH = 50
"""Deepest nesting of operators, calls and indexes GitHub accepts."""
MAX_ARGUMENTS = 255

Arity = tuple[int, int]
"""Fewest and most arguments of a function."""

ARITY: Mapping[str, Arity] = {
    "case": (3, MAX_ARGUMENTS),
    "contains": (2, 2),
    "endswith": (2, 2),
    "format": (1, MAX_ARGUMENTS),
    "fromjson": (1, 1),
    "join": (1, 2),
    "startswith": (2, 2),
    "tojson": (1, 1),
}
"""The functions that are available everywhere, by lower-case name."""

STATUS_ARITY: Mapping[str, Arity] = {
    "success": (0, MAX_ARGUMENTS),
    "failure": (0, MAX_ARGUMENTS),
    "always": (0, 0),
    "cancelled": (0, 0),
    "hashfiles": (1, MAX_ARGUMENTS),
}
"""The functions that GitHub offers at some places only."""

_COMPARISONS = (("==", "!="), ("<", "<=", ">", ">="))


def parse(
    text: str, contexts: Collection[str] | None = None, functions: Collection[str] | None = None
) -> Expr | None:
    """The syntax tree of an expression (without `${{ }}`); None when it is blank.

    `contexts` are the named values that exist and `functions` those that exist beside the built-in ones;
    None allows every context, or the functions that GitHub knows anywhere.

    Raises `ExpressionError` of kind `lex` or `parse`, in GitHub's words.
    """
    return _parsed(
        text,
        None if contexts is None else frozenset(map(str.lower, contexts)),
        None if functions is None else frozenset(map(str.lower, functions)),
    )


@lru_cache(maxsize=4096)  # the same expression is asked about by many
def _parsed(text: str, contexts: frozenset[str] | None, functions: frozenset[str] | None) -> Expr | None:
    tokens = tokenize(text)
    if tokens[0].kind is TokenKind.END:
        return None
    return _Parser(tokens, contexts, functions).parse()


class _Parser:
    def __init__(
        self, tokens: list[Token], contexts: frozenset[str] | None, functions: frozenset[str] | None
    ) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0
        self._contexts = contexts
        extra = STATUS_ARITY if functions is None else functions
        self._functions = {**ARITY, **{n: STATUS_ARITY.get(n, (0, MAX_ARGUMENTS)) for n in extra}}

    def parse(self) -> Expr:
        result = self._expression()
        if self._token.kind is not TokenKind.END:
            raise self._unexpected()
        return result

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _sees(self, *symbols: str) -> bool:
        return self._token.kind is TokenKind.SYMBOL and self._token.text in symbols

    def _next(self) -> Token:
        token = self._token
        self._at += 1
        return token

    def _expect(self, symbol: str) -> Token:
        if not self._sees(symbol):
            raise self._unexpected()
        return self._next()

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error(f"Exceeded max expression depth {MAX_DEPTH}", self._token)

    def _error(self, message: str, token: Token) -> ExpressionError:
        return ExpressionError(ErrorKind.PARSE, message, token.start)

    def _unexpected(self) -> ExpressionError:
        if self._token.kind is TokenKind.END:
            last = self._tokens[max(self._at - 1, 0)]
            shown = str(last.value) if last.kind is TokenKind.STRING else last.text
            return self._error(f"Unexpected end of expression: '{shown}'", last)
        return self._error(f"Unexpected symbol: '{self._token.text}'", self._token)

    def _expression(self) -> Expr:
        self._deeper()
        result = self._chain("||")
        self._depth -= 1
        return result

    def _chain(self, operator: str) -> Expr:
        first = self._chain("&&") if operator == "||" else self._comparison(0)
        if not self._sees(operator):
            return first
        self._deeper()
        operands = [first]
        while self._sees(operator):
            self._next()
            operands.append(self._chain("&&") if operator == "||" else self._comparison(0))
        self._depth -= 1
        return Logical(operator, tuple(operands), first.start, operands[-1].end)

    def _comparison(self, level: int) -> Expr:
        if level == len(_COMPARISONS):
            return self._negation()
        left = self._comparison(level + 1)
        depth = self._depth
        while self._sees(*_COMPARISONS[level]):
            if isinstance(left, Compare):
                self._deeper()
            operator = self._next().text
            right = self._comparison(level + 1)
            left = Compare(operator, left, right, left.start, right.end)
        self._depth = depth
        return left

    def _negation(self) -> Expr:
        if not self._sees("!"):
            return self._indexed()
        token = self._next()
        self._deeper()
        operand = self._negation()
        self._depth -= 1
        return Not(operand, token.start, operand.end)

    def _indexed(self) -> Expr:
        grouped = self._sees("(")
        result = self._operand()
        depth = self._depth
        while (grouped or not isinstance(result, Literal)) and self._sees(".", "["):
            key, end = self._property() if self._next().text == "." else self._bracket()
            self._deeper()
            result = Index(result, key, result.start, end)
        self._depth = depth
        return result

    def _property(self) -> tuple[Expr | None, int]:
        token = self._token
        if self._sees("*"):
            return None, self._next().end
        if token.kind is not TokenKind.NAME:
            raise self._unexpected()
        self._next()
        return Literal(token.text, token.start, token.end), token.end

    def _bracket(self) -> tuple[Expr | None, int]:
        if self._sees("*"):
            self._next()
            return None, self._expect("]").end
        key = self._expression()
        return key, self._expect("]").end

    def _operand(self) -> Expr:
        if self._sees("("):
            self._next()
            inner = self._expression()
            self._expect(")")
            return inner
        token = self._token
        if token.kind is TokenKind.NAME:
            return self._named(self._next())
        if token.kind in (TokenKind.NUMBER, TokenKind.STRING, TokenKind.KEYWORD):
            self._next()
            return Literal(token.value, token.start, token.end)
        raise self._unexpected()

    def _named(self, name: Token) -> Expr:
        if self._sees("("):
            return self._call(name)
        if self._contexts is not None and name.text.lower() not in self._contexts:
            raise self._error(f"Unrecognized named-value: '{name.text}'", name)
        return Context(name.text, name.start, name.end)

    def _call(self, name: Token) -> Call:
        self._next()
        args: list[Expr] = []
        if not self._sees(")"):
            args.append(self._expression())
            while self._sees(","):
                self._next()
                args.append(self._expression())
        end = self._expect(")").end
        self._check_arity(name, len(args))
        return Call(name.text, tuple(args), name.start, end)

    def _check_arity(self, name: Token, count: int) -> None:
        arity = self._functions.get(name.text.lower())
        if arity is None:
            raise self._error(f"Unrecognized function: '{name.text}'", name)
        if count < arity[0]:
            raise self._error(f"Too few parameters supplied: '{name.text}'", name)
        if count > arity[1]:
            raise self._error(f"Too many parameters supplied: '{name.text}'", name)
        if name.text.lower() == "case" and count % 2 == 0:
            raise self._error(
                f"Even number of parameters supplied, requires an odd number of parameters: '{name.text}'",
                name,
            )
