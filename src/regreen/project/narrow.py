"""What pinned releases of well-known distributions require of others, by a table of their metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from msgspec import Struct

_PIN = re.compile(r"==\s*(\d+(?:\.\d+)*(?:\.post\d+)?)")
_SAME = "SAME"


class Narrow(Struct, frozen=True):
    """A row: every release in `versions` requires of each of the `others` a version in its range."""

    versions: str
    others: tuple[tuple[str, str], ...]


@cache
def narrow() -> Mapping[str, tuple[Narrow, ...]]:
    """The table by normalised name."""
    text = (files("regreen.project") / "data" / "narrow_requirements.txt").read_text("utf-8")
    found: dict[str, tuple[Narrow, ...]] = {}
    for line in text.split("\n"):
        head, colon, tail = line.partition(": ")
        if colon and not line.startswith("#"):
            name, _, versions = head.partition(" ")
            others = (item.split(" ", 1) for item in tail.split("; "))
            row = Narrow(versions, tuple((other, wanted) for other, wanted in others))
            found[name] = (*found.get(name, ()), row)
    return found


def required_by(name: str, specifier: str) -> Iterator[tuple[str, str]]:
    """What a requirement that is pinned to one version brings with it: names and ranges."""
    pin = _PIN.fullmatch(specifier.strip())
    if pin is None:
        return
    from packaging.specifiers import SpecifierSet

    for row in narrow().get(name, ()):
        if SpecifierSet(row.versions).contains(pin[1]):
            yield from ((other, wanted.replace(_SAME, pin[1])) for other, wanted in row.others)
