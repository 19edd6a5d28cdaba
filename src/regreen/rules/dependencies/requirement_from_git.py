"""A requirement is built from a git repository instead of a release.

## Why
Without a commit each run builds whatever the branch holds that day. With one, the code stands still while the newest
releases of everything else come in beside it, and the commit is gone when its branch is deleted or rewritten. Either way it has
to be built, and a distribution that names such a requirement cannot be published.

## Fix
Require the release that has the change; until there is one, name a commit, and lock what it needs beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.rule import Category, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_GIT = re.compile(r"^(?:git\+|ssh://git@|git://)|\.git(?:[@#]|$)|/archive/[\w./-]+\.(?:zip|tar\.gz)$")
_COMMIT = re.compile(r"@[0-9a-f]{40}\b")
_RELEASE = re.compile(r"@v?\d+(?:\.\d+)+|/archive/(?:refs/tags/)?v?\d")
_SHOWN = 4


def from_git(tree: Tree, job_runs: tuple[JobRun, ...]) -> Matches:
    """Requirements by the address of a repository, without the tag of a release."""
    seen: set[tuple[str, str]] = set()
    for name, url, place in _addresses(tree, job_runs):
        kind = "a commit" if _COMMIT.search(url) else "a branch"
        line = place.text
        released = _RELEASE.search(url) or re.search(r"\btag[ \t]*=", line)
        if _GIT.search(url) and not released and (name, url) not in seen and len(seen) < _SHOWN:
            seen.add((name, url))
            yield Match(places=(place,), data={"name": name, "url": url, "kind": kind})


def _addresses(tree: Tree, runs: tuple[JobRun, ...]) -> Iterator[tuple[str, str, FileEvidence]]:
    from regreen.project.declared import Kind
    from regreen.project.dependencies import declared_dependencies

    for item in declared_dependencies(tree):
        if item.url and item.kind is not Kind.EXTRA:
            yield item.key, item.url, item.place
    for run in runs:
        for install in run.installs if not run.foreign else ():
            if install.tool in ("tox", "nox", "hatch"):
                yield from ((item.name, item.url, item.place) for item in install.installed if item.url)


RULE = Rule(
    id="requirement-from-git",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{name} is built from {kind} of its repository, not from a release",
    find=from_git,
    key=("name", "url"),
    severity=Severity.WARNING,
    fixers=(Fixer("Require a release of {name}", Safety.ADVICE),),
)
