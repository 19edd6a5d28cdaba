"""Lines of a script that stand further left than its block, so that YAML takes them for its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, islice

from regreen.model.text import Edit, Source, Span

_HEADER = re.compile(r"^(?P<indent> *)(?:- +)?(?:[\w-]+|\"[\w-]+\"|'[\w-]+'): *[|>][+-]?\d?[+-]?\s*(?:#.*)?$")
_STEP = re.compile(r"^(?P<indent> *)- +[\w-]+:(?: |$)")
_KEY = re.compile(r"^(?P<indent> *)(?P<name>[\w-]+):(?: |$)")
_TOP = frozenset({"name", "on", "jobs", "env", "permissions", "defaults", "concurrency", "run-name"})
_STEP_KEYS = frozenset(
    {
        "name",
        "id",
        "if",
        "uses",
        "run",
        "with",
        "env",
        "shell",
        "working-directory",
        "continue-on-error",
        "timeout-minutes",
    }
)
_FURTHEST = 400  # lines that a block may have
_BLOCKS = 5  # blocks that are looked at


def indented(source: Source, line: int) -> Iterator[list[Edit]]:
    """Edits that put lines back into a block that ends above `line` (from 1), the nearest block first."""
    lines = source.text.split("\n")
    for header in _headers(lines, line - 1):
        edits = _into(source, lines, header, line)
        if edits:
            yield edits


def _into(source: Source, lines: list[str], header: int, line: int) -> list[Edit]:
    block = _indent(lines[header + 1]) if header + 1 < len(lines) else 0
    parent = _indent(lines[header])
    inside = range(header + 1, min(line, len(lines)))
    first = next(
        (i for i in inside if _left(lines[i], block) and not _own(lines[i], parent, lines[i + 1 : i + 3])),
        None,
    )
    if (
        first is None
        or block <= parent
        or any(_own(lines[i], parent, lines[i + 1 : i + 3]) for i in range(header + 1, first))
    ):
        return []
    last = _last(lines, first, block, parent)
    shift = block - min(_indent(text) for text in lines[first : last + 1] if text.strip())
    starts = list(accumulate((len(text) + 1 for text in lines), initial=0))
    return [
        Edit(Span(source.path, starts[i], starts[i]), "", " " * shift)
        for i in range(first, last + 1)
        if lines[i].strip()
    ]


def _headers(lines: list[str], at: int) -> Iterator[int]:
    """The lines that open a block before a line, the nearest first."""
    found = (
        i
        for i in range(min(at, len(lines) - 1), max(at - _FURTHEST, -1), -1)
        if _HEADER.match(lines[i].rstrip("\r"))
    )
    return islice(found, _BLOCKS)


def _last(lines: list[str], first: int, block: int, parent: int) -> int:
    """The last line that fell out, before the file's own lines begin again."""
    last = first
    for index in range(first, min(first + _FURTHEST, len(lines))):
        text = lines[index].rstrip("\r")
        if _own(text, parent, lines[index + 1 : index + 3]):
            break
        if _left(text, block):
            last = index
    return last


def _own(text: str, parent: int, following: list[str] | tuple[str, ...]) -> bool:
    """Whether a line is one of the workflow's again: a step, a key of a step, a job or the file."""
    step, key = _STEP.match(text), _KEY.match(text)
    if step is not None:
        return len(step["indent"]) <= parent
    if key is None or len(key["indent"]) > parent:
        return False
    if not key["indent"]:
        return key["name"] in _TOP
    inner = any(
        re.match(r" +(?:runs-on|needs|name|uses|if|permissions|strategy):", other) for other in following
    )
    return key["name"] in _STEP_KEYS or (text.rstrip().endswith(":") and inner)


def _left(text: str, block: int) -> bool:
    return bool(text.strip()) and _indent(text) < block


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
