"""What the CI service knows of a job's steps, joined with what the job's log shows.

A log shows commands (`Run pytest`), the service knows the steps: their names, when they ran, how they ended. The
steps of both come in the same order, but not one for one: a composite action shows several commands, some steps
show none, a step that was skipped shows nothing. They are aligned by dynamic programming over that order (as in
Needleman and Wunsch, J. Mol. Biol. 1970), with the time of a command's first line and its title as what speaks
for a pair.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from regreen.logs.mask import mask
from regreen.logs.signals import BAD
from regreen.logs.split import Split, job_outcome
from regreen.logs.text import LogText
from regreen.model.run import Job, Outcome, Step

if TYPE_CHECKING:
    from regreen.sources.github import JobInfo, StepInfo

MAX_PAIRS = 400_000  # of shown and known steps that are weighed; no real job has as many

_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_PREFIX = 600  # bytes of a line in which its time stamp stands
_TITLE, _FAILED, _NEXT = 3.0, 2.0, 1.0
_SKIPPED, _OTHER_TIME, _PASSED_OVER = -6.0, -3.0, -0.25


class Shown(Struct, frozen=True):
    """A step as a log shows it: `title` of its header, `second` its first line was printed in (None: unknown)."""

    title: str
    second: float | None
    failed: bool


def named(text: LogText, split: Split, known: Sequence[StepInfo]) -> Split:
    """The split log with the names and outcomes that the service knows."""
    starts = {section.step: section.start for section in reversed(split.sections)}
    order = sorted(starts)
    shown = [
        Shown(split.steps[i][1].name, _second(text, starts[i]), split.steps[i][1].outcome in BAD)
        for i in order
    ]
    pairs = {i: known[j] for i, j in zip(order, align(shown, known), strict=True) if j is not None}
    if not pairs:
        return split
    outcomes = _outcomes(split, pairs, certain=len(known) == 1)
    steps = tuple(
        (job, replace(step, name=pairs[i].name, outcome=outcomes[i]) if i in pairs else step)
        for i, (job, step) in enumerate(split.steps)
    )
    sections = tuple(
        replace(section, name=pairs[section.step].name) if section.step in pairs else section
        for section in split.sections
    )
    return Split(sections, _jobs(split, steps), steps)


def align(shown: Sequence[Shown], known: Sequence[StepInfo]) -> list[int | None]:
    """For each shown step the position of the known one it belongs to; None for all where there are too many."""
    if not known or len(shown) * len(known) > MAX_PAIRS:
        return [None] * len(shown)
    ran = list(accumulate((step.outcome is not Outcome.SKIPPED for step in known), initial=0))
    passed = [_PASSED_OVER * count for count in ran]
    before = [
        passed[j] for j in range(len(known))
    ]  # nothing shown yet: the known ones so far were passed over
    came_from: list[list[int]] = []
    for i, step in enumerate(shown):
        scores, origins = [], []
        best, best_at = float("-inf"), -1
        for j, other in enumerate(known):
            if i == 0:
                score, origin = before[j] + _NEXT, j
            else:
                if j and before[j - 1] - passed[j] > best:
                    best, best_at = before[j - 1] - passed[j], j - 1
                advance = best + passed[j] + _NEXT
                score, origin = (advance, best_at) if advance >= before[j] else (before[j], j)
            scores.append(score + _weight(step, other))
            origins.append(origin)
        before = scores
        came_from.append(origins)
    return _corrected(shown, known, _traced(before, came_from))


def _traced(scores: Sequence[float], came_from: Sequence[Sequence[int]]) -> list[int]:
    """The way back from the best end."""
    at = max(range(len(scores)), key=lambda j: (scores[j], -j)) if came_from else 0
    way = []
    for origins in reversed(came_from):
        way.append(at)
        at = origins[at]
    return way[::-1]


def _corrected(shown: Sequence[Shown], known: Sequence[StepInfo], way: Sequence[int]) -> list[int | None]:
    """What failed in the log is the known step that failed, where this one shows no header of its own."""
    found: list[int | None] = []
    for i, j in enumerate(way):
        end = way[i + 1] if i + 1 < len(way) else len(known)
        hidden = [k for k in range(j + 1, end) if known[k].outcome in BAD]
        moved = shown[i].failed and known[j].outcome not in BAD and hidden
        found.append(hidden[0] if moved else j)
    return found


def _weight(shown: Shown, known: StepInfo) -> float:
    weight = _SKIPPED if known.outcome is Outcome.SKIPPED else 0.0
    if _same_title(shown.title, known.name):
        weight += _TITLE
    if shown.failed and known.outcome in BAD:
        weight += _FAILED
    started, completed = _time(known.started), _time(known.completed)
    if shown.second is not None and (
        (started is not None and shown.second < started)
        or (completed is not None and shown.second > completed)
    ):
        weight += _OTHER_TIME
    return weight


def _same_title(shown: str, known: str) -> bool:
    return shown == known or (shown == "Post job cleanup" and known.startswith("Post "))


def _outcomes(split: Split, pairs: Mapping[int, StepInfo], *, certain: bool) -> dict[int, Outcome]:
    """How each paired step ended. A step that may fail (`continue-on-error`) ended well, whatever its log says;
    the last of several commands takes the blame where the log blames none.
    """
    own = {i: split.steps[i][1].outcome for i in pairs}
    found = dict(own)
    for i, step in pairs.items():
        if step.outcome is Outcome.SUCCESS:
            found[i] = Outcome.SUCCESS
        elif step.outcome in BAD:
            group = [k for k, other in pairs.items() if other is step]
            if i == group[-1] and not any(own[k] in BAD for k in group):
                found[i] = step.outcome
    plausible = any(outcome in BAD for outcome in found.values()) or not any(o in BAD for o in own.values())
    return found if certain or plausible else own


def _jobs(split: Split, steps: Sequence[tuple[str, Step]]) -> tuple[Job, ...]:
    found = []
    for job in split.jobs:
        own = tuple(step for name, step in steps if name == job.name)
        found.append(replace(job, steps=own, outcome=job_outcome(own)))
    return tuple(found)


def located(job: Job, shown: Sequence[Step]) -> Job:
    """A job of the service with the lines, scripts and exit codes that the named steps of its log have."""
    names = {step.name for step in job.steps}
    left = [step for step in shown if step.name in names]
    steps = []
    for step in job.steps:
        own: list[Step] = []
        while left and left[0].name == step.name:
            own.append(left.pop(0))
        steps.append(_joined(step, own) if own else step)
    return replace(job, steps=tuple(steps))


def _joined(step: Step, own: Sequence[Step]) -> Step:
    code = next((one.exit_code for one in own if one.exit_code is not None), None)
    first = own[0]
    return replace(
        step, first=first.first, last=own[-1].last, exit_code=code, script=first.script, shell=first.shell,
        uses=first.uses,
    )  # fmt: skip


def masked(split: Split) -> Split:
    """The split log without secrets in names and scripts: a step is named after its first command."""
    steps = tuple(
        (mask(job), replace(step, name=mask(step.name), script=mask(step.script)))
        for job, step in split.steps
    )
    sections = tuple(replace(s, job=mask(s.job), name=mask(s.name)) for s in split.sections)
    jobs = tuple(replace(job, name=mask(job.name)) for job in split.jobs)
    return Split(sections, _jobs(replace(split, jobs=jobs), steps), steps)


def steps_of(jobs: Sequence[JobInfo], job: str, number: int = 0) -> tuple[StepInfo, ...]:
    """The known steps of the only job of that name; of its one step `number`, where there is one."""
    found = [info for info in jobs if info.name == job]
    if len(found) != 1:
        return ()
    return tuple(step for step in found[0].steps if number in (0, step.number))


def _second(text: LogText, start: int) -> float | None:
    match = _STAMP.search(text.data[start : min(text.bounds(start)[1], start + _PREFIX)])
    return _time(match[0].decode() + "Z") if match else None


def _time(stamp: str) -> float | None:
    """Seconds of a time stamp, which the service gives without fractions."""
    try:
        return float(int(datetime.fromisoformat(stamp).timestamp())) if stamp else None
    except (ValueError, OverflowError):
        return None
