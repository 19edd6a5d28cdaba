"""Prove a patch: the job is red without it, with the causes that were expected, and green with it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from regreen.app.diagnose import diagnose
from regreen.app.failing import compared
from regreen.app.obstacles import obstacle
from regreen.app.run import Ran, Wanted, run
from regreen.app.suspects import repetitions
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.execution import Execution
from regreen.model.run import Outcome
from regreen.model.verification import Verdict, Verification
from regreen.patch.antifix import Hidden, hidden_by
from regreen.runner.execute import Observer

if TYPE_CHECKING:
    from regreen.probe.probes import Probes


def verify(
    wanted: Wanted,
    patch: str,
    *,
    against: str = "",
    expected: Collection[str] = (),
    repeat: int | None = None,
    observer: Observer | None = None,
) -> Verification:
    """Run the jobs that are wanted on the commit, then with the patch on top, `repeat` times (None: once, and
    three times where chance may be part of a cause).

    `against` is the commit to compare with (default: the one that the patch goes onto); `expected` are fingerprints
    of causes that the first run must show (none: any failure will do). Raises `InputError` as `run` does.
    """
    before = run(replace(wanted, revision=against or wanted.revision, patch=""), observer)
    if reason := _impossible(before.execution):
        return Verification(Verdict.CANNOT_RUN, reason, before.execution)
    known = diagnosed(before)
    if reason := _not_reproduced(before, known, expected):
        return Verification(Verdict.NOT_REPRODUCED, reason, before.execution)
    runs: list[Execution] = []
    for _ in range(repetitions(known.causes, repeat)):
        after = run(replace(wanted, patch=patch), observer)
        runs.append(after.execution)
        if reason := _impossible(after.execution):
            return Verification(Verdict.CANNOT_RUN, reason, before.execution, tuple(runs))
        if not after.good:
            return _still(before, known, tuple(runs), after)
    return _verified(before, known, tuple(runs), hidden_by(patch), after)


def diagnosed(ran: Ran, probes: Probes | None = None) -> Diagnosis:
    """The causes of a run of ours; `probes` may ask real tools."""
    return diagnose(
        ran.logs,
        run=ran.run,
        jobs=ran.infos,
        tree=ran.tree,
        workflow=ran.workflow,
        config=ran.config,
        probes=probes,
    )


def _impossible(execution: Execution) -> str:
    """Why the run shows nothing; empty where it shows something."""
    for job in execution.jobs:
        if reason := obstacle(job):
            return f"{job.name}: {reason}"
        if job.outcome is Outcome.CANCELLED and not job.reason.startswith("fail-fast"):
            return f"{job.name} was interrupted"
    if not any(job.log for job in execution.jobs):
        return "; ".join(f"{job.name}: {job.reason}" for job in execution.jobs) or "no job ran"
    return ""


def _not_reproduced(before: Ran, known: Diagnosis, expected: Collection[str]) -> str:
    if before.good:
        return "the job is green here without the patch"
    found = {cause.finding.fingerprint for cause in known.causes}
    if expected and not found & set(expected):
        rules = (
            ", ".join(sorted({cause.finding.rule for cause in known.causes})) or "nothing that a rule knows"
        )
        return f"the job is red here for another reason: {rules}"
    return ""


def _still(before: Ran, known: Diagnosis, after: tuple[Execution, ...], last: Ran) -> Verification:
    earlier, later = _by_print(known), _by_print(diagnosed(last))
    tests = compared(before, last)
    ended = tuple(cause for print_, cause in earlier.items() if print_ not in later)
    left = tuple(cause for print_, cause in later.items() if print_ in earlier)
    unmasked = tuple(cause for print_, cause in later.items() if print_ not in earlier)
    if len(after) > 1:
        reason = f"red in repetition {len(after)}, after {len(after) - 1} green"
    elif ended and not left:
        reason = "the causes are gone, and others show"
    else:
        reason = "the job is red with the patch, too"
    if count := len(tests.broken):
        reason += f"; {count} other {'test fails' if count == 1 else 'tests fail'} with it"
    return Verification(Verdict.STILL_FAILING, reason, before.execution, after, ended, left, unmasked, tests)


def _verified(
    before: Ran, known: Diagnosis, after: tuple[Execution, ...], hidden: Sequence[Hidden], last: Ran
) -> Verification:
    differs = any(execution.substitutions for execution in (before.execution, *after))
    verdict = Verdict.SUBSTITUTED if differs else Verdict.VERIFIED
    times = f", {len(after)} times" if len(after) > 1 else ""
    tests = [job.tests for job in after[-1].jobs if job.tests is not None]
    ran = f"; {sum(count.passed for count in tests)} tests passed" if tests else ""
    reason = f"red without the patch, green with it{times}{ran}"
    if hidden:
        verdict = Verdict.HIDDEN
        reason += f"; but the patch {hidden[0].what}: {hidden[0].path}: {hidden[0].text}"
    change = compared(before, last)
    return Verification(verdict, reason, before.execution, after, known.causes, tests=change)


def _by_print(diagnosis: Diagnosis) -> dict[str, Cause]:
    return {cause.finding.fingerprint: cause for cause in diagnosis.causes}
