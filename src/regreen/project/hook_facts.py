"""Revisions of hook repositories that no longer install or run, and hook ids that a revision does not have.

Sources: the change logs and issue trackers of pre-commit, isort, black, docformatter, pre-commit-hooks and
ruff-pre-commit; GitLab's and GitHub's announcements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from regreen.project.hooks import Hook

_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)")


class Broken(Struct, frozen=True):
    """Revisions of a repository from `first` and below `last` stopped working on the day `since`. `hook`: only this
    one; `mended` is the first revision that works, `unless` a distribution that mends it beside the hook.
    """

    repository: re.Pattern[str]
    first: tuple[int, ...]
    last: tuple[int, ...]
    since: date
    mended: str
    why: str
    unless: str = ""


BROKEN = (
    Broken(
        re.compile(r"/isort(?:\.git)?/?$", re.I),
        (5, 0),
        (5, 11, 5),
        date(2023, 1, 27),
        "5.12.0",
        "poetry-core 1.5 refuses to build it",
    ),
    Broken(
        re.compile(r"/black(?:\.git)?/?$", re.I),
        (18, 6),
        (22, 3),
        date(2022, 3, 28),
        "22.3.0",
        "it fails with click 8.1 and newer",
        unless="click",
    ),
    Broken(
        re.compile(r"/docformatter(?:\.git)?/?$", re.I),
        (1, 4),
        (1, 7, 6),
        date(2024, 10, 5),
        "v1.7.7",
        "pre-commit 4 refuses its hook of the language python_venv",
    ),
)


class Moved(Struct, frozen=True):
    """An address of a repository that answers no more, and where it is now."""

    address: re.Pattern[str]
    instead: str
    since: date
    why: str


MOVED = (
    Moved(
        re.compile(r"^https://gitlab\.com/pycqa/flake8(?:\.git)?/?$", re.I),
        "https://github.com/pycqa/flake8",
        date(2022, 11, 12),
        "flake8 left GitLab",
    ),
    Moved(
        re.compile(r"^git://github\.com/(?P<rest>.+)$"),
        "https://github.com/{rest}",
        date(2022, 3, 15),
        "GitHub answers git:// no more",
    ),
)


class Gone(Struct, frozen=True):
    """A hook that a repository has only in revisions from `first` and below `last`."""

    repository: re.Pattern[str]
    hook: str
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    instead: str = ""


_COMMON = re.compile(r"/pre-commit-hooks(?:\.git)?/?$", re.I)
_RUFF = re.compile(r"/ruff-pre-commit(?:\.git)?/?$", re.I)
GONE = (
    Gone(_COMMON, "flake8", last=(3,)),
    Gone(_COMMON, "autopep8-wrapper", last=(2,)),
    Gone(_COMMON, "fix-encoding-pragma", last=(6,)),
    Gone(_RUFF, "ruff-format", first=(0, 0, 285)),
    Gone(_RUFF, "ruff-check", first=(0, 11), instead="ruff"),
)


def version(revision: str) -> tuple[int, ...]:
    """The figures of a tag; empty where it is none."""
    match = _VERSION.fullmatch(revision)
    return tuple(map(int, match[1].split("."))) if match is not None else ()


def broken(hook: Hook, today: date) -> Broken | None:
    """Why the revision of a hook does not work on a day."""
    figures = version(hook.revision)
    for item in BROKEN:
        if not item.repository.search(hook.repository) or not item.first <= figures < item.last:
            continue
        if today >= item.since and not any(item.unless and item.unless in text for text in hook.dependencies):
            return item
    return None


def moved(hook: Hook, today: date) -> tuple[str, str] | None:
    """The new address of a hook's repository, and why, where the one that is named answers no more."""
    for item in MOVED:
        match = item.address.match(hook.repository)
        if match is not None and today >= item.since:
            return item.instead.format(**match.groupdict()), item.why
    return None


def gone(hooks: tuple[Hook, ...]) -> Iterator[tuple[Hook, Gone]]:
    """Hooks that their pinned revision does not have."""
    for hook in hooks:
        figures = version(hook.revision)
        for item in GONE if figures else ():
            if hook.id != item.hook or not item.repository.search(hook.repository):
                continue
            if (item.last and figures >= item.last) or (item.first and figures < item.first):
                yield hook, item
