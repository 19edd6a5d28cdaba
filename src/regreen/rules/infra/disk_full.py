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
from typing import TYPE_CHECKING

from regreen.rule import Category, Fixer, Match, Matches, Rule, Safety, Said, Severity
from regreen.rules._jobs import named, unique

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
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
_MANY = 7.0  # gigabytes from which on little is left beside the image's own tools, pip's cache and a second environment
_ENOUGH = re.compile(r"whl/cpu|\+cpu\b|pytorch-cpu|intel-tensorflow|tensorflow-cpu")
_FREED = re.compile(
    r"free-disk|maximize-build-space|/usr/share/dotnet|/opt/hostedtoolcache|/usr/local/lib/android"
)


def heavy(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """One match for each job that installs several builds of packages with gigabytes of libraries for GPUs."""
    seen: set[tuple[str, str]] = set()
    for run in job_runs:
        key = (run.workflow.path, run.job.id)
        if run.system != "Linux" or run.foreign or key in seen or not run.calls or not run.installs:
            continue
        environment = max(run.calls[-1].environments, key=lambda item: len(item.installed))
        names = lacking.holdings.closure(environment).names
        found = sorted((name for name in _SIZES if name in names), key=lambda name: -_SIZES[name])
        total = sum(_SIZES[name] for name in found)
        if total < _MANY or _is_light(run, tree):
            continue
        seen.add(key)
        places = [item.place for name in found for item in environment.installed if item.name == name]
        yield Match(
            places=unique((*places, *(install.place for install in run.installs[:1]))),
            data={"packages": " and ".join(found)},
            severity=Severity.WARNING,
            title=f"{named(run)} installs {' and '.join(found)} with their CUDA libraries: about {total:.0f} GB "
            "and as much again while they are unpacked, of the 14 GB that a runner has",
        )


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
        Fixer(
            "Free the disk or install less: CPU wheels, a CI requirements file, no preinstalled tools",
            Safety.ADVICE,
            commands=("df -h", "pip install torch --index-url https://index.example/whl/cpu"),
        ),
    ),
)
