"""Blocks as HTML, and the page around them: one file, no script, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

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
from regreen.report.diff import lines_of_diff
from regreen.report.safe import address, html

_LISTS = {"-": ("ul", ""), "1.": ("ol", ""), "[ ]": ("ul", ' class="boxes"')}


def page(title: str, blocks: Iterable[Block]) -> str:
    """A whole page. Its policy lets nothing in but its own style sheet, named by its digest."""
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{html(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
        f"{write(blocks)}</main>\n</body>\n</html>\n"
    )


def write(blocks: Iterable[Block]) -> str:
    """The blocks as elements, one after the other."""
    return "".join(_block(block) for block in blocks)


@cache
def _style() -> str:
    return files("regreen.report").joinpath("templates", "page.css").read_text("utf-8").strip()


def _block(block: Block) -> str:
    match block:
        case Heading(level, parts, anchor):
            return f"<h{level}{_id(anchor)}>{_inline(parts)}</h{level}>\n"
        case Paragraph(parts, kind):
            return f"<p{_class(kind)}>{_inline(parts)}</p>\n"
        case Bullets(items, mark):
            tag, kind = _LISTS[mark]
            return f"<{tag}{kind}>\n{''.join(f'<li>{_inline(item)}</li>' for item in items)}\n</{tag}>\n"
        case Pre(text, language):
            return _pre(text, language)
        case Quoted():
            return _quoted(block)
        case Table():
            return _table(block)
        case Details(summary, inner):
            return f"<details>\n<summary>{html(summary)}</summary>\n{write(inner)}</details>\n"
        case Section(inner, kind):
            return f"<section{_class(kind)}>\n{write(inner)}</section>\n"


def _id(anchor: str) -> str:
    return f' id="{html(anchor)}"' if anchor else ""


def _class(kind: str) -> str:
    return f' class="{html(kind)}"' if kind else ""


def _inline(parts: Inline) -> str:
    return "".join(_part(part) for part in parts)


def _part(part: Part) -> str:
    text = html(part.text)
    if isinstance(part, Code):
        return f"<code>{text}</code>"
    if isinstance(part, Strong):
        return f"<strong>{text}</strong>"
    if isinstance(part, Link):
        shown = f"<code>{text}</code>" if part.code else text
        target = address(part.target)
        return f'<a href="{html(target)}">{shown}</a>' if target else shown
    return text


def _pre(text: str, language: str) -> str:
    if language != "diff":
        return f'<pre class="{html(language)}" tabindex="0">{html(text)}</pre>\n'
    return f'<pre class="diff" tabindex="0">{"".join(_diff_rows(text))}</pre>\n'


def _diff_rows(text: str) -> Iterator[str]:
    tags = {"added": "ins", "removed": "del"}
    for line, kind in lines_of_diff(text.rstrip("\n").split("\n")):
        tag = tags.get(kind, "span")
        yield f'<{tag} class="{kind}">{html(line)}\n</{tag}>'


def _quoted(block: Quoted) -> str:
    place = f"<code>{html(block.where)}</code>" if block.where else ""
    what = f" <span>{html(block.what)}</span>" if block.what else ""
    rows = "".join(
        _row(number, text, len(block.lines) > 1 and number == block.best) for number, text in block.lines
    )
    return (
        f"<figure{_id(block.anchor)}>\n<figcaption>{place}{what}</figcaption>\n"
        f'<pre class="quote" tabindex="0">{rows}</pre>\n</figure>\n'
    )


def _row(number: int, text: str, best: bool) -> str:
    count = f"<b>{number}</b>" if number else ""
    return f'<span class="{"line best" if best else "line"}">{count}{html(text)}\n</span>'


def _table(block: Table) -> str:
    head = "".join(f'<th scope="col">{html(cell)}</th>' for cell in block.head)
    rows = "".join(f"<tr>{''.join(_cell(cell) for cell in row)}</tr>\n" for row in block.rows)
    top = f"<thead><tr>{head}</tr></thead>\n" if head else ""
    return f'<div class="table"><table>\n{top}<tbody>\n{rows}</tbody></table></div>\n'


def _cell(parts: Inline) -> str:
    return f"<td>{_inline(parts)}</td>"
