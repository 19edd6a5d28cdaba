"""A test asserts the default of a setting, and the job sets the variable that overrides it.

## Why
The workflow gives the tests an environment (`ENVIRONMENT: test`, `DEBUG: "true"`), as they need it. A test of the settings
class asserts what the fields are without one: it passes on a laptop, where the variables are unset, and fails in CI.

## Fix
Take the variable away in the test (`monkeypatch.delenv("NAME", raising=False)`), or do not set it in the job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, FileEvidence, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique

if TYPE_CHECKING:
    from regreen.project.asserted_defaults import Overridden
    from regreen.project.imported import Imported
    from regreen.project.jobs.lacking import Lacking
    from regreen.project.jobs.model import JobRun
    from regreen.project.settings import Field
    from regreen.project.tree import Tree


def contradicted(imported: Imported, lacking: Lacking, tree: Tree) -> Matches:
    """One match for each variable, with the assertions that it contradicts."""
    found: dict[str, list[tuple[JobRun, Overridden, bool]]] = {}
    fields = list(_fields(imported, tree))
    seen: set[FileEvidence] = set()
    for run, call in imported.test_calls() if fields else ():
        collected = lacking.collected(call)
        if collected is None or not call.variables:
            continue
        beside = "".join(tree.text(path) or "" for path in collected.conftests)
        for item in _contradicted(collected.files, fields, call.variables, beside, tree):
            if item.place not in seen:
                seen.add(item.place)
                found.setdefault(item.variable, []).append((run, item, call.certain))
    for variable, members in found.items():
        run, first, certain = members[0]
        yield Match(
            places=unique((*(item.place for _, item, _ in members), *_set_at(variable, run))),
            data={
                "variable": variable,
                "value": first.value,
                "field": first.field,
                "asserted": first.asserted,
            },
            count=len(members),
            severity=Severity.ERROR if certain else Severity.WARNING,
            title=f"A test asserts {first.field} == {first.asserted}; {named(run)} sets {variable} to {first.value}",
        )


def _contradicted(
    files: tuple[str, ...], fields: list[Field], variables: Mapping[str, str], beside: str, tree: Tree
) -> Iterator[Overridden]:
    from regreen.project.asserted_defaults import overridden

    names = {field.settings for field in fields}
    for path in files:
        source = tree.source(path)
        if source is not None and any(f"{name}(" in source.text for name in names):
            yield from overridden(source, fields, variables, beside)


def _fields(imported: Imported, tree: Tree) -> Iterator[Field]:
    """The fields of the settings classes that jobs import."""
    from regreen.project.settings import settings_fields

    for path in imported.uses:
        source = tree.source(path)
        if source is not None and "BaseSettings" in source.text:
            yield from settings_fields(source)


def _set_at(variable: str, run: JobRun) -> Iterator[FileEvidence]:
    """The line of the workflow that sets a variable."""
    from regreen.project.place import on_line

    source = run.workflow.source
    for row, line in enumerate(source.text.split("\n"), 1):
        if line.lstrip().startswith((f"{variable}:", f'"{variable}":')):
            yield on_line(source, row)
            return


def unset(match: Match, tree: Tree) -> Iterator[Edit]:
    """The variable taken away in the tests that assert the default."""
    from regreen.project.test_heads import without_variable

    for place in match.places:
        source = tree.source(place.path)
        if source is not None and place.path.endswith(".py"):
            yield from without_variable(source, place.line, match.data["variable"])


RULE = Rule(
    id="asserted-default-overridden",
    category=Category.TEST_ASSERTION,
    title="A test asserts {field} == {asserted}; the job sets {variable} to {value}",
    find=contradicted,
    key=("variable",),
    explains=("test-failed",),
    fixers=(
        Fixer("Take {variable} away in these tests", Safety.UNSAFE, unset),
        Fixer('monkeypatch.delenv("{variable}", raising=False)', Safety.ADVICE),
    ),
)
