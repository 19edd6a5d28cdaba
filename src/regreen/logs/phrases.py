"""Sentences by which a tool refuses, as a table: for tools that say in one line what is wrong.

A line may come through others: BuildKit puts `#12 3.456 ` before what a build step prints (`3.456 ` in its
closing summary), Poetry quotes a back end behind `    | `, the runner turns an error into `##[error]...`. All of
these are taken off before a sentence is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

_PREFIX = Pattern(r"^(?:##\[error\])?(?:#\d+ )?(?:\d+\.\d+ )?(?:\d+\.\d+ )?")
_QUOTE = "    | "
REACH = 12  # lines in which what belongs to a sentence is looked for
LOOKED_AT = 1000  # characters of a line in which a sentence is looked for: no tool's is longer
TEXT = 400  # characters of a line that are kept as its text


class Phrase(Struct, frozen=True):
    """A sentence: `pattern` (its group `subject` and all others are captured) on a line that holds one of `needs`.

    `also` tells which of the lines that follow belong to it; `unless` are words that make it harmless.
    """

    kind: str
    category: Category
    needs: tuple[str, ...]
    pattern: Pattern
    also: Pattern | None = None
    unless: tuple[str, ...] = ()


def phrase(
    kind: str,
    category: Category,
    needs: str | tuple[str, ...],
    pattern: str,
    also: str = "",
    unless: tuple[str, ...] = (),
) -> Phrase:
    """A sentence of a table; `needs` are literals, one of which stands in the line as it is printed."""
    literals = (needs,) if isinstance(needs, str) else needs
    return Phrase(kind, category, literals, Pattern(pattern), Pattern(also) if also else None, unless)


def bare(text: str) -> str:
    """A line without what a build or the runner puts before it."""
    if text[:1] in "#0123456789":
        match = _PREFIX.match(text)
        return text[match.end() :] if match else text
    return text.removeprefix(_QUOTE)


def heard(tool: str, phrases: Sequence[Phrase], window: Window) -> Iterator[Refusal]:
    """The first sentence of the table that the line holds."""
    line = window.line
    text = bare(line.text)[:LOOKED_AT]
    for entry in phrases:
        if not any(literal in line.text for literal in entry.needs):
            continue
        match = entry.pattern.search(text)
        if match is None or any(word in text for word in entry.unless):
            continue
        captured = {name: value.strip() for name, value in match.groupdict().items() if value}
        subject = captured.pop("subject", "")
        yield Refusal(
            tool=tool,
            line=line,
            also=_belonging(entry, window),
            kind=entry.kind,
            text=text.strip()[:TEXT],
            subject=subject,
            category=entry.category,
            detail=captured,
        )
        return


def _belonging(entry: Phrase, window: Window) -> tuple[Line, ...]:
    if entry.also is None:
        return ()
    lines = [line for line in window.after(REACH) if entry.also.search(bare(line.text))]
    return tuple(lines[:3])


def phrasebook(name: str, phrases: Sequence[Phrase]) -> Tool:
    """The parser of a tool that needs nothing but its table."""

    def read(window: Window) -> Iterator[Signal]:
        return heard(name, phrases, window)

    return Tool(name=name, anchors=anchors(phrases), read=read)


def anchors(phrases: Sequence[Phrase], *more: str) -> tuple[str, ...]:
    """All literals of a table, each once."""
    return tuple(dict.fromkeys([literal for entry in phrases for literal in entry.needs] + list(more)))
