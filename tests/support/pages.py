"""HTML as a strict reader sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "meta", "img", "link", "input"}


@dataclass
class Page:
    """What is in a page; `stray` are end tags without a start and start tags without an end."""

    text: str = ""
    tags: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """All values of an attribute."""
        return [value for key, value in self.attributes if key == name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append(tag)
        self.page.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.page.stray.append(tag)

    def handle_data(self, data: str) -> None:
        self.page.text += data


def read(html: str) -> Page:
    """The page that the text is."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.stray += reader.open
    return reader.page


def opened_and_closed(html: str) -> bool:
    """Whether every tag is closed where it should be."""
    return not read(html).stray
