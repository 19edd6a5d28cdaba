"""tox keeps a variable of the job away from the tests that read it.

## Why
tox gives its environments a few variables only. What the workflow sets under `env:`, and `CI` itself, does not reach
the tests unless `pass_env` (`passenv`) names it: a key is missing, a test that is to be skipped in CI runs.

## Fix
Name the variable in `pass_env` of `[testenv]`.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import unique

if TYPE_CHECKING:
    from regreen.model.text import Source
    from regreen.project.env import Variable
    from regreen.project.tree import Tree
    from regreen.workflow.scripts import PlacedStep

_PASSED = (
    *(
        "PATH",
        "HOME",
        "LANG",
        "LANGUAGE",
        "LC_*",
        "TERM",
        "TMPDIR",
        "TEMP",
        "TMP",
        "*_proxy",
        "*_PROXY",
        "PIP_*",
        "UV_*",
    ),
    *(
        "VIRTUALENV_*",
        "CC",
        "CXX",
        "*FLAGS",
        "LD_LIBRARY_PATH",
        "NETRC",
        "FORCE_COLOR",
        "NO_COLOR",
        "REQUESTS_CA_BUNDLE",
    ),
    *(
        "SSL_CERT_FILE",
        "CURL_CA_BUNDLE",
        "XDG_*",
        "TOX_*",
        "PKG_CONFIG*",
        "USERPROFILE",
        "APPDATA",
        "SYSTEMROOT",
        "COMSPEC",
    ),
    *("PYTHON*", "NIX_LD*", "CPPFLAGS", "USER", "LOGNAME"),
)
_BY_GITHUB = frozenset({"CI", "GITHUB_ACTIONS", "GITHUB_TOKEN", "RUNNER_OS", "GITHUB_WORKSPACE"})


def kept_away(steps: tuple[PlacedStep, ...], tree: Tree) -> Matches:
    """One match for each variable."""
    from regreen.project.env import variables

    source = tree.source("tox.ini")
    users = [placed for placed in steps if any(_runs_tox(placed, command) for command in placed.commands)]
    if source is None or not users:
        return
    passed, place = _passes(source)
    read: dict[str, Variable] = {}
    for item in variables(tree):
        if (not item.sets and not item.settings and "test" in item.place.path) or item.required:
            read.setdefault(item.name, item)
    for name, given in _given(users):
        if (
            name in read
            and name not in source.text
            and not any(fnmatch.fnmatch(name, item) for item in (*_PASSED, *passed))
        ):
            yield Match(
                places=unique((place, read[name].place, given)),
                data={"name": name},
                severity=Severity.WARNING,
                title=f"tox does not pass {name}, which {read[name].place.path} reads, to its environments",
            )


def _runs_tox(placed: PlacedStep, command: object) -> bool:
    from regreen.project.paths.programs import program
    from regreen.workflow.shell.commands import Command

    run = program(command) if isinstance(command, Command) else None
    return placed.job is not None and run is not None and run.name == "tox"


def _given(users: list[PlacedStep]) -> Iterator[tuple[str, FileEvidence]]:
    """The variables that jobs which run tox set, and those of GitHub itself."""
    from regreen.project.job_values import given
    from regreen.project.place import at
    from regreen.workflow.definitions import Workflow

    seen: set[str] = set()
    for placed in users:
        if placed.job is None or not isinstance(placed.file, Workflow):
            continue
        for item in given(placed.file, placed.job):
            if item.name not in seen and item.step in (None, placed.step):
                seen.add(item.name)
                yield item.name, item.place
    first = users[0]
    for name in sorted(_BY_GITHUB - seen):
        yield name, at(first.source, first.step.span.start)


def _passes(source: Source) -> tuple[list[str], FileEvidence]:
    """The patterns of all environments, and the line that has them, or the first one."""
    from regreen.patch.ini import read_ini
    from regreen.project.place import at

    options = [option for option in read_ini(source).options if option.name.replace("_", "") == "passenv"]
    patterns = [word for option in options for word in re.split(r"[\s,]+", option.value) if word]
    start = options[0].key if options else source.text.find("[testenv")
    return patterns, at(source, max(start, 0))


def passed(match: Match, tree: Tree) -> list[Edit]:
    """The variable among those that tox passes."""
    from regreen.patch.ini import append_row, read_ini, set_option

    source = tree.source("tox.ini")
    if source is None:
        return []
    name = next((o.name for o in read_ini(source).of("testenv") if o.name.replace("_", "") == "passenv"), "")
    try:
        if name:
            return append_row(source, "testenv", name, match.data["name"])
        return set_option(source, "testenv", "pass_env", match.data["name"])
    except PatchError:
        return []


RULE = Rule(
    id="variable-not-passed",
    category=Category.ENVIRONMENT_VARIABLE,
    title="tox does not pass {name} to its environments",
    find=kept_away,
    key=("name",),
    explains=("variable-missing", "test-failed"),
    fixers=(Fixer("Pass {name}", Safety.UNSAFE, passed),),
)
