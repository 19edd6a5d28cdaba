"""The words the tables are written in: what a value may look like."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace


class Kind(StrEnum):
    """What a scalar must be; anything scalar can be read as a string."""

    STRING = "string"
    BOOLEAN = "boolean"
    NUMBER = "number"
    INTEGER = "integer"


class Scope(Struct, frozen=True):
    """What expressions may use at a place, beside what the places around it allow."""

    contexts: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()

    def __or__(self, other: Scope) -> Scope:
        return Scope(self.contexts | other.contexts, self.functions | other.functions)

    def __bool__(self) -> bool:
        return bool(self.contexts or self.functions)


NOTHING = Scope()


class Text(Struct, frozen=True):
    """A scalar. `values` are the only ones allowed, where there are any; `condition` marks an `if:`."""

    kind: Kind = Kind.STRING
    values: tuple[str, ...] = ()
    empty: bool = True
    condition: bool = False
    positive: bool = False


class Keys(Struct, frozen=True):
    """A mapping: known keys, those of them that must be there, and what any other key may hold.

    `variants` are further mappings that apply when they have the key they are filed under: a step with
    `uses` is not a step with `run`.
    """

    fields: Mapping[str, Shape] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    others: Shape | None = None
    variants: Mapping[str, Keys] = field(default_factory=dict)
    empty: bool = False


class Shape(Struct, frozen=True):
    """A value: which of scalar, mapping and list it may be, and how those look.

    `null` says that it may be left out after its key; `what` is its name in messages; `constant` allows an
    expression that uses no context even where no context is allowed.
    """

    what: str = "value"
    text: Text | None = None
    keys: Keys | None = None
    items: Shape | None = None
    null: bool = False
    empty: bool = False
    scope: Scope = NOTHING
    anything: bool = False
    constant: bool = False

    def within(self, scope: Scope) -> Shape:
        """The same, with more to use in expressions."""
        return replace(self, scope=self.scope | scope)


ANY = Shape(anything=True, null=True)
STRING = Shape("string", Text(), null=True)
NAME = Shape("string", Text(empty=False))
LITERAL = Shape("string", Text(empty=False), constant=True)
BOOLEAN = Shape("boolean", Text(Kind.BOOLEAN))
NUMBER = Shape("number", Text(Kind.NUMBER))


def choice(*values: str) -> Shape:
    """One of a few words."""
    return Shape(f"one of {', '.join(values)}", Text(values=values, empty=False))


def listing(item: Shape = NAME) -> Shape:
    """A list."""
    return Shape("list", items=item)


def one_or_more(item: Shape = NAME) -> Shape:
    """A value or a list of such values."""
    return Shape(f"{item.what} or list", text=item.text, items=item)


def mapping(
    fields: Mapping[str, Shape] | None = None,
    *required: str,
    others: Shape | None = None,
    null: bool = False,
    empty: bool = False,
) -> Shape:
    """A mapping."""
    return Shape("mapping", keys=Keys(fields or {}, required, others, empty=empty), null=null)
