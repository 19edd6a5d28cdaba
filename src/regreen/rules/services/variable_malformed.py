"""A setting is there, but its value cannot be used.

## Why
An empty secret, a number with quotes, a list that is not JSON, a key of the wrong length, a URL without a
scheme. In Actions an undefined secret is an empty string.

## Fix
Correct the value in the job's `env`. For keys generate one of the right form (for Fernet: 32 bytes, url-
safe base64).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._saying import saying

if TYPE_CHECKING:
    from regreen.project.demands import Demand
    from regreen.project.imported import Imported
    from regreen.project.job_values import Given
    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

log = saying(
    r"error parsing value for field \"(?P<what>\w+)\" from source \"\w*Env\w*Source\"",
    r"(?P<what>Fernet key must be 32 url-safe base64-encoded bytes)",
    r"(?P<what>Could not parse (?:rfc1738|SQLAlchemy) URL from (?:given URL )?string(?: '')?)",
    r"(?P<what>Expected string or URL object, got None)",
    r"EnvError: Environment variable \"(?P<what>\w+)\" invalid",
    r"(?P<what>Redis URL must specify one of the following schemes)",
    r"validation errors? for \w*(?:[Ss]ettings|[Cc]onfig)\b[\s\S]{0,400}?(?P<what>Input should be a valid \w+|value is not a valid \w+|Extra inputs are not permitted|String should have at least \d+ characters|Value error, [^\n\[]{1,120})",
    r"(?P<what>No support for ['\"]{2}|Port could not be cast to integer value)",
)


def unusable(job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> Matches:
    """One match for each value that a job sets and its code cannot use."""
    seen: set[tuple[str, str, int]] = set()
    for given, demand, sure in _unusable(job_runs, imported, tree):
        key = (demand.variable, given.place.path, given.place.line)
        if key not in seen:
            seen.add(key)
            shown = given.value if len(given.value) <= 40 else f"{given.value[:37]}..."
            yield Match(
                places=(given.place, demand.place),
                data={"what": demand.variable, "form": demand.form.label},
                severity=Severity.ERROR if sure else Severity.WARNING,
                title=f"{demand.variable} is {repr(shown) if shown else 'empty'}, and the code wants {demand.form.label}",
            )


def _unusable(
    job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree
) -> Iterator[tuple[Given, Demand, bool]]:
    from regreen.project.demands import demands
    from regreen.project.job_values import value_of
    from regreen.project.settings import settings_fields

    fields_of: dict[str, dict[str, str]] = {}
    for run in job_runs:
        uses = list(imported.of_run(run))
        paths = dict.fromkeys(use.path for use in uses)
        for path in paths:
            if path not in fields_of:
                source = tree.source(path)
                found = settings_fields(source) if source is not None else ()
                fields_of[path] = {field.name: field.variables[0] for field in found}
        fields = {name: variable for path in paths for name, variable in fields_of[path].items()}
        known = tuple(fields.items())
        for use in uses:
            source = tree.source(use.path)
            for demand in demands(source, known) if source is not None else ():
                given = value_of(run, use.call, demand.variable, any_case=demand.any_case)
                if given is not None and not demand.form.takes(given.value):
                    made = demand.at_import or (demand.settings and _is_made(demand, tree))
                    yield given, demand, bool(made) and imported.surely(use)


def _is_made(demand: Demand, tree: Tree) -> bool:
    """Whether a settings class is called when its own module is imported."""
    from regreen.project.env import is_made

    source = tree.source(demand.place.path)
    return source is not None and is_made(source.text, demand.settings)


def usable(match: Match, job_runs: tuple[JobRun, ...], imported: Imported, tree: Tree) -> Iterable[Edit]:
    """A value like the one that is there, in the form that the code wants."""
    from regreen.patch.yaml import replace_scalar

    for given, demand, _ in _unusable(job_runs, imported, tree):
        source = tree.source(given.place.path)
        value = demand.form.repaired(given.value)
        if given.place != match.places[0] or given.node is None or source is None or not value:
            continue
        try:
            return replace_scalar(source, given.node.span, value)
        except PatchError:
            return []
    return []


RULE = Rule(
    id="variable-malformed",
    category=Category.ENVIRONMENT_VARIABLE,
    title="A setting has a value that cannot be used: {what}",
    log=log,
    find=unusable,
    key=("what",),
    explains=(
        "test-failed",
        "tests-failed-unnamed",
        "test-collection-error",
        "conftest-import-error",
        "no-tests-collected",
        "coverage-below-*",
    ),
    fixers=(
        Fixer("Give {what} a value of the right form", Safety.UNSAFE, usable),
        Fixer("Correct the value under env: of the job", Safety.ADVICE),
    ),
)
