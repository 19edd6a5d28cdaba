"""Run, diagnose, patch, run again: layer after layer, until it is green or nothing is left that may be done alone.

Nothing of the user's is written: fixes are commits in a throw-away repository (`regreen.app.series`), and each run is
a clean clone of the commit with the patch so far. Every fix passes the gates of `regreen.app.trial` before it counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from regreen.app.check import check
from regreen.app.obstacles import obstacles
from regreen.app.offers import chosen
from regreen.app.questions import again, question_of, unexplained, unsteady
from regreen.app.refusals import refusals
from regreen.app.run import Ran, Wanted, run
from regreen.app.series import Series, series
from regreen.app.suspects import TIMES, may_pass
from regreen.app.trial import Trial
from regreen.app.twins import with_repository
from regreen.app.untracked import lacking
from regreen.app.verify import diagnosed
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.errors import InputError
from regreen.model.execution import Execution
from regreen.model.finding import Finding
from regreen.model.greening import Applied, Greening, Layer, Question, Stop
from regreen.model.repair import Held, Offer
from regreen.model.run import Outcome
from regreen.project.commit import Committer
from regreen.project.git import Repository
from regreen.project.tree import Tree
from regreen.runner.execute import Observer

if TYPE_CHECKING:
    from regreen.probe.probes import Probes

ROUNDS = 8
BUDGET = 3600.0  # seconds
_NAMED = 5  # files that a note names

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far the loop may go. `only` are patterns of rule ids; `rounds` is how often a patch may be made, `seconds`
    the wall time for everything; a green result of something flaky has to repeat `times` times; `probes` are asked
    what only real tools know, anew for each diagnosis.
    """

    unsafe: bool = False
    only: tuple[str, ...] = ()
    rounds: int = ROUNDS
    seconds: float = BUDGET
    times: int = TIMES
    as_of: date | None = None
    probes: Callable[[], Probes | None] = lambda: None


def until_green(
    wanted: Wanted,
    limits: Limits | None = None,
    *,
    branch: str = "",
    write: bool = False,
    observer: Observer | None = None,
    say: Say = lambda text: None,
) -> Greening:
    """Run what is wanted and mend what it shows until it is green.

    `branch` is made in the user's repository for the commits, where there are any, and `write` applies the patch to
    the working tree; both also for a part of the way, and both are all that is ever written. Raises `InputError` as
    `run` does, and where there cannot be such a branch. Ctrl-C ends it with what was found.
    """
    limits = limits or Limits()
    repository = Repository.open(wanted.repository)
    if branch:
        Committer(repository).free(branch)
    with series(repository, wanted.revision) as commits:
        loop = _Loop(wanted, limits, commits, observer, say)
        try:
            loop.go()
        except KeyboardInterrupt:
            loop.end(Stop.INTERRUPTED, "somebody wanted an end")
        except InputError as error:
            if not loop.layers:
                raise
            loop.end(Stop.CANNOT_RUN, str(error))
        return _handed_out(loop.answer(), commits, branch, write)


def _handed_out(answer: Greening, commits: Series, branch: str, write: bool) -> Greening:
    """The answer, its patch where it was asked for; what git refuses is noted, so that nothing found is lost."""
    try:
        if branch and answer.commits:
            commits.publish(branch)
            answer = replace(answer, branch=branch)
        if write and answer.diff:
            Committer(commits.repository).apply(answer.diff)
            answer = replace(answer, files=commits.paths)
    except InputError as error:
        answer = replace(answer, notes=(*answer.notes, f"not written: {error}"))
    return answer


