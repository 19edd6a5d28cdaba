"""How much a step may take, and when it has said nothing for too long."""

from __future__ import annotations

from msgspec import Struct

GITHUB_MEMORY = 16 << 30
"""Bytes of memory of GitHub's standard Linux runner for public repositories (GitHub Docs, "GitHub-hosted runners")."""


class Bounds(Struct, frozen=True):
    """Limits of one step. A limit of 0 is none.

    `silence` are the seconds after which a step that prints nothing is ended, `grace` those that a process may take
    to end after its test runner's closing line; `memory` and `free_disk` are bytes: what all its processes may use
    together, and what has to stay free on the disk of the job; `processes` is their number, `output` the bytes of
    its log that are kept.
    """

    silence: float = 600.0
    grace: float = 15.0
    memory: int = 0
    free_disk: int = 256 << 20
    processes: int = 4000
    output: int = 32 << 20


def shown(size: int) -> str:
    """A number of bytes for people."""
    for unit, factor in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size >= factor:
            return f"{size / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} bytes"
