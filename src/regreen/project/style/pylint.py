"""A few messages of pylint that a file alone decides, and which of them the configuration leaves on.

Source: pylint's documentation of its messages and options.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from regreen.model.text import Source
from regreen.patch.ini import read_ini
from regreen.project.pyproject import read_pyproject
from regreen.project.style.lint import Complaint
from regreen.project.style.mask import Masked
from regreen.project.style.names import named
from regreen.project.tree import Tree

CODES = {
    "unused-import": "W0611",
    "line-too-long": "C0301",
    "trailing-whitespace": "C0303",
    "missing-final-newline": "C0304",
    "bad-staticmethod-argument": "W0211",
    "unidiomatic-typecheck": "C0123",
    "bare-except": "W0702",
}
_URL = re.compile(r"\s*(# )?<?https?://\S+>?\s*")
_INLINE = re.compile(r"#.*pylint:\s*(?:disable(?:-next|-msg)?\s*=\s*([\w\-, ]+)|(skip-file))")
_SUSPECTS = re.compile(r"@staticmethod|\btype\(")


class Messages(Struct, frozen=True):
    """Which messages count, and the longest line."""

    on: frozenset[str]
    line_length: int
    ignored: tuple[str, ...]


def messages(tree: Tree, values: Mapping[str, str]) -> Messages | None:
    """What the configuration at the root and the command line leave on; None where failing is a matter of scores."""
    found = _configured(tree)
    if "fail-under" in values or "fail-under" in found or "load-plugins" in values:
        return None
    off = [*_words(found.get("disable", "")), *_words(values.get("disable", ""))]
    on = [*_words(found.get("enable", "")), *_words(values.get("enable", ""))]
    every = {name: code for name, code in CODES.items() if "all" not in off}
    kept = {
        name
        for name, code in {**every, **{n: c for n, c in CODES.items() if n in on or c in on}}.items()
        if name in on or code in on or not {name, code, code[0], _CATEGORY[code[0]]} & set(off)
    }
    try:
        length = int(values.get("max-line-length") or found.get("max-line-length") or 100)
    except ValueError:
        return None
    if "ignore-paths" in found or "ignore-patterns" in found:
        return None
    return Messages(frozenset(kept), length, tuple(_words(found.get("ignore", "CVS"))))


_CATEGORY = {"W": "warning", "C": "convention", "E": "error", "R": "refactor"}


def _words(text: str) -> list[str]:
    return [word for line in text.split("\n") for word in re.split(r"[,\s]+", line.partition("#")[0]) if word]


def _configured(tree: Tree) -> dict[str, str]:
    for name in ("pylintrc", ".pylintrc"):
        source = tree.source(name) if name in tree.modes else None
        if source is not None:
            return {
                option.name.replace("_", "-"): "\n".join(text for _, text in option.rows)
                for option in read_ini(source).options
            }
    source = tree.source("pyproject.toml") if "pyproject.toml" in tree.modes else None
    project = read_pyproject(source) if source is not None else None
    found: dict[str, str] = {}
    for name, value in project.table("tool", "pylint").items() if project is not None else ():
        inner = value if isinstance(value, dict) else {name: value}
        for key, item in inner.items():
            found[str(key).replace("_", "-")] = (
                ",".join(map(str, item)) if isinstance(item, list) else str(item)
            )
    return found


def pylint_says(source: Source, masked: Masked, wanted: Messages) -> list[Complaint]:
    """What pylint says of a file; a message that a comment switches off anywhere in it is not among them."""
    off: set[str] = set()
    for start, end in masked.comments if "pylint" in masked.text else ():
        match = _INLINE.search(masked.text, start, end)
        if match is not None:
            if match[2]:
                return []
            off.update(re.split(r"[,\s]+", match[1]))
    on = {name for name in wanted.on if name not in off and CODES[name] not in off}
    return [] if "all" in off else [*_of_lines(masked, wanted, on), *_of_tree(source, masked, on)]


def _of_lines(masked: Masked, wanted: Messages, on: set[str]) -> Iterator[Complaint]:
    text = masked.text
    for match in re.finditer(rf"^.{{{wanted.line_length + 1},}}$", text, re.M):
        line = match[0].partition("# pylint")[0].rstrip()
        if "line-too-long" in on and len(line) > wanted.line_length and not _URL.fullmatch(line):
            row, _ = masked.position(match.start())
            yield Complaint(row, 1, "C0301", f"a line of {len(line)} characters")
    for match in re.finditer(r"[ \t]+$", text, re.M) if "trailing-whitespace" in on else ():
        yield Complaint(*masked.position(match.start()), "C0303", "blanks at the end of a line")
    if text and not text.endswith("\n") and "missing-final-newline" in on:
        yield Complaint(*masked.position(len(text)), "C0304", "no line end at the end of the file")


def _of_tree(source: Source, masked: Masked, on: set[str]) -> Iterator[Complaint]:
    if "unused-import" in on and not source.path.endswith("__init__.py"):
        from regreen.project.style.lint import maybe_unused

        tree = named(source) if maybe_unused(masked) else None
        for item in tree.complaints(frozenset({"F401"})) if tree is not None else ():
            yield Complaint(item.row, item.column, "W0611", item.text)
    tree = named(source) if _SUSPECTS.search(masked.code) else None
    for node in (*tree.functions, *tree.checked) if tree is not None else ():
        if isinstance(node, ast.FunctionDef) and "bad-staticmethod-argument" in on:
            plain = any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in node.decorator_list)
            first = next(iter((*node.args.posonlyargs, *node.args.args)), None)
            if plain and first is not None and first.arg in ("self", "cls", "mcs"):
                yield Complaint(
                    node.lineno, 1, "W0211", f"a static method with `{first.arg}` as first argument"
                )
        elif isinstance(node, ast.Compare) and "unidiomatic-typecheck" in on and _compares_types(node):
            yield Complaint(
                node.lineno, node.col_offset + 1, "C0123", "types compared in place of `isinstance`"
            )


def _compares_types(node: ast.Compare) -> bool:
    if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Is | ast.IsNot | ast.Eq | ast.NotEq):
        return False
    return _type_of(node.left) and not _type_of(node.comparators[0])


def _type_of(node: ast.expr) -> bool:
    named_type = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"
    return named_type and isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords
