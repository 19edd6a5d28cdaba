"""Run, diagnose, patch, run again: layer after layer, until it is green or nothing is left that may be done alone.

Nothing of the user's is written: fixes are commits in a throw-away repository (`regreen.app.series`), and each run is
a clean clone of the commit with the patch so far. Every fix passes the gates of `regreen.app.trial` before it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.app.green_fixes import fixes_of, take_back
from regreen.app.green_runs import Runs, Say
from regreen.app.limits import Limits
from regreen.app.obstacles import obstacles
from regreen.app.questions import again, question_of, unexplained, unsteady
from regreen.app.refusals import refusals
from regreen.app.run import Ran, Wanted
from regreen.app.series import Series, series
from regreen.app.suspects import may_pass
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.errors import InputError
from regreen.model.execution import Execution
from regreen.model.greening import Applied, Greening, Layer, Question, Stop
from regreen.project.commit import Committer
from regreen.project.git import Repository
from regreen.project.tree import Tree
from regreen.runner.execute import Observer

_NAMED = 5  # files that a note names


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
    repository = Repository.open(wanted.repository)
    if branch:
        Committer(repository).free(branch)
    with series(repository, wanted.revision) as commits:
        loop = _Loop(Runs(wanted, limits or Limits(), commits, observer, say), commits)
        try:
            loop.go()
        except KeyboardInterrupt:
            loop.end(Stop.INTERRUPTED)
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


class _Loop(Struct):
    runs: Runs
    commits: Series
    layers: list[Layer] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    stop: Stop = Stop.INTERRUPTED
    reason: str = ""

    def go(self) -> None:
        """Round after round; how it ended stands in `stop` and `reason`."""
        limits, rounds = self.runs.limits, 0
        while (layer := self._refused() or self._ran()) is not None:
            tree = self.commits.tree
            self._judge_last(layer)
            fresh = [c.finding for c in layer.causes if c.finding.fingerprint not in self._tried()]
            self.runs.say("looking for fixes")
            offers, held = fixes_of(fresh, tree, self.commits, limits) if fresh else ([], [])
            layer = replace(layer, held=tuple(held))
            self.layers.append(layer)
            if not offers:
                self._stuck(layer)
                return
            if rounds >= limits.rounds:
                ready = {offer.finding.fingerprint for offer in offers}
                self._ask([cause for cause in layer.causes if cause.finding.fingerprint not in ready])
                self.end(Stop.ROUNDS, f"after {rounds} rounds fixes are left that may be applied")
                return
            rounds += 1
            made = self.commits.add(tree, offers)
            applied = tuple(Applied(offer, commit) for offer, commit in zip(offers, made, strict=True))
            self.layers[-1] = replace(layer, applied=applied)

    def end(self, stop: Stop, reason: str = "") -> None:
        """Note how it ended."""
        usual = {
            Stop.INTERRUPTED: "somebody wanted an end",
            Stop.BUDGET: f"{self.runs.limits.seconds:.0f} seconds are over",
            Stop.DECISION: "what is left is for a person to decide",
        }
        self.stop, self.reason = stop, reason or usual.get(stop, "")

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
            seconds=self.runs.seconds,
            notes=tuple(self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        """What the runs noted, each once, and what was taken from the user's folder."""
        yield from dict.fromkeys(note for one in self.layers for item in one.runs for note in item.notes)
        if taken := list(self.commits.taken):
            more = f" and {len(taken) - _NAMED} more" if len(taken) > _NAMED else ""
            yield f"taken from your folder, where git did not have them: {', '.join(taken[:_NAMED])}{more}"

    def _refused(self) -> Layer | None:
        """A layer without a run, where the service would refuse the workflow."""
        findings = refusals(self.commits.tree, self.runs.wanted)
        if not findings:
            return None
        self.runs.say("GitHub would refuse the workflow: nothing to run before that is mended")
        return Layer(len(self.layers) + 1, None, tuple(Cause(finding) for finding in findings))

    def _ran(self) -> Layer | None:
        """A layer with its run, where that is red and tells something; None when the loop is at its end."""
        if self.runs.over:
            self.end(Stop.BUDGET)
            return None
        number = len(self.layers) + 1
        ran = self.runs.run(f"round {number}: running")
        layer = Layer(number, ran.execution)
        if (cut := self.runs.cut(ran)) is not None:
            self.layers.append(layer)
            self.end(cut)
        elif ran.good:
            self._confirm(layer)
        else:
            return self._red(layer, ran)
        return None

    def _red(self, layer: Layer, ran: Ran) -> Layer | None:
        """The layer with its causes, those left out of jobs that this machine cannot judge."""
        blocked = obstacles(ran.execution)
        answer = self.runs.diagnosed(ran)
        causes = tuple(cause for cause in answer.causes if not cause.jobs or set(cause.jobs) - blocked.keys())
        if causes or not blocked:
            return replace(layer, causes=causes, unexplained=answer.unexplained)
        self.layers.append(layer)
        self._judge_last(None)
        said = "; ".join(f"{name}: {reason}" for name, reason in blocked.items())
        green = [job.name for job in ran.execution.jobs if job.log and job.good]
        self.end(Stop.CANNOT_RUN, said + (f"; green here: {', '.join(green)}" if green else ""))
        return None

    def _judge_last(self, layer: Layer | None) -> None:
        """Say of the fixes of the layer before whether they ended their causes; without a layer all of them did."""
        showing = {cause.finding.fingerprint for cause in layer.causes} if layer is not None else set()
        at = len(self.layers) - (1 if layer is not None else 2)
        if at < 0:
            return
        last = self.layers[at]
        self.layers[at] = replace(
            last,
            applied=tuple(
                replace(item, ended=item.offer.finding.fingerprint not in showing) for item in last.applied
            ),
        )

    def _tried(self) -> dict[str, Applied]:
        """What was applied already, by the fingerprint of its cause."""
        return {item.offer.finding.fingerprint: item for layer in self.layers for item in layer.applied}

    def _confirm(self, layer: Layer) -> None:
        """Green: once is enough, unless something went away that nothing was done about."""
        tried, times = self._tried(), self.runs.limits.times
        seen = {cause.finding.fingerprint: cause for one in self.layers for cause in one.causes}
        suspects = [cause for print_, cause in seen.items() if print_ not in tried and may_pass(cause)]
        self.layers.append(layer)
        self._judge_last(None)
        for _ in range(times - 1 if suspects else 0):
            ran = self._repeat()
            if ran is None:
                return
            if not ran.good:
                self._flaky(self.runs.diagnosed(ran), suspects)
                return
        repeated = f", {times} times" if suspects else ""
        self.end(Stop.GREEN, f"every job ended well{repeated}{_tests(layer.execution)}")

    def _repeat(self) -> Ran | None:
        """Another run of the same files, noted in the last layer; None where it was cut."""
        if self.runs.over:
            self.end(Stop.BUDGET)
            return None
        ran = self.runs.run("the same once more: does it hang on chance?")
        last = self.layers[-1]
        self.layers[-1] = replace(last, again=(*last.again, ran.execution))
        if (cut := self.runs.cut(ran)) is not None:
            self.end(cut)
            return None
        return ran

    def _flaky(self, answer: Diagnosis, suspects: Sequence[Cause]) -> None:
        """Red after green with the same files."""
        runs = len(self.layers[-1].runs)
        tree = self.commits.tree
        self.questions += [unsteady(cause, tree, 1, runs) for cause in answer.causes or suspects]
        self.end(Stop.FLAKY, f"the same files gave green and red in {runs} runs")

    def _stuck(self, layer: Layer) -> None:
        """Nothing may be applied: was it tried already, is it chance, or whom to ask what."""
        tried, tree = self._tried(), self.commits.tree
        if stuck := [cause for cause in layer.causes if cause.finding.fingerprint in tried]:
            take_back(self.commits, self.layers[:-1], {cause.finding.fingerprint for cause in stuck})
            titles = [tried[cause.finding.fingerprint].offer.fix.title for cause in stuck]
            self.questions += [again(cause, tree, title) for cause, title in zip(stuck, titles, strict=True)]
            self._ask(layer.causes)
            reason = "a cause shows again although its fix was applied; that was taken back"
            self.end(Stop.NO_PROGRESS, reason)
        elif layer.execution is None or not self._is_chance(layer):
            self._ask(layer.causes)
            if not layer.causes:
                self.questions.append(unexplained(layer.unexplained, _reasons(layer.execution)))
            self.end(Stop.DECISION)
        elif not self.questions:  # the time was up before chance could be told
            self._ask(layer.causes)

    def _is_chance(self, layer: Layer) -> bool:
        """Whether one more run of the same files gives another outcome (or ends the loop)."""
        chance = [cause for cause in layer.causes if may_pass(cause)]
        if not chance:
            return False
        ran = self._repeat()
        if ran is None:
            return True
        causes = () if ran.good else self.runs.diagnosed(ran).causes
        showing = {cause.finding.fingerprint for cause in causes}
        gone = [cause for cause in chance if cause.finding.fingerprint not in showing]
        if not gone:
            return False
        self.questions += [unsteady(cause, self.commits.tree, 1, 2) for cause in gone]
        self.end(Stop.FLAKY, "the same files gave another outcome when they were run again")
        return True

    def _ask(self, causes: Sequence[Cause]) -> None:
        """A question for each cause, but for those that have one."""
        asked = {question.finding.fingerprint for question in self.questions if question.finding}
        held = {item.finding.fingerprint: item for item in self.layers[-1].held}
        tree: Tree = self.commits.tree
        for cause in causes:
            if cause.finding.fingerprint not in asked:
                self.questions.append(question_of(cause, tree, held.get(cause.finding.fingerprint)))


def _tests(execution: Execution | None) -> str:
    jobs = execution.jobs if execution is not None else ()
    passed = sum(job.tests.passed for job in jobs if job.tests)
    return f"; {passed} tests passed" if passed else ""


def _reasons(execution: Execution | None) -> list[str]:
    jobs = execution.jobs if execution is not None else ()
    return [f"{job.name}: {job.reason}" for job in jobs if job.reason and not job.good]
