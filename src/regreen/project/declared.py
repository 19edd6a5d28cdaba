"""One dependency as a project declares it, wherever that may be."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.project.distributions import normalize

_NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9])?")
_CARET = re.compile(r"\^[ ]*v?(\d+(?:\.\d+)*)(.*)")
_TILDE = re.compile(r"~[ ]*v?(\d+(?:\.\d+)*)(.*)")
_BARE = re.compile(r"v?\d+(?:\.\d+)*(?:[a-z.+-][\w.+-]*)?")


class Kind(StrEnum):
    """Which list a dependency stands in."""

    MAIN = "main"  # what every installation gets
    EXTRA = "extra"  # optional-dependencies, by the extra's name
    GROUP = "group"  # dependency-groups and the groups of Poetry, PDM and uv, by name
    BUILD = "build"  # build-system.requires
    FILE = "file"  # a requirements file, by its path
    CONSTRAINT = "constraint"  # a constraints file: a version, but no wish to install
    ENVIRONMENT = "environment"  # an environment of hatch or tox, by name


class Declared(Struct, frozen=True):
    """A dependency. `specifier` is as PEP 440 writes it where that is possible; `group` is the name of the
    extra, group, environment or file; `url` is where it comes from when that is no index.
    """

    name: str
    specifier: str
    extras: tuple[str, ...]
    marker: str
    kind: Kind
    group: str
    place: FileEvidence
    url: str = ""

    @property
    def key(self) -> str:
        """The normalised name."""
        return normalize(self.name)

    @property
    def path(self) -> str:
        """The file that declares it."""
        return self.place.path

    @property
    def line(self) -> int:
        """The line on which it stands."""
        return self.place.line


def parse_requirement(text: str, kind: Kind, group: str, place: FileEvidence) -> Declared | None:
    """A requirement as PEP 508 writes it; of one that is not valid only the name. None when there is no name."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        parsed = Requirement(text)
    except InvalidRequirement:
        match = _NAME.match(text.strip())
        return Declared(match[0], "", (), "", kind, group, place) if match else None
    marker = str(parsed.marker) if parsed.marker is not None else ""
    extras = tuple(sorted(parsed.extras))
    return Declared(parsed.name, str(parsed.specifier), extras, marker, kind, group, place, parsed.url or "")


def poetry_specifier(constraint: str) -> str:
    """Poetry's version constraint as PEP 440 writes it: `^1.2` is `>=1.2,<2`; unchanged where there is no way.

    Source: Poetry's documentation of dependency specification.
    """
    if "||" in constraint or " | " in constraint:
        return constraint
    parts = [part.strip() for part in constraint.split(",")]
    return ",".join(filter(None, map(_poetry_part, parts)))


def _poetry_part(part: str) -> str:
    if part in ("", "*"):
        return ""
    if match := _CARET.fullmatch(part):
        return f">={match[1]}{match[2]},<{_next_caret(match[1])}"
    if not part.startswith("~=") and (match := _TILDE.fullmatch(part)):
        return f">={match[1]}{match[2]},<{_next_tilde(match[1])}"
    return f"=={part}" if _BARE.fullmatch(part) or (part.endswith(".*") and part[0].isdigit()) else part


def _next_caret(version: str) -> str:
    """The first version that differs in the leftmost part that is not zero."""
    numbers = [int(part) for part in version.split(".")]
    index = next((i for i, number in enumerate(numbers) if number), len(numbers) - 1)
    return ".".join(map(str, (*numbers[:index], numbers[index] + 1)))


def _next_tilde(version: str) -> str:
    numbers = [int(part) for part in version.split(".")][:2]
    return ".".join(map(str, (*numbers[:-1], numbers[-1] + 1)))
