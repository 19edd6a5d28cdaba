"""A job's time limit is hardly longer than what its steps take on a good day.

## Why
`timeout-minutes` counts everything: the checkout, the installation without a warm cache, images that are built anew,
the tests, and the clean-up. A slow mirror or a busy runner is enough, and the job is cancelled with nothing wrong.

## Fix
Allow two to three times what a run takes; make the job faster with a cache (`cache: pip`, `cache-from:`), and guard
single tests with a limit of their own (`pytest --timeout`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import ceil
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._scripts import test_run

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.workflow.definitions import Job
    from regreen.workflow.nodes import Scalar
    from regreen.workflow.scripts import PlacedStep

_LONG = 15  # minutes; a limit above is somebody's considered choice
_PACKAGES = 60  # distributions that pip downloads and unpacks in a minute
_PACKAGES_OF_UV = 300
_STEPS = (
    (
        re.compile(r"\bdocker (?:buildx )?build\b|\bcompose\b[^\n]*(?:--build|\bbuild\b)"),
        3.0,
        "builds an image",
    ),
    (re.compile(r"\bplaywright install\b"), 1.5, "downloads browsers"),
    (
        re.compile(r"\b(?:npm (?:ci|install|i)|pnpm i(?:nstall)?|yarn install)\b"),
        1.0,
        "installs packages of npm",
    ),
    (re.compile(r"\bapt(?:-get)? (?:-\S+ )*install\b"), 0.7, "installs system packages"),
)


class Short(Struct, frozen=True):
    """A job with its limit and the estimate, both in minutes, and what takes so long."""

    run: JobRun
    node: Scalar
    limit: float
    estimate: float
    reasons: tuple[str, ...]


def short(job_runs: tuple[JobRun, ...], steps: tuple[PlacedStep, ...], lacking: Lacking) -> Matches:
    """One match for each job."""
    from regreen.project.place import at

    for item in _all(job_runs, steps, lacking):
        run = item.run
        yield Match(
            places=(at(run.workflow.source, item.node.span.start),),
            data={"path": run.workflow.path, "job": run.job.id, "limit": f"{item.limit:g}"},
            title=f"{item.limit:g} minutes are little for the job {run.job.id}: it {', '.join(item.reasons)}",
        )


def _all(job_runs: tuple[JobRun, ...], steps: tuple[PlacedStep, ...], lacking: Lacking) -> Iterator[Short]:
    from regreen.workflow.nodes import Scalar

    seen: set[int] = set()
    for run in job_runs:
        node, limit = run.job.at("timeout-minutes"), run.job.timeout_minutes
        if id(run.job) in seen or not isinstance(node, Scalar) or not isinstance(limit, float | int):
            continue
        seen.add(id(run.job))
        if limit > _LONG:
            continue
        parts = [*_packages(run, lacking), *_of_steps(run.job, [p for p in steps if p.job is run.job])]
        estimate = 0.5 + sum(minutes for minutes, _ in parts)
        if estimate > limit:
            yield Short(run, node, float(limit), estimate, tuple(dict.fromkeys(said for _, said in parts)))


def _packages(run: JobRun, lacking: Lacking) -> Iterator[tuple[float, str]]:
    """What the installation of the largest environment takes."""
    environments = [environment for call in run.calls[-1:] for environment in call.environments]
    counts = [len(lacking.holdings.closure(environment).names) for environment in environments]
    count = max(counts, default=0)
    if run.installs and count > _PACKAGES:
        fast = any(install.tool.startswith("uv") for install in run.installs)
        yield (
            count / (_PACKAGES_OF_UV if fast else _PACKAGES),
            f"installs more than {count // 50 * 50} packages",
        )


def _of_steps(job: Job, steps: Iterable[PlacedStep]) -> Iterator[tuple[float, str]]:
    for placed in steps:
        script = placed.step.run or ""
        if placed.step.if_ and "matrix" not in placed.step.if_:
            continue
        if placed.step.uses.startswith("docker/build-push-action@"):
            cached = bool(placed.step.with_.get("cache-from"))
            yield (1.0, "builds an image") if cached else (3.0, "builds an image without a cache")
        yield from ((minutes, said) for pattern, minutes, said in _STEPS if pattern.search(script))
        if any(test_run(command) for command in placed.commands):
            yield 1.0, "runs tests"


def raised(
    match: Match, job_runs: tuple[JobRun, ...], steps: tuple[PlacedStep, ...], lacking: Lacking
) -> Iterable[Edit]:
    """Twice the estimate, in steps of five minutes."""
    for item in _all(job_runs, steps, lacking):
        if (item.run.workflow.path, item.run.job.id) == (match.data["path"], match.data["job"]):
            old = item.run.workflow.source.text[item.node.span.start : item.node.span.end]
            yield Edit(item.node.span, old, str(5 * ceil(2 * item.estimate / 5)))


RULE = Rule(
    id="job-limit-short",
    category=Category.TEST_TIMEOUT,
    title="The limit of {limit} minutes is little for the job {job}",
    find=short,
    key=("path", "job"),
    severity=Severity.WARNING,
    fixers=(Fixer("Allow twice what the job is likely to take", Safety.UNSAFE, raised),),
)
