"""A job runs some of the tests only, and the gate for the coverage of all of them applies.

## Why
`--cov-fail-under` in `addopts` (or `fail_under` in the configuration of coverage, with `--cov` in `addopts`) holds for
every call of pytest. A call that names one folder, or selects by a marker, reaches less code than the whole suite: its
tests pass, and the step fails with `Required test coverage of 80% not reached`.

## Fix
Measure where all tests run: add `--no-cov` to the calls that run some of them, or keep the gate out of `addopts`
and ask `coverage report --fail-under` once, in the job that runs everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import inserted, named, unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import Call, JobRun
    from regreen.project.pytest_files import Collection
    from regreen.project.tree import Tree

_GATE = re.compile(r"--cov-fail-under[= ](\d+(?:\.\d+)?)")
_LEAST = 30  # per cent; a lower gate may well be reached by some of the tests
_SHARE = 2  # a call that runs less than one in so many test files runs some of them


def partly(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Matches:
    """One match for each gate, with the calls that it makes fail."""
    found: dict[FileEvidence, list[tuple[JobRun, Call]]] = {}
    figures: dict[FileEvidence, float] = {}
    for run in job_runs:
        for call in () if run.foreign else run.calls:
            collected = lacking.collected(call)
            gate = _gate(collected) if collected is not None and call.certain else None
            if gate is not None and collected is not None and _is_part(collected, lacking):
                figures[gate[1]] = gate[0]
                found.setdefault(gate[1], []).append((run, call))
    for place, members in found.items():
        calls = unique(call.place for _, call in members)
        yield Match(
            places=unique((*calls, place)),
            data={"figure": f"{figures[place]:g}", "gate": f"{place.path}:{place.line}"},
            count=len(calls),
            title=f"The gate of {figures[place]:g} % for the coverage of all tests holds where {named(members[0][0])} "
            "runs some of them",
        )


def _gate(collected: Collection) -> tuple[float, FileEvidence] | None:
    """The gate that the configuration puts on each call; None where the call says otherwise."""
    words = " ".join(collected.addopts)
    called = " ".join(collected.words)
    if "--no-cov" in called or "--cov-fail-under" in called or "--no-cov" in words or "-c " in called:
        return None
    setting = collected.setting("addopts")
    match = _GATE.search(words)
    if match is not None and setting is not None and "--cov" in words.replace(match[0], ""):
        return (float(match[1]), setting.place) if float(match[1]) >= _LEAST else None
    configured = collected.config.get("coverage", "fail_under", "report")
    figure = configured.text.strip() if configured is not None else ""
    if configured is None or not re.fullmatch(r"\d+(?:\.\d+)?", figure) or "--cov" not in words:
        return None
    return (float(figure), configured.place) if float(figure) >= _LEAST else None


def _is_part(collected: Collection, lacking: Lacking) -> bool:
    """Whether a call runs a small part of the tests: by its operands, or because it picks by name."""
    picks = {option for option, _ in collected.options} & {"-k", "--lf", "--last-failed"}
    if picks:
        return True
    if not collected.operands:
        return False
    folders = {path.rpartition("/")[0].partition("/")[0] for path in collected.files}
    below = [
        path
        for path in lacking.tree.modes
        if path.partition("/")[0] in folders and re.search(r"(?:^|/)(?:test_[^/]*|[^/]*_test)\.py$", path)
    ]
    return 0 < len(collected.files) * _SHARE < len(below)


def unmeasured(match: Match, tree: Tree) -> Iterator[Edit]:
    """`--no-cov` on the calls that run some of the tests."""
    for place in match.places[:-1]:
        source = tree.source(place.path)
        if source is not None and re.search(r"\bpytest\b", source.line(place.line)):
            yield from inserted(source, place.line, "pytest", "--no-cov")


RULE = Rule(
    id="coverage-of-some-tests",
    category=Category.COVERAGE_THRESHOLD,
    title="The gate for the coverage of all tests holds for some of them, too",
    find=partly,
    key=("gate",),
    severity=Severity.WARNING,
    explains=("coverage-below-threshold",),
    fixers=(
        Fixer("Measure nothing where some of the tests run", Safety.UNSAFE, unmeasured),
        Fixer("Keep the gate out of addopts, and ask for it once", Safety.ADVICE),
    ),
)
