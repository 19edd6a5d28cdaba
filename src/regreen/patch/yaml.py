"""Edits of YAML files that leave comments, quoting and layout alone.

Places come from PyYAML's scanner. Each function answers with edits only after it has applied them to a copy
and found just the change that was asked for among the parser's events.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import takewhile

import yaml

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source, Span
from regreen.patch.apply import apply
from regreen.patch.encoding import BOM, newline
from regreen.patch.lines import insertion, line_end, replacement

Path = tuple[str | int, ...]
Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n", "none"})
_Events = list[tuple[str, str, str]]
_DEPTH_LIMIT = 100
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def replace_scalar(source: Source, place: Path | Span, value: str | int | float | bool) -> list[Edit]:
    """Give the scalar at a path of keys and positions (or at its span) another value, in its own quotes.

    Raises `PatchError` when the text is no YAML or there is no scalar of one line at this place.
    """
    if isinstance(place, Span):
        start, end = place.start, place.end
    else:
        node = _find(source, place)
        if not isinstance(node, yaml.ScalarNode) or node.style in ("|", ">"):
            raise PatchError(f"{source.path}: {_show(place)} is no scalar of one line")
        if node.tag.endswith(":str") and node.value == value:
            return []
        start, end = _extent(source, node)
    old = source.text[start:end]
    try:
        return _replaced(source, replacement(source, start, end, _like(old, value)), value)
    except PatchError:  # within brackets, less may stand without quotes
        return _replaced(source, replacement(source, start, end, _like(old, value, flow=True)), value)


def insert_key(source: Source, path: Path, key: str, value: Value, *, after: str = "") -> list[Edit]:
    """Add a key to the mapping at `path`: behind the key `after`, or as its last one.

    Raises `PatchError` when there is no mapping, when it has the key already, or the text is no YAML.
    """
    node = _find(source, path)
    if not isinstance(node, yaml.MappingNode) or not node.value:
        raise PatchError(f"{source.path}: {_show(path)} is no mapping that could take another key")
    keys = {name.value: (name, item) for name, item in node.value}
    if key in keys:
        raise PatchError(f"{source.path}: {_show((*path, key))} exists already")
    if after and after not in keys:
        raise PatchError(f"{source.path}: there is no {_show((*path, after))}")
    sibling = keys[after] if after else node.value[-1]
    if node.flow_style:
        at = _extent(source, sibling[1])[1]
        written = f"{_key(key)}: {_flow(value)}"
        return _added(source, insertion(source, at, ", " + written), written)
    block = _block({key: value}, _column(source, node.value[0][0]))
    column = _column(source, node.value[0][0])
    return _added(source, _after(source, sibling[1], block, column), "\n".join(block))


def append_item(source: Source, path: Path, value: Value) -> list[Edit]:
    """Add an item at the end of the sequence at `path`. Raises `PatchError` when there is none."""
    node = _find(source, path)
    if not isinstance(node, yaml.SequenceNode):
        raise PatchError(f"{source.path}: {_show(path)} is no list")
    if node.flow_style:
        at = _extent(source, node.value[-1])[1] if node.value else _extent(source, node)[0] + 1
        edit = insertion(source, at, (", " if node.value else "") + _flow(value))
        return _added(source, edit, f"[{_flow(value)}]")
    first = _extent(source, node.value[0])[0]
    line_start = source.text.rfind("\n", 0, first) + 1
    dash = source.text.rfind("-", line_start, first)
    if dash < 0:
        raise PatchError(f"{source.path}: {_show(path)} is laid out in a way that is not edited")
    block = _block([value], dash - line_start)
    return _added(source, _after(source, node.value[-1], block, dash - line_start), "\n".join(block))


def delete(source: Source, path: Path) -> list[Edit]:
    """Remove a key, or an item of a list, with its lines; of a list in brackets, with its comma. Raises `PatchError`
    when it is not there, when it is the only one, or when it shares its first line with its parent.
    """
    parent, node = _find(source, path[:-1]), _find(source, path)
    if not isinstance(parent, yaml.MappingNode | yaml.SequenceNode) or len(parent.value) < 2:
        raise PatchError(f"{source.path}: {_show(path)} is all there is at its place")
    if isinstance(parent, yaml.SequenceNode) and parent.flow_style:
        return _checked(source, [_without_item(source, parent, int(path[-1]))])
    start = _extent(source, node)[0]
    if isinstance(parent, yaml.MappingNode):
        start = next(_extent(source, name)[0] for name, item in parent.value if name.value == path[-1])
    line_start = source.text.rfind("\n", 0, start) + 1
    lead = source.text[line_start:start]
    if parent.flow_style or lead.strip(" -" if isinstance(parent, yaml.SequenceNode) else " "):
        raise PatchError(f"{source.path}: {_show(path)} does not stand on lines of its own")
    end = _last_line_end(source, node)
    following = source.text.find("\n", end)
    return _checked(
        source, [replacement(source, line_start, len(source.text) if following < 0 else following + 1, "")]
    )


def _without_item(source: Source, parent: yaml.SequenceNode, index: int) -> Edit:
    """An item of a list in brackets away, with the comma behind it, or before it where it is the last one."""
    if index + 1 < len(parent.value):
        start, end = _extent(source, parent.value[index])[0], _extent(source, parent.value[index + 1])[0]
    else:
        start, end = _extent(source, parent.value[index - 1])[1], _extent(source, parent.value[index])[1]
    if "#" in source.text[start:end]:
        raise PatchError(f"{source.path}: a comment stands between the items")
    return replacement(source, start, end, "")


def _find(source: Source, path: Path) -> yaml.Node:
    node = _compose(source)
    for part in path:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            found = next((item for name, item in node.value if name.value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            found = node.value[part]
        if found is None:
            raise PatchError(f"{source.path}: there is no {_show(path)}")
        node = found
    return node


def _compose(source: Source) -> yaml.Node:
    events = _events(source.text)
    if events is None or _depth(events) > _DEPTH_LIMIT:  # composing is recursive, in C
        raise PatchError(f"{source.path}: is not valid YAML, or nested too deep")
    try:
        node = yaml.compose(source.text.removeprefix(BOM), Loader=_LOADER)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise PatchError(f"{source.path}: is not valid YAML") from error
    if node is None:
        raise PatchError(f"{source.path}: is empty")
    return node


def _extent(source: Source, node: yaml.Node) -> tuple[int, int]:
    """The scanner never sees a byte order mark, so its places are shifted by it."""
    shift = 1 if source.text.startswith(BOM) else 0
    return node.start_mark.index + shift, node.end_mark.index + shift


def _column(source: Source, node: yaml.Node) -> int:
    start = _extent(source, node)[0]
    return (
        start
        - (source.text.rfind("\n", 0, start) + 1)
        - (1 if start and source.text[0] == BOM == source.text[start - 1] else 0)
    )


def _last_line_end(source: Source, node: yaml.Node) -> int:
    """The end of the last line that belongs to a node: a block's own end mark runs past comments below it."""
    while isinstance(node, yaml.MappingNode | yaml.SequenceNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    start, end = _extent(source, node)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        return max(start, len(source.text[:end].rstrip("\r\n \t")))
    return line_end(source.text, end)


def _after(source: Source, node: yaml.Node, block: list[str], column: int) -> Edit:
    """Insert lines below a node; comments below it that are indented deeper than its siblings belong to it."""
    end = newline(source.text)
    at = _last_line_end(source, node)
    while (following := source.text.find("\n", at) + 1) > 0:
        stop = line_end(source.text, following)
        text = source.text[following:stop]
        if not text.lstrip(" ").startswith("#") or len(text) - len(text.lstrip(" ")) <= column:
            break
        at = stop
    return insertion(source, at, "".join(end + line for line in block))


def _block(value: Value, indent: int) -> list[str]:
    """A mapping or a list in block style."""
    pad = " " * indent
    rows: list[str] = []
    if isinstance(value, Mapping):
        for key, item in value.items():
            head, below = _entry(item, indent)
            rows += [f"{pad}{_key(key)}:{head}", *below]
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            if isinstance(item, Mapping) and item:
                inner = _block(item, indent + 2)
                rows += [f"{pad}- {inner[0].lstrip()}", *inner[1:]]
            else:
                head, below = _entry(item, indent)
                rows += [f"{pad}-{head}", *below]
    return rows


def _entry(value: Value, indent: int) -> tuple[str, list[str]]:
    """What follows a colon or a dash, and the lines below it."""
    if isinstance(value, str) and _is_script(value):
        lines = value.removesuffix("\n").split("\n")
        mark = "|" if value.endswith("\n") else "|-"
        return f" {mark}", [(" " * (indent + 2) + line).rstrip() for line in lines]
    if isinstance(value, Mapping | Sequence) and not isinstance(value, str) and value:
        return "", _block(value, indent + 2)
    return (
        f" {_flow(value) if isinstance(value, Mapping | Sequence) and not isinstance(value, str) else _scalar(value)}",
        [],
    )


def _is_script(value: str) -> bool:
    """Whether a text of several lines can be written as a literal block without losing anything."""
    rows = value.removesuffix("\n").split("\n")
    usual = all(row.replace("\t", " ").isprintable() and row == row.rstrip() for row in rows)
    return len(rows) > 1 and usual and bool(rows[-1]) and bool(rows[0]) and not rows[0][0].isspace()


def _flow(value: Value) -> str:
    """A value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, flow=True)


def _scalar(value: str | int | float | bool | None, *, flow: bool = False) -> str:
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    return value if _is_plain(value, flow) else _double(value)


def _is_plain(value: str, flow: bool) -> bool:
    """Whether a text may stand without quotes, within brackets or outside, and stays a text for every parser."""
    if not value.isprintable() or value.lower() in _WORDS:
        return False
    try:
        read = yaml.compose(f"[{value}]" if flow else f"- {value}", Loader=_LOADER)
    except yaml.YAMLError:
        return False
    items = read.value if isinstance(read, yaml.SequenceNode) else []
    scalars = [item for item in items if isinstance(item, yaml.ScalarNode) and not item.style]
    return len(items) == 1 and [(item.tag, item.value) for item in scalars] == [
        ("tag:yaml.org,2002:str", value)
    ]


def _double(value: str) -> str:
    """A double-quoted scalar."""
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return "\\" + char
    if char.isprintable():
        return char
    code = f"\\x{ord(char):02x}" if ord(char) < 256 else f"\\U{ord(char):08x}"
    return {"\n": "\\n", "\t": "\\t"}.get(char, code)


def _like(old: str, value: str | int | float | bool, *, flow: bool = False) -> str:
    """A scalar in the quotes of another one, where it can be written so."""
    if isinstance(value, str) and value.isprintable():
        if old.startswith("'"):
            return "'" + value.replace("'", "''") + "'"
        if old.startswith('"'):
            return _double(value)
    return _scalar(value, flow=flow)


def _key(key: str) -> str:
    return key if key == "on" else _scalar(key, flow=True)


def _show(path: Path) -> str:
    return ".".join(map(str, path)) or "the document"


def _replaced(source: Source, edit: Edit, value: str | int | float | bool) -> list[Edit]:
    """The edit, if the one scalar that it changes reads `value` afterwards."""
    before, after = _both(source, [edit])
    text = value if isinstance(value, str) else json.dumps(value)
    changed = [new[:2] for old, new in zip(before, after, strict=False) if old != new]
    if len(before) != len(after) or changed not in ([], [("ScalarEvent", text.removesuffix("\n"))]):
        raise PatchError(f"{source.path}: cannot be edited here without changing something else")
    return [edit]


def _checked(source: Source, edits: list[Edit]) -> list[Edit]:
    """The edits, if they change one scalar, or take away events that stand together."""
    before, after = _both(source, edits)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    gone, new = before[head : len(before) - tail], after[head : len(after) - tail]
    one_scalar = len(gone) <= 1 and len(new) <= 1 and all(event[0] == "ScalarEvent" for event in gone + new)
    if new and not one_scalar:
        raise PatchError(f"{source.path}: cannot be edited here without changing something else")
    return edits


def _added(source: Source, edit: Edit, written: str) -> list[Edit]:
    """The edit, if it adds the events of `written` (a collection of one entry) at one place and no others."""
    before, after = _both(source, [edit])
    added = (_events(written) or [])[3:-3]
    size = len(added)
    head = _common(before, after)
    if not any(
        after[at : at + size] == added and after[at + size :] == before[at:]
        for at in range(max(head - size, 0), head + 1)
    ):
        raise PatchError(f"{source.path}: cannot be edited here without changing something else")
    return [edit]


def _both(source: Source, edits: list[Edit]) -> tuple[_Events, _Events]:
    before, after = _events(source.text), _events(apply(source, edits).text)
    if before is None or after is None:
        raise PatchError(f"{source.path}: cannot be edited at this place")
    return before, after


def _common(one: _Events, other: _Events) -> int:
    """The number of equal events at the start."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _depth(events: _Events) -> int:
    depth = deepest = 0
    for name, _, _ in events:
        depth += name in ("MappingStartEvent", "SequenceStartEvent")
        depth -= name in ("MappingEndEvent", "SequenceEndEvent")
        deepest = max(deepest, depth)
    return deepest


def _events(text: str) -> _Events | None:
    """Kind, value and anchor of each event. A block at the end of the file gains a line end, which is no change."""
    try:
        return [
            (
                type(event).__name__,
                str(getattr(event, "value", "")).removesuffix("\n"),
                str(getattr(event, "anchor", "")),
            )
            for event in yaml.parse(text.removeprefix(BOM), Loader=_LOADER)
        ]
    except (yaml.YAMLError, ValueError):
        return None
