"""The workflow uses a version of an action that GitHub has shut down.

## Why
Old versions of the artifact and cache actions talk to services that no longer exist; GitHub fails such jobs
before their first step. One old version is enough, in any workflow and in any composite action.

## Fix
Raise the version in every workflow that uses it. Upload and download must be of the same generation. Since version
4 an artifact cannot be added to, so names must be unique within a run (also between the legs of a matrix), and hidden
files are left out unless `include-hidden-files: true` asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Said, Severity
from regreen.rules._artifacts import colliding, told_apart, uploads
from regreen.rules._uses import Use, gone, uses

if TYPE_CHECKING:
    from regreen.workflow.schema.action_versions import Withdrawn
    from regreen.workflow.scripts import PlacedStep


def outdated(steps: tuple[PlacedStep, ...], today: date) -> Matches:
    """One match for each action and version, with every place that uses it."""
    from regreen.workflow.schema.action_versions import withdrawn

    groups: dict[str, list[tuple[Use, Withdrawn]]] = {}
    for use in uses(steps):
        found = withdrawn(use.action, use.version)
        if found is not None:
            groups.setdefault(_named(use), []).append((use, found))
    for named, members in groups.items():
        entry, shown = members[0][1], members[0][0].shown
        severity = gone(entry.gone, entry.announced, today)
        if severity is not None:
            yield Match(
                places=tuple(use.place for use, _ in members),
                data={"action": named, "successor": members[0][0].there(entry.successor, today)},
                count=len(members),
                severity=severity if entry.fails else Severity.WARNING,
                title=_title(shown, entry, today),
            )


def _title(shown: str, entry: Withdrawn, today: date) -> str:
    if not entry.fails:
        return f"{shown} is no longer maintained since {entry.gone}"
    return f"GitHub refuses {shown}: the version {'was' if entry.gone <= today else 'is'} shut down on {entry.gone}"


def _named(use: Use) -> str:
    """As GitHub names it when it refuses it."""
    return f"{use.action}: {use.ref}"


def raised(match: Match, steps: tuple[PlacedStep, ...], today: date) -> Iterable[Edit]:
    """The successor in every place of a version that fails, and names that do not collide with it."""
    for use, entry in _meant(match, steps):
        if entry.fails:
            yield from use.raised(use.there(entry.successor, today))
    for upload in uploads(steps):
        if _named(upload.use) == match.data["action"] and colliding(upload):
            yield from told_apart(upload, steps)


def renewed(match: Match, steps: tuple[PlacedStep, ...], today: date) -> Iterable[Edit]:
    """The successor in every place of a version that still runs."""
    for use, entry in _meant(match, steps):
        if not entry.fails:
            yield from use.raised(use.there(entry.successor, today))


def _meant(match: Match, steps: tuple[PlacedStep, ...]) -> Iterator[tuple[Use, Withdrawn]]:
    from regreen.workflow.schema.action_versions import withdrawn

    for use in uses(steps):
        entry = withdrawn(use.action, use.version)
        if entry is not None and _named(use) == match.data["action"]:
            yield use, entry


RULE = Rule(
    id="action-version-shut-down",
    category=Category.DEPRECATED_ACTION,
    title="GitHub refuses {action}: the version was shut down",
    log=(
        Said(
            r"automatically failed because it uses a deprecated version of `(?P<action>[^`]+)`",
            ("uses a deprecated version of",),
        ),
        Said(
            r"(?P<action>actions/[\w-]+@\S+) (?:is|was|has been) (?:deprecated and )?(?:shut ?down|disabled|removed|no longer \w+)",
            "actions/",
        ),
    ),
    find=outdated,
    key=("action",),
    fixers=(
        Fixer("Raise the version to {successor} in every workflow that uses it", Safety.SAFE, raised),
        Fixer("Raise the version to {successor} in every workflow that uses it", Safety.UNSAFE, renewed),
        Fixer(
            "Raise the version in every workflow that uses it",
            Safety.ADVICE,
            commands=('grep -rnE "(upload|download)-artifact@v[123]|cache@v[12]" .github/workflows',),
        ),
    ),
)
