"""A YAML document as frozen nodes, each with the characters it came from.

An alias is the very node its anchor names, so the tree may share nodes: two paths can lead to one span.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from regreen.model.text import Span
from regreen.workflow.numbers import format_number


class Style(StrEnum):
    """How a scalar is written."""

    PLAIN = "plain"
    SINGLE = "single-quoted"
    DOUBLE = "double-quoted"
    LITERAL = "literal"
    FOLDED = "folded"


class Scalar(Struct, frozen=True):
    """A leaf. `text` is the decoded text, `value` what YAML 1.2's core schema makes of it.

    `span` covers quotes or the block header, but no anchor or tag; the span of a block scalar ends after
    its last line, line break included.
    """

    text: str
    value: str | float | bool | None
    span: Span
    style: Style = Style.PLAIN
    tag: str = ""

    @property
    def quoted(self) -> bool:
        """Whether the text is a string by its style, whatever it looks like."""
        return self.style is not Style.PLAIN

    @property
    def string(self) -> str:
        """The text GitHub passes on where a string is expected: `3.10` becomes `3.1`, `True` `true`."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, bool):
            return "true" if self.value else "false"
        return "" if self.value is None else format_number(self.value)

    @property
    def kind(self) -> str:
        """One of `null`, `boolean`, `number`, `string`."""
        if self.value is None:
            return "null"
        if isinstance(self.value, bool):
            return "boolean"
        return "string" if isinstance(self.value, str) else "number"


class Entry(Struct, frozen=True):
    """One `key: value` of a mapping."""

    key: Scalar
    value: Node


class Mapping(Struct, frozen=True):
    """Entries in the order of the file, duplicates and `<<` included; `flow` when written with braces."""

    entries: tuple[Entry, ...]
    span: Span
    flow: bool = False
    tag: str = ""
    kind = "mapping"

    def entry(self, key: str) -> Entry | None:
        """The first entry of exactly this key."""
        for entry in self.entries:
            if entry.key.text == key:
                return entry
        return None

    def get(self, key: str) -> Node | None:
        """The value of a key; None when it is not there."""
        found = self.entry(key)
        return found.value if found else None

    def items(self) -> Iterator[tuple[str, Node]]:
        """Keys and values in the order of the file."""
        return ((entry.key.text, entry.value) for entry in self.entries)

    def merged(self) -> Mapping:
        """The mapping with its `<<` keys carried out (YAML 1.1 merge; own keys win)."""
        if self.entry("<<") is None:
            return self
        entries = [entry for entry in self.entries if entry.key.text != "<<"]
        seen = {entry.key.text for entry in entries}
        for source in (m for e in self.entries if e.key.text == "<<" for m in _mappings(e.value)):
            for entry in source.merged().entries:
                if entry.key.text not in seen:
                    seen.add(entry.key.text)
                    entries.append(entry)
        return Mapping(tuple(entries), self.span, self.flow, self.tag)


class Sequence(Struct, frozen=True):
    """A list; `flow` when written with brackets."""

    items: tuple[Node, ...]
    span: Span
    flow: bool = False
    tag: str = ""
    kind = "sequence"


Node = Scalar | Mapping | Sequence


def _mappings(node: Node) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        yield node
    elif isinstance(node, Sequence):
        yield from (item for item in node.items if isinstance(item, Mapping))


def lookup(node: Node | None, *path: str | int) -> Node | None:
    """The node at a path of keys and positions; None when the path leads nowhere."""
    for part in path:
        if isinstance(part, str):
            node = node.get(part) if isinstance(node, Mapping) else None
        elif isinstance(node, Sequence) and -len(node.items) <= part < len(node.items):
            node = node.items[part]
        else:
            return None
    return node


def scalars(node: Node) -> Iterator[Scalar]:
    """Every scalar value below a node (no keys), each place in the file once."""
    seen: set[int] = set()
    stack: list[Node] = [node]
    while stack:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        if isinstance(current, Scalar):
            yield current
        elif isinstance(current, Sequence):
            stack.extend(reversed(current.items))
        else:
            stack.extend(entry.value for entry in reversed(current.entries))
