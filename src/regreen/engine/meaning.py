"""Whether an edit of a YAML or TOML file changes the meaning of something that it does not name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from regreen.model.text import Source
from regreen.patch.toml_scan import Layout, scan
from regreen.patch.untouched import Shift
from regreen.workflow.nodes import Mapping, Node, Scalar
from regreen.workflow.nodes import Sequence as NodeSequence
from regreen.workflow.parse import parse_document

Path = tuple[str | int, ...]
Ranges = Sequence[tuple[int, int]]


def elsewhere(before: Source, after: Source, moved: list[Shift]) -> bool:
    """Whether a value differs that no edit touches."""
    old = [_trimmed(before.text, shift.start, shift.end) for shift in moved]
    new = [_trimmed(after.text, shift.new_start, shift.new_end) for shift in moved]
    if before.path.endswith(".toml"):
        return _stray_toml(scan(before), old, scan(after), new)
    if before.path.endswith((".yml", ".yaml")):
        return _stray_yaml(parse_document(before).root, old, parse_document(after).root, new)
    return False


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A range without the blanks around what it holds."""
    inner = text[start:end]
    left = len(inner) - len(inner.lstrip())
    return (start + left, start + len(inner.rstrip())) if inner.strip() else (start, start)


def _stray_yaml(before: Node | None, old: Ranges, after: Node | None, new: Ranges) -> bool:
    if before is None or after is None:
        return False
    allowed = {path for start, end in old for path in _touched(before, start, end)}
    allowed |= {path for start, end in new for path in _touched(after, start, end)}
    one, other = _leaves(before), _leaves(after)
    return any(
        one.get(path) != other.get(path) and not _below(path, allowed) for path in one.keys() | other.keys()
    )


def _below(path: Path, allowed: Iterable[Path]) -> bool:
    return any(path[: len(prefix)] == prefix for prefix in allowed)


def _leaves(root: Node) -> dict[Path, list[object]]:
    """Every value by its path; of a node that aliases share, at its first place only."""
    found: dict[Path, list[object]] = {}
    seen: set[int] = set()
    stack: list[tuple[Path, Node]] = [((), root)]
    while stack:
        path, node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            found.setdefault(path, []).append((node.text, node.value, node.tag))
        elif isinstance(node, Mapping) and node.entries:
            stack += [((*path, entry.key.text), entry.value) for entry in reversed(node.entries)]
        elif isinstance(node, NodeSequence) and node.items:
            stack += [((*path, index), item) for index, item in reversed(list(enumerate(node.items)))]
        else:
            found.setdefault(path, []).append(node.kind)
    return found


def _touched(node: Node, start: int, end: int, path: Path = ()) -> list[Path]:
    """The paths of what characters `start` to `end` hold or lie in; of a collection that they hold in part, only
    of that part, so that whatever else has moved into it is seen.
    """
    if isinstance(node, Scalar) or (start <= node.span.start and node.span.end <= end):
        return [path]
    if isinstance(node, NodeSequence):
        return _touched_items(node, start, end, path)
    found: list[Path] = []
    for entry, until in zip(node.entries, _ends(node), strict=True):
        if start < until and end > entry.key.span.start:
            value, below = entry.value, (*path, entry.key.text)
            if start < value.span.end and end > value.span.start:
                found += _touched(value, start, end, below)
            else:
                found.append(below)
    return found


def _touched_items(node: NodeSequence, start: int, end: int, path: Path) -> list[Path]:
    """Of a list whose items come, go or are counted anew, the list itself."""
    found: list[Path] = []
    for index, item in enumerate(node.items):
        if start <= item.span.start and item.span.end <= end:
            return [path]
        if start < item.span.end and end > item.span.start:
            found += _touched(item, start, end, (*path, index))
    return found or [path]


def _ends(node: Mapping) -> list[int]:
    """Where each entry ends: at the next key, so that an alias and an empty value belong to theirs."""
    starts = [entry.key.span.start for entry in node.entries]
    return [*starts[1:], max(node.span.end, *(starts or [0])) + 1]


def _stray_toml(before: Layout, old: Ranges, after: Layout, new: Ranges) -> bool:
    allowed = {path for start, end in old for path in _items(before, start, end)}
    allowed |= {path for start, end in new for path in _items(after, start, end)}
    one, other = dict(_toml_leaves(before.data)), dict(_toml_leaves(after.data))
    return any(
        one.get(path) != other.get(path) and not _below(path, allowed) for path in one.keys() | other.keys()
    )


def _items(layout: Layout, start: int, end: int) -> list[Path]:
    """The paths of the keys and tables that characters `start` to `end` touch; an array is one value."""
    hit = [item for item in layout.items.values() if item.key < max(end, start + 1) and start <= item.end]
    inner = [
        item
        for item in hit
        if not (item.start <= start and end <= item.end)
        or not any(
            len(deeper.path) > len(item.path) and deeper.path[: len(item.path)] == item.path for deeper in hit
        )
    ]
    tables = [table.path for table in layout.tables if table.start < end and start <= table.end]
    return [_named(path) for path in (*(item.path for item in inner), *tables)]


def _named(path: Path) -> Path:
    """A path up to its first array."""
    cut = next((index for index, part in enumerate(path) if isinstance(part, int)), len(path))
    return path[:cut]


def _toml_leaves(data: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _toml_leaves(value, (*path, key))
    else:
        yield path, repr(data)
