"""The disk of the machine that runs the job is full.

## Why
Hosted runners have about 14 GB free. Large wheels (CUDA builds of torch, tensorflow), container layers and
caches fill them.

## Fix
Install CPU builds of large packages, split the requirements of CI from those of production, or delete
preinstalled tools that the job does not need before it starts.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety, Said

RULE = Rule(
    id="disk-full",
    category=Category.DISK_SPACE,
    title="The disk of the runner is full",
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
