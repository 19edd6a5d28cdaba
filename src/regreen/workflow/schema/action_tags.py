"""The tags of actions in wide use, with the day and the commit of each.

The table stands in `action_tags.txt` beside this file; `benchmarks/action_tags.py` writes it from the actions' own
repositories and, of actions whose list is not complete, from pins that several repositories agree upon.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

_TABLE = "action_tags.txt"
_PARTS = re.compile(r"v?(\d{1,4})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?")
Numbers = tuple[int, ...]


class Tag(Struct, frozen=True):
    """A tag; `day` is when it was made, where that is known."""

    name: str
    day: date | None
    commit: str


class Tags(Struct, frozen=True):
    """The tags of an action by their names; `complete`: all of them up to this day."""

    action: str
    complete: date | None
    tags: Mapping[str, Tag]

    def commit_of(self, version: Numbers) -> str:
        """The commit of a version of three numbers; empty where it is not known."""
        return next((tag.commit for tag in self.tags.values() if numbers(tag.name) == version), "")

    def version_at(self, commit: str) -> str:
        """The fullest name of a version that a commit is; empty where it is none that is known."""
        names = [tag.name for tag in self.tags.values() if tag.commit == commit]
        return max(names, key=len, default="")

    def first(self, version: Numbers) -> date | None:
        """The day since when there is a version, or any that begins with these numbers; None: nobody knows."""
        days = [tag.day for tag in self.tags.values() if numbers(tag.name)[: len(version)] == version]
        known = [day for day in days if day is not None]
        return min(known) if known and len(known) == len(days) else None

    def has(self, version: Numbers) -> bool:
        """Whether there is a version that begins with these numbers."""
        return any(numbers(name)[: len(version)] == version for name in self.tags)

    @property
    def newest(self) -> Numbers:
        """The highest version of the complete list."""
        return max((numbers(tag.name) for tag in self.tags.values() if tag.day), default=())


@lru_cache(maxsize=8192)
def numbers(ref: str) -> Numbers:
    """`v4.2.2` as numbers; nothing for any other ref."""
    found = _PARTS.fullmatch(ref)
    return tuple(int(part) for part in found.groups() if part is not None) if found else ()


def tags_of(action: str) -> Tags | None:
    """The tags of an action (`owner/name`, in any case); None where they are not known."""
    block = _blocks().get(action.lower())
    return _parsed(block) if block else None


@cache
def known_actions() -> frozenset[str]:
    """The actions whose tags are known."""
    return frozenset(_blocks())


@cache
def _blocks() -> Mapping[str, str]:
    text = files(__package__).joinpath(_TABLE).read_text("ascii")
    return {block.partition(" ")[0]: block for block in text.strip().split("\n\n")}


@cache
def _parsed(block: str) -> Tags:
    head, *lines = block.strip().split("\n")
    action, complete = head.split()
    rows = [line.split() for line in lines]
    tags = {name: Tag(name, _day(day), commit) for name, day, commit in rows}
    return Tags(action, _day(complete), tags)


def _day(text: str) -> date | None:
    return None if text == "-" else date.fromisoformat(text)
