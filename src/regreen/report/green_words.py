"""The words that every answer of `fix --until-green` shares."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.execution import Execution, JobRun
from regreen.model.finding import Fix
from regreen.model.greening import Applied, Greening, Layer, Question, Stop
from regreen.model.run import Outcome, Run
from regreen.report import words
from regreen.report.safe import cleaned


def headline(greening: Greening) -> str:
    """How it ended, in one line: "green after 3 layers: 3 fixes"."""
    fixes = len(greening.commits)
    done = f"{fixes} {'fix' if fixes == 1 else 'fixes'}" if fixes else "nothing changed"
    layers = words.counted(sum(1 for layer in greening.layers if layer.causes), "layer")
    if greening.stop is Stop.GREEN and not greening.applied:
        return "green as it is: nothing to mend"
    if greening.stop is Stop.GREEN:
        return f"green after {layers}: {done}"
    return f"not green: {greening.stop.value}, after {layers}: {done}"


def layer_line(layer: Layer) -> str:
    """What a layer showed, in one line."""
    if layer.execution is None:
        return "refused: the workflow would not start"
    outcome = layer.execution.outcome
    failed = [job.name for job in layer.execution.jobs if not job.good]
    if outcome is Outcome.SUCCESS and not failed:
        return f"green {tests(layer.execution)}".rstrip()
    where = words.jobs_text(failed)
    said = {Outcome.CANCELLED: "cancelled", Outcome.TIMED_OUT: "timed out"}.get(outcome, "red")
    return " ".join(part for part in (said, f"in {where}" if where else "", tests(layer.execution)) if part)


def tests(execution: Execution) -> str:
    """What the test runners counted, in brackets; empty where none did."""
    counts = [job.tests for job in execution.jobs if job.tests is not None]
    pairs = [
        (sum(getattr(count, name) for count in counts), name)
        for name in ("passed", "failed", "errors", "skipped")
    ]
    listed = ", ".join(f"{number} {name}" for number, name in pairs if number)
    return f"({listed})" if listed else ""


def failed_steps(execution: Execution) -> str:
    """The steps at which the jobs went red."""
    steps = dict.fromkeys(
        step.name for job in execution.jobs for step in job.steps if _bad(job, step.conclusion)
    )
    return ", ".join(steps)


def _bad(job: JobRun, conclusion: Outcome) -> bool:
    return not job.good and conclusion in (Outcome.FAILURE, Outcome.TIMED_OUT)


def outcome_line(execution: Execution | None) -> str:
    """Before or after, in a few words."""
    if execution is None:
        return "the workflow is refused"
    word = "green" if execution.outcome is Outcome.SUCCESS else "red"
    steps = failed_steps(execution)
    return " ".join(part for part in (word, f"at {steps}" if steps else "", tests(execution)) if part)


def next_steps(greening: Greening) -> Iterator[str]:
    """What to type next."""
    if greening.branch:
        yield f"git merge {greening.branch}"
    elif greening.files:
        yield "git diff"
    elif greening.diff:
        yield "regreen fix --until-green --branch NAME, with the same options, keeps the commits"
    if any(question.release for question in greening.questions):
        yield "regreen fix --until-green --unsafe, with the same options, once the question is answered with yes"


def applied_line(item: Applied) -> str:
    """What became of a fix."""
    if item.ended is None:
        return "not run yet"
    return "ended its cause" if item.ended else "did not end its cause: taken back"


def safe(greening: Greening) -> Greening:
    """The same with every text of it safe to show, and free of secrets."""
    return replace(
        greening,
        layers=tuple(replace(layer, causes=clean_causes(layer.causes)) for layer in greening.layers),
        questions=tuple(_question(item) for item in greening.questions),
        reason=clean(greening.reason),
        branch=clean(greening.branch),
        files=tuple(clean(path) for path in greening.files),
        notes=tuple(clean(note) for note in greening.notes),
    )


def clean(text: str) -> str:
    """One text, safe to show."""
    return cleaned(Diagnosis(run=Run(), outcome=Outcome.UNKNOWN, notes=(text,))).notes[0]


def clean_causes(causes: tuple[Cause, ...]) -> tuple[Cause, ...]:
    """Causes, safe to show."""
    return cleaned(Diagnosis(run=Run(), outcome=Outcome.UNKNOWN, causes=causes)).causes


def clean_fixes(question: Question) -> tuple[Fix, ...]:
    """The ways out of a question, safe to show."""
    if question.finding is None:
        return ()
    finding = replace(question.finding, fixes=question.options)
    return clean_causes((Cause(finding),))[0].finding.fixes


def _question(item: Question) -> Question:
    finding = clean_causes((Cause(item.finding),))[0].finding if item.finding is not None else None
    return replace(item, text=clean(item.text), where=clean(item.where), finding=finding)
