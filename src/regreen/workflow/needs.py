"""What the jobs of a workflow wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from msgspec import Struct

from regreen.workflow.definitions import Job, strings
from regreen.workflow.nodes import Scalar

_MOST_CYCLES = 20


class MissingNeed(Struct, frozen=True):
    """A `needs` that names no job; `node` is the name in the file."""

    job: Job
    node: Scalar


class NeedsGraph(Struct, frozen=True):
    """Job ids (as they are declared) and the ids each one waits for.

    Each cycle starts with the job that comes first in the file and ends before it comes again; every job
    of a cycle waits for the next one.
    """

    edges: Mapping[str, tuple[str, ...]]
    missing: tuple[MissingNeed, ...] = ()
    cycles: tuple[tuple[str, ...], ...] = ()

    def ancestors(self, job_id: str) -> tuple[str, ...]:
        """Every job that a job waits for, directly or not, in the order of the file."""
        seen: set[str] = set()
        stack = list(self.edges.get(job_id, ()))
        while stack:
            current = stack.pop()
            if current not in seen:
                seen.add(current)
                stack.extend(self.edges.get(current, ()))
        return tuple(known for known in self.edges if known in seen)

    def order(self) -> tuple[str, ...]:
        """The jobs so that each comes after those it waits for; empty where there is a cycle."""
        return () if self.cycles else tuple(TopologicalSorter(self.edges).static_order())


def needs_graph(jobs: Sequence[Job]) -> NeedsGraph:
    """The graph of a workflow's jobs; ids are compared without regard to case, as on GitHub."""
    ids: dict[str, str] = {}
    for job in jobs:
        ids.setdefault(job.id.lower(), job.id)
    edges: dict[str, tuple[str, ...]] = {}
    missing: list[MissingNeed] = []
    for job in jobs:
        wanted = strings(job.at("needs"))
        found = [ids[node.string.lower()] for node in wanted if node.string.lower() in ids]
        edges.setdefault(job.id, tuple(dict.fromkeys(found)))
        missing += [MissingNeed(job, node) for node in wanted if node.string.lower() not in ids]
    return NeedsGraph(edges, tuple(missing), _cycles(edges))


def _cycles(edges: Mapping[str, tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Cycles until cutting them leaves none: not all there are, but each job in one is on one of them."""
    left = {job: list(wanted) for job, wanted in edges.items()}
    position = {job: index for index, job in enumerate(edges)}
    found: list[tuple[str, ...]] = []
    while len(found) < _MOST_CYCLES:
        try:
            TopologicalSorter(left).prepare()
            break
        except CycleError as error:
            path: list[str] = error.args[1][:-1]
        path.reverse()  # the sorter names predecessors first; `needs` points the other way
        start = path.index(min(path, key=position.__getitem__))
        path = path[start:] + path[:start]
        left[path[0]].remove(path[1 % len(path)])
        found.append(tuple(path))
    return tuple(found)
