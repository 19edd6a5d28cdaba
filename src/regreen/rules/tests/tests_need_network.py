"""Tests call remote hosts.

## Why
The host is down, slow, asks for a login or counts requests from GitHub's addresses: the tests fail for reasons that are
not in the repository.

## Fix
Answer the calls in the tests (`responses`, `respx`, `pytest-httpx`, recorded cassettes), or mark these tests and
leave them out of the pull request's job.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_CALL = re.compile(
    r"\b(?:requests\.(?:get|post|put|head)|httpx\.(?:get|post|put|head)|urlopen|urlretrieve)\(\s*f?[\"']https?://"
    r"(?P<host>(?!localhost|127\.|0\.0\.0\.0|testserver|\{)[\w.-]+\.[a-z]{2,})"
)
_WORDS = ("requests.", "httpx.", "urlopen(", "urlretrieve(")
_ANSWERED = re.compile(
    r"\b(?:responses|respx|requests_mock|httpx_mock|vcr|patch|mock|monkeypatch|pook|httpretty|betamax|cassette|network|"
    r"skipif|online|integration|live|remote_data)\b"
)


def remote(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for all such calls in the tests that jobs run."""
    places: dict[FileEvidence, str] = {}
    for path in _modules(job_runs, lacking):
        source = tree.source(path)
        if source is None or not _calls(source.text) or _ANSWERED.search(source.text + path):
            continue
        for match in _CALL.finditer(source.text):
            line, _ = source.position(match.start())
            places.setdefault(FileEvidence(path, line, 1, source.line(line).strip()), match["host"])
    if places:
        yield Match(
            places=tuple(places)[:10],
            data={"hosts": ", ".join(dict.fromkeys(places.values()))},
            count=len(places),
        )


def _modules(job_runs: tuple[JobRun, ...], lacking: Lacking) -> dict[str, None]:
    """The modules of tests that jobs run, each once: many runs collect the same."""
    modules: dict[str, None] = {}
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            found = lacking.collected(call)
            if found is not None:
                modules.update(dict.fromkeys(found.modules))
    return modules


def _calls(text: str) -> bool:
    return "http" in text and any(word in text for word in _WORDS) and bool(_CALL.search(text))


RULE = Rule(
    id="tests-need-network",
    category=Category.FLAKY_NETWORK,
    title="Tests call {hosts}",
    find=remote,
    severity=Severity.WARNING,
    fixers=(Fixer("Answer the calls in the tests, or mark them", Safety.ADVICE),),
)
