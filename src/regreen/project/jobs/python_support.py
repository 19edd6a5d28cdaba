"""Requirements of which every version they allow is for other Pythons than the job's, by a table of releases."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from msgspec import Struct

from regreen.project.jobs.model import Install, Installed, JobRun
from regreen.project.jobs.versions import LOCKED, contains, disjoint

_LOCKED = LOCKED | {"uv"}
_EARLY = re.compile(r"\d\.?(?:dev|a|b|rc)\d*")
"""Versions before a release, of which nobody keeps a table."""
_LOWER = re.compile(r"(?:==|===|>=|~=)\s*(\d+(?:\.\d+)*)")


class Support(Struct, frozen=True):
    """`floors`: from a version on, the oldest Python; `wheels`: for a Python, the first version; `only`: there are
    wheels and nothing else.
    """

    floors: tuple[tuple[str, str], ...]
    wheels: Mapping[str, str]
    only: bool


class Unfit(Struct, frozen=True):
    """A requirement that no release fits. `needs` is the oldest Python that could install it; empty where the
    releases are too old for the job's, and `first` is the one that is not.
    """

    item: Installed
    run: JobRun
    install: Install
    needs: str = ""
    first: str = ""
    fatal: bool = True


@cache
def supported() -> Mapping[str, Support]:
    """The table."""
    text = (files("regreen.project") / "data" / "python_support.txt").read_text("utf-8")
    found: dict[str, Support] = {}
    for line in text.split("\n"):
        name, colon, facts = line.partition(":")
        if colon and not name.startswith("#"):
            floors, _, wheels = facts.partition("|")
            pairs = tuple(tuple(item.split(">=")) for item in floors.split())
            first = dict(item.split("@") for item in wheels.split())
            found[name.rstrip("!")] = Support(
                tuple((version, python) for version, python in pairs), first, name.endswith("!")
            )
    return found


def unfit(runs: Sequence[JobRun]) -> Iterator[Unfit]:
    """All of them, once for each place and Python."""
    seen: set[tuple[object, str]] = set()
    table = supported()
    for run in runs:
        for install in () if run.foreign else run.installs:
            if install.tool in _LOCKED or not _numbers(install.python):
                continue
            for item in install.installed:
                key = (item.place, install.python)
                wanted = item.name in table and item.specifier and not item.url
                if wanted and not _EARLY.search(item.specifier) and key not in seen:
                    seen.add(key)
                    yield from _judged(table[item.name], item, run, install)


def _judged(support: Support, item: Installed, run: JobRun, install: Install) -> Iterator[Unfit]:
    lowest = [match for match in _LOWER.findall(item.specifier) if contains(item.specifier, match)]
    python = _numbers(install.python)
    for version, needs in reversed(support.floors):
        if lowest and all(contains(f">={version}", low) for low in lowest):
            if _numbers(needs) > python:
                yield Unfit(item, run, install, needs=needs)
                return
            break
    first = support.wheels.get(install.python)
    if first is not None and disjoint(item.specifier, f">={first}"):
        yield Unfit(item, run, install, first=first, fatal=support.only)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split("."))) if re.fullmatch(r"3\.(?:[6-9]|\d\d)", version) else ()
