"""A few hundred mutated logs; `make fuzz` runs as many as there is time for."""

from __future__ import annotations

import pytest

from support import fuzz
from support.ci_logs import job, raw, step
from support.fuzz import BrokenError, Case, HangError, check, make, own_samples

SAMPLES = own_samples()
FAILING = raw(job(step("pytest", ["FAILED tests/test_a.py::test_b - ValueError: swordfish"], code=1)))


@pytest.mark.parametrize("block", range(6))
def test_nothing_breaks(block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        check(make(seed, SAMPLES))


def test_a_case_is_made_from_its_number_alone() -> None:
    assert make(7, SAMPLES) == make(7, SAMPLES)
    assert make(7, SAMPLES) != make(8, SAMPLES)


def test_kinds_of_cases() -> None:
    cases = [make(seed, SAMPLES) for seed in range(200)]
    assert {case.name for case in cases} == {"ci.log", "ci.log.gz", "logs.zip", "results.xml"}
    assert sum(bool(case.secrets) for case in cases) > 50


def test_a_secret_that_shows_is_noticed() -> None:
    assert check(Case("ci.log", FAILING))
    with pytest.raises(BrokenError, match="shows a secret: test"):
        check(Case("ci.log", FAILING, (("test", "swordfish"),)))


def test_an_escape_that_shows_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("regreen.report.formats.render", lambda *_, **__: "\x1b[31mred")
    with pytest.raises(BrokenError, match="terminal holds"):
        check(Case("ci.log", FAILING))


def forever(_: object) -> None:
    while True:
        pass


def test_a_hang_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "LIMIT", 0.02)
    monkeypatch.setattr(fuzz, "read_logs", forever)
    with pytest.raises(HangError):
        check(Case("ci.log", FAILING))
