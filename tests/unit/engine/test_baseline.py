"""What a green run prints as well is no cause."""

from __future__ import annotations

import pytest

from regreen.app.diagnose import diagnose
from regreen.engine import baseline as module
from regreen.engine.baseline import Baseline
from regreen.sources.logfile import LogFile
from support.ci_logs import job, raw, step, tab

WARNING = "ERROR: could not read the optional cache at /tmp/cache-17/index, going on"
REASON = "ERROR: deployment of the shop failed: quota exceeded"


def test_numbers_and_times_do_not_matter() -> None:
    green = Baseline(["took 12 s to load 3 files", "2025-03-04T05:06:07Z retry 1 of 5"])
    assert green.knows("took 99 s to load 3 files")
    assert green.knows("2026-01-01T00:00:00Z retry 4 of 5")
    assert not green.knows("took 99 s to load no files")
    assert not green.knows("")


def test_words_that_vary_are_learnt() -> None:
    green = Baseline(f"fetched package {name} from cache" for name in ("alpha", "beta", "gamma"))
    assert green.knows("fetched package delta from cache")
    assert not green.knows("fetched package delta from mirror")
    assert not green.knows("fetched packages delta from cache")


def test_two_words_are_not_yet_a_variable() -> None:
    green = Baseline(f"status of service {name}" for name in ("up", "starting"))
    assert green.knows("status of service up")
    assert not green.knows("status of service down")


def test_an_empty_baseline_knows_nothing() -> None:
    assert not Baseline()
    assert not Baseline(["", "   "])
    assert not Baseline().knows("anything")


def test_its_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TEMPLATES", 3)
    green = Baseline(f"line of kind {name}" for name in "abcdefgh")
    assert green.knows("line of kind a")
    assert not Baseline(f"{name} stands alone" for name in "abcdefgh").knows("h stands alone")


def test_a_line_that_was_always_there_is_not_the_cause() -> None:
    red = LogFile("red.log", raw(job(step("make deploy", [REASON, WARNING], code=1))))
    green = LogFile(
        "green.log", tab("deploy", "Deploy", job(step("make deploy", [WARNING.replace("17", "4")]))).encode()
    )
    alone, beside = diagnose([red]), diagnose([red], baseline=[green])
    assert getattr(beside.causes[0].finding.evidence[0], "text", "") == REASON
    assert not any(
        WARNING in getattr(piece, "text", "")
        for cause in beside.causes
        for piece in cause.finding.evidence[:1]
    )
    assert alone.causes


def test_a_line_with_a_secret_is_known_again() -> None:
    line = "ERROR: token=abcdef123456 is about to expire"
    red = LogFile("red.log", raw(job(step("make", [line], code=1))))
    green = LogFile("green.log", raw(job(step("make", [line]))))
    assert any("expire" in getattr(e, "text", "") for c in diagnose([red]).causes for e in c.finding.evidence)
    assert (
        not diagnose([red], baseline=[green]).causes
        or diagnose([red], baseline=[green]).causes[0].finding.confidence < 0.5
    )
