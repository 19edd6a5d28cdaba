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

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_GIT = re.compile(r"^(?:git\+|ssh://git@|git://)|\.git(?:[@#]|$)|/archive/[\w./-]+\.(?:zip|tar\.gz)$")
_COMMIT = re.compile(r"@[0-9a-f]{40}\b")
_RELEASE = re.compile(r"@v?\d+(?:\.\d+)+|/archive/(?:refs/tags/)?v?\d")
_SHOWN = 4
_AT = r"(?P<head>(?i:{name})[ \t]*(?:\[[^\]\n]*\])?)[ \t]*@[ \t]*[^\s\"'#;,]+(?:#egg=[\w.-]+)?"
_TABLE = r"(?P<head>[\"']?(?i:{name})[\"']?[ \t]*=[ \t]*)\{{(?=[^}}\n]*\b(?:git|url)[ \t]*=)[^}}\n]*\}}"
_EXTRAS = re.compile(r"\bextras[ \t]*=[ \t]*\[[^\]]*\]")
_BARE = re.compile(
    r"^[ \t]*(?:-e[ \t]+|--editable[ \t=]+)?git\+\S+#egg=(?P<name>[\w.-]+(?:\[[^\]]*\])?)\S*", re.M
)


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


def released(match: Match, tree: Tree, lacking: Lacking) -> Iterator[Edit]:
    """The distribution by its name, where one of that name is known to be released from such a repository."""
    name, place = match.data["name"], match.places[0]
    source = tree.source(place.path)
    known = lacking.holdings.dependencies
    if source is not None and _is_own(name, match.data["url"]) and (known.knows(name) or known.parents(name)):
        yield from _by_name(source, place.line, name)


def _is_own(name: str, url: str) -> bool:
    """Whether a repository is called as the distribution is."""
    base = re.sub(r"\.git(?:$|[@#])", "@", url).partition("://")[2].partition("@")[0].rpartition("/")[2]
    plain = re.sub(r"[-_.]", "", base.lower())
    return re.sub(r"[-_.]", "", name.lower()) in {
        plain,
        plain.removeprefix("py"),
        plain.removeprefix("python"),
    }


def _by_name(source: Source, number: int, name: str) -> Iterator[Edit]:
    from regreen.patch.lines import line_at, replacement

    word = r"[-_.]+".join(map(re.escape, re.split(r"[-_.]+", name)))
    line = line_at(source, number)
    for pattern in (_AT, _TABLE) if line is not None else ():
        found = re.search(r"(?<![\w.-])" + pattern.format(name=word), line.text) if line is not None else None
        if found is not None and line is not None:
            new = found["head"].rstrip() if pattern is _AT else found["head"] + _any(found[0])
            yield replacement(source, line.start + found.start(), line.start + found.end(), new)
            return
    bare = _BARE.match(line.text) if line is not None else None
    if bare is not None and line is not None:
        yield replacement(source, line.start, line.start + bare.end(), bare["name"])


def _any(table: str) -> str:
    """Any version, with the extras that a table names."""
    extras = _EXTRAS.search(table)
    return f'{{ version = "*", {extras[0]} }}' if extras else '"*"'


RULE = Rule(
    id="requirement-from-git",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{name} is built from {kind} of its repository, not from a release",
    find=from_git,
    key=("name", "url"),
    severity=Severity.WARNING,
    fixers=(
        Fixer(
            "Require the released {name}; see that a release has what the repository has",
            Safety.UNSAFE,
            released,
        ),
        Fixer("Require a release of {name}", Safety.ADVICE),
    ),
)
