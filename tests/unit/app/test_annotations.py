from __future__ import annotations

from regreen.app.annotations import annotation_logs
from regreen.app.diagnose import SILENT, diagnose
from regreen.model.diagnosis import Diagnosis
from regreen.model.finding import AnnotationEvidence
from regreen.model.run import Annotation, Job, Outcome, Run
from regreen.sources.logfile import LogFile

WRAPPER = "Process completed with exit code 1."


def run(*annotations: Annotation, outcome: Outcome = Outcome.FAILURE) -> Run:
    return Run(
        (Job("test", "", (), outcome), Job("lint", "", (), Outcome.SUCCESS)), outcome, annotations=annotations
    )


def says(message: str, job: str = "test", level: str = "failure", path: str = ".github") -> Annotation:
    return Annotation(level, message, job, path=path, line=7)


def causes(diagnosis: Diagnosis) -> list[tuple[str, object]]:
    return [(cause.finding.rule, cause.finding.evidence[0]) for cause in diagnosis.causes]


def test_a_job_without_a_log_is_explained_by_its_annotation() -> None:
    message = (
        "The job running on runner GitHub Actions 3 has exceeded the maximum execution time of 360 minutes."
    )
    answer = diagnose([], run=run(says(message), says(WRAPPER)))
    assert causes(answer) == [("step-timed-out", AnnotationEvidence("test", message))]
    assert answer.causes[0].jobs == ("test",)


def test_a_message_that_the_log_lacks_is_heard_beside_the_log() -> None:
    log = LogFile("test", b"2026-03-02T09:15:01.0000000Z collecting\n", "test")
    message = "The self-hosted runner lost communication with the server."
    answer = diagnose([log], run=run(says(message), says(WRAPPER)))
    assert causes(answer) == [("runner-lost", AnnotationEvidence("test", message))]


def test_what_the_log_says_itself_is_not_heard_twice() -> None:
    log = LogFile(
        "test", b"2026-03-02T09:15:01.0000000Z ##[error]Unable to resolve action acme/gone\n", "test"
    )
    assert annotation_logs(run(says("Unable to resolve action acme/gone"), says(WRAPPER)), [log]) == []


def test_warnings_and_jobs_that_ended_well_are_not_heard() -> None:
    known = run(says("Node 16 is old", level="warning"), says("flaky", job="lint"), says("  "))
    assert annotation_logs(known, []) == []


def test_the_wrapper_alone_is_no_cause() -> None:
    answer = diagnose([], run=run(says(WRAPPER)))
    assert (answer.outcome, answer.causes, answer.unexplained) == (Outcome.FAILURE, (), ())
    assert SILENT in answer.notes


def test_a_place_in_a_file_comes_with_the_message() -> None:
    (log,) = annotation_logs(run(says("F401 unused\nsecond line", path="src/a.py")), [])
    assert bytes(log.data).decode().split("Z ", 1)[1].startswith("##[error]src/a.py:7: F401 unused\n")
    assert b"Z second line" in bytes(log.data)


def test_a_cancelled_run_without_a_word_is_not_explained() -> None:
    answer = diagnose([], run=run(outcome=Outcome.CANCELLED))
    assert (answer.outcome, answer.causes) == (Outcome.CANCELLED, ())
    assert answer.notes == (SILENT,)


def test_escapes_and_secrets_in_annotations_are_harmless() -> None:
    token = "ghp_" + "a1B2" * 9
    answer = diagnose(
        [], run=run(says(f"\x1b]0;x\x07Unable to resolve action acme/{token}, repository not found"))
    )
    (piece,) = answer.causes[0].finding.evidence
    assert isinstance(piece, AnnotationEvidence)
    assert piece.text == "Unable to resolve action acme/***, repository not found"


def test_words_that_nobody_knows_are_unexplained() -> None:
    answer = diagnose([], run=run(says("The moon is full."), says(WRAPPER)))
    assert [(u.file, u.number, u.text, u.job) for u in answer.unexplained] == [
        ("annotations", 1, "The moon is full.", "test")
    ]
    assert SILENT not in answer.notes
