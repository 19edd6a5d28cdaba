"""The programs that the scripts of the steps call, each with the folder it is called in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Span
from regreen.project.paths.programs import Program, program
from regreen.project.paths.relative import resolved
from regreen.project.place import at
from regreen.workflow.definitions import Job
from regreen.workflow.scripts import PlacedStep
from regreen.workflow.shell.commands import Command
from regreen.workflow.shell.words import Word

_UNSURE = ("failure(", "cancelled(", "hashFiles", "steps.", "inputs.", "needs.", "env.", "vars.", "secrets.")


class PlacedCall(Struct, frozen=True):
    """A call in the checkout of the repository; `directory` is relative to its root.

    `certain`: the call is made and its failure is that of the job.
    """

    placed: PlacedStep
    command: Command
    program: Program
    directory: str
    certain: bool

    @property
    def place(self) -> FileEvidence:
        """The line on which the command begins."""
        return at(self.placed.source, self.placed.span(self.command.start, self.command.end).start)

    def place_of(self, word: Word) -> FileEvidence:
        """The line on which a word of it stands."""
        return at(self.placed.source, self.span_of(word).start)

    def span_of(self, word: Word) -> Span:
        """A word of it as characters of the file."""
        return self.placed.span(word.start, word.end)


def placed_calls(steps: Iterable[PlacedStep]) -> Iterator[PlacedCall]:
    """The calls of all jobs that lie in their own repository, as it was committed."""
    jobs: dict[int, bool] = {}
    for placed in steps:
        if placed.job is None:
            continue
        if id(placed.job) not in jobs:
            jobs[id(placed.job)] = _is_own(placed.job)
        if jobs[id(placed.job)] and placed.step.if_ not in ("false", "${{ false }}"):
            yield from _of_step(placed)


def _is_own(job: Job) -> bool:
    """Whether a job checks out its own repository at its own commit, and nothing else."""
    checkouts = [step.with_ for step in job.steps if step.uses.lower().startswith("actions/checkout@")]
    plain = all(
        not given.keys() & {"repository", "path", "sparse-checkout"} and "${{" in given.get("ref", "${{")
        for given in checkouts
    )
    return bool(checkouts) and plain and job.if_ not in ("false", "${{ false }}")


def _of_step(placed: PlacedStep) -> Iterator[PlacedCall]:
    directory = resolved("", placed.working_directory) if placed.working_directory else ""
    sure = placed.step.continue_on_error in (None, False)
    sure = sure and not any(sign in (placed.step.if_ or "") for sign in _UNSURE)
    for command in placed.commands:
        run = program(command)
        if run is None:
            continue
        if run.name in ("cd", "pushd", "popd"):
            target = run.arguments[0] if run.arguments else None
            plain = target is not None and target.plain and run.name != "popd" and directory is not None
            directory = resolved(directory or "", target.text) if target is not None and plain else None
            continue
        forgiven = command.tested or command.after == "||" or command.before == "||"
        if directory is not None and not forgiven:
            alone = command.depth == 0 and command.before in ("", "\n", ";", "&&") and not command.piped
            yield PlacedCall(placed, command, run, directory, sure and alone and command.after != "&")
