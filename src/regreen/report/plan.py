"""What is to be done about a diagnosis: fixes by phase with their risk, criteria of success, files to change."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import FileEvidence, Fix, Safety
from regreen.model.run import Outcome
from regreen.report import words

_BAD = {Outcome.FAILURE, Outcome.TIMED_OUT, Outcome.CANCELLED}


class Action(Struct, frozen=True):
    """A fix of the cause with that number (from 1); None where a person has to find one."""

    number: int
    cause: Cause
    fix: Fix | None


class Phase(Struct, frozen=True):
    """Actions that may be taken together."""

    title: str
    risk: str
    actions: tuple[Action, ...]


class Change(Struct):
    """A file to change or to look at: the causes that lead there, and whether a patch does it."""

    path: str
    causes: list[int] = field(default_factory=list)
    safety: Safety | None = None


def phases(diagnosis: Diagnosis) -> list[Phase]:
    """The fixes by priority: what cannot harm first, what a person must decide last."""
    actions = list(_actions(diagnosis))
    return [
        Phase(title, risk, chosen)
        for title, risk, safety in _PHASES
        if (chosen := tuple(action for action in actions if _safety(action) is safety))
    ]


_PHASES = (
    ("safe patches", "Low: these cannot make anything worse. Apply them together.", Safety.SAFE),
    (
        "patches that change behaviour",
        "Medium: probably what is wanted, but read each one; one commit for each.",
        Safety.UNSAFE,
    ),
    (
        "decisions for a person",
        "Open: it depends on what is decided. A gate must not be lowered, nor a failure be ignored, to get there.",
        Safety.ADVICE,
    ),
)


def _actions(diagnosis: Diagnosis) -> Iterator[Action]:
    for number, cause in enumerate(diagnosis.causes, 1):
        if not cause.finding.fixes:
            yield Action(number, cause, None)
        for fix in cause.finding.fixes:
            yield Action(number, cause, fix)


def _safety(action: Action) -> Safety:
    return action.fix.safety if action.fix else Safety.ADVICE


def doubt(cause: Cause) -> str:
    """What makes a fix of this cause risky besides the fix itself; empty for a cause that is certain."""
    word = words.sure_word(cause.finding.confidence)
    if word == "certain":
        return ""
    return f"the cause itself is only {word}" if word == "possible" else "the cause is likely, not proven"


def failing_steps(diagnosis: Diagnosis) -> list[tuple[str, str]]:
    """Jobs and steps that ended badly; an empty step stands for the whole job."""
    found: list[tuple[str, str]] = []
    for job in diagnosis.run.jobs:
        steps = [step.name for step in job.steps if step.outcome in _BAD]
        if steps:
            found += [(job.name, step) for step in steps]
        elif job.outcome in _BAD:
            found.append((job.name, ""))
    named = {job for job, _ in found}
    found += [(job, "") for cause in diagnosis.causes for job in cause.jobs if job and job not in named]
    found += [(line.job, line.step) for line in diagnosis.unexplained]
    return [pair for pair in dict.fromkeys(found) if any(pair)]


def failing_tests(diagnosis: Diagnosis) -> list[str]:
    """Tests that the findings name."""
    findings = (f for cause in diagnosis.causes for f in (cause.finding, *cause.symptoms))
    return list(dict.fromkeys(test for finding in findings if (test := finding.data.get("test", ""))))


def changes(diagnosis: Diagnosis) -> list[Change]:
    """Files that fixes change, then files that bear witness."""
    found: dict[str, Change] = {}
    for number, cause in enumerate(diagnosis.causes, 1):
        for fix in cause.finding.fixes:
            for edit in fix.edits:
                change = _noted(found, edit.span.path, number)
                change.safety = fix.safety if change.safety is None else min(change.safety, fix.safety)
    for number, cause in enumerate(diagnosis.causes, 1):
        for piece in cause.finding.evidence:
            if isinstance(piece, FileEvidence):
                _noted(found, piece.path, number)
    return list(found.values())


def _noted(found: dict[str, Change], path: str, number: int) -> Change:
    change = found.setdefault(path, Change(path))
    if number not in change.causes:
        change.causes.append(number)
    return change
