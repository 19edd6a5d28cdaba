"""A setting that the program reads from the environment is not set in the job.

## Why
It stands in a `.env` file or in the developer's shell, or it is a secret that forks and Dependabot do not
get. In Actions an undefined secret is an empty string. Or the job names the secrets of its script one by one, and
this one was added to the code alone.

## Fix
Set it under `env:` of the job (a harmless value for tests), or give it a default in the settings. See that
`.env.example` names every variable.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from regreen.logs.statements import Statement
from regreen.model.errors import PatchError
from regreen.rule import (
    Category,
    Edit,
    Fixer,
    Match,
    Matches,
    Pattern,
    Raised,
    Rule,
    Safety,
    Severity,
    TestFailure,
)
from regreen.rules._jobs import named, unique
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.jobs.unset import Unset

_FIELD = Pattern(r"^E?\s{0,8}(?P<field>[A-Za-z_][\w.]*)\s*$")
_NOT_FIELDS = frozenset({"Traceback", "During", "E"})


def _from_environment(statement: Statement, data: dict[str, str]) -> dict[str, str] | None:
    """A KeyError is about the environment when `os` raised it."""
    signal = statement.signal
    if "key" in data:
        inner = signal.frames[-1].path if isinstance(signal, Raised) and signal.frames else ""
        paths = (inner, signal.path if isinstance(signal, TestFailure) else "")
        own = any(path.replace("\\", "/").endswith(("os.py", "<frozen os>")) for path in paths)
        return {"name": data["key"]} if own or "os.environ" in statement.text else None
    if "model" in data:
        fields = _fields(statement)
        return {"name": ", ".join(fields)} if fields else None
    return {"name": data["name"]}


def _fields(statement: Statement) -> list[str]:
    """Fields of pydantic settings that are required and not there: each name stands above its complaint."""
    lines = statement.text.split("\n")
    found = (_FIELD.match(line) for line, below in pairwise(lines) if "ield required" in below)
    return list(dict.fromkeys(m["field"] for m in found if m and m["field"] not in _NOT_FIELDS))


log = saying(
    r"^KeyError: ['\"](?P<key>[A-Z][A-Z0-9_]{2,})['\"]",
    r"validation errors? for (?P<model>\w*(?:[Ss]ettings|[Cc]onfig\w*|Env\w*))\b",
    r"UndefinedValueError: (?P<name>\w+) not found\. Declare it as envvar",
    r"EnvError: Environment variable \"(?P<name>\w+)\" not set",
    r"ImproperlyConfigured: Set the (?P<name>\w+) environment variable",
    r"(?:[Ee]nvironment variables?|[Ee]nv(?:ironment)? var(?:iable)?s?|ENV) [`'\"]?(?P<name>[A-Z][A-Z0-9_]{2,})[`'\"]? (?:is|are|was|must be|not) (?:not |un)?(?:set|required|missing|found|defined)",
    r"[`'\"]?(?P<name>[A-Z][A-Z0-9]*_[A-Z0-9_]+)[`'\"]? (?:environment variable )?(?:is not set|not set|is required|must be set|is missing|not configured|is not configured|not found in environment|environment variable)",
    r"(?:[Mm]issing|[Rr]equired)(?: required)? (?:environment|env) var(?:iable)?s?(?: not set)?:? \[?[`'\"]?(?P<name>[A-Z][A-Z0-9_]{2,})",
    r"api_key client option must be set either by passing (?:api_key|`api_key`) to the client or by setting the (?P<name>\w+) environment variable",
    judge=_from_environment,
)


def unset(job_runs: tuple[JobRun, ...], lacking: Lacking) -> Matches:
    """Variables that a job's imports read without a default, or its scripts raise without, and that the job does not
    set; one match for each.
    """
    from regreen.project.jobs.unset import unset_variables

    groups: dict[str, list[Unset]] = {}
    for item in unset_variables(job_runs, lacking):
        groups.setdefault(item.variable.name, []).append(item)
    yield from _omitted(job_runs, lacking, frozenset(groups))
    for name, members in groups.items():
        first = members[0]
        yield Match(
            places=unique((first.variable.place, *(item.call.place for item in members))),
            data={"name": name},
            severity=Severity.ERROR if any(item.certain for item in members) else Severity.WARNING,
            count=len({named(item.run) for item in members}),
            title=f"{named(first.run)} does not set {name}, which is read when its code is imported",
        )


def _omitted(job_runs: tuple[JobRun, ...], lacking: Lacking, known: frozenset[str]) -> Matches:
    from regreen.project.jobs.omitted import Omitted, omitted_variables

    groups: dict[str, list[Omitted]] = {}
    for item in omitted_variables(job_runs, lacking):
        groups.setdefault(item.name, []).append(item)
    for name, members in groups.items():
        first = members[0]
        title = (
            f"{named(first.run)} sets {first.sibling} for its script, and not {name}, without which it raises"
        )
        if name not in known:
            yield Match(
                places=unique(
                    place for item in members for place in (item.beside, item.place, item.call.place)
                ),
                data={"name": name},
                severity=Severity.WARNING,
                count=len({named(item.run) for item in members}),
                title=title,
            )


_SHAPED = Pattern(
    r"(?i)URL|URI|DSN|PORT|COUNT|SIZE|TIMEOUT|PATH|DIR|FILE|HOST|LIMIT|DEBUG|ENABLE|FERNET|ENCRYPT|_B64"
)


def given(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking) -> Iterable[Edit]:
    """The variable with a harmless value below the `env:` of each job; nothing where the value must have a form."""
    from regreen.patch.yaml import insert_key
    from regreen.project.jobs.unset import unset_variables

    name, done = match.data["name"], set[tuple[str, str]]()
    for item in unset_variables(job_runs, lacking) if not _SHAPED.search(name) else ():
        workflow, job = item.run.workflow, item.run.job
        if item.variable.name != name or (workflow.path, job.id) in done or job.uses:
            continue
        done.add((workflow.path, job.id))
        path = ("jobs", job.id_node.text)
        try:
            if job.at("env") is None:
                yield from insert_key(workflow.source, path, "env", {name: "for-tests-only"}, after="runs-on")
            else:
                yield from insert_key(workflow.source, (*path, "env"), name, "for-tests-only")
        except PatchError:
            continue


def added(match: Match, job_runs: tuple[JobRun, ...], lacking: Lacking) -> Iterable[Edit]:
    """The secret of the same name, beside those that the job hands to its script."""
    from regreen.patch.yaml import insert_key
    from regreen.project.jobs.omitted import omitted_variables

    name, done = match.data["name"], set[tuple[object, ...]]()
    for item in omitted_variables(job_runs, lacking) if not match.lines else ():
        key = (item.run.workflow.path, item.holder)
        if item.name == name and item.beside in match.places and key not in done:
            done.add(key)
            try:
                yield from insert_key(
                    item.run.workflow.source,
                    item.holder,
                    name,
                    f"${{{{ secrets.{name} }}}}",
                    after=item.sibling,
                )
            except PatchError:
                continue


RULE = Rule(
    id="variable-missing",
    category=Category.ENVIRONMENT_VARIABLE,
    title="The environment variable {name} is not set",
    log=log,
    find=unset,
    key=("name",),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer("Hand the secret {name} to the script", Safety.UNSAFE, added),
        Fixer("Set {name} under env: of the job, for tests", Safety.UNSAFE, given),
        Fixer("Set {name} under env: of the job", Safety.ADVICE),
    ),
)
