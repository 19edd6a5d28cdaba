"""Where keys, values and array items lie in a TOML text (TOML 1.0, https://toml.io/en/v1.0.0).

The text must be valid: `tomllib` says so first, and gives the values; this scanner only adds the places.
"""

from __future__ import annotations

import re
import tomllib

from msgspec import Struct, field

from regreen.model.errors import PatchError
from regreen.model.text import Source
from regreen.patch.encoding import BOM

Path = tuple[str | int, ...]
_BLANK = re.compile(r"[ \t]*")
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^\s,\]}#]+(?: [0-9][^\s,\]}#]*)?")
_DEPTH_LIMIT = 100


class Item(Struct, frozen=True):
    """A key with its value, or an item of an array: characters `start` to `end` are the value, `key` is
    where its key begins (the value's own start for an array item).
    """

    path: Path
    key: int
    start: int
    end: int


class Table(Struct, frozen=True):
    """A `[header]`: `start` to `end` is the header's line, without its line end."""

    path: Path
    start: int
    end: int


class Layout(Struct):
    """All places of a document. `data` are its values."""

    data: dict[str, object]
    items: dict[Path, Item] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    inline: set[Path] = field(default_factory=set)

    def table(self, path: Path) -> Table | None:
        """The header of exactly this table."""
        return next((table for table in self.tables if table.path == path), None)

    def value(self, path: Path) -> object:
        """The value at a path; None when there is none."""
        found: object = self.data
        for part in path:
            found = _child(found, part)
        return found

    def offset(self, path: Path) -> int:
        """Where a key, array item or table begins; where its nearest parent does when it has no place."""
        while path:
            if path in self.items:
                return self.items[path].key
            table = self.table(path)
            if table is not None:
                return table.start
            path = path[:-1]
        return 0


def _child(value: object, part: str | int) -> object:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def scan(source: Source) -> Layout:
    """The layout of a TOML text. Raises `PatchError` when it is no valid TOML."""
    try:
        data = tomllib.loads(source.text.removeprefix(BOM))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PatchError(f"{source.path}: is not valid TOML: {error}") from error
    try:
        return _Scanner(source.text, data).run()
    except (IndexError, AttributeError, TypeError) as error:
        raise PatchError(f"{source.path}: is not laid out as TOML usually is") from error


class _Scanner:
    def __init__(self, text: str, data: dict[str, object]) -> None:
        self._text = text
        self._layout = Layout(data)
        self._counts: dict[Path, int] = {}

    def run(self) -> Layout:
        base: Path = ()
        at = self._space(len(BOM) if self._text.startswith(BOM) else 0)
        while at < len(self._text):
            if self._text[at] == "[":
                base, at = self._header(at)
            else:
                at = self._pair(base, at, 0)
            at = self._space(at)
        return self._layout

    def _header(self, at: int) -> tuple[Path, int]:
        array = self._text.startswith("[[", at)
        keys, end = self._keys(self._blank(at + 1 + array))
        end = self._blank(end) + 1 + array
        path: Path = ()
        for index, (key, _) in enumerate(keys):
            path = (*path, key)
            if array and index == len(keys) - 1:
                self._counts[path] = self._counts.get(path, -1) + 1
            if path in self._counts:
                path = (*path, self._counts[path])
        self._layout.tables.append(Table(path, at, end))
        return path, end

    def _pair(self, base: Path, at: int, depth: int) -> int:
        keys, end = self._keys(at)
        start = self._blank(self._blank(end) + 1)
        path = base
        for key, place in keys:
            path = (*path, key)
            if path not in self._layout.items:
                self._layout.items[path] = Item(path, place, start, start)
        end = self._value(path, start, depth)
        for index in range(len(base) + 1, len(path) + 1):
            part = self._layout.items[path[:index]]
            self._layout.items[part.path] = Item(part.path, part.key, part.start, end)
        return end

    def _keys(self, at: int) -> tuple[list[tuple[str, int]], int]:
        keys: list[tuple[str, int]] = []
        while True:
            if self._text[at] in "\"'":
                end = self._string(at)
                key = next(iter(tomllib.loads(self._text[at:end] + "=0")))
            else:
                end = BARE.match(self._text, at).end()  # type: ignore[union-attr]
                key = self._text[at:end]
            keys.append((key, at))
            following = self._blank(end)
            if len(keys) > _DEPTH_LIMIT:
                raise IndexError
            if self._text[following] != ".":
                return keys, end
            at = self._blank(following + 1)

    def _value(self, path: Path, at: int, depth: int) -> int:
        if depth > _DEPTH_LIMIT:
            raise IndexError
        first = self._text[at]
        if first in "\"'":
            return self._string(at)
        if first == "[":
            return self._array(path, at, depth + 1)
        if first == "{":
            self._layout.inline.add(path)
            at = self._space(at + 1)
            while self._text[at] != "}":
                at = self._space(self._pair(path, at, depth + 1))
                at = self._space(at + 1) if self._text[at] == "," else at
            return at + 1
        return _SCALAR.match(self._text, at).end()  # type: ignore[union-attr]

    def _array(self, path: Path, at: int, depth: int) -> int:
        at, index = self._space(at + 1), 0
        while self._text[at] != "]":
            end = self._value((*path, index), at, depth)
            self._layout.items[*path, index] = Item((*path, index), at, at, end)
            index, at = index + 1, self._space(end)
            at = self._space(at + 1) if self._text[at] == "," else at
        return at + 1

    def _string(self, at: int) -> int:
        quote = self._text[at]
        long = self._text.startswith(quote * 3, at)
        closing = quote * 3 if long else quote
        at += len(closing)
        while not self._text.startswith(closing, at):
            at += 2 if self._text[at] == "\\" and quote == '"' else 1
        at += len(closing)
        while long and self._text.startswith(quote, at):
            at += 1  # up to two quotes may stand before the closing ones
        return at

    def _blank(self, at: int) -> int:
        return _BLANK.match(self._text, at).end()  # type: ignore[union-attr]

    def _space(self, at: int) -> int:
        return _SPACE.match(self._text, at).end()  # type: ignore[union-attr]
