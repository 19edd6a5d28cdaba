"""Versions of actions that no longer work, and the Node.js that versions of JavaScript actions were written for.

Sources: GitHub's changelog (2024-04-16 artifact actions v3, 2024-09-16 and 2024-12-05 cache actions, 2025-01-10
CodeQL action v2; 2023-06-13, 2024-03-07 and 2026-08-25 Node 12, 16 and 20 on runners); `runs.using` in each action's
own `action.yml`. As of 2026-11-21.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from msgspec import Struct

Version = tuple[int, ...]


class Withdrawn(Struct, frozen=True):
    """Versions `since` (inclusive) to `below` (exclusive) of an action. `fails`: the step fails since `gone`.

    `exact`: only versions that are pinned to a full number; `v4` itself moves on.
    """

    below: Version
    gone: date
    successor: str
    since: Version = (0,)
    announced: date | None = None
    exact: bool = False
    fails: bool = True


_ARTIFACT = date(2024, 4, 16)
_CACHE = date(2024, 12, 5)


def _artifact(successor: str) -> tuple[Withdrawn, ...]:
    return (
        Withdrawn((3,), date(2024, 9, 12), successor, announced=_ARTIFACT),
        Withdrawn((4,), date(2025, 1, 30), successor, (3,), _ARTIFACT),
    )


_CACHES = (
    Withdrawn((3,), date(2025, 3, 1), "v5", announced=_CACHE),
    Withdrawn((3, 4, 0), date(2025, 4, 15), "v5", (3,), _CACHE, exact=True),
    Withdrawn((4, 2, 0), date(2025, 4, 15), "v5", (4,), _CACHE, exact=True),
)
_CODEQL = (
    Withdrawn((2,), date(2023, 1, 18), "v4", fails=False),
    Withdrawn((3,), date(2025, 1, 10), "v4", (2,), date(2023, 12, 13), fails=False),
)
WITHDRAWN: Mapping[str, tuple[Withdrawn, ...]] = {
    "actions/upload-artifact": _artifact("v6"),
    "actions/download-artifact": _artifact("v7"),
    "actions/upload-pages-artifact": (Withdrawn((3,), date(2025, 1, 30), "v4", announced=_ARTIFACT),),
    "actions/cache": _CACHES,
    "actions/cache/restore": _CACHES,
    "actions/cache/save": _CACHES,
    "github/codeql-action/init": _CODEQL,
    "github/codeql-action/analyze": _CODEQL,
    "github/codeql-action/autobuild": _CODEQL,
    "github/codeql-action/upload-sarif": _CODEQL,
}
"""By action, with the path inside of its repository."""

NODE_GONE: Mapping[str, date] = {
    "node12": date(2023, 6, 14),
    "node16": date(2024, 11, 12),
    "node20": date(2026, 9, 23),
}
"""When a Node.js left the runners; actions written for it run on a newer one since, most of them unharmed."""

NODE: Mapping[str, tuple[tuple[int, str], ...]] = {
    "actions/cache": ((5, "node24"), (4, "node20"), (3, "node16"), (1, "node12")),
    "actions/checkout": ((5, "node24"), (4, "node20"), (3, "node16"), (2, "node12")),
    "actions/download-artifact": ((7, "node24"), (4, "node20"), (3, "node16"), (2, "node12")),
    "actions/github-script": ((8, "node24"), (7, "node20"), (6, "node16"), (1, "node12")),
    "actions/setup-node": ((5, "node24"), (4, "node20"), (3, "node16"), (1, "node12")),
    "actions/setup-python": ((6, "node24"), (5, "node20"), (3, "node16"), (1, "node12")),
    "actions/upload-artifact": ((6, "node24"), (4, "node20"), (3, "node16"), (2, "node12")),
    "astral-sh/setup-uv": ((7, "node24"), (1, "node20")),
    "codecov/codecov-action": ((5, "composite"), (4, "node20"), (3, "node16"), (1, "node12")),
    "docker/build-push-action": ((7, "node24"), (5, "node20"), (3, "node16"), (2, "node12")),
    "softprops/action-gh-release": ((3, "node24"), (2, "node20"), (1, "node16")),
}
"""The runtime of each major version from the newest down: (first major, `runs.using`)."""

_NUMBER = re.compile(r"v?(\d{1,4}(?:\.\d{1,6}){0,2})")
_HASH = re.compile(r"[0-9a-f]{40}")
_COMMENT = re.compile(r"#\s*(?:\w+[ :=]+)?v?(\d{1,4}(?:\.\d{1,6}){0,2})\b")


def version_of(ref: str, line: str = "") -> Version:
    """The version that a ref means: `v3`, `3.1`; of a commit's hash the one that the comment in its line names.

    Empty where nobody says.
    """
    found = _COMMENT.search(line) if _HASH.fullmatch(ref) else _NUMBER.fullmatch(ref)
    return tuple(map(int, found[1].split("."))) if found else ()


def withdrawn(action: str, version: Version) -> Withdrawn | None:
    """Why this version of an action no longer works, or will no longer work."""
    for entry in WITHDRAWN.get(action.lower(), ()) if version else ():
        if entry.since <= version < entry.below and (len(version) == 3 or not entry.exact):
            return entry
    return None


def node_of(action: str, version: Version) -> str:
    """The runtime that a version of an action was written for; empty where it is not known."""
    majors = NODE.get(action.lower(), ())
    return next((using for first, using in majors if version and version[0] >= first), "")
