"""Scanner events to nodes: aliases shared, nesting and expansion bounded, spans corrected."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml
from msgspec import Struct

from regreen.model.text import Source, Span
from regreen.workflow.nodes import Entry, Mapping, Node, Scalar, Sequence, Style
from regreen.workflow.resolve import resolve_plain

MAX_DEPTH = 50
"""Deepest nesting of collections, as in GitHub's own parser (github.com/actions/runner, ParseOptions)."""
MAX_NODES = 200_000
"""Most nodes a document may have once every alias is written out."""

_STYLES = {
    None: Style.PLAIN,
    "": Style.PLAIN,
    "'": Style.SINGLE,
    '"': Style.DOUBLE,
    "|": Style.LITERAL,
    ">": Style.FOLDED,
}
_PROPERTY = re.compile(r"!<[^>\s]*>|[&!][^\s,\[\]{}]*")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*\n)*")
_STRING_TAG = "tag:yaml.org,2002:str"


class Anchor(Struct):
    """An anchor, where it is declared (`&name`), and whether an alias names it."""

    name: str
    span: Span
    used: bool = False


class ComposeError(Exception):
    """The events form no acceptable tree, or an alias cannot be followed."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


class Composer:
    """Builds the tree of one document from its events."""

    def __init__(self, source: Source, events: Iterator[yaml.Event]) -> None:
        self._path = source.path
        self._text = source.text
        self._shift = 1 if source.text.startswith("\ufeff") else 0
        self._events = events
        self._nodes: dict[str, tuple[Node, int]] = {}
        self._open: set[str] = set()
        self._latest: dict[str, Anchor] = {}
        self.anchors: list[Anchor] = []
        self.faults: list[ComposeError] = []
        self._depth = 0

    def document(self) -> Node:
        """The only document of the stream.

        Raises `ComposeError`, and `yaml.YAMLError` when the scanner gives up.
        """
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise ComposeError(self._start(event), "a second document starts here; only one is read")
                root, _ = self._node(next(self._events))
        if root is not None:
            return root
        end = len(self._text)
        return Scalar("", None, Span(self._path, end, end))

    def _start(self, event: yaml.Event) -> int:
        mark = event.start_mark
        return mark.index + self._shift if mark else 0

    def _end(self, event: yaml.Event) -> int:
        mark = event.end_mark
        return mark.index + self._shift if mark else 0

    def _node(self, event: yaml.Event) -> tuple[Node, int]:
        """A node, and how many nodes it is once its aliases are written out."""
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._open.add(anchor)
            self._declare(anchor, event)
        built: tuple[Node, int]
        if isinstance(event, yaml.CollectionStartEvent):
            built = self._collection(event)
        else:
            assert isinstance(event, yaml.ScalarEvent)
            built = self._scalar(event), 1
        if anchor:
            self._open.discard(anchor)
            self._nodes[anchor] = built
        return built

    def _declare(self, name: str, event: yaml.Event) -> None:
        start = max(self._text.find("&" + name, self._start(event)), 0)
        self._latest[name] = Anchor(name, Span(self._path, start, start + len(name) + 1))
        self.anchors.append(self._latest[name])

    def _alias(self, event: yaml.AliasEvent) -> tuple[Node, int]:
        """What an alias stands for; a null in its place, and a fault, where that cannot be."""
        name, start = str(event.anchor), self._start(event)
        if name in self._latest:
            self._latest[name].used = True
        if name in self._open:
            self.faults.append(ComposeError(start, f"the alias *{name} contains itself"))
        elif name not in self._nodes:
            self.faults.append(ComposeError(start, f"found undefined alias *{name}"))
        else:
            return self._nodes[name]
        return Scalar("", None, Span(self._path, start, self._end(event))), 1

    def _collection(self, event: yaml.CollectionStartEvent) -> tuple[Node, int]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ComposeError(self._start(event), f"nested deeper than {MAX_DEPTH} levels")
        built = self._mapping(event) if isinstance(event, yaml.MappingStartEvent) else self._sequence(event)
        if built[1] > MAX_NODES:
            raise ComposeError(
                self._start(event), f"more than {MAX_NODES} nodes once aliases are written out"
            )
        self._depth -= 1
        return built

    def _mapping(self, start: yaml.CollectionStartEvent) -> tuple[Mapping, int]:
        entries: list[Entry] = []
        last, count = self._begin(start), 1
        event = next(self._events)
        while not isinstance(event, yaml.MappingEndEvent):
            key, _ = self._node(event)
            if not isinstance(key, Scalar):
                raise ComposeError(self._start(event), "a key must be a scalar")
            value_event = next(self._events)
            value, size = self._node(value_event)
            # An alias's node lies elsewhere: what ends here is the alias itself.
            last = self._end(value_event) if isinstance(value_event, yaml.AliasEvent) else value.span.end
            entries.append(Entry(key, value))
            count += 1 + size
            event = next(self._events)
        span = self._collection_span(start, event, last)
        return Mapping(tuple(entries), span, bool(start.flow_style), start.tag or ""), count

    def _sequence(self, start: yaml.CollectionStartEvent) -> tuple[Sequence, int]:
        items: list[Node] = []
        last, count = self._begin(start), 1
        event = next(self._events)
        while not isinstance(event, yaml.SequenceEndEvent):
            item, size = self._node(event)
            last = self._end(event) if isinstance(event, yaml.AliasEvent) else item.span.end
            items.append(item)
            count += size
            event = next(self._events)
        span = self._collection_span(start, event, last)
        return Sequence(tuple(items), span, bool(start.flow_style), start.tag or ""), count

    def _collection_span(self, start: yaml.CollectionStartEvent, end: yaml.Event, last: int) -> Span:
        # A block collection's own end mark lies at the next token, beyond comments and blank lines.
        begin = self._begin(start)
        return Span(self._path, begin, self._end(end) if start.flow_style else max(begin, last))

    def _begin(self, event: yaml.Event) -> int:
        """Where the node starts, after its anchor and tag."""
        start = self._start(event)
        if getattr(event, "anchor", None) is None and getattr(event, "tag", None) is None:
            return start
        while found := _PROPERTY.match(self._text, start):
            gap = _GAP.match(self._text, found.end())
            start = gap.end() if gap else found.end()
        return start

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        style = _STYLES.get(event.style, Style.PLAIN)
        tag = event.tag or ""
        plain = style is Style.PLAIN and tag not in ("!", _STRING_TAG)
        value = resolve_plain(event.value) if plain else event.value
        return Scalar(event.value, value, self._scalar_span(event, style), style, tag)

    def _scalar_span(self, event: yaml.ScalarEvent, style: Style) -> Span:
        end = self._end(event)
        start = min(self._begin(event), end) if style is Style.PLAIN else self._begin(event)
        if style in (Style.LITERAL, Style.FOLDED):
            end = self._block_end(start, end)
        return Span(self._path, start, max(start, end))

    def _block_end(self, start: int, end: int) -> int:
        """The end of a block scalar's last line: trailing blank lines are only part of it with `+`."""
        header_end = self._text.find("\n", start, end)
        if header_end < 0 or "+" in self._text[start:header_end].split("#")[0]:
            return end
        content = len(self._text[start:end].rstrip(" \t\r\n")) + start
        line_end = self._text.find("\n", content, end)
        return end if line_end < 0 else line_end + 1
