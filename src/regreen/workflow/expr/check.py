"""What a syntax tree does that cannot be meant: types that never fit, members that are not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from regreen.workflow.expr.tree import Call, Compare, Context, Expr, Index, Literal, Logical, Not
from regreen.workflow.expr.types import (
    ANY,
    BOOLEAN,
    NULL,
    NUMBER,
    STRING,
    Array,
    Object,
    Type,
    is_scalar,
    type_of,
    type_of_json,
    union,
)

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([0-9]{1,4})\}")


class Issue(Struct, frozen=True):
    """One of them: characters `start` to `end` of the expression. `fatal` when evaluating it fails."""

    id: str
    message: str
    start: int
    end: int
    fatal: bool = False


class TypeCheck:
    """Infers the type of a tree; issues are collected on the way."""

    def __init__(self, contexts: Mapping[str, Type]) -> None:
        self._contexts = contexts
        self.issues: list[Issue] = []

    def infer(self, expr: Expr) -> Type:
        """The type of an expression."""
        match expr:
            case Literal(value):
                return type_of(value)
            case Context(name):
                return self._contexts.get(name.lower(), ANY)
            case Not(operand):
                self.infer(operand)
                return BOOLEAN
            case Compare():
                return self._compare(expr)
            case Logical(_, operands):
                return union([self.infer(operand) for operand in operands])
            case Call():
                return self._call(expr)
            case Index(target, key):
                kind = self.infer(target)
                return self._all(kind, expr) if key is None else self._member(kind, key, expr)

    def _issue(self, issue_id: str, message: str, part: Expr, fatal: bool = False) -> Type:
        self.issues.append(Issue(issue_id, message, part.start, part.end, fatal))
        return ANY

    def _all(self, kind: Type, expr: Index) -> Type:
        if isinstance(kind, Array):
            inner = kind.item
            if kind.filtered and isinstance(inner, Array):
                inner = inner.item
            elif kind.filtered and isinstance(inner, Object):
                inner = union([*inner.members.values(), *([inner.other] if inner.other else [])])
            return Array(inner, filtered=True)
        if isinstance(kind, Object):
            members = [*kind.members.values(), *([kind.other] if kind.other else [])]
            return Array(union(members), filtered=True)
        if kind != ANY:
            return self._issue("type-mismatch", f"'.*' of a {kind} yields nothing", expr)
        return Array(ANY, filtered=True)

    def _member(self, kind: Type, key: Expr, expr: Index) -> Type:
        key_kind = self.infer(key)
        if isinstance(kind, Array):
            if kind.filtered:
                return Array(self._plain_member(kind.item, key, key_kind, expr), filtered=True)
            if key_kind not in (NUMBER, ANY):
                return self._issue("type-mismatch", f"an array has no member by {key_kind}", expr)
            return kind.item
        return self._plain_member(kind, key, key_kind, expr)

    def _plain_member(self, kind: Type, key: Expr, key_kind: Type, expr: Index) -> Type:
        if isinstance(kind, Object):
            if key_kind not in (STRING, ANY):
                return self._issue("type-mismatch", f"an object has no member by {key_kind}", expr)
            if not isinstance(key, Literal):
                return union([*kind.members.values(), kind.other or ANY])
            found = kind.member(str(key.value))
            if found is None:
                known = ", ".join(kind.members) if 0 < len(kind.members) <= 12 else ""
                hint = f"; there are {known}" if known else ""
                return self._issue("unknown-property", f"there is no '{key.value}' here{hint}", key)
            return found
        if kind == ANY or isinstance(kind, Array):
            return ANY
        return self._issue("type-mismatch", f"a {kind} has no members", expr)

    def _compare(self, expr: Compare) -> Type:
        left, right = self.infer(expr.left), self.infer(expr.right)
        ordered = expr.operator not in ("==", "!=")
        if not (_orderable(left) and _orderable(right) if ordered else _equatable(left, right)):
            message = f"'{expr.operator}' between {left} and {right} is never what is meant"
            self._issue("type-mismatch", message, expr)
        return BOOLEAN

    def _call(self, call: Call) -> Type:
        kinds = [self.infer(arg) for arg in call.args]
        name = call.name.lower()
        special = _SPECIAL.get(name)
        if special:
            return special(self, call, kinds)
        if name in ("startswith", "endswith", "hashfiles"):
            self._want_text(call, kinds)
        return STRING if name in ("tojson", "hashfiles") else BOOLEAN

    def _want_text(self, call: Call, kinds: list[Type]) -> None:
        for arg, kind in zip(call.args, kinds, strict=True):
            if isinstance(kind, (Array, Object)):
                self._issue("type-mismatch", f"'{call.name}' takes no {kind}", arg)

    def _contains(self, call: Call, kinds: list[Type]) -> Type:
        if isinstance(kinds[0], Object):
            self._issue("type-mismatch", f"'{call.name}' looks into arrays and strings only", call.args[0])
        elif is_scalar(kinds[0]) and isinstance(kinds[1], (Array, Object)):
            self._issue("type-mismatch", f"a string contains no {kinds[1]}", call.args[1])
        return BOOLEAN

    def _join(self, call: Call, kinds: list[Type]) -> Type:
        if isinstance(kinds[0], Object):
            self._issue("type-mismatch", f"'{call.name}' takes no object", call.args[0])
        return STRING

    def _case(self, call: Call, kinds: list[Type]) -> Type:
        return union([*kinds[1:-1:2], kinds[-1]])

    def _from_json(self, call: Call, kinds: list[Type]) -> Type:
        arg = call.args[0]
        if isinstance(arg, Literal) and isinstance(arg.value, str):
            try:
                return type_of_json(arg.value)
            except (ValueError, RecursionError) as error:
                return self._issue("invalid-json", f"the text is no JSON: {error}", arg, fatal=True)
        self._want_text(call, kinds)
        return ANY

    def _format(self, call: Call, kinds: list[Type]) -> Type:
        template = call.args[0]
        self._want_text(call, kinds[:1] + [STRING] * (len(kinds) - 1))
        if isinstance(template, Literal) and isinstance(template.value, str):
            used = {int(found[1]) for found in _PLACEHOLDER.finditer(template.value) if found[1]}
            given = len(call.args) - 1
            for position in sorted(used):
                if position >= given:
                    message = f"'{{{position}}}' has no argument: {given} are given"
                    self._issue("format-arguments", message, template, fatal=True)
            for position in range(given):
                if position not in used:
                    message = f"the argument for '{{{position}}}' is never used"
                    self._issue("format-arguments", message, call.args[position + 1])
        return STRING


_SPECIAL: Mapping[str, Callable[[TypeCheck, Call, list[Type]], Type]] = {
    "case": TypeCheck._case,
    "contains": TypeCheck._contains,
    "format": TypeCheck._format,
    "fromjson": TypeCheck._from_json,
    "join": TypeCheck._join,
}


def _orderable(kind: Type) -> bool:
    return kind in (ANY, NUMBER, STRING)


def _equatable(left: Type, right: Type) -> bool:
    if ANY in (left, right) or NULL in (left, right):
        return True
    if isinstance(left, Array) and isinstance(right, Array):
        return _equatable(left.item, right.item)
    if isinstance(left, (Array, Object)) or isinstance(right, (Array, Object)):
        return isinstance(left, Object) and isinstance(right, Object)
    return True