@dataclass(slots=True)
class _Loop:
    wanted: Wanted
    limits: Limits
    commits: Series
    observer: Observer | None
    say: Say
    started: float = field(default_factory=time.monotonic)
    layers: list[Layer] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    stop: Stop = Stop.INTERRUPTED
    reason: str = ""

    def go(self) -> None:
        """Round after round; how it ended stands in `stop` and `reason`."""
        rounds = 0
        while True:
            tree = self.commits.tree
            layer = self._refused(tree) or self._ran()
            if layer is None:
                return
            self._judge_last(layer)
            offers, held = self._offers(layer, tree)
            layer = replace(layer, held=tuple(held))
            self.layers.append(layer)
            if not offers:
                self._stuck(layer)
                return
            if rounds >= self.limits.rounds:
                self._left(layer, offers)
                self.end(Stop.ROUNDS, f"after {rounds} rounds fixes are left that may be applied")
                return
            rounds += 1
            made = self.commits.add(tree, offers)
            applied = tuple(Applied(offer, commit) for offer, commit in zip(offers, made, strict=True))
            self.layers[-1] = replace(layer, applied=applied)

    def end(self, stop: Stop, reason: str) -> None:
        """Note how it ended."""
        self.stop, self.reason = stop, reason

    def answer(self) -> Greening:
        """Everything that was found."""
        return Greening(
            self.stop,
            self.reason,
            self.commits.base,
            tuple(self.layers),
            tuple(self.questions),
            self.commits.patch,
            tuple(self.commits.subjects),
            seconds=time.monotonic() - self.started,
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        """What the runs noted, each once, and what was taken from the user's folder."""
        yield from dict.fromkeys(note for one in self.layers for item in one.runs for note in item.notes)
        if taken := list(self.commits.taken):
            more = f" and {len(taken) - _NAMED} more" if len(taken) > _NAMED else ""
            yield f"taken from your folder, where git did not have them: {', '.join(taken[:_NAMED])}{more}"

    def _refused(self, tree: Tree) -> Layer | None:
        """A layer without a run, where the service would refuse the workflow."""
        findings = refusals(tree, self.wanted)
        if not findings:
            return None
        self.say("GitHub would refuse the workflow: nothing to run before that is mended")
        return Layer(self._number, None, tuple(Cause(finding) for finding in findings))

    def _ran(self) -> Layer | None:
        """A layer with its run, where that is red and tells something; None when the loop is at its end."""
        if self._over():
            self.end(Stop.BUDGET, f"{self.limits.seconds:.0f} seconds are over")
            return None
        self.say(f"round {self._number}: running")
        ran = self._run()
        layer = Layer(self._number, ran.execution)
        if self._cut(ran):
            self.layers.append(layer)
            return None
        if ran.good:
            self._confirm(layer)
            return None
        blocked = obstacles(ran.execution)
        answer = self._diagnosed(ran)
        causes = tuple(cause for cause in answer.causes if not cause.jobs or set(cause.jobs) - blocked.keys())
        if blocked and not causes:
            self.layers.append(layer)
            self._impossible(ran.execution, blocked)
            return None
        return replace(layer, causes=causes, unexplained=answer.unexplained)

    @property
    def _number(self) -> int:
        return len(self.layers) + 1

    def _run(self) -> Ran:
        deadline = self.started + self.limits.seconds
        return run(replace(self.wanted, patch=self.commits.patch, deadline=deadline), self.observer)

    def _diagnosed(self, ran: Ran) -> Diagnosis:
        return diagnosed(replace(ran, tree=self.commits.tree), self.limits.probes())

    def _over(self) -> bool:
        return time.monotonic() - self.started >= self.limits.seconds

    def _cut(self, ran: Ran) -> bool:
        """Whether the run was ended from outside, so that it tells nothing."""
        if ran.interrupted:
            self.end(Stop.INTERRUPTED, "somebody wanted an end")
            return True
        if self._over() and any(job.outcome is Outcome.CANCELLED for job in ran.execution.jobs):
            self.end(Stop.BUDGET, f"{self.limits.seconds:.0f} seconds are over")
            return True
        return False

    def _judge_last(self, layer: Layer) -> None:
        """Say of the fixes of the last layer whether they ended their causes; take back those that did not."""
        if not self.layers or not self.layers[-1].applied:
            return
        last, showing = self.layers[-1], {cause.finding.fingerprint for cause in layer.causes}
        judged = tuple(
            replace(item, ended=item.offer.finding.fingerprint not in showing) for item in last.applied
        )
        self.layers[-1] = replace(last, applied=judged)

    def _offers(self, layer: Layer, tree: Tree) -> tuple[list[Offer], list[Held]]:
        """The fixes to apply now, tried together; what was applied before and did not help is not tried again."""
        known = {item.offer.finding.fingerprint for item in self._applied()}
        fresh = [cause.finding for cause in layer.causes if cause.finding.fingerprint not in known]
        if not fresh:
            return [], []
        self.say("looking for fixes")
        before = self._check(tree)
        found = [with_repository(finding, before) for finding in fresh]
        choice = chosen(found, unsafe=self.limits.unsafe, only=self.limits.only)
        untracked, held, whole = self.commits.untracked, list(choice.held), []
        for offer in choice.offers:
            if gone := lacking(offer.fix, tree, untracked):
                reason = f"{gone[0]} is not in this folder: add it where it lies"
                held.append(Held(offer.finding, reason, offer.fix))
            else:
                whole.append(offer)
        if not whole:
            return [], held
        trial = Trial(tree, self._check, before, untracked)
        trial.accept(whole)
        return trial.accepted, [*held, *trial.held]

    def _check(self, tree: Tree) -> tuple[Finding, ...]:
        return check(tree, as_of=self.limits.as_of).findings

    def _applied(self) -> Iterator[Applied]:
        return (item for layer in self.layers for item in layer.applied)

    def _confirm(self, layer: Layer) -> None:
        """Green: once is enough, unless something went away that nothing was done about."""
        mended = {item.offer.finding.fingerprint for item in self._applied()}
        seen = {cause.finding.fingerprint: cause for one in self.layers for cause in one.causes}
        suspects = [cause for print_, cause in seen.items() if print_ not in mended and may_pass(cause)]
        self.layers.append(layer)
        self._mark_all_ended()
        for _ in range(self.limits.times - 1 if suspects else 0):
            ran = self._repeat()
            if ran is None:
                return
            if not ran.good:
                self._flaky(ran.execution, self._diagnosed(ran), suspects)
                return
        tests = sum(job.tests.passed for job in layer.execution.jobs if job.tests) if layer.execution else 0
        times = f", {self.limits.times} times" if suspects else ""
        self.end(Stop.GREEN, f"every job ended well{times}" + (f"; {tests} tests passed" if tests else ""))

    def _mark_all_ended(self) -> None:
        if len(self.layers) > 1:
            applied = tuple(replace(item, ended=True) for item in self.layers[-2].applied)
            self.layers[-2] = replace(self.layers[-2], applied=applied)

    def _repeat(self) -> Ran | None:
        """Another run of the same files, noted in the last layer; None where it was cut."""
        if self._over():
            self.end(Stop.BUDGET, f"{self.limits.seconds:.0f} seconds are over")
            return None
        self.say("the same once more: does it hang on chance?")
        ran = self._run()
        last = self.layers[-1]
        self.layers[-1] = replace(last, again=(*last.again, ran.execution))
        return None if self._cut(ran) else ran

    def _flaky(self, execution: Execution, answer: Diagnosis, suspects: list[Cause]) -> None:
        """Red after green with the same files."""
        runs = self.layers[-1].runs
        for cause in answer.causes or suspects:
            self.questions.append(unsteady(cause, self.commits.tree, 1, len(runs)))
        self.end(Stop.FLAKY, f"the same files gave green and red in {len(runs)} runs")

    def _stuck(self, layer: Layer) -> None:
        """Nothing may be applied: is it chance, was it tried already, or whom to ask what."""
        tried = {item.offer.finding.fingerprint: item for item in self._applied()}
        stuck = [cause for cause in layer.causes if cause.finding.fingerprint in tried]
        if stuck:
            self._take_back(stuck)
            for cause in stuck:
                fix = tried[cause.finding.fingerprint].offer.fix
                self.questions.append(again(cause, self.commits.tree, fix.title))
            self._ask(layer)
            self.end(
                Stop.NO_PROGRESS, "a cause shows again although its fix was applied; that was taken back"
            )
            return
        chance = [cause for cause in layer.causes if may_pass(cause)]
        if chance and layer.execution is not None and self._is_chance(chance):
            return
        self._ask(layer)
        if not layer.causes:
            jobs = layer.execution.jobs if layer.execution is not None else ()
            reasons = [f"{job.name}: {job.reason}" for job in jobs if job.reason and not job.good]
            self.questions.append(unexplained(layer.unexplained, reasons))
        self.end(Stop.DECISION, "what is left is for a person to decide")

    def _is_chance(self, chance: list[Cause]) -> bool:
        """Whether one more run of the same files gives another outcome (or ends the loop)."""
        ran = self._repeat()
        if ran is None:
            return True
        showing = set() if ran.good else {cause.finding.fingerprint for cause in self._diagnosed(ran).causes}
        gone = [cause for cause in chance if cause.finding.fingerprint not in showing]
        if not gone:
            return False
        for cause in gone:
            self.questions.append(unsteady(cause, self.commits.tree, 1, 2))
        self.end(Stop.FLAKY, "the same files gave another outcome when they were run again")
        return True

    def _take_back(self, stuck: list[Cause]) -> None:
        """The fixes of the last layer with any that did not help leave the series; the others stay in it."""
        useless = {cause.finding.fingerprint for cause in stuck}
        last = next((one for one in reversed(self.layers[:-1]) if one.applied), None)
        if last is None or not useless & {item.offer.finding.fingerprint for item in last.applied}:
            return
        first = next((item.commit for item in last.applied if item.commit), "")
        if not first:
            return
        self.commits.take_back(first)
        kept = [item.offer for item in last.applied if item.offer.finding.fingerprint not in useless]
        if kept:
            self.commits.add(self.commits.tree, kept)

    def _ask(self, layer: Layer) -> None:
        """A question for each cause that is left, but for those that have one."""
        asked = {question.finding.fingerprint for question in self.questions if question.finding}
        held = {item.finding.fingerprint: item for item in layer.held}
        tree = self.commits.tree
        for cause in layer.causes:
            if cause.finding.fingerprint not in asked:
                self.questions.append(question_of(cause, tree, held.get(cause.finding.fingerprint)))

    def _left(self, layer: Layer, offers: list[Offer]) -> None:
        """Questions about what no fix is left for, when the rounds are over."""
        ready = {offer.finding.fingerprint for offer in offers}
        rest = tuple(cause for cause in layer.causes if cause.finding.fingerprint not in ready)
        self._ask(replace(layer, causes=rest))

    def _impossible(self, execution: Execution, blocked: dict[str, str]) -> None:
        said = "; ".join(f"{name}: {reason}" for name, reason in blocked.items())
        green = [job.name for job in execution.jobs if job.log and job.good]
        rest = f"; green here: {', '.join(green)}" if green else ""
        self.end(Stop.CANNOT_RUN, said + rest)
