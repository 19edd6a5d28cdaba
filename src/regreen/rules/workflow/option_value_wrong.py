"""A tool is given a value for an option that it does not take.

## Why
The tool ends with a usage error before it does anything. Often a value is put together from the matrix
(`py${{ matrix.python-version }}` is `py3.12`, and black and ruff want `py312`), a duration lacks its unit, or a release
renamed the choices.

## Fix
Write one of the values that the tool takes: `--help` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named

if TYPE_CHECKING:
    from datetime import date

    from regreen.project.jobs.model import JobRun
    from regreen.project.tree import Tree

_FEW = 14


def refused(job_runs: tuple[JobRun, ...], today: date) -> Matches:
    """One match for each option of a call; of the values that a matrix gives it, the first."""
    from regreen.project.jobs.option_values import refused_values
    from regreen.workflow.near import nearest

    seen: set[tuple[object, str]] = set()
    for item in refused_values(job_runs, today):
        if (item.call.place, item.name) in seen:
            continue
        seen.add((item.call.place, item.name))
        choices = item.option.choices
        meant = item.meant or nearest(item.written, choices) or ""
        hint = f"; did you mean {meant}?" if meant else ""
        if not meant and 0 < len(choices) <= _FEW:
            hint = f"; it takes {', '.join(choices)}"
        what = f"`{item.name} {item.written}`"
        yield Match(
            places=(item.call.place,),
            data={"program": item.option.program, "option": item.name, "value": item.written, "meant": meant},
            severity=Severity.ERROR if item.call.certain else Severity.WARNING,
            title=f"{item.option.program} in {named(item.run)} does not take {what}{hint}",
        )


def corrected(match: Match, tree: Tree) -> Iterable[Edit]:
    """The value that is meant, where the line has the other one as it is."""
    from regreen.model.text import Span

    place, meant, value = match.places[0], match.data["meant"], match.data["value"]
    source = tree.source(place.path) if meant else None
    if source is None:
        return
    start = source.offset(place.line)
    line = source.line(place.line)
    for joint in (" ", "="):
        wanted = f"{match.data['option']}{joint}{value}"
        if line.count(wanted) == 1:
            at = start + line.index(wanted) + len(wanted) - len(value)
            yield Edit(Span(source.path, at, at + len(value)), value, meant)


RULE = Rule(
    id="option-value-wrong",
    category=Category.WORKFLOW_CONFIG,
    title="{program} does not take `{option} {value}`",
    find=refused,
    key=("program", "option", "value"),
    explains=("tool-usage-wrong", "pytest-usage-error", "step-error"),
    fixers=(
        Fixer("Write {meant}", Safety.UNSAFE, corrected),
        Fixer("Write a value that {program} takes: see its `--help`", Safety.ADVICE),
    ),
)
