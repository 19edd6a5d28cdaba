"""Blocks as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from regreen.report.blocks import (
    Block,
    Bullets,
    Code,
    Details,
    Heading,
    Inline,
    Link,
    Paragraph,
    Part,
    Pre,
    Quoted,
    Section,
    Strong,
    Table,
)
from regreen.report.safe import address, code, fenced, markdown, markdown_html


def write(blocks: Iterable[Block]) -> str:
    """The blocks, an empty line between any two."""
    return "\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    match block:
        case Heading(level, parts, anchor):
            named = f'<a id="{anchor}"></a>\n\n' if anchor else ""
            return f"{named}{'#' * level} {_inline(parts, first=False)}\n"
        case Paragraph(parts):
            return f"{_inline(parts)}\n"
        case Bullets():
            return _bullets(block)
        case Pre(text, language):
            return fenced(text, language)
        case Quoted():
            return _quoted(block)
        case Table():
            return _table(block)
        case Details(summary, inner):
            head = f"<details>\n<summary>{markdown_html(summary)}</summary>\n\n"
            return f"{head}{write(inner)}\n</details>\n"
        case Section(inner):
            return write(inner)


def _inline(parts: Inline, *, first: bool = True) -> str:
    return "".join(_part(part, first and index == 0) for index, part in enumerate(parts))


def _part(part: Part, first: bool) -> str:
    if isinstance(part, Code):
        return code(part.text)
    if isinstance(part, Link):
        target = address(part.target)
        text = code(part.text) if part.code else markdown(part.text, first=False)
        return f"[{text}]({target})" if target else text
    text = _spaced(part.text, first)
    return f"**{text.strip()}**" if isinstance(part, Strong) else text


def _spaced(text: str, first: bool) -> str:
    """Escaped text with the blanks around it."""
    inner = text.strip()
    start = " " if text[:1] == " " else ""
    end = " " if text[-1:] == " " and inner else ""
    return f"{start}{markdown(inner, first=first)}{end}"


def _bullets(block: Bullets) -> str:
    marks = {"-": "-", "[ ]": "- [ ]"}
    numbered = ((marks.get(block.mark, f"{number}."), item) for number, item in enumerate(block.items, 1))
    return "".join(f"{mark} {_inline(item)}\n" for mark, item in numbered)


def _quoted(block: Quoted) -> str:
    digits = max(len(str(number)) for number, _ in block.lines)
    lines = "\n".join((f"{number:>{digits}} | " if number else "") + text for number, text in block.lines)
    named = f'<a id="{block.anchor}"></a>' if block.anchor else ""
    place = " in ".join(part for part in (code(block.where), markdown(block.what)) if part)
    return f"{named}{place}\n\n{fenced(lines)}"


def _table(block: Table) -> str:
    width = len(block.rows[0]) if block.rows else len(block.head)
    head = block.head or ("",) * width
    rows = [f"| {' | '.join(head)} |", "|" + " --- |" * width]
    rows += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in block.rows]
    return "\n".join(rows) + "\n"


def _cell(parts: Inline) -> str:
    """A cell; a bar in a code span would end it."""
    return "".join(
        code(part.text).replace("|", "\\|") if isinstance(part, Code) else _part(part, False)
        for part in parts
    )
