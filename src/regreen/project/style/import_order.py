"""The order of imports that isort and ruff's rule I001 want, as far as it does not hang on how lines are wrapped.

Sources: isort's documentation ("How does isort work?", its options and profiles, `isort.sorting`) and ruff's settings
`lint.isort`.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from regreen.project.style.mask import Masked, Statement

FUTURE, STANDARD, THIRD, FIRST, LOCAL = range(5)
Placing = Callable[[str], int | None]
"""The section of a module by the first part of its name; None where nobody can tell."""
_DIGITS = re.compile(r"(\d+)")
_SWITCH = re.compile(r"#[^\n]*\bisort\s*:|#\s*ruff\s*:\s*noqa|#\s*fmt\s*:", re.I)
_TRAILING = re.compile(r",\s*\)\s*$")
_DEFINES = re.compile(r"(?:(?:async[ \t]+)?def|class)\b|@")
_IMPORT = re.compile(r"(?:import|from)\b")


class Order(Struct, frozen=True):
    """How a project wants its imports. `by_module`: `import` and `from` among each other; `single`: a name a line."""

    by_module: bool = False
    single: bool = False
    joined_as: bool = False
    by_type: bool = True
    case: bool = False
    line_length: int = 88
    below: int = -1
    """Blank lines below the imports; -1: two before a definition, else one."""
    wraps: bool = True
    """Whether long imports are wrapped with a name on each line, and with a comma behind the last."""


class Misplaced(Struct, frozen=True):
    """An import that stands elsewhere than the sorter wants it: its offset, why, and its block as it should be."""

    offset: int
    what: str
    block: tuple[int, int] = (0, 0)
    fix: tuple[int, int, str] | None = None


class _Import(Struct, frozen=True):
    statement: Statement
    module: str
    names: tuple[tuple[str, str], ...]
    straight: bool
    section: int
    key: tuple[object, ...]


def misplaced(masked: Masked, order: Order, place: Placing) -> Iterator[Misplaced]:
    """At most one finding for each block of imports."""
    if _SWITCH.search(masked.text):
        return
    for block, following in _blocks(masked):
        found = _of_block(masked, block, following, order, place)
        if found is not None:
            yield replace(found, block=(block[0].start, block[-1].end))


def _blocks(masked: Masked) -> Iterator[tuple[list[Statement], Statement | None]]:
    """Imports that follow each other in the same block of code, and the statement below them."""
    block: list[Statement] = []
    for item in masked.statements:
        imported = _IMPORT.match(masked.code, item.start + item.indent) is not None
        if block and (not imported or item.indent != block[-1].indent):
            yield block, item
            block = []
        if imported:
            block.append(item)
    if block:
        yield block, None


def _of_block(
    masked: Masked, block: Sequence[Statement], following: Statement | None, order: Order, place: Placing
) -> Misplaced | None:
    imports: list[_Import] = []
    for statement in block:
        item = _read(masked, statement, order, place)
        if item is None:
            return None
        imports.append(item)
    modules = [item.module for item in imports if not item.straight]
    twice = {module for module in modules if modules.count(module) > 1} if not order.single else set()
    if any(asname for item in imports if item.module in twice for _, asname in item.names):
        return None
    for item in imports:
        if (item.straight or order.single) and len(item.names) > 1:
            return _at(item, "several imports on one line")
    wrong = _out_of_order(masked, imports, order) or _wrongly_parted(masked, imports, twice)
    fix = _rewritten(masked, imports, order, following)
    if wrong is not None:
        return replace(wrong, fix=fix)
    for item in imports:
        if (
            not item.straight
            and len(item.names) > 1
            and any(alias for _, alias in item.names)
            and not order.joined_as
        ):
            return _at(item, "an import with `as` that is not alone")
    blank = _below(masked, imports[-1].statement, following, order)
    if blank is not None and fix is not None:
        return replace(
            _at(imports[-1], f"not {blank} blank line{'s' * (blank > 1)} below the imports"), fix=fix
        )
    return None


def _below(masked: Masked, last: Statement, following: Statement | None, order: Order) -> int | None:
    """How many blank lines there should be below the imports of a module; None where there are as many, or
    where nobody can tell.
    """
    if following is None or last.indent or following.indent:
        return None
    gap = masked.code[last.end : following.start]
    defines = _DEFINES.match(masked.code, following.start) is not None
    wanted = order.below if order.below >= 0 else 2 if defines else 1
    return wanted if not gap.strip() and gap.count("\n") - 1 != wanted else None


def _out_of_order(masked: Masked, imports: Sequence[_Import], order: Order) -> Misplaced | None:
    wanted = sorted(imports, key=lambda item: item.key)
    for item, right in zip(imports, wanted, strict=True):
        if item.key != right.key:
            return _at(right, f"`{right.module}` goes before `{item.module}`")
    for item in imports:
        keys = [_member(name, order) for name, _ in item.names]
        if not item.straight and keys != sorted(keys):
            first = min(item.names, key=lambda pair: _member(pair[0], order))[0]
            return _at(
                item, f"`{first}` goes first" if first != item.names[0][0] else "names in another order"
            )
    return None


def _wrongly_parted(masked: Masked, imports: Sequence[_Import], twice: set[str]) -> Misplaced | None:
    for before, now in itertools.pairwise(imports):
        gap = masked.code[before.statement.end : now.statement.start]
        told = "#" in masked.code[before.statement.start : now.statement.end]  # those keep to their imports
        if not before.straight and before.module == now.module and now.module in twice and not told:
            return _at(now, f"`{now.module}` is imported from twice")
        blank = gap.count("\n") - 1
        if gap.strip() or before.statement.end == now.statement.start or blank < 0:
            continue
        if before.section == now.section and blank:
            what = "a blank line among imports of one section"
        elif before.section != now.section and blank != 1:
            what = "not one blank line between two sections of imports"
        else:
            continue
        return _at(now, what)
    return None


def _at(item: _Import, what: str) -> Misplaced:
    return Misplaced(item.statement.start + item.statement.indent, what)


def _read(masked: Masked, statement: Statement, order: Order, place: Placing) -> _Import | None:
    """An import; None where it is not alone on its lines, or where its section is not known."""
    text = masked.text[statement.start + statement.indent : statement.end]
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return None
    node = body[0] if len(body) == 1 else None
    if isinstance(node, ast.Import):
        module, names = node.names[0].name, [(item.name, item.asname or "") for item in node.names]
    elif isinstance(node, ast.ImportFrom):
        module, names = "." * node.level + (node.module or ""), [(i.name, i.asname or "") for i in node.names]
    else:
        return None
    section = LOCAL if module.startswith(".") else place(module.partition(".")[0])
    if section is None:
        return None
    straight = isinstance(node, ast.Import)
    first = _member(names[0][0], order) if order.single and not straight else ()
    sort = (
        (_module(module, order), straight is False)
        if order.by_module
        else (straight is False, _module(module, order))
    )
    alias = names[0][1].lower() if straight else ""
    return _Import(statement, module, tuple(names), straight, section, (section, *sort, first, alias))


def _natural(text: str) -> tuple[tuple[int, object], ...]:
    return tuple((1, int(part)) if part.isdigit() else (0, part) for part in _DIGITS.split(text))


def _module(module: str, order: Order) -> tuple[object, ...]:
    bare = module.lstrip(".")
    return (-(len(module) - len(bare)), _natural(bare if order.case else bare.lower()))


def _member(name: str, order: Order) -> tuple[object, ...]:
    kind = 0
    if order.by_type:
        kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return (kind, _natural(name if order.case else name.lower()))


def _rewritten(
    masked: Masked, imports: Sequence[_Import], order: Order, following: Statement | None
) -> tuple[int, int, str] | None:
    """The block in order; None where comments stand between, or where an import has to be written otherwise in
    a way that hangs on more options.
    """
    start, end = imports[0].statement.start, imports[-1].statement.end
    gaps = [masked.code[a.statement.end : b.statement.start] for a, b in itertools.pairwise(imports)]
    modules = [item.module for item in imports if not item.straight]
    if any(gap.strip() for gap in gaps) or (len(set(modules)) < len(modules) and not order.single):
        return None
    text, last = "", None
    for item in sorted(imports, key=lambda item: item.key):
        written = _written(masked, item, order)
        if written is None:
            return None
        text += ("\n" if last not in (None, item.section) else "") + written + "\n"
        last = item.section
    blank = _below(masked, imports[-1].statement, following, order)
    if blank is not None and following is not None:
        return start, following.start, text + "\n" * blank
    return start, end, text[:-1]


def _written(masked: Masked, item: _Import, order: Order) -> str | None:
    """An import with its names in order, wrapped where it has to be."""
    start, end, pad = item.statement.start, item.statement.end, " " * item.statement.indent
    code = masked.code[start:end]
    names = sorted(item.names, key=lambda pair: _member(pair[0], order))
    written = [f"{name} as {asname}" if asname else name for name, asname in names]
    exploded = bool(_TRAILING.search(code))
    if item.straight or "#" in code:
        return masked.text[start:end] if [*names] == [*item.names] else None
    if len(names) > 1 and any(asname for _, asname in names) and not order.joined_as:
        return None
    line = f"{pad}from {item.module} import {', '.join(written)}"
    if not exploded and (len(line) <= order.line_length or written == ["*"]):
        return line
    if not order.wraps:
        return masked.text[start:end] if [*names] == [*item.names] else None
    return f"{pad}from {item.module} import (\n" + "".join(f"{pad}    {n},\n" for n in written) + f"{pad})"


def sorted_text(masked: Masked, found: Sequence[Misplaced]) -> str | None:
    """The file with its imports in order; None where one of the findings has no fix."""
    text = masked.text
    for item in sorted(found, key=lambda item: -item.offset):
        if item.fix is None:
            return None
        start, end, new = item.fix
        text = text[:start] + new + text[end:]
    return text if found else None
