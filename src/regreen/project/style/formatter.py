"""What a formatter would change in one file, as far as that is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from regreen.model.text import Source
from regreen.project.style.blanks import blanks
from regreen.project.style.docstrings import docstrings
from regreen.project.style.literals import literals
from regreen.project.style.long_lines import long_lines
from regreen.project.style.mask import Masked, mask
from regreen.project.style.options import Drift, Style
from regreen.project.style.shapes import shapes
from regreen.project.style.spacing import spacing

_ALL = (spacing, literals, blanks, docstrings, shapes, long_lines)
_SWITCHED_OFF = re.compile(r"#\s*(?:fmt:\s*(?:off|skip)|yapf:\s*disable)|#.*[;#]\s*fmt:\s*skip")


def drifts(masked: Masked, style: Style) -> Iterator[Drift]:
    """Places that the formatter would write differently; none where a comment switches it off."""
    if _SWITCHED_OFF.search(masked.text) or not masked.text.strip():
        return
    checks = (spacing, literals, blanks) if style.preview else _ALL
    yield from chain.from_iterable(check(masked, style) for check in checks)


def repaired(masked: Masked, style: Style, found: Iterable[Drift]) -> str | None:
    """The text with all drifts gone; None where some of them are not that simple."""
    text, at = masked.text, len(masked.text)
    for start, end, new in sorted({d.fix for d in found if d.fix is not None}, reverse=True):
        if end > at:
            continue
        text = text[:start] + new + text[end:]
        at = start
    again = mask(Source(masked.path, text))
    return text if again is not None and next(drifts(again, style), None) is None else None
