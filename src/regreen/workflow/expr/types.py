"""Static types of expressions, as loose as the language: what is not known is `ANY`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from regreen.workflow.expr.values import Value


class Simple(Struct, frozen=True):
    """Any value, null, boolean, number or string."""

    name: str

    def __str__(self) -> str:
        return self.name


class Array(Struct, frozen=True):
    """An array; `filtered` when it is the result of `.*`."""

    item: Type
    filtered: bool = False

    def __str__(self) -> str:
        return f"array of {self.item}"


class Object(Struct, frozen=True):
    """An object: known members by lower-case name, and what any other member is (None: there is none)."""

    members: Mapping[str, Type] = field(default_factory=dict)
    other: Type | None = None

    def __str__(self) -> str:
        return "object"

    def member(self, name: str) -> Type | None:
        """The type of a member; None when there is none of that name."""
        return self.members.get(name.lower(), self.other)


Type = Simple | Array | Object

ANY = Simple("any")
NULL = Simple("null")
BOOLEAN = Simple("boolean")
NUMBER = Simple("number")
STRING = Simple("string")
OPEN = Object(other=ANY)
TEXTS = Object(other=STRING)


def is_scalar(kind: Type) -> bool:
    """Whether it is a boolean, number or string for certain."""
    return kind in (BOOLEAN, NUMBER, STRING)


def closed(**members: Type) -> Object:
    """An object with just these members; `_` in a name stands for itself."""
    return Object(members)


def type_of(value: Value) -> Type:
    """The type of a value that is known in full."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, (int, float)):
        return NUMBER
    if isinstance(value, str):
        return STRING
    if isinstance(value, Mapping):
        return Object({key.lower(): type_of(member) for key, member in value.items()})
    return Array(union(type_of(item) for item in value))


def type_of_json(text: str) -> Type:
    """The type of a JSON text; raises ValueError."""
    value: Value = json.loads(text)
    return type_of(value)


def union(kinds: Iterable[Type]) -> Type:
    """The type of something that is one of several."""
    found: Sequence[Type] = list(kinds)
    if not found:
        return ANY
    first = found[0]
    if all(kind == first for kind in found):
        return first
    arrays = [kind for kind in found if isinstance(kind, Array)]
    if len(arrays) == len(found):
        return Array(union(kind.item for kind in arrays))
    objects = [kind for kind in found if isinstance(kind, Object)]
    if len(objects) < len(found):
        return ANY
    names = dict.fromkeys(name for kind in objects for name in kind.members)
    members = {name: union(k.members[name] for k in objects if name in k.members) for name in names}
    other = union(kind.other for kind in objects if kind.other) if any(k.other for k in objects) else None
    return Object(members, other)
