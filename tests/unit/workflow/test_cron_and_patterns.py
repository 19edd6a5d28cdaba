from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.workflow.cron import CronError, minutes_between, parse_cron
from regreen.workflow.near import certain, distance, nearest
from regreen.workflow.patterns import check_path_pattern, check_ref_pattern


@pytest.mark.parametrize(
    ("text", "minutes", "apart"),
    [
        ("0 4 * * 1", {0}, 60),
        ("*/15 * * * *", {0, 15, 30, 45}, 15),
        ("5-9/2,50 0-6 1,15 jan-MAR sun", {5, 7, 9, 50}, 2),
        ("50/4 * * * 7", {50, 54, 58}, 4),
        ("58,1 * * * *", {1, 58}, 3),
    ],
)
def test_cron(text: str, minutes: set[int], apart: int) -> None:
    found, *_ = parse_cron(text)
    assert found == minutes
    assert minutes_between(found) == apart


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0 4 * *", "not 4"),
        ("", "not 0"),
        ("60 * * * *", "minute 60"),
        ("* 24 * * *", "hour"),
        ("* * 0 * *", "day of month 0"),
        ("* * * foo *", "'foo'"),
        ("9-3 * * * *", "ends before"),
        ("*/0 * * * *", "step"),
        ("1- * * * *", "''"),
        ("@daily", "not 1"),
        ("1,, * * * *", "''"),
    ],
)
def test_no_cron(text: str, words: str) -> None:
    with pytest.raises(CronError, match=words):
        parse_cron(text)


@pytest.mark.parametrize("pattern", ["main", "v*", "!v[0-9]+.x", "releases/**", "a?b", "v\\*", "ü/**", "**"])
def test_good_patterns(pattern: str) -> None:
    assert list(check_ref_pattern(pattern)) == []
    assert list(check_path_pattern(pattern)) == []


@pytest.mark.parametrize(
    ("pattern", "offset", "fatal"),
    [
        ("", 0, True),
        ("!", 0, True),
        ("+a", 0, True),
        ("a**+", 3, True),
        ("v[0-9", 1, True),
        ("v[]", 1, True),
        ("v[9-0]", 3, True),
        ("v[a-]", 3, True),
        ("[x]", 0, False),
        ("/main", 0, False),
        ("main/", 4, False),
        ("a b", 1, False),
        ("a\\d", 1, False),
    ],
)
def test_bad_ref_patterns(pattern: str, offset: int, fatal: bool) -> None:
    problem = next(iter(check_ref_pattern(pattern)))
    assert (problem.offset, problem.fatal) == (offset, fatal)


@pytest.mark.parametrize("pattern", [" src/**", "./src/**", "..", "!./x", "a\nb"])
def test_bad_path_patterns(pattern: str) -> None:
    assert len(list(check_path_pattern(pattern))) == 1


def test_paths_may_hold_what_branches_may_not() -> None:
    assert list(check_path_pattern("a b\\c:d")) == []


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("a[]-!\\*?+ /.\n"), max_size=20))
def test_patterns_never_crash(pattern: str) -> None:
    for problem in [*check_ref_pattern(pattern), *check_path_pattern(pattern)]:
        assert 0 <= problem.offset <= len(pattern)


def test_the_nearest_word() -> None:
    known = ["branches", "branches-ignore", "tags", "types"]
    assert nearest("branch", known) == "branches"
    assert nearest("BRANCHES", known) == "branches"
    assert nearest("colours", known) is None
    assert nearest("tgas", known) == "tags"
    assert nearest("ab", ["ax", "ay"]) is None
    assert nearest("x" * 1000, known) is None


def test_certain_is_stricter_than_near() -> None:
    assert certain("Runs_On", "runs-on")
    assert certain("timeout-minute", "timeout-minutes")
    assert not certain("branch", "branches")
    assert not certain("rn", "run")
    assert distance("needs", "nedes") == 1
    assert distance("", "ab") == 2
