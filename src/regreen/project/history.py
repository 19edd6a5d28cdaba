"""What became of paths that a repository had once: renamed, or taken out.

Format: `git log --raw -z` and `git diff-tree --name-status -z` (git's documentation, "diff-format").
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from regreen.model.errors import InputError

Ask = Callable[..., bytes]
"""Runs a git command and gives what it prints; raises `InputError`."""
_MOST = 16  # paths that are looked up; more of them point to another repository
_COMMITS = 60  # deletions that are looked at
_TIMEOUT = 4.0  # seconds
_ROUNDS = 3  # renames of a renamed file


class Departure(Struct, frozen=True):
    """A path (of a file or a folder) that a commit took out: `successor` is what it was renamed to (empty when
    nobody can tell), `blob` the object that a file was last.
    """

    path: str
    commit: str
    successor: str = ""
    blob: str = ""


def departures(
    git: Ask, revision: str, paths: Iterable[str], there: Callable[[str], bool]
) -> dict[str, Departure]:
    """The latest departure of each path that there was before `revision`; nothing where git cannot say in time.

    `there` tells whether a path exists now; a successor that is gone as well is followed on.
    """
    wanted = tuple(dict.fromkeys(paths))[:_MOST]
    found = _once(git, revision, wanted)
    for _ in range(_ROUNDS):
        lost = {item.successor for item in found.values() if item.successor and not there(item.successor)}
        if not lost:
            break
        later = _once(git, revision, tuple(lost))
        found = {path: _followed(item, later) for path, item in found.items()}
    return {
        path: item
        if not item.successor or there(item.successor)
        else Departure(path, item.commit, "", item.blob)
        for path, item in found.items()
    }


def _followed(item: Departure, later: Mapping[str, Departure]) -> Departure:
    after = later.get(item.successor)
    return item if after is None else Departure(item.path, item.commit, after.successor, item.blob)


def _once(git: Ask, revision: str, paths: Sequence[str]) -> dict[str, Departure]:
    try:
        listing = git(
            "log", f"-{_COMMITS}", "-z", "--raw", "--no-abbrev", "--no-renames", "--diff-filter=D",
            "--format=%x01%H", revision, "--", *paths, timeout=_TIMEOUT,
        )  # fmt: skip
        found: dict[str, Departure] = {}
        for commit, deleted in _deletions(listing):
            new = [path for path in paths if path not in found and _concerned(path, deleted)]
            renames = _renames(git, commit) if new else {}
            for path in new:
                found[path] = Departure(path, commit, _successor(path, renames), deleted.get(path, ""))
    except InputError:
        return {}
    return found


def _concerned(path: str, deleted: Mapping[str, str]) -> bool:
    return path in deleted or any(other.startswith(f"{path}/") for other in deleted)


def _deletions(listing: bytes) -> Iterable[tuple[str, dict[str, str]]]:
    """The commits with the paths that each took out and their blobs: `:mode mode blob 000… D`, NUL, path, NUL."""
    for block in listing.split(b"\x01")[1:]:
        fields = [item.strip(b"\n") for item in block.split(b"\0")]
        pairs = zip(fields[1::2], fields[2::2], strict=False)
        yield (
            fields[0].decode("ascii", "replace"),
            {os.fsdecode(path): head.split()[2].decode() for head, path in pairs if head.startswith(b":")},
        )


def _renames(git: Ask, commit: str) -> dict[str, str]:
    """What a commit renamed: `R090`, NUL, old path, NUL, new path, NUL."""
    listing = git(
        "diff-tree",
        "-r",
        "-M",
        "-z",
        "--no-commit-id",
        "--name-status",
        "--diff-filter=R",
        commit,
        timeout=_TIMEOUT,
    )
    fields = [os.fsdecode(field) for field in listing.split(b"\0")]
    return dict(zip(fields[1::3], fields[2::3], strict=False))


def _successor(path: str, renames: Mapping[str, str]) -> str:
    """What a file was renamed to; of a folder, where most of its files went under their own names."""
    if path in renames:
        return renames[path]
    folders = Counter(
        new[: -len(old) + len(path)] if len(new) > len(old) - len(path) else ""
        for old, new in renames.items()
        if old.startswith(f"{path}/") and new.endswith(old[len(path) :])
    )
    return folders.most_common(1)[0][0] if folders else ""
