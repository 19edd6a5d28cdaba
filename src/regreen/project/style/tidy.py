"""Repairs of what linters say, where they are simple: imports that nobody uses, blanks, comments that are too long."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.python import parse
from regreen.project.style.codes import Codes
from regreen.project.style.import_order import misplaced
from regreen.project.style.lint import Complaint, ImportOrder, complaints
from regreen.project.style.mask import Masked, mask
from regreen.project.style.mend import REPAIRS, Piece


class Tidied(Struct, frozen=True):
    """A file, with plain line ends, without the complaints of some `codes`."""

    text: str
    codes: frozenset[str]


def tidied(
    source: Source,
    codes: Codes,
    found: Sequence[Complaint],
    *,
    names: bool,
    imports: ImportOrder | None = None,
) -> Tidied | None:
    """The file without the complaints that have a simple repair: all of a code, or none of it.

    None where no code can be repaired so, or where that would bring other complaints. `names` and `imports` as
    `complaints` has them.
    """
    masked = mask(source)
    groups: dict[str, list[Complaint]] = {}
    for item in found:
        groups.setdefault(item.code, []).append(item)
    mended = _mended(masked, groups, codes) if masked is not None else {}
    if masked is not None and imports is not None and "I001" in groups:
        order = [item.fix for item in misplaced(masked, *imports)]
        if all(order):
            mended["I001"] = [piece for piece in order if piece is not None]
    if masked is None or not mended:
        return None
    before = Counter(item.code for item in found)
    every = [piece for pieces in mended.values() for piece in pieces]
    attempts = [every, *(mended.values() if len(mended) > 1 else ())]
    for pieces in attempts:
        text = _written(masked.text, pieces)
        gone = _gone(Source(source.path, text), codes, before, names=names, imports=imports)
        if gone:
            return Tidied(text, gone)
    return None


def _mended(masked: Masked, groups: Mapping[str, list[Complaint]], codes: Codes) -> dict[str, list[Piece]]:
    """For each code what its repairs replace, where all of its complaints have one."""
    starts = [0, *(match.end() for match in re.finditer("\n", masked.text))]
    found: dict[str, list[Piece]] = {}
    for code, items in groups.items():
        if code == "F401" and not masked.path.endswith("__init__.py"):
            found[code] = list(_imports(masked, {(item.row, item.column) for item in items}, starts))
        elif code in REPAIRS:
            each = [REPAIRS[code](masked, starts[i.row - 1] + i.column - 1, i, codes) for i in items]
            if all(each):
                found[code] = [piece for pieces in each for piece in pieces or ()]
    return {code: pieces for code, pieces in found.items() if pieces}


def _written(text: str, pieces: Iterable[Piece]) -> str:
    """The text with the pieces in place; of two that overlap the later one."""
    at = len(text) + 1
    for start, end, new in sorted(set(pieces), reverse=True):
        if end <= at:
            text = text[:start] + new + text[end:]
            at = start
    return text


def _gone(
    after: Source, codes: Codes, before: Counter[str], *, names: bool, imports: ImportOrder | None
) -> frozenset[str]:
    """The codes that nothing is said of any more; empty where there is more of another than before."""
    masked = mask(after)
    if masked is None or parse(after) is None:
        return frozenset()
    left = Counter(item.code for item in complaints(after, masked, codes, names=names, imports=imports))
    if any(count > before[code] for code, count in left.items()):
        return frozenset()
    return frozenset(before) - frozenset(left)


def _imports(masked: Masked, places: set[tuple[int, int]], starts: Sequence[int]) -> Iterator[Piece]:
    """Lines of imports that nobody uses, away; an import of several names is shortened."""
    lines = masked.text.split("\n")
    shorter, gone = dict[int, str](), set[int]()
    for parent in _nodes(masked):
        for body in _bodies(parent):
            for node in body:
                if isinstance(node, ast.Import | ast.ImportFrom):
                    unused = [item for item in node.names if (item.lineno, item.col_offset + 1) in places]
                    if len(unused) == len(node.names) and len(body) > 1:
                        gone.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
                    elif unused and len(unused) < len(node.names):
                        _shortened(lines, node, unused, gone, shorter)
    for row in gone:
        yield starts[row - 1], min(starts[row - 1] + len(lines[row - 1]) + 1, len(masked.text)), ""
    for row, line in shorter.items():
        yield starts[row - 1], starts[row - 1] + len(lines[row - 1]), line


def _nodes(masked: Masked) -> Iterator[ast.AST]:
    tree = parse(Source(masked.path, masked.text))
    return ast.walk(tree) if tree is not None else iter(())


def _bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        body = getattr(node, name, None)
        if isinstance(body, list):
            yield body


def _shortened(
    lines: list[str],
    node: ast.Import | ast.ImportFrom,
    unused: list[ast.alias],
    gone: set[int],
    shorter: dict[int, str],
) -> None:
    """Take some names out of an import of several."""
    for item in unused:
        row = item.lineno
        name = re.escape(item.name) + (rf"\s+as\s+{re.escape(item.asname)}" if item.asname else "")
        line = shorter.get(row, lines[row - 1])
        if row != node.lineno and re.fullmatch(rf"\s*{name}\s*,?\s*", line):
            gone.add(row)
            shorter.pop(row, None)
            continue
        start = line.find(" import ") + 7 if " import " in line else 0
        head, tail = line[:start], line[start:]
        less = re.sub(rf"(?<![\w.]){name}\s*,\s*", "", tail, count=1)
        if less == tail:
            less = re.sub(rf"\s*,\s*{name}(?![\w.])", "", tail, count=1)
        shorter[row] = head + less
