"""Variables without which a script of a job raises, that the job does not set beside those which it does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.env import insisted, read_variables
from regreen.project.jobs.holdings import command_of
from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Call, JobRun
from regreen.project.jobs.unset import is_set, is_written
from regreen.project.place import at
from regreen.project.python import parse
from regreen.workflow.nodes import Node, Scalar, lookup

_SECRET = re.compile(r"\$\{\{\s*(?:secrets|vars)\.")
_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_MOST = 2  # where a script could want more of them, it rather has several ways to go


class Omitted(Struct, frozen=True):
    """A variable that is read at `place` of a script's code; `beside` is the entry of an `env:` for one that is set,
    and `holder` the path of keys to that `env:`.
    """

    name: str
    place: FileEvidence
    beside: FileEvidence
    sibling: str
    holder: tuple[str | int, ...]
    run: JobRun
    call: Call


def omitted_variables(runs: Sequence[JobRun], lacking: Lacking) -> Iterator[Omitted]:
    """All of them, once for each job."""
    seen: set[tuple[str, str, str]] = set()
    for run in runs:
        written = "\n".join(step.run for step in run.job.steps if step.run)
        for call in () if run.foreign else run.calls:
            found = [
                item
                for item in _of_call(run, call, lacking)
                if not is_written(item.name, written)
                and (run.workflow.path, run.job.id, item.name) not in seen
            ]
            if len(found) <= _MOST:
                seen.update((run.workflow.path, run.job.id, item.name) for item in found)
                yield from found


def _of_call(run: JobRun, call: Call, lacking: Lacking) -> Iterator[Omitted]:
    secret = [name for name, value in call.variables.items() if _SECRET.search(value)]
    if (
        not secret
        or not call.certain
        or command_of(call)[0] != "python"
        or lacking.collected(call) is not None
    ):
        return
    reached = lacking.reached(call)
    sources = [source for path in reached if (source := lacking.tree.source(path)) is not None]
    read = {item.name for source in sources for item in read_variables(source)}
    given = [name for name in secret if name in read]
    done: set[str] = set()
    for source in sources if given else ():
        for name, place in _insisted(source):
            if name in done or is_set(name, call, lacking.tree, reached):
                continue
            done.add(name)
            sibling = max(reversed(given), key=lambda other: _alike(name, other))
            entry = _entry(run, sibling)
            if entry is not None:
                beside = at(run.workflow.source, entry[0].span.start)
                yield Omitted(name, place, beside, sibling, entry[1], run, call)


def _alike(name: str, other: str) -> int:
    """How many words two names end with alike: variables of a kind stand together."""
    count = 0
    for mine, its in zip(reversed(name.split("_")), reversed(other.split("_")), strict=False):
        if mine != its:
            break
        count += 1
    return count


def _entry(run: JobRun, name: str) -> tuple[Scalar, tuple[str | int, ...]] | None:
    """The entry that sets a variable, in a step, the job or the workflow."""
    job = ("jobs", run.job.id_node.text)
    holders: list[tuple[Node, tuple[str | int, ...]]] = [
        (step.node, (*job, "steps", index)) for index, step in enumerate(run.job.steps)
    ]
    holders += [(run.job.node, job), (run.workflow.node, ())]
    for holder, path in holders:
        found = lookup(holder, "env", name)
        if isinstance(found, Scalar):
            return found, (*path, "env")
    return None


@lru_cache(maxsize=4096)
def _insisted(source: Source) -> tuple[tuple[str, FileEvidence], ...]:
    """The variables that functions of a file raise without, as far as their names are those of settings."""
    if "raise" not in source.text or not ("getenv" in source.text or "environ" in source.text):
        return ()
    tree = parse(source)
    return tuple(
        (item.name, item.place)
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for item in insisted(source, node.body)
        if _NAME.fullmatch(item.name)
    )
