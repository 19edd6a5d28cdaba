"""A document as values: blocks of inline parts, which the Markdown and the HTML writer turn into text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A name, a path, a command."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Text that stands out."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an anchor of this document (`#name`) or an https address; `code` sets its text as code."""

    text: str
    target: str
    code: bool = False


Part = Words | Code | Strong | Link
Inline = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the document's title."""

    level: int
    parts: Inline
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `kind` is a hint for HTML (`meta`, `fix`)."""

    parts: Inline
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list: bulleted, numbered, or of boxes to tick."""

    items: tuple[Inline, ...]
    mark: str = "-"  # "-", "1." or "[ ]"


@dataclass(frozen=True, slots=True)
class Pre:
    """Text as it stands: `diff`, `sh` or `text`."""

    text: str
    language: str = "text"


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quoted lines with their numbers (0 for none), where they stand, and the number of the most telling one."""

    anchor: str
    where: str
    what: str
    lines: tuple[tuple[int, str], ...]
    best: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `head` may be empty."""

    head: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that fold below a summary."""

    summary: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together; `kind` is a hint for HTML (`cause`, `phase`)."""

    blocks: tuple[Block, ...]
    kind: str = ""


Block = Heading | Paragraph | Bullets | Pre | Quoted | Table | Details | Section
