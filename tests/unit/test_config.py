from __future__ import annotations

import pytest

from regreen.app.ignored import check_rules, without_ignored
from regreen.config import Config, Ignore, load
from regreen.model.diagnosis import Cause, Diagnosis
from regreen.model.errors import ConfigError
from regreen.model.finding import Category, Evidence, FileEvidence, Finding, LogEvidence
from regreen.model.run import Outcome, Run
from regreen.model.text import Source


def config(text: str) -> Config:
    return load(Source("pyproject.toml", text))


def test_without_a_file_or_a_table_everything_counts() -> None:
    assert load(None) == config("") == config("[tool.ruff]\nline-length = 88\n") == Config()


def test_a_broken_file_is_for_the_diagnosis_to_tell() -> None:
    assert config("[project\n") == Config()


def test_ignored_causes_are_read() -> None:
    text = '[tool.regreen]\nignore = [{ rule = "lint-*", job = "nightly", reason = "informative" }]\n'
    assert config(text).ignore == (Ignore("lint-*", "informative", job="nightly"),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "[tool.ruff]\nignore = []\n\n[tool.regreen]\nignroe = []\n",
            "pyproject.toml line 5: [tool.regreen] has no key 'ignroe'; the nearest is 'ignore'",
        ),
        (
            '[tool.regreen]\nignore = [\n  { rule = "a", reson = "b" },\n]\n',
            "pyproject.toml line 3: 'ignore' has no key 'reson'; the nearest is 'reason'",
        ),
        (
            '[[tool.regreen.ignore]]\nrule = "a"\n',
            "pyproject.toml line 1: an ignored cause needs a 'reason'",
        ),
        ('[tool.regreen]\nignore = "a"\n', "pyproject.toml line 2: 'ignore' must be a list of tables"),
        (
            '[tool.regreen]\nignore = ["a"]\n',
            "pyproject.toml line 2: each entry of 'ignore' must be a table with 'rule' and 'reason'",
        ),
        (
            '[[tool.regreen.ignore]]\nrule = "a"\nreason = " "\n',
            "pyproject.toml line 3: 'reason' of an ignored cause must be a text",
        ),
        ("[tool]\nregreen = 1\n", "pyproject.toml line 2: [tool.regreen] must be a table"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(text)
    assert str(caught.value) == sentence


def cause(rule: str, *jobs: str, path: str = "") -> Cause:
    evidence: tuple[Evidence, ...] = (
        LogEvidence("ci.log", 1, "x"),
        *([FileEvidence(path, 1, 1, "x")] if path else []),
    )
    return Cause(Finding(rule, Category.OTHER, f"title of {rule}", 0.5, "f", evidence), jobs=jobs)


def kept(ignore: Ignore, *causes: Cause) -> tuple[list[str], tuple[str, ...]]:
    answer = without_ignored(Diagnosis(Run(), Outcome.FAILURE, causes), Config((ignore,)))
    return [cause.finding.rule for cause in answer.causes], answer.notes


def test_an_ignored_cause_is_a_note_with_its_reason() -> None:
    rules, notes = kept(Ignore("lint-a", "we know"), cause("lint-a"), cause("type-b"))
    assert rules == ["type-b"]
    assert notes == ("ignored: title of lint-a (lint-a): we know",)


def test_path_and_job_narrow_it() -> None:
    assert kept(Ignore("*", "r", path="docs/*"), cause("a", path="docs/x.md"), cause("b", path="src/x"))[
        0
    ] == ["b"]
    both = cause("a", "nightly", "test")
    assert kept(Ignore("*", "r", job="nightly"), cause("b", "nightly"), both, cause("c"))[0] == ["a", "c"]


def test_a_rule_that_does_not_exist_cannot_be_ignored() -> None:
    check_rules(Config((Ignore("type-*", "r"),)), ["type-errors"])
    with pytest.raises(
        ConfigError, match=r"ignores the rule 'type-error', which is none; the nearest is 'type-errors'"
    ):
        check_rules(Config((Ignore("type-error", "r"),)), ["type-errors", "lint"])
