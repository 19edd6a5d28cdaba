"""What a silent process is doing, before it is ended."""

from __future__ import annotations

from collections.abc import Iterator

from regreen.runner import proc


def describe(pid: int) -> Iterator[str]:
    """Lines that name each process below `pid` and what it waits for."""
    for child in [pid, *proc.descendants(pid)]:
        one = proc.process(child)
        if one is not None:
            yield f"[watch] process {one.pid} ({one.state}, {one.wchan or '-'}): {one.shown}"
