"""A package is there, and needs another one for what it is asked to do.

## Why
The feature is an extra of the package (`pandas[excel]`, `uvicorn[standard]`, `pydantic[email]`), and the
job installs the package without it. On the developer's machine something else had brought it along.

## Fix
Declare the extra, or the package the message names, where the job installs from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from regreen.logs.statements import Statement
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity, Tier
from regreen.rules._jobs import declare, declared_at, fills, named, unique
from regreen.rules._saying import Form, saying

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.optional import Unmet
    from regreen.project.tree import Tree

_LOOSE = {"wording": "loose"}  # words that only an ImportError makes certain
_IMPORT = ("ImportError", "ModuleNotFoundError")
_OTHERS = ("RuntimeError", "FeatureNotFound", "MissingBackendError")


def _needed(statement: Statement, data: dict[str, str]) -> dict[str, str] | None:
    error, first = statement.signal.error, statement.text.partition("\n")[0]
    if error not in (_IMPORT if "wording" in data else (*_IMPORT, *_OTHERS)) or "No module named" in first:
        return None
    return {"needs": data.get("needs") or data.get("socks", "")}


log = saying(
    r"[Ff]orm data requires \"(?P<needs>[\w.-]+)\" to be installed",
    r"requires the (?P<needs>[\w.-]+) package to be installed",
    r"Missing optional dependency '(?P<needs>[\w.-]+)'",
    r"(?P<needs>[\w.-]+) is not installed, run `pip install",
    r"Using http2=True, but the '(?P<needs>h2)' package is not installed|Using SOCKS proxy, but the '(?P<socks>socksio)' package is not installed",
    r"Couldn't find a tree builder with the features you requested: (?P<needs>[\w.-]+)",
    r"Unable to find a usable engine; tried using: '(?P<needs>\w+)'",
    r"(?P<needs>bcrypt): no backends available",
    Form(
        r"(?:[Pp]lease install|[Yy]ou need to install|[Tt]ry:?) `?(?:pip install |the )?[`'\"]?(?P<needs>[a-z][\w.\[\]-]{2,40})[`'\"]?",
        _LOOSE,
    ),
    Form(
        r"[`'\"]?(?P<needs>[a-z][\w.-]{1,40})[`'\"]? (?:is|must be) (?:required|not installed|installed to use)",
        _LOOSE,
    ),
    judge=_needed,
)


def absent(job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> Matches:
    """What the code that a job imports asks of a package, without what the package needs for it."""
    from regreen.project.jobs.optional import unmet

    groups: dict[str, list[Unmet]] = {}
    for item in unmet(job_runs, lacking):
        groups.setdefault(item.wish.needs[0], []).append(item)
    for needs, members in groups.items():
        members.sort(key=lambda item: not item.certain)
        first = members[0]
        yield Match(
            places=unique(place for item in members for place in _places(item, tree)),
            data={"needs": needs},
            severity=Severity.ERROR if first.certain else Severity.WARNING,
            title=f"{first.wish.owner} needs {needs} for this, which {named(first.run)} does not install",
        )


def _places(item: Unmet, tree: Tree) -> list[FileEvidence]:
    needs, tests = item.wish.needs[0], "test" in item.path
    found = [*declared_at(needs, item.run, item.environment, tree, tests=tests), item.place]
    return [*found, *(install.place for install in fills(item.run, item.environment))][:4]


def declared(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking, tree: Tree) -> list[Edit]:
    """The distribution in the list that the job installs from."""
    from regreen.project.jobs.optional import unmet

    found: dict[Edit, None] = {}
    for item in unmet(job_runs, lacking) if not match.lines else ():
        if item.wish.needs[0] == match.data["needs"]:
            tests = "test" in item.path
            edits = declare(item.wish.needs[0], item.run, item.environment, tree, tests=tests)
            found.update(dict.fromkeys(edits))
    return list(found)


RULE = Rule(
    id="optional-dependency-missing",
    category=Category.MISSING_MODULE,
    title="{needs} is needed and not installed",
    log=log,
    find=absent,
    key=("needs",),
    explains=(
        "module-not-installed",
        "test-collection-error",
        "conftest-import-error",
        "test-failed",
        "no-tests-collected",
        "coverage-below-*",
    ),
    tier=Tier.SPECIFIC,
    fixers=(
        Fixer("Declare {needs} where the job installs from", Safety.UNSAFE, declared),
        Fixer("Declare it where the job installs from", Safety.ADVICE, commands=("pip install '{needs}'",)),
    ),
)
