"""The disk of the machine that runs the job is full.

## Why
Hosted runners have about 14 GB free. Large wheels (CUDA builds of torch, tensorflow), container layers and
caches fill them.

## Fix
Install CPU builds of large packages, split the requirements of CI from those of production, or delete
preinstalled tools that the job does not need before it starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Said, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._steps import before_first

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import Environment, JobRun
    from regreen.project.tree import Tree

_SIZES = {
    "torch": 5.5,
    "tensorflow": 2.0,
    "jax-cuda12-plugin": 4.0,
    "vllm": 2.0,
    "paddlepaddle-gpu": 3.5,
    "tensorrt": 3.5,
    "onnxruntime-gpu": 1.0,
    "cupy-cuda12x": 1.0,
    "mxnet": 2.0,
    "pyspark": 0.5,
    "xformers": 0.5,
    "bitsandbytes": 0.5,
}
"""Gigabytes that an installation on Linux takes with what comes along (CUDA libraries), as of 2024 to 2026."""
_MANY = 5.0  # gigabytes; as much again is unpacked from, of the 14 that GitHub promises
_FREE = (
    "name: Free disk space",
    "run: sudo rm -rf /usr/share/dotnet /usr/local/lib/android /opt/ghc /opt/hostedtoolcache/CodeQL",
)
_ENOUGH = re.compile(r"whl/cpu|\+cpu\b|pytorch-cpu|intel-tensorflow|tensorflow-cpu")
_FREED = re.compile(
    r"free-disk|maximize-build-space|/usr/share/dotnet|/opt/hostedtoolcache|/usr/local/lib/android"
)


def heavy(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each set of packages with gigabytes of libraries for GPUs, with all jobs that install it."""
    groups: dict[tuple[str, ...], list[JobRun]] = {}
    places: dict[tuple[str, ...], list[FileEvidence]] = {}
    for run, environment, found in _heavy(job_runs, lacking, tree):
        groups.setdefault(found, []).append(run)
        places.setdefault(found, []).extend(_asked(environment, found, lacking))
    for found, runs in groups.items():
        total = sum(_SIZES[name] for name in found)
        more = f" (and {len(runs) - 1} more {'job' if len(runs) == 2 else 'jobs'})" if len(runs) > 1 else ""
        packages = " and ".join(found)
        yield Match(
            places=unique((*places[found], *(place for run in runs for place in _where(run)))),
            data={"packages": packages},
            severity=Severity.WARNING,
            title=f"{named(runs[0])}{more} installs {packages} with the CUDA libraries: about {total:.0f} GB "
            "and as much again while they are unpacked, of the 14 GB that a runner has",
            count=len(runs),
        )


def _heavy(
    job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree
) -> Iterator[tuple[JobRun, Environment, tuple[str, ...]]]:
    seen: set[tuple[str, str]] = set()
    for run in job_runs:
        key = (run.workflow.path, run.job.id)
        if run.system != "Linux" or run.foreign or key in seen or not run.calls or not run.installs:
            continue
        environment = max(run.calls[-1].environments, key=lambda item: len(item.installed))
        names = lacking.holdings.closure(environment).names
        found = sorted((name for name in _SIZES if name in names), key=lambda name: -_SIZES[name])
        if sum(_SIZES[name] for name in found) >= _MANY and not _is_light(run, tree):
            seen.add(key)
            yield run, environment, tuple(found)


def _asked(environment: Environment, found: tuple[str, ...], lacking: Lacking) -> Iterator[FileEvidence]:
    """The requirements that are such packages, or bring them."""
    for name in found:
        own = [item.place for item in environment.installed if item.name == name]
        yield from own
        for item in () if own else environment.installed:
            wanted = [(item.name, item.extras, item.bare)]
            if name in lacking.holdings.dependencies.closure(wanted).names:
                yield item.place
                break


def _where(run: JobRun) -> Iterator[FileEvidence]:
    """Where the job installs, and where it says on what it runs: there its disk is made free."""
    from regreen.project.place import at

    yield from (install.place for install in run.installs[:1])
    key = run.job.key("runs-on")
    if key is not None:
        yield at(run.workflow.source, key.span.start)


def _is_light(run: JobRun, tree: Tree) -> bool:
    """Whether the job asks for CPU builds, or makes room first."""
    texts = [run.workflow.source.text]
    texts += [
        tree.text(path) or "" for path in tree.paths if "requirements" in path and path.endswith(".txt")
    ]
    texts += [tree.text(path) or "" for path in ("pyproject.toml", "uv.lock", "poetry.lock", "setup.py")]
    return any(_ENOUGH.search(text) for text in texts) or any(
        _FREED.search(f"{step.uses} {step.run}") for step in run.job.steps
    )


def freed(match: Match, job_runs: tuple[JobRun, ...]) -> Iterable[Edit]:
    """What GitHub's images bring and these jobs do not use, deleted first."""
    from regreen.project.place import at

    done: set[tuple[str, str]] = set()
    for run in job_runs:
        name, key = (run.workflow.path, run.job.id), run.job.key("runs-on")
        here = key is not None and at(run.workflow.source, key.span.start) in match.places
        if here and name not in done:
            done.add(name)
            yield from before_first(run.workflow, run.job, _FREE)


RULE = Rule(
    id="disk-full",
    category=Category.DISK_SPACE,
    title="The disk of the runner is full",
    find=heavy,
    log=(
        Said(r"[Nn]o space left on device", "o space left on device"),
        Said(r"\bENOSPC\b", "ENOSPC"),
        Said(r"[Dd]isk quota exceeded", "isk quota exceeded"),
        Said(r"There is not enough space on the disk", "not enough space on the disk"),
        Said(r"low on disk space.*: 0 MB", "low on disk space"),
    ),
    explains=(
        "*-failed",
        "download-failed",
        "module-not-installed",
        "uncaught-exception",
        "image-build-*",
        "test-*",
        "source-build-failed",
    ),
    fixers=(
        Fixer("Free the disk first", Safety.UNSAFE, freed),
        Fixer(
            "Free the disk or install less: CPU wheels, a CI requirements file, no preinstalled tools",
            Safety.ADVICE,
            commands=("df -h", "pip install torch --index-url https://index.example/whl/cpu"),
        ),
    ),
)
