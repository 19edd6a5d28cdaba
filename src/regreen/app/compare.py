"""A run beside another one: a run here and the one on the CI service, or two of the history."""

from __future__ import annotations

from collections.abc import Sequence

from regreen.app.align import aligned
from regreen.logs.signals import BAD
from regreen.model.comparison import (
    Comparison,
    JobPair,
    Likeness,
    PackageDifference,
    Side,
    SideJob,
    StepPair,
)
from regreen.model.run import Outcome


def compare(here: Side, there: Side) -> Comparison:
    """Whether the run here shows what the other one showed, and what differs."""
    pairs = _paired(here.jobs, there.jobs)
    jobs = tuple(_pair(one, other) for one, other in pairs)
    paired_here, paired_there = {id(one) for one, _ in pairs}, {id(other) for _, other in pairs}
    known_here = {cause.fingerprint for cause in here.causes}
    known_there = {cause.fingerprint for cause in there.causes}
    verdict, reason = _verdict(here, there, jobs)
    return Comparison(
        verdict,
        reason,
        here,
        there,
        jobs,
        tuple(job.name for job in here.jobs if id(job) not in paired_here),
        tuple(job.name for job in there.jobs if id(job) not in paired_there),
        tuple(cause for cause in here.causes if cause.fingerprint in known_there),
        tuple(cause for cause in here.causes if cause.fingerprint not in known_there),
        tuple(cause for cause in there.causes if cause.fingerprint not in known_here),
    )


def _paired(here: Sequence[SideJob], there: Sequence[SideJob]) -> list[tuple[SideJob, SideJob]]:
    """Jobs of the same name; then of the same id; a log that does not name its job belongs to the one that is most
    like it.
    """
    left, right = list(here), list(there)
    found: list[tuple[SideJob, SideJob]] = []
    for alike in (_same_name, _same_id):
        for other in list(right):
            one = next((job for job in left if alike(job, other)), None)
            if one is not None:
                found.append((one, other))
                left.remove(one)
                right.remove(other)
    nameless = [job for job in right if not job.name or len(there) == 1]
    for other in nameless:
        if left:
            one = max(left, key=lambda job: sum(pair.same for pair in _steps(job, other)))
            found.append((one, other))
            left.remove(one)
    return found


def _same_name(one: SideJob, other: SideJob) -> bool:
    return bool(one.name) and one.name == other.name


def _same_id(one: SideJob, other: SideJob) -> bool:
    return bool(one.id) and other.name in (one.id, f"{one.id} ()")


def _pair(here: SideJob, there: SideJob) -> JobPair:
    return JobPair(
        here,
        there,
        tuple(_steps(here, there)),
        tuple(_packages(here, there)),
        tuple(sorted(here.variables - there.variables)),
        tuple(sorted(there.variables - here.variables)),
    )


def _steps(here: SideJob, there: SideJob) -> list[StepPair]:
    return [StepPair(one, other) for one, other in aligned(here.steps, there.steps)]


def _packages(here: SideJob, there: SideJob) -> list[PackageDifference]:
    """Packages of other versions; those that one side lacks only where all of that side are known."""
    one, other = dict(here.packages), dict(there.packages)
    found = []
    for name in sorted(one.keys() | other.keys()):
        version, counterpart = one.get(name, ""), other.get(name, "")
        known = (version or here.complete) and (counterpart or there.complete)
        if version != counterpart and known and one and other:
            found.append(PackageDifference(name, version, counterpart))
    return found


def _verdict(here: Side, there: Side, jobs: Sequence[JobPair]) -> tuple[Likeness, str]:
    good = Likeness.SUBSTITUTED if here.substitutions else Likeness.REPRODUCED
    if not jobs:
        return Likeness.CANNOT_RUN, "the runs have no job in common"
    for pair in jobs:
        if pair.here.cannot_run:
            return Likeness.CANNOT_RUN, f"{pair.here.name}: {pair.here.cannot_run}"
    red = [pair for pair in jobs if _red(pair.there)]
    if not red:
        bad = next((pair.here.name for pair in jobs if _red(pair.here)), "")
        if bad:
            return Likeness.NOT_REPRODUCED, f"{bad} is red here and not there"
        return good, "not red here, nor there"
    reasons = []
    for pair in red:
        reason = _difference(pair, here, there)
        if reason:
            return Likeness.NOT_REPRODUCED, f"{pair.here.name}: {reason}"
        reasons.append(pair.here.name)
    return good, "same step, same fingerprint"


def _difference(pair: JobPair, here: Side, there: Side) -> str:
    """Why a job that is red there is not shown by the one here; empty where it is."""
    if not _red(pair.here):
        return "green here, red there"
    one = next((step for step in pair.steps if step.here and step.here.outcome in BAD), None)
    other = next((step for step in pair.steps if step.there and step.there.outcome in BAD), None)
    if one is None or other is None or one is not other:
        names = f"'{one.name if one else '?'}' here, '{other.name if other else '?'}' there"
        return f"another step fails: {names}"
    prints = {cause.fingerprint for cause in here.causes if _concerns(cause.jobs, pair.here)}
    others = {cause.fingerprint for cause in there.causes if _concerns(cause.jobs, pair.there)}
    if prints & others:
        return ""
    if not prints or not others:
        return (
            f"'{one.name}' fails here and there, but no cause is known on both sides that could be compared"
        )
    return f"'{one.name}' fails here for another reason"


def _concerns(jobs: Sequence[str], job: SideJob) -> bool:
    return not jobs or not job.name or job.name in jobs


def _red(job: SideJob) -> bool:
    return job.outcome in (Outcome.FAILURE, Outcome.TIMED_OUT) or any(
        step.outcome in (Outcome.FAILURE, Outcome.TIMED_OUT) for step in job.steps
    )
