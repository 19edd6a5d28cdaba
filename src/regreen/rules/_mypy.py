"""The calls of mypy that the rules about its configuration and its stubs judge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from regreen.project.closure import Closure
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import Call, Environment, JobRun
    from regreen.project.style.mypy import MypyOptions
    from regreen.project.tree import Tree


class MypyCall(Struct, frozen=True):
    """A call of mypy whose environment is known: `words` are behind its name, `closure` is what it has beside it."""

    run: JobRun
    call: Call
    words: tuple[str, ...]
    options: MypyOptions
    environment: Environment
    closure: Closure


def mypy_calls(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Iterator[MypyCall]:
    """All of them."""
    from regreen.project.jobs.holdings import command_of
    from regreen.project.style.mypy import mypy_options

    for run in job_runs:
        for call in () if run.foreign else run.calls:
            program, words, _ = command_of(call)
            options = mypy_options(tree, call.directory) if program == "mypy" else None
            environment = lacking.holdings.runs_in(call) if options is not None else None
            if options is None or environment is None or environment.unknown:
                continue
            closure = lacking.holdings.closure(environment)
            if "mypy" in closure.names:
                yield MypyCall(run, call, tuple(words), options, environment, closure)
