"""What a silent step is doing: the tree of its processes, and who keeps it waiting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from regreen.runner import proc
from regreen.runner.culprit import Culprit, find_culprit
from regreen.runner.sample import Watch

MARK = "[watch]"


def look(watch: Watch, pid: int, checkout: Path) -> Culprit | None:
    """Ask the interpreters below a process what they wait for; files are named as seen from the checkout.

    Where there are none, the deepest process is what everything waits for.
    """
    found = find_culprit(watch.samples(pid), watch.started())
    if found is None:
        below = [one for child in proc.descendants(pid) if (one := proc.process(child)) is not None]
        leaf = next((one for one in reversed(below) if one.state != "Z"), None)
        return Culprit(f"it waits for `{leaf.shown}`") if leaf else None
    return Culprit(found.text.replace(f"{checkout}/", ""), found.exits, found.own)


def describe(pid: int) -> Iterator[str]:
    """Lines that name each process below `pid` and what it waits for."""
    for child in [pid, *proc.descendants(pid)]:
        one = proc.process(child)
        if one is not None:
            yield f"{MARK} process {one.pid} ({one.state}, {one.wchan or '-'}): {one.shown}"
