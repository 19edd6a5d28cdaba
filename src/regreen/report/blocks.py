"""A document as values: blocks of inline parts, which the Markdown and the HTML writer turn into text."""

from __future__ import annotations

from msgspec import Struct


class Words(Struct, frozen=True):
    """Plain text."""

    text: str


class Code(Struct, frozen=True):
    """A name, a path, a command."""

    text: str


class Strong(Struct, frozen=True):
    """Text that stands out."""

    text: str


class Link(Struct, frozen=True):
    """A link to an anchor of this document (`#name`) or an https address; `code` sets its text as code."""

    text: str
    target: str
    code: bool = False


Part = Words | Code | Strong | Link
Inline = tuple[Part, ...]


class Heading(Struct, frozen=True):
    """A heading; level 1 is the document's title."""

    level: int
    parts: Inline
    anchor: str = ""


class Paragraph(Struct, frozen=True):
    """A paragraph; `kind` is a hint for HTML (`meta`, `fix`)."""

    parts: Inline
    kind: str = ""


class Bullets(Struct, frozen=True):
    """A list: bulleted, numbered, or of boxes to tick."""

    items: tuple[Inline, ...]
    mark: str = "-"  # "-", "1." or "[ ]"


class Pre(Struct, frozen=True):
    """Text as it stands: `diff`, `sh` or `text`."""

    text: str
    language: str = "text"


class Quoted(Struct, frozen=True):
    """Quoted lines with their numbers (0 for none), where they stand, and the number of the most telling one."""

    anchor: str
    where: str
    what: str
    lines: tuple[tuple[int, str], ...]
    best: int = 0


class Table(Struct, frozen=True):
    """A table; `head` may be empty."""

    head: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]


class Details(Struct, frozen=True):
    """Blocks that fold below a summary."""

    summary: str
    blocks: tuple[Block, ...]


class Section(Struct, frozen=True):
    """Blocks that belong together; `kind` is a hint for HTML (`cause`, `phase`)."""

    blocks: tuple[Block, ...]
    kind: str = ""


Block = Heading | Paragraph | Bullets | Pre | Quoted | Table | Details | Section
