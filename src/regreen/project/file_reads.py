"""Files that Python code names by their place: relative to the module (`Path(__file__).parent / "data"`), templates."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.place import on_line
from regreen.project.python import constant_string, dotted, parse, position

_TEMPLATE = re.compile(
    r"\b(?:render_template|TemplateResponse|get_template|render)\(\s*(?:request\s*,\s*)?(?:name\s*=\s*)?"
    r"[\"'](?P<name>[\w./-]+\.(?:html|txt|xml|j2|jinja2|jinja|md))[\"']"
)
_WRITES = re.compile(
    r"write_text|write_bytes|mkdir|makedirs|\.dump\(|to_csv|to_parquet|savefig|[\"'][wax]b?\+?[\"']|exists\(\)|urlretrieve"
)
_READS = re.compile(
    r"read_text|read_bytes|open\(|read_csv|read_parquet|read_json|\.load\(|loadtxt|imread|from_file|iterdir|glob\(|rglob\("
)


class Read(Struct, frozen=True):
    """A path of the tree that code reads; `template`: the part of it below a folder of templates."""

    path: str
    place: FileEvidence
    template: bool = False


def reads(source: Source) -> Iterator[Read]:
    """What one file names; nothing of files that write as well, which may make what they read."""
    text = source.text
    for match in _TEMPLATE.finditer(text) if "emplate" in text or "render(" in text else ():
        line = text.count("\n", 0, match.start("name")) + 1
        yield Read(match["name"], on_line(source, line), template=True)
    if "__file__" not in text or not _READS.search(text) or _WRITES.search(text):
        return
    tree = parse(source)
    if tree is not None:
        yield from _paths(source, tree)


def _paths(source: Source, tree: ast.Module) -> Iterator[Read]:
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            value = _place(node.value, source.path, names)
            if value is not None:
                names[node.targets[0].id] = value
    seen: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.Call):
            value = _place(node, source.path, names)
            if value and value not in seen and "." in value.rpartition("/")[2]:
                seen.add(value)
                yield Read(value, on_line(source, *position(source, node)))


def _place(node: ast.AST, here: str, names: Mapping[str, str]) -> str | None:
    """The path relative to the root of the tree that an expression is; None where it is none, or leaves the tree."""
    if isinstance(node, ast.Name):
        return here if node.id == "__file__" else names.get(node.id)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        left, right = _place(node.left, here, names), constant_string(node.right)
        return _joined(left, right) if left is not None and right is not None else None
    if isinstance(node, ast.Attribute) and node.attr == "parent":
        inner = _place(node.value, here, names)
        return None if inner in (None, "") else posixpath.dirname(inner or "")
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "parents"
    ):
        inner = _place(node.value.value, here, names)
        if inner is None or not isinstance(node.slice, ast.Constant) or not isinstance(node.slice.value, int):
            return None
        for _ in range(node.slice.value + 1):
            inner = posixpath.dirname(inner)
        return inner
    return _called(node, here, names) if isinstance(node, ast.Call) else None


def _called(node: ast.Call, here: str, names: Mapping[str, str]) -> str | None:
    name = dotted(node.func)
    last = name.rpartition(".")[2] or (node.func.attr if isinstance(node.func, ast.Attribute) else "")
    if last in ("resolve", "absolute") and isinstance(node.func, ast.Attribute) and not node.args:
        return _place(node.func.value, here, names)
    if not node.args:
        return None
    if last == "joinpath" and isinstance(node.func, ast.Attribute):
        first, rest = _place(node.func.value, here, names), node.args
    else:
        first, rest = _place(node.args[0], here, names), node.args[1:]
    if first is None:
        return None
    if last in ("Path", "abspath", "realpath", "str") and not rest:
        return first
    if last == "dirname" and not rest:
        return posixpath.dirname(first)
    if last in ("join", "joinpath"):
        for item in rest:
            part = constant_string(item)
            if part is None:
                return None
            first = _joined(first, part)
            if first is None:
                return None
        return first
    return None


def _joined(left: str | None, right: str) -> str | None:
    if left is None or right.startswith("/"):
        return None
    found = posixpath.normpath(posixpath.join(left, right))
    return None if found.startswith("..") else "" if found == "." else found
