"""The page of a rule as blocks: the little Markdown in which such pages are written (headings, paragraphs, lists,
fenced blocks, code spans).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regreen.report.blocks import Block, Bullets, Code, Inline, Paragraph, Part, Pre, Strong, Words

_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
_ITEM = re.compile(r"(?:[-*]|\d{1,3}\.) +")


def blocks_of(page: str) -> Iterator[Block]:
    """The page as blocks; headings become strong lines, for the document has headings of its own."""
    lines = page.strip().split("\n")
    index = 0
    while index < len(lines):
        end = _end(lines, index)
        yield from _block(lines[index:end])
        index = end


def _end(lines: list[str], start: int) -> int:
    """Where the block that starts here ends (exclusive)."""
    first = lines[start]
    if first.startswith("```"):
        closing = range(start + 1, len(lines))
        return next((i + 1 for i in closing if lines[i].startswith("```")), len(lines))
    if not first.strip() or first.startswith("#"):
        return start + 1
    following = range(start + 1, len(lines))
    return next(
        (i for i in following if not lines[i].strip() or lines[i].startswith(("#", "```"))), len(lines)
    )


def _block(lines: list[str]) -> Iterator[Block]:
    first = lines[0]
    if first.startswith("```"):
        body = lines[1:-1] if lines[-1].startswith("```") else lines[1:]
        yield Pre("\n".join(body), "text")
    elif first.startswith("#"):
        yield Paragraph((Strong(first.lstrip("# ")),))
    elif _ITEM.match(first):
        yield Bullets(tuple(_inline(item) for item in _items(lines)), "1." if first[0].isdigit() else "-")
    elif first.strip():
        yield Paragraph(_inline(" ".join(line.strip() for line in lines)))


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        mark = _ITEM.match(line)
        if mark:
            items.append(line[mark.end() :])
        else:
            items[-1] += " " + line.strip()
    return items


def _inline(text: str) -> Inline:
    found: list[Part] = []
    position = 0
    for match in _INLINE.finditer(text):
        if match.start() > position:
            found.append(Words(text[position : match.start()]))
        found.append(Code(match[1]) if match[1] else Strong(match[2]))
        position = match.end()
    return (*found, Words(text[position:])) if position < len(text) else tuple(found)
