"""A dependency needs a newer Rust or Go than the job has, or the tool chain that is asked for is not installed.

## Why
The image's version lags behind, a file in the repository (`rust-toolchain.toml`, `go.mod`) pins another one,
or a dependency raised what it needs in a small release.

## Fix
Set the tool chain up in the version that is named, or pin the dependency.
"""

from __future__ import annotations

from regreen.rule import Category, Fixer, Rule, Safety
from regreen.rules._refused import refused

RULE = Rule(
    id="toolchain-too-old",
    category=Category.WORKFLOW_CONFIG,
    title="The tool chain of the job is too old for {subject}",
    log=refused("toolchain-too-old"),
    key=("subject",),
    explains=("step-error", "build-failed", "source-build-failed"),
    fixers=(Fixer("Set up the version that is named, or pin {subject}", Safety.ADVICE),),
)
