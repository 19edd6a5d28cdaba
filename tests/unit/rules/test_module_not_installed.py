from __future__ import annotations

from pathlib import Path

import pytest

from regreen.app.diagnose import diagnose
from regreen.project.tree import Tree
from regreen.sources.logfile import LogFile
from support.cases import load

CASE = load(Path(__file__).parents[2] / "rules/module-not-installed/bad-log-alone.md")
(LOG,) = CASE.logs.values()


def edits(job: str, log: str = LOG) -> list[str]:
    (cause,) = diagnose([LogFile("ci.log", log.encode(), job)], tree=Tree.of(CASE.files)).causes
    assert cause.finding.rule == "module-not-installed"
    return [fix.diff for fix in cause.finding.fixes if fix.edits]


def test_the_list_of_the_job_whose_log_it_is() -> None:
    (diff,) = edits("Quick tests")
    assert "+      - run: pip install pytest httpx uvicorn\n" in diff


@pytest.mark.parametrize("name", ["a_module_of_nobody", "shop.prices"])
def test_only_distributions_that_are_known(name: str) -> None:
    assert edits("Quick tests", LOG.replace("'uvicorn'", f"'{name}'")) == []


def test_another_job_is_left_alone() -> None:
    assert edits("Slow tests") == []
