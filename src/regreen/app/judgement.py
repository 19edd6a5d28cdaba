"""How the job of one commit went, in the few words that a search needs; kept on disk, so that nothing runs twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path

import msgspec
from msgspec import Struct

from regreen import __version__
from regreen.app.obstacles import obstacles
from regreen.app.run import Ran, Wanted, run
from regreen.app.verify import diagnosed
from regreen.model.diagnosis import Diagnosis
from regreen.model.errors import InputError
from regreen.model.execution import Execution
from regreen.model.finding import FileEvidence, Finding
from regreen.model.run import Outcome
from regreen.runner.execute import Observer

_WORD = 3  # characters of a captured name that is worth looking for


class Witness(Struct, frozen=True):
    """A cause of a commit. `places` are lines of files, `said` quoted lines of the log, `words` captured names."""

    rule: str
    fingerprint: str
    places: tuple[tuple[str, int, str], ...] = ()
    said: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class Judgement(Struct, frozen=True):
    """`obstacle` says why the commit tells nothing; `steps` are those that failed."""

    good: bool = False
    obstacle: str = ""
    causes: tuple[Witness, ...] = ()
    steps: tuple[str, ...] = ()

    def shows(self, sign: str) -> bool:
        """Whether it is red for a cause (its fingerprint), or at a step where no rule knows the cause."""
        return not self.obstacle and (
            sign in self.steps or any(one.fingerprint == sign for one in self.causes)
        )


class Memory(Struct, frozen=True):
    """Judgements by commit and by what was run, one small file each."""

    folder: Path
    what: str

    @classmethod
    def of(cls, wanted: Wanted) -> Memory:
        """The memory of what is wanted, whatever the commit; secrets count by their hash."""
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
        folder = wanted.cache or Path(base) / "regreen"
        parts = [
            __version__,
            wanted.workflow,
            list(wanted.jobs),
            dict(wanted.matrix),
            wanted.event,
            dict(wanted.inputs),
            dict(wanted.variables),
            dict(wanted.services),
            dict(wanted.secrets),
            str(wanted.as_of),
            wanted.network,
        ]
        return cls(folder / "bisect", _digest(parts))

    def get(self, commit: str) -> Judgement | None:
        """What is known of a commit; None where nothing is, or where it cannot be read."""
        try:
            return msgspec.json.decode(self._file(commit).read_bytes(), type=Judgement)
        except (OSError, msgspec.MsgspecError):
            return None

    def put(self, commit: str, judgement: Judgement) -> None:
        """Keep it; a disk that refuses is no reason to stop."""
        file = self._file(commit)
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=file.parent)
            with os.fdopen(handle, "wb") as stream:
                stream.write(msgspec.json.encode(judgement))
            Path(name).replace(file)

    def _file(self, commit: str) -> Path:
        return self.folder / self.what[:16] / f"{commit}.json"


def judge(wanted: Wanted, observer: Observer | None = None) -> tuple[Judgement, Diagnosis | None, bool]:
    """Run it and say how it went; the diagnosis, where it was red; and whether somebody ended it before its time."""
    try:
        ran = run(wanted, observer)
    except InputError as error:
        return Judgement(obstacle=str(error)), None, False
    if ran.interrupted or any(_cut(job.outcome, job.reason) for job in ran.execution.jobs):
        return Judgement(obstacle="it was ended from outside"), None, True
    if ran.good:
        return Judgement(good=True), None, False
    answer = diagnosed(ran)
    return _red(ran, answer), answer, False


def _red(ran: Ran, answer: Diagnosis) -> Judgement:
    blocked = obstacles(ran.execution)
    causes = [cause for cause in answer.causes if not cause.jobs or set(cause.jobs) - blocked.keys()]
    if blocked and not causes:
        return Judgement(obstacle="; ".join(f"{name}: {reason}" for name, reason in blocked.items()))
    return Judgement(
        causes=tuple(_witness(cause.finding) for cause in causes), steps=failed_steps(ran.execution)
    )


def failed_steps(execution: Execution) -> tuple[str, ...]:
    """Job and step of each failure."""
    return tuple(
        dict.fromkeys(
            f"{job.name} / {step.name}"
            for job in execution.jobs
            for step in job.steps
            if step.conclusion in (Outcome.FAILURE, Outcome.TIMED_OUT)
        )
    )


def _witness(finding: Finding) -> Witness:
    files = [piece for piece in finding.evidence if isinstance(piece, FileEvidence)]
    said = [piece.text for piece in finding.evidence if not isinstance(piece, FileEvidence)]
    words = dict.fromkeys(value for value in finding.data.values() if len(value) >= _WORD)
    return Witness(
        finding.rule,
        finding.fingerprint,
        tuple((piece.path, piece.line, piece.text) for piece in files),
        tuple(said),
        tuple(words),
    )


def _cut(outcome: Outcome, reason: str) -> bool:
    return outcome is Outcome.CANCELLED and not reason.startswith("fail-fast")


def _digest(parts: list[object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
