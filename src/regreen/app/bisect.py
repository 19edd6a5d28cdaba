"""Find the commit that turned a job red with a certain cause, by running it in clean clones of commits.

The order is git's own (`git rev-list --bisect-all`): it knows merges, and with `first_parent` only the line of the
branch itself counts. A commit that cannot be judged is skipped as by `git bisect skip`: one that cannot run here, and
one that is red for another reason, of which nobody can say whether the cause is behind it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.app.culprit import culprit_of
from regreen.app.judgement import Judgement, Memory, judge
from regreen.app.run import Wanted
from regreen.app.suspects import repetitions
from regreen.model.bisection import Answer, Bisection, Seen, Tested
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.errors import InputError
from regreen.project.git import Repository
from regreen.runner.execute import Observer

Say = Callable[[str], None]


class Search(Struct, frozen=True, kw_only=True):
    """What is looked for, between which commits. `expected` is the fingerprint or rule of the cause (none: the first
    one that the bad commit shows); a green commit of a flaky cause has to be green `repeat` times (None: three).
    """

    good: str
    bad: str = "HEAD"
    expected: str = ""
    first_parent: bool = False
    repeat: int | None = None
    seconds: float | None = None
    fresh: bool = False


class _EndedError(Exception):
    """The search cannot go on; the arguments are the answer and the reason."""


def bisect(
    wanted: Wanted,
    search: Search,
    *,
    observer: Observer | None = None,
    say: Say = lambda text: None,
) -> Bisection:
    """Find the commit. Raises `InputError` where there are no such commits, or no way from one to the other."""
    repository = Repository.open(wanted.repository)
    good, bad = repository.commit(search.good), repository.commit(search.bad)
    if good == bad:
        raise InputError("the good and the bad commit are the same")
    if not _between(repository, bad, [good], search.first_parent):
        raise InputError(f"{search.bad} is older than {search.good}: the good commit comes first")
    memory = Memory.of(wanted)
    one = _Bisect(repository, wanted, search, memory, observer, say, good, bad)
    try:
        one.go()
    except _EndedError as ended:
        answer, reason = ended.args
        return one.outcome(answer, reason)
    except KeyboardInterrupt:
        return one.outcome(Answer.INTERRUPTED, "somebody wanted an end")
    return one.outcome(*one.conclusion())


class _Bisect(Struct):
    repository: Repository
    wanted: Wanted
    search: Search
    memory: Memory
    observer: Observer | None
    say: Say
    first_good: str
    first_bad: str
    started: float = field(default_factory=time.monotonic)
    bad: str = ""
    goods: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    tested: list[Tested] = field(default_factory=list)
    known: dict[str, Judgement] = field(default_factory=dict)
    cause: Cause | None = None
    sign: str = ""
    times: int = 1

    def go(self) -> None:
        """Judge commit after commit until none is left that can be."""
        self.bad, self.goods = self.first_bad, [self.first_good]
        self._learn()
        self._must_be_good(self.first_good)
        self._branch_point()
        in_a_row = 0
        while candidates := self._candidates():
            at = len(candidates) * in_a_row // (in_a_row + 2)
            seen = self._try(candidates[at], len(candidates))
            in_a_row = in_a_row + 1 if seen is Seen.SKIPPED else 0

    def conclusion(self) -> tuple[Answer, str]:
        """What the judgements amount to."""
        hidden = [commit for commit in self._range() if commit in self.skipped]
        if hidden:
            return Answer.UNDECIDED, f"{len(hidden)} commits before it cannot be judged"
        return Answer.FOUND, "its parents are without the cause, and it shows it"

    def outcome(self, answer: Answer, reason: str) -> Bisection:
        """Everything that was found."""
        culprit = None
        if answer is Answer.FOUND:
            known = self.known.get(self.bad)
            causes = known.causes if known is not None else ()
            witness = next((one for one in causes if one.fingerprint == self.sign), None)
            culprit = culprit_of(self.repository, self.bad, witness)
        unknown = answer in (Answer.UNDECIDED, Answer.TIME, Answer.INTERRUPTED) and bool(self.sign)
        left = self._left() if unknown else ()
        return Bisection(
            answer,
            reason,
            self.first_good,
            self.first_bad,
            self.cause,
            culprit,
            left,
            tuple(self.tested),
            time.monotonic() - self.started,
        )

    def _learn(self) -> None:
        """What the bad commit shows is what is looked for."""
        self.say(f"the bad commit: {self._named(self.first_bad)}")
        started = time.monotonic()
        judgement, answer = self._run(self.first_bad)
        seconds = time.monotonic() - started
        self.known[self.first_bad] = judgement
        if judgement.good or judgement.obstacle:
            why = judgement.obstacle or "it is green here"
            self._note(self.first_bad, Seen.GOOD if judgement.good else Seen.SKIPPED, why, seconds, False)
            raise _EndedError(Answer.NOT_RED, f"{self._named(self.first_bad)}: {why}")
        self._choose(judgement, answer)
        self._note(self.first_bad, Seen.BAD, "", seconds, False)

    def _choose(self, judgement: Judgement, answer: Diagnosis | None) -> None:
        causes = answer.causes if answer is not None else ()
        wanted = self.search.expected
        fitting = [
            one for one in causes if not wanted or wanted in (one.finding.rule, one.finding.fingerprint)
        ]
        if wanted and not fitting:
            shown = ", ".join(one.finding.rule for one in causes) or "nothing that a rule knows"
            raise _EndedError(
                Answer.NOT_RED, f"{self._named(self.first_bad)} does not show {wanted}, but: {shown}"
            )
        if fitting:
            self.cause, self.sign = fitting[0], fitting[0].finding.fingerprint
        elif judgement.steps:
            self.sign = judgement.steps[0]
        else:
            raise _EndedError(Answer.NOT_RED, f"{self._named(self.first_bad)} is red, and nobody knows where")
        self.times = repetitions(fitting[:1], self.search.repeat)

    def _must_be_good(self, commit: str) -> None:
        judgement = self._judged(commit, "the good commit")
        if not judgement.good:
            raise _EndedError(Answer.NOT_GREEN, f"{self._named(commit)}: {self._why(judgement)}")

    def _branch_point(self) -> None:
        """Where the good commit is no ancestor, the place where both branched off has to be without the cause, too."""
        listed = self.repository.git("merge-base", "--all", self.first_good, self.first_bad)
        for commit in os.fsdecode(listed).split():
            if commit == self.first_good:
                continue
            judgement = self._judged(commit, "where both branched off")
            if judgement.shows(self.sign):
                raise _EndedError(
                    Answer.OLDER, f"{self._named(commit)} shows it already, and the good side mended it"
                )
            if judgement.good:
                self.goods.append(commit)

    def _try(self, commit: str, count: int) -> Seen:
        runs = max(count.bit_length(), 1)
        judgement = self._judged(commit, f"{count} commits left, about {runs} runs")
        if judgement.shows(self.sign):
            self.bad = commit
            return Seen.BAD
        if judgement.good:
            self.goods.append(commit)
            return Seen.GOOD
        self.skipped.append(commit)
        return Seen.SKIPPED

    def _judged(self, commit: str, what: str) -> Judgement:
        """A commit's judgement, from memory or by a run; noted."""
        self.say(f"{what}: {self._named(commit)}")
        started = time.monotonic()
        known = None if self.search.fresh else self.memory.get(commit)
        judgement = known or self._run(commit)[0]
        self.known[commit] = judgement
        seen = Seen.BAD if judgement.shows(self.sign) else Seen.GOOD if judgement.good else Seen.SKIPPED
        why = self._why(judgement) if seen is Seen.SKIPPED else ""
        self._note(commit, seen, why, time.monotonic() - started, known is not None)
        return judgement

    def _run(self, commit: str) -> tuple[Judgement, Diagnosis | None]:
        """Run a commit; a green one as often as a flaky cause asks for."""
        judgement, answer = Judgement(), None
        for _ in range(self.times):
            wanted = replace(self.wanted, revision=commit, deadline=self._deadline())
            judgement, answer, cut = judge(wanted, self.observer)
            if cut or self._over():
                over = self._over()
                reason = f"{self.search.seconds:.0f} seconds are over" if over else "somebody wanted an end"
                raise _EndedError(Answer.TIME if over else Answer.INTERRUPTED, reason)
            if not judgement.good:
                break
        self.memory.put(commit, judgement)
        return judgement, answer

    def _deadline(self) -> float | None:
        return self.started + self.search.seconds if self.search.seconds else None

    def _over(self) -> bool:
        deadline = self._deadline()
        return deadline is not None and time.monotonic() >= deadline

    def _why(self, judgement: Judgement) -> str:
        if judgement.obstacle:
            return judgement.obstacle
        if judgement.shows(self.sign):
            return "it shows the cause, too"
        rules = ", ".join(dict.fromkeys(one.rule for one in judgement.causes)) or ", ".join(judgement.steps)
        return f"red for another reason: {rules}"

    def _candidates(self) -> list[str]:
        return [commit for commit in self._range() if commit != self.bad and commit not in self.skipped]

    def _range(self) -> list[str]:
        """The commits that may have brought it, those that halve them best first; the bad one among them."""
        return _between(self.repository, self.bad or self.first_bad, self.goods, self.search.first_parent)

    def _left(self) -> tuple[tuple[str, str], ...]:
        """The same with their subjects, the newest first."""
        listed = set(self._range())
        order = os.fsdecode(self.repository.git("rev-list", self.bad or self.first_bad, "--not", *self.goods))
        return tuple((commit, self._subject(commit)) for commit in order.split() if commit in listed)

    def _note(self, commit: str, seen: Seen, reason: str, seconds: float, cached: bool) -> None:
        self.tested.append(Tested(commit, self._subject(commit), seen, reason, seconds, cached))

    def _subject(self, commit: str) -> str:
        return os.fsdecode(self.repository.git("show", "-s", "--no-notes", "--format=%s", commit)).strip()

    def _named(self, commit: str) -> str:
        return f"{commit[:12]} {self._subject(commit)}"


def _between(repository: Repository, bad: str, goods: list[str], first_parent: bool) -> list[str]:
    words = ["rev-list", "--bisect-all", *(["--first-parent"] if first_parent else []), bad, "--not", *goods]
    return [line.split()[0] for line in os.fsdecode(repository.git(*words)).splitlines() if line]
