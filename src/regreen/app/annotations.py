"""What the CI service says beside the logs: annotations become lines that rules hear like any other.

GitHub attaches messages to jobs that no log holds: the time limit of a job, a runner that was lost, an account
without minutes, a workflow file that is refused. Each job's messages are read as a log of their own, in the
layout of the runner (`TIME ##[error]message`); in the answer their lines are annotations again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from regreen.logs.clean import visible
from regreen.logs.mask import mask
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.finding import AnnotationEvidence, Evidence, Finding, LogEvidence
from regreen.model.run import Annotation, Line, Outcome, Run
from regreen.sources.logfile import Data, LogFile

RESERVED = "\x00annotations"  # no file has such a name
LIMIT = 400  # annotations of one job that are heard
SHOWN = 4  # lines of one job that are shown where nothing explains them

_ERROR = "##[error]"
_STAMP = "2000-01-01T00:00:00.0000000Z "
_WRAPPER = "Process completed with exit code "
_NOWHERE = ("", ".github")  # what GitHub calls a place where there is none
_FINE = (Outcome.SUCCESS, Outcome.SKIPPED)
_COMPARED = 200  # characters by which a message is looked for in a log


def annotation_logs(run: Run, logs: Sequence[LogFile]) -> list[LogFile]:
    """One log for each job with messages that its own log does not hold, in the order of the annotations."""
    fine = {job.name for job in run.jobs if job.outcome in _FINE}
    groups: dict[str, list[Annotation]] = {}
    for annotation in run.annotations:
        if annotation.level == "failure" and annotation.job not in fine and annotation.message.strip():
            groups.setdefault(annotation.job, []).append(annotation)
    found = []
    for job, members in groups.items():
        texts = [log.data for log in logs if log.job == job]
        said = [a for a in members if not any(_holds(text, a) for text in texts)]
        news = [a for a in said if not (texts and a.message.startswith(_WRAPPER))]
        if news:
            found.append(LogFile(RESERVED + job, _log(news[:LIMIT]), job))
    return found


def _holds(log: Data, annotation: Annotation) -> bool:
    first = annotation.message.strip().split("\n")[0].strip()[:_COMPARED]
    return log.find(first.encode("utf-8", "replace")) >= 0


def _log(annotations: Iterable[Annotation]) -> bytes:
    lines = (line for annotation in dict.fromkeys(annotations) for line in _lines(annotation))
    return "".join(f"{_STAMP}{line}\n" for line in lines).encode("utf-8", "replace")


def _lines(annotation: Annotation) -> list[str]:
    first, *others = (visible(line) for line in annotation.message.strip().splitlines())
    if annotation.path not in _NOWHERE and annotation.path not in annotation.message:
        first = f"{annotation.path}:{annotation.line}: {first}"
    return [_ERROR + first, *others]


def quoted(diagnosis: Diagnosis, heard: Sequence[LogFile]) -> Diagnosis:
    """The diagnosis with the lines of annotations quoted as annotations; what was `heard` as one and belongs to
    a job that nothing explains is unexplained.
    """
    told = {job for cause in diagnosis.causes for job in cause.jobs} | {u.job for u in diagnosis.unexplained}
    silent = [log for log in heard if log.name.startswith(RESERVED) and log.job not in told]
    return replace(
        diagnosis,
        causes=tuple(_cause(cause) for cause in diagnosis.causes),
        unexplained=(*diagnosis.unexplained, *(line for log in silent for line in _unexplained(log))),
    )


def _cause(cause: Cause) -> Cause:
    symptoms = tuple(_finding(symptom) for symptom in cause.symptoms)
    return replace(cause, finding=_finding(cause.finding), symptoms=symptoms)


def _finding(finding: Finding) -> Finding:
    return replace(finding, evidence=tuple(_evidence(piece) for piece in finding.evidence))


def _evidence(piece: Evidence) -> Evidence:
    if isinstance(piece, LogEvidence) and piece.file.startswith(RESERVED):
        return AnnotationEvidence(piece.job, piece.text.removeprefix(_ERROR))
    return piece


def _unexplained(log: LogFile) -> list[Line]:
    texts = (line.removeprefix(_STAMP.encode()) for line in bytes(log.data).splitlines())
    words = [mask(text.decode("utf-8", "replace").removeprefix(_ERROR)) for text in texts]
    lines = [Line("annotations", number, text, log.job) for number, text in enumerate(words, 1)]
    return [line for line in lines if line.text and not line.text.startswith(_WRAPPER)][:SHOWN]
