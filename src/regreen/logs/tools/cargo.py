"""Cargo and the go command: dependencies, lock files and tool chains that do not fit.

Formats as cargo's `core/resolver/errors.rs` and `ops/`, rustup, and `cmd/go/internal/modload` write them. Errors in the
code itself are the compilers'.
"""

from __future__ import annotations

from regreen.logs.phrases import phrase, phrasebook
from regreen.model.finding import Category

_DEPS = Category.DEPENDENCY_RESOLUTION
_CONFIG = Category.WORKFLOW_CONFIG

TOOL = phrasebook(
    "cargo",
    (
        phrase("no-matching-distribution", _DEPS, "failed to select a version for", r"error: failed to select a version for (?:the requirement )?`(?P<subject>[^`]+)`"),
        phrase("no-matching-distribution", _DEPS, "no matching package named `", r"error: no matching package named `(?P<subject>[^`]+)` found"),
        phrase("lock-file-stale", _DEPS, "but --locked was passed", r"error: the lock file (?P<subject>\S+) needs to be updated but --locked"),
        phrase("toolchain-too-old", _CONFIG, "because it requires rustc", r"package `(?P<subject>[^`]+)` cannot be built because it requires rustc (?P<wanted>\S+)"),
        phrase("toolchain-too-old", _CONFIG, "is not supported by the following package", r"error: rustc (?P<subject>\S+) is not supported by the following package"),
        phrase("toolchain-too-old", _CONFIG, "requires go >= ", r"go(?:\.mod)?: (?P<subject>\S*) ?requires go >= (?P<wanted>\S+)"),
        phrase("toolchain-too-old", _CONFIG, "is not installed", r"error: toolchain '(?P<subject>[^']+)' is not installed"),
        phrase("command-removed", Category.MISSING_TOOL, "error: no such command: `", r"error: no such command: `(?P<subject>[^`]+)`"),
        phrase("build-library-missing", Category.BUILD_COMPILE, "could not find native static library", r"error: could not find native static library `(?P<subject>[^`]+)`"),
        phrase("not-a-cargo-project", Category.MISSING_FILE, "could not find `Cargo.toml` in", r"error: could not find `Cargo\.toml` in `(?P<subject>[^`]+)`"),
        phrase("build-failed", Category.BUILD_COMPILE, "error: could not compile `", r"error: (?P<text>could not compile `(?P<subject>[^`]+)`.*)"),
        phrase("build-failed", Category.BUILD_COMPILE, "failed to run custom build command for", r"error: (?P<text>failed to run custom build command for `(?P<subject>[^`]+)`)"),
        phrase("no-matching-distribution", _DEPS, "invalid version: ", r"^go: (?:\S+: )?(?P<subject>\S+@\S+): invalid version: "),
        phrase("no-matching-distribution", _DEPS, "no required module provides package", r"no required module provides package (?P<subject>[^\s;]+)"),
        phrase("lock-file-stale", _DEPS, ("missing go.sum entry", "updates to go.mod needed"), r"(?:missing (?P<subject>go\.sum) entry|updates to go\.mod needed)"),
    ),
)  # fmt: skip
