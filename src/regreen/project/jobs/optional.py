"""Packages that a package needs for what the code asks of it, and does not bring itself.

A table of facts. Sources: the documentation of the packages ("optional dependencies", "extras").
"""

# ruff: noqa: E501 - a row is a fact

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Call, Environment, JobRun
from regreen.project.place import at


class Wish(Struct, frozen=True):
    """`owner` (its module) is imported, `pattern` matches at the top of a module, and any of `needs` must be there."""

    owner: str
    module: str
    pattern: str
    needs: tuple[str, ...]
    literal: str


WISHES = (
    Wish("starlette", "fastapi", r"^from (?:fastapi|starlette)\.testclient import", ("httpx", "httpx2"), "testclient"),
    Wish("starlette", "starlette", r"^from starlette\.testclient import", ("httpx", "httpx2"), "testclient"),
    Wish("fastapi", "fastapi", r"^[^\n#]*(?:=[ ]?(?:Form|File)\(|:[ ]?UploadFile\b|Annotated\[[^\n]*\b(?:Form|File)\()", ("python-multipart",), "fastapi"),
    Wish("fastapi", "fastapi", r"^[^\n#]*Depends\([^\n]*\bOAuth2PasswordRequestForm\b|^[^\n#]*:[ ]?OAuth2PasswordRequestForm\b", ("python-multipart",), "OAuth2PasswordRequestForm"),
    Wish("starlette", "starlette", r"^from starlette\.middleware\.sessions import", ("itsdangerous",), "sessions"),
    Wish("starlette", "fastapi", r"^\w+[^\n=]*=[ ]?Jinja2Templates\(", ("jinja2",), "Jinja2Templates"),
    Wish("pydantic", "pydantic", r"^[ ]+\w+[ ]?:[^\n#]*\bEmailStr\b", ("email-validator",), "EmailStr"),
    Wish("sqlalchemy", "sqlalchemy", r"^\w*(?:engine|ENGINE)\w*[^\n=]*=[ ]?create_async_engine\(\s*[\"']sqlite\+aiosqlite", ("aiosqlite",), "aiosqlite"),
    Wish("passlib", "passlib", r"^\w+[^\n=]*=[ ]?CryptContext\([^)]*[\"']argon2[\"']", ("argon2-cffi",), "argon2"),
    Wish("httpx", "httpx", r"^\w+[^\n=]*=[ ]?httpx\.(?:Async)?Client\([^)]*\bhttp2=True", ("h2",), "http2"),
)  # fmt: skip


class Unmet(Struct, frozen=True):
    """A wish that an environment does not fulfil. `certain`: nobody can think of a way in which it is there."""

    wish: Wish
    place: FileEvidence
    path: str
    run: JobRun
    call: Call
    environment: Environment
    certain: bool


def unmet(runs: Sequence[JobRun], lacking: Lacking) -> Iterator[Unmet]:
    """All of them, once for each wish and job."""
    for run in runs:
        seen: set[tuple[str, ...]] = set()
        for call in () if run.foreign else run.calls:
            reached = lacking.reached(call)
            environment = lacking.holdings.runs_in(call) if reached else None
            if environment is None or environment.unknown:
                continue
            closure = lacking.holdings.closure(environment)
            for wish in WISHES:
                if wish.needs in seen or wish.owner not in closure.names:
                    continue
                if closure.names.isdisjoint(wish.needs):
                    found = _used(wish, run, call, environment, lacking, certain=not closure.open)
                    if found is not None:
                        seen.add(wish.needs)
                        yield found


def _used(
    wish: Wish, run: JobRun, call: Call, environment: Environment, lacking: Lacking, *, certain: bool
) -> Unmet | None:
    for path, chain in lacking.reached(call).items():
        source = lacking.tree.source(path)
        match = _match(wish, source) if source is not None else None
        if match is None or source is None:
            continue
        outside = lacking.outside(path, chain, wish.module)
        if outside is not None and outside.certain:
            sure = certain and call.certain
            return Unmet(wish, at(source, match.start()), path, run, call, environment, sure)
    return None


@lru_cache(maxsize=32768)
def _match(wish: Wish, source: Source) -> re.Match[str] | None:
    """Where a file asks for it; many jobs import the same files."""
    if wish.literal not in source.text or wish.module not in source.text:
        return None
    return re.search(wish.pattern, source.text, re.MULTILINE)
