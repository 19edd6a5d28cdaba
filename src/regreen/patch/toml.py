"""Edits of TOML files that leave every other byte alone.

Each function answers with edits only after it has applied them to a copy, parsed that, and found just the
change it was asked for.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Mapping, Sequence

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.apply import apply
from regreen.patch.encoding import BOM, newline
from regreen.patch.lines import insertion, line_end, replacement
from regreen.patch.toml_scan import BARE, Layout, Path, scan

Value = str | int | float | bool | Sequence["Value"] | Mapping[str, "Value"]


def set_value(source: Source, path: Path, value: Value) -> list[Edit]:
    """Give the key at `path` a value, adding the key, and its table, where they are missing; no edit where it has it.

    Raises `PatchError` when the text is no TOML or the key cannot be placed.
    """
    layout = scan(source)
    item = layout.items.get(path)
    if item is None or layout.table(path) is not None:
        return _checked(source, layout, path, value, _add(source, layout, path, value))
    if type(layout.value(path)) is type(value) and layout.value(path) == value:
        return []
    old = source.text[item.start : item.end]
    quote = "'" if old.startswith("'") and not old.startswith("'''") else '"'
    edit = replacement(source, item.start, item.end, format_value(value, quote))
    return _checked(source, layout, path, value, [edit])


def append_item(source: Source, path: Path, value: Value) -> list[Edit]:
    """Append an item to the array at `path`, laid out and quoted like the items before it; a missing array is made.

    Raises `PatchError` when the text is no TOML or there is something else at `path`.
    """
    layout = scan(source)
    current = layout.value(path)
    if current is None:
        return set_value(source, path, [value])
    item = layout.items.get(path)
    if not isinstance(current, list) or item is None:
        raise PatchError(f"{source.path}: {_show(path)} is no array")
    edits = _append(source, layout, path, value)
    return _checked(source, layout, path, [*current, value], edits)


def remove(source: Source, path: Path) -> list[Edit]:
    """Remove a key with its line, or an item of an array. Raises `PatchError` when it is not there."""
    layout = scan(source)
    item = layout.items.get(path)
    if item is None:
        raise PatchError(f"{source.path}: there is no {_show(path)}")
    if isinstance(path[-1], int) or path[:-1] in layout.inline:
        start, end = _list_part(source.text, item.key, item.end)
    else:
        start, end = _line_part(source.text, item.key, item.end)
    return _checked(source, layout, path, None, [replacement(source, start, end, "")])


def format_value(value: Value, quote: str = '"') -> str:
    """A value as TOML writes it, on one line; strings with `quote` where they can be."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        literal = quote == "'" and "'" not in value and value.isprintable()
        return f"'{value}'" if literal else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_key(key)} = {format_value(item, quote)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return "[" + ", ".join(format_value(item, quote) for item in value) + "]"


def _add(source: Source, layout: Layout, path: Path, value: Value) -> list[Edit]:
    """Add a key to a table that has a header, to an inline table, or with a new header."""
    text, end_of_line = source.text, newline(source.text)
    base, key = path[:-1], path[-1]
    if not isinstance(key, str):
        raise PatchError(f"{source.path}: {_show(path)} is no key")
    line = f"{_key(key)} = {format_value(value)}"
    if base in layout.inline:
        return [_into_inline(source, layout, base, line)]
    siblings = [item for item in layout.items.values() if item.path[:-1] == base]
    if siblings and (base == () or layout.table(base) is not None):
        last = max(siblings, key=lambda item: item.end)
        start = text.rfind("\n", 0, last.key) + 1
        indent = text[start : last.key] if text[start : last.key].isspace() else ""
        return [insertion(source, line_end(text, last.end), end_of_line + indent + line)]
    table = layout.table(base)
    if table is not None:
        return [insertion(source, line_end(text, table.end), end_of_line + line)]
    if siblings:  # a table made by dotted keys
        last = max(siblings, key=lambda item: item.end)
        head = text[text.rfind("\n", 0, last.key) + 1 : last.key]
        return [insertion(source, line_end(text, last.end), end_of_line + head + line)]
    if not base:
        return [insertion(source, len(BOM) if text.startswith(BOM) else 0, line + end_of_line)]
    return [_new_table(source, layout, base, line, end_of_line)]


def _new_table(source: Source, layout: Layout, base: Path, line: str, end_of_line: str) -> Edit:
    """A new header: before the first table below it, else at the end of the file."""
    if not all(isinstance(part, str) for part in base):
        raise PatchError(f"{source.path}: there is no table {_show(base)}")
    block = f"[{_show(base)}]{end_of_line}{line}{end_of_line}"
    below = next((table for table in layout.tables if table.path[: len(base)] == base), None)
    if below is not None:
        return insertion(source, below.start, block + end_of_line)
    text = source.text
    lead = "" if not text or text.endswith("\n") else end_of_line
    return insertion(source, len(text), lead + (end_of_line if text.strip(BOM + " \t\r\n") else "") + block)


def _into_inline(source: Source, layout: Layout, base: Path, line: str) -> Edit:
    item = layout.items[base]
    siblings = [found.end for found in layout.items.values() if found.path[:-1] == base]
    if siblings:
        return insertion(source, max(siblings), ", " + line)
    return replacement(source, item.start, item.end, f"{{ {line} }}")


def _append(source: Source, layout: Layout, path: Path, value: Value) -> list[Edit]:
    text, array = source.text, layout.items[path]
    items = [found for found in layout.items.values() if found.path[:-1] == path and found.path != path]
    if not items:
        written = format_value([value])
        if "#" not in text[array.start : array.end]:
            return [replacement(source, array.start, array.end, written)]
        return [insertion(source, array.start + 1, format_value(value) + ",")]
    last = items[-1]
    written = format_value(value, text[last.start])
    following = text[last.end : array.end]
    comma = last.end + len(following) - len(following.lstrip(" \t\r\n"))
    has_comma = text[comma] == ","
    line_start = text.rfind("\n", 0, last.start) + 1
    indent = text[line_start : last.start]
    if line_start <= array.start or indent.strip():
        return [insertion(source, last.end, ", " + written)]
    edits = [] if has_comma else [insertion(source, last.end, ",")]
    at = line_end(text, comma + 1 if has_comma else last.end)
    if at > array.end - 1:
        return [insertion(source, last.end, f",{newline(text)}{indent}{written}")]
    return [*edits, insertion(source, at, f"{newline(text)}{indent}{written}{',' if has_comma else ''}")]


def _list_part(text: str, start: int, end: int) -> tuple[int, int]:
    """An item with its comma: the one after it, and its whole line if it has one; else the one before it."""
    after = end + len(text[end:]) - len(text[end:].lstrip(" \t\r\n"))
    if text[after] == ",":
        line, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", after)
        tail = text[after + 1 : line_end] if line_end >= 0 else "x"
        if not text[line:start].strip() and (not tail.strip() or tail.lstrip().startswith("#")):
            return line, line_end + 1
        return start, after + 1 + (text[after + 1 : after + 2] == " ")
    before = len(text[:start].rstrip(" \t\r\n"))
    return (before - 1, end) if text[before - 1] == "," else (start, end)


def _line_part(text: str, start: int, end: int) -> tuple[int, int]:
    line = text.rfind("\n", 0, start) + 1
    following = text.find("\n", end)
    return line, len(text) if following < 0 else following + 1


def _checked(source: Source, layout: Layout, path: Path, value: object, edits: list[Edit]) -> list[Edit]:
    """The edits, if they do what was asked and nothing else; a value of None means removal."""
    expected = copy.deepcopy(layout.data)
    _assign(expected, path, value)
    try:
        found = tomllib.loads(apply(source, edits).text.removeprefix(BOM))
    except tomllib.TOMLDecodeError as error:
        raise PatchError(f"{source.path}: {_show(path)} cannot be changed here: {error}") from error
    if found != json.loads(json.dumps(expected, default=str)) and found != expected:
        raise PatchError(f"{source.path}: {_show(path)} cannot be changed without changing something else")
    return edits


def _assign(data: object, path: Path, value: object) -> None:
    for part in path[:-1]:
        if isinstance(data, dict):
            data = data.setdefault(part, {})
        elif isinstance(data, list) and isinstance(part, int):
            data = data[part]
    if isinstance(data, dict) and value is None:
        del data[path[-1]]
    elif isinstance(data, dict):
        data[path[-1]] = value
    elif isinstance(data, list) and isinstance(path[-1], int):
        data[path[-1] : path[-1] + 1] = [] if value is None else [value]


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else format_value(key)


def _show(path: Path) -> str:
    return ".".join(_key(str(part)) for part in path)
