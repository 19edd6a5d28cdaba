"""Imports of files whose syntax this interpreter does not know, by way of libcst where it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Source
from regreen.patch.encoding import BOM
from regreen.project.import_facts import Context, Import

if TYPE_CHECKING:
    import libcst

_DEPTH_LIMIT = 150  # nested brackets; libcst's parser recurses
_CATCHES = ("ImportError", "ModuleNotFoundError", "Exception", "BaseException")


def imports(source: Source) -> tuple[Import, ...]:
    """The imports of a file; empty when libcst is absent or cannot parse it either."""
    text = source.text.removeprefix(BOM)
    if not text.isprintable() and "\0" in text or _depth(text) > _DEPTH_LIMIT:
        return ()
    try:
        import libcst
        from libcst.metadata import MetadataWrapper, PositionProvider
    except ImportError:
        return ()
    try:
        wrapper = MetadataWrapper(libcst.parse_module(text), unsafe_skip_copy=True)
        places = wrapper.resolve(PositionProvider)
        return tuple(_Reader(source, places).read(wrapper.module, Context()))
    except (libcst.ParserSyntaxError, RecursionError, UnicodeError):
        return ()


def _depth(text: str) -> int:
    depth = deepest = 0
    for char in text:
        if char in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif char in ")]}":
            depth -= 1
    return deepest


class _Reader:
    def __init__(self, source: Source, places: object) -> None:
        self._source = source
        self._places = places

    def read(self, node: libcst.CSTNode, context: Context) -> Iterator[Import]:
        import libcst as cst

        if isinstance(node, cst.Import | cst.ImportFrom):
            yield from self._imports(node, context)
        elif isinstance(node, cst.FunctionDef):
            yield from self.read(node.body, context.with_function())
        elif isinstance(node, cst.If):
            names = _names(node.test)
            inner = context.with_type_checking() if "TYPE_CHECKING" in names else context.with_condition()
            yield from self.read(node.body, inner)
            if node.orelse is not None:
                yield from self.read(node.orelse, context.with_condition())
        elif isinstance(node, cst.Try | cst.TryStar):
            caught = any(h.type is None or _names(h.type) & set(_CATCHES) for h in node.handlers)
            for child in node.children:
                yield from self.read(child, context.with_guard() if caught else context)
        elif isinstance(node, cst.BaseStatement | cst.BaseSuite | cst.Module | cst.Else | cst.Finally):
            for child in node.children:
                yield from self.read(child, context)
        elif isinstance(node, cst.ExceptHandler | cst.ExceptStarHandler | cst.MatchCase):
            yield from self.read(node.body, context)

    def _imports(self, node: libcst.Import | libcst.ImportFrom, context: Context) -> Iterator[Import]:
        import libcst as cst

        if isinstance(node.names, cst.ImportStar):
            names: list[tuple[cst.CSTNode, str]] = [(node.names, "*")]
        else:
            names = [(alias, _dotted(alias.name)) for alias in node.names]
        level = len(node.relative) if isinstance(node, cst.ImportFrom) else 0
        module = _dotted(node.module) if isinstance(node, cst.ImportFrom) and node.module else ""
        for place, name in names:
            start = self._places[place].start  # type: ignore[index]
            line, column = start.line, start.column + 1
            if isinstance(node, cst.Import):
                yield Import(self._source.path, line, column, 0, name, "", context)
            else:
                yield Import(self._source.path, line, column, level, module, name, context)


def _names(expression: libcst.BaseExpression) -> set[str]:
    import libcst as cst

    pending: list[cst.CSTNode] = [expression]
    found: set[str] = set()
    while pending:
        node = pending.pop()
        if isinstance(node, cst.Name):
            found.add(node.value)
        pending += node.children
    return found


def _dotted(node: libcst.CSTNode) -> str:
    import libcst as cst

    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    return ".".join((node.value, *reversed(parts))) if isinstance(node, cst.Name) else ""
