"""Modules of the standard library that a job's Python does not have, not yet or no more.

Source: the documents "What's new in Python" 3.9 to 3.14 and PEP 594.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Call, JobRun
from regreen.project.reach import Outside

_REMOVED = {
    **dict.fromkeys(("asynchat", "asyncore", "smtpd", "imp", "distutils"), "3.12"),
    **dict.fromkeys(
        str.split(
            "aifc audioop cgi cgitb chunk crypt imghdr mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau "
            "telnetlib uu xdrlib lib2to3"
        ),
        "3.13",
    ),
}
_ADDED = {"tomllib": "3.11", "zoneinfo": "3.9", "graphlib": "3.9", "annotationlib": "3.14"}
_STAND_INS = {
    "distutils": ("setuptools",),
    "cgi": ("legacy-cgi",),
    "cgitb": ("legacy-cgi",),
    "audioop": ("audioop-lts",),
    "imp": ("zombie-imp",),
    "asyncore": ("pyasyncore",),
    "asynchat": ("pyasynchat",),
}
_IMPORT = re.compile(rf"^(?:import|from)[ \t]+({'|'.join((*_REMOVED, *_ADDED))})\b", re.MULTILINE)


class Removed(Struct, frozen=True):
    """An import of a module that the Python of a job lacks; `removed` says since when, `added` from when on."""

    module: str
    found: Outside
    run: JobRun
    call: Call
    python: str
    since: str
    added: bool


def removed_modules(runs: Sequence[JobRun], lacking: Lacking) -> Iterator[Removed]:
    """All of them, once for each leg and module."""
    for run in runs:
        numbers = _numbers(run.python)
        seen: set[str] = set()
        for call in run.calls if numbers and not run.foreign else ():
            environment = lacking.holdings.runs_in(call)
            for path, chain in lacking.reached(call).items() if environment is not None else ():
                for module in _named(path, lacking) - seen:
                    since = _REMOVED.get(module) or _ADDED[module]
                    gone = numbers >= _numbers(since) if module in _REMOVED else numbers < _numbers(since)
                    held = lacking.holdings.modules(environment) if environment is not None else frozenset()
                    own = lacking.modules.roots_of(module) or held & set(_stand_ins(module))
                    found = lacking.outside(path, chain, module) if gone and not own else None
                    if found is not None and found.certain and not (environment and environment.unknown):
                        seen.add(module)
                        yield Removed(module, found, run, call, run.python, since, module in _ADDED)


def _named(path: str, lacking: Lacking) -> frozenset[str]:
    source = lacking.tree.source(path)
    return _imported(source) if source is not None else frozenset()


@lru_cache(maxsize=8192)
def _imported(source: Source) -> frozenset[str]:
    return frozenset(_IMPORT.findall(source.text))


def _stand_ins(module: str) -> tuple[str, ...]:
    return (*_STAND_INS.get(module, ()), f"standard-{module}", f"backports-{module}")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split("."))) if version else ()
