from __future__ import annotations

import pytest

from regreen.model.errors import InputError
from regreen.model.text import Source
from regreen.runner.plan import choose_event, held_back, pattern_expression, selected
from regreen.workflow.definitions import Workflow
from regreen.workflow.load import load_workflow


def workflow(on: str) -> Workflow:
    return load_workflow(Source("ci.yml", f"on: {on}\njobs: {{}}\n"))


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("main", "main", True),
        ("main", "main2", False),
        ("*", "a/b", False),
        ("**", "a/b", True),
        ("releases/**", "releases/1/x", True),
        ("**/docs/**", "docs/a", True),
        ("**/docs/**", "x/docs/a/b", True),
        ("*.py", "x/a.py", False),
        ("**.py", "x/a.py", True),
        ("v[12].[0-9]+.[0-9]+", "v1.10.1", True),
        ("v[12].[0-9]+.[0-9]+", "v3.0.0", False),
        ("*.jsx?", "page.js", True),
        ("*.jsx?", "page.jsxx", False),
        ("a\\*b", "a*b", True),
        ("a+b", "aaab", True),
        ("a.b", "axb", False),
    ],
)
def test_patterns(pattern: str, name: str, matches: bool) -> None:
    assert bool(pattern_expression(pattern).match(name)) is matches


def test_the_last_pattern_that_matches_decides() -> None:
    assert not selected(["**", "!docs/**"], "docs/a")
    assert selected(["**", "!docs/**", "docs/keep"], "docs/keep")


@pytest.mark.parametrize(
    ("on", "ref", "changed", "reason"),
    [
        ("{push: {branches: [main]}}", "refs/heads/main", None, ""),
        (
            "{push: {branches: [main]}}",
            "refs/heads/dev",
            None,
            "'branches' of 'push' leaves out the branch 'dev'",
        ),
        ("{push: {branches-ignore: ['dev*']}}", "refs/heads/dev1", None, "names the branch 'dev1'"),
        ("{push: {tags: ['v*']}}", "refs/heads/main", None, "'push' is limited to tags"),
        ("{push: {tags: ['v*']}}", "refs/tags/v1", None, ""),
        ("{push: {paths: ['src/**']}}", "refs/heads/main", ["docs/a"], "match none of the files"),
        ("{push: {paths-ignore: ['docs/**']}}", "refs/heads/main", ["docs/a"], "matches all files"),
        ("{push: {paths-ignore: ['docs/**']}}", "refs/heads/main", ["docs/a", "src/a"], ""),
    ],
)
def test_filters(on: str, ref: str, changed: list[str] | None, reason: str) -> None:
    found = held_back(workflow(on).on[0], ref, changed)
    assert reason in found
    assert bool(reason) is bool(found)


def test_the_likeliest_event_is_chosen_and_another_one_on_demand() -> None:
    file = workflow("[workflow_dispatch, pull_request]")
    assert choose_event(file).name == "pull_request"
    assert choose_event(file, "workflow_dispatch").name == "workflow_dispatch"
    with pytest.raises(InputError, match="not started by 'push', only by: workflow_dispatch, pull_request"):
        choose_event(file, "push")
