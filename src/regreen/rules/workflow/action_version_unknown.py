"""A step asks for a version of an action that does not exist, or pins a commit that is not the one it names.

## Why
Tags are guessed (`@v4.2` where there is only `v4` and `v4.2.2`), used before they are released, or a commit's hash is
shortened, mistyped or made up: GitHub takes full hashes only, and fails the job before its first step when it cannot
resolve one.

## Fix
Use a tag that the action's page lists, or the full hash of one, with the version in a comment behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._uses import Use, gone, uses

if TYPE_CHECKING:
    from regreen.workflow.schema.action_tags import Tags
    from regreen.workflow.scripts import PlacedStep

_HEX = re.compile(r"[0-9a-f]{7,64}")
_FULL = 40  # digits of a commit's hash
_DAY = timedelta(days=1)  # commits carry the day of their own time zone


class Doubt(Struct, frozen=True):
    """A use whose version cannot be had; `better` is the ref to write instead, where that is known."""

    use: Use
    title: str
    severity: Severity = Severity.ERROR
    better: str = ""


def unknown(steps: tuple[PlacedStep, ...], today: date) -> Matches:
    """One match for each action and ref, with every place that uses it."""
    groups: dict[tuple[str, str], list[Doubt]] = {}
    for doubt in _doubts(steps, today):
        groups.setdefault((doubt.title, doubt.use.source.path), []).append(doubt)
    for (title, path), members in groups.items():
        use = members[0].use
        yield Match(
            places=tuple(dict.fromkeys(item.use.place for item in members)),
            data={"path": path, "action": use.action, "ref": use.ref},
            severity=members[0].severity,
            title=title,
            count=len(members),
        )


def _doubts(steps: tuple[PlacedStep, ...], today: date) -> Iterator[Doubt]:
    from regreen.workflow.schema.action_tags import numbers, tags_of

    for use in uses(steps):
        if "${{" in use.ref:
            continue
        tags = tags_of("/".join(use.action.split("/")[:2]))
        yield from _withdrawn(use, today)
        if numbers(use.ref) and tags is not None:
            yield from _of_version(use, numbers(use.ref), tags, today)
        elif _HEX.fullmatch(use.ref) and not use.ref.isdigit():
            yield from _of_hash(use, tags)
        yield from _of_name(use)


def _withdrawn(use: Use, today: date) -> Iterator[Doubt]:
    """A tag that its owner took away, or an action that uses such a tag inside."""
    from regreen.workflow.schema.withdrawn_tags import withdrawn_tag

    found = withdrawn_tag(use.action, use.ref, use.version)
    severity = gone(found[0].gone, None, today) if found is not None else None
    if found is None or severity is None:
        return
    entry, instead = found
    title = f"The tag {use.ref} of {use.action} is gone since {entry.gone}"
    if entry.inner:
        title = f"{use.shown} uses a tag of {entry.inner} that is gone since {entry.gone}"
        severity = Severity.WARNING  # its owner may have brought that one back
    pinned = len(use.ref) == _FULL
    yield Doubt(use, f"{title}; write {instead}", severity, "" if pinned else instead)


def _of_version(use: Use, version: tuple[int, ...], tags: Tags, today: date) -> Iterator[Doubt]:
    """A tag that is not in the list, or not yet."""
    if tags.complete is None:
        return
    if use.ref in tags.tags or (len(version) == 1 and tags.has(version)):
        first = tags.first(version)
        if first is not None and first > today + _DAY:
            yield Doubt(use, f"{use.action} has no {use.ref} before {first}")
        return
    if today > tags.complete - _DAY and version > tags.newest[: len(version)]:
        return
    same = next((name for name in tags.tags if name.removeprefix("v") == use.ref.removeprefix("v")), "")
    hint = f"; it is {same}" if same else ""
    yield Doubt(use, f"{use.action} has no version {use.ref}{hint}", better=same)


def _of_hash(use: Use, tags: Tags | None) -> Iterator[Doubt]:
    if len(use.ref) != _FULL:
        why = "shortened" if len(use.ref) < _FULL else "too long"
        full = tags.commit_of(use.version) if tags is not None and len(use.version) == 3 else ""
        yield Doubt(
            use, f"{use.action}@{use.ref}: the commit's hash is {why}, which GitHub refuses", better=full
        )
        return
    named = tags.commit_of(use.version) if tags is not None and len(use.version) == 3 else ""
    if tags is not None and named and named != use.ref and not tags.version_at(use.ref):
        version = "v" + ".".join(map(str, use.version))
        title = f"{use.action}@{use.ref[:8]} is not the commit of {version}, which is {named[:8]}"
        yield Doubt(use, title, Severity.WARNING, named)


def _of_name(use: Use) -> Iterator[Doubt]:
    """A name that its owner does not have, or that differs by a slip from that of an action in wide use."""
    from regreen.workflow.schema.action_owners import alike, is_made_up

    name = "/".join(use.action.lower().split("/")[:2])
    near = _slips(name)
    if name in near:
        return
    if is_made_up(name):
        other = alike(use.action)
        hint = f"; there is {other}" if other else ""
        yield Doubt(use, f"{use.action.partition('/')[0]} has no action {use.action}{hint}", Severity.WARNING)
        return
    if len(near) == 1:
        title = f"There is hardly an action {use.action}; did you mean {near[0]}?"
        yield Doubt(use, title, Severity.WARNING)


@lru_cache(maxsize=1024)
def _slips(name: str) -> tuple[str, ...]:
    """The action itself where it is in wide use; else those that differ from it by one character."""
    from regreen.workflow.near import distance
    from regreen.workflow.schema.action_inputs import known_actions
    from regreen.workflow.schema.action_tags import known_actions as tagged

    known = known_actions() | tagged()
    if name in known:
        return (name,)
    return tuple(other for other in known if abs(len(other) - len(name)) < 2 and distance(name, other) == 1)


def corrected(match: Match, steps: tuple[PlacedStep, ...], today: date) -> Iterable[Edit]:
    """The tag, or the commit, that is meant."""
    here = tuple(placed for placed in steps if placed.source.path == match.data["path"])
    for doubt in _doubts(here, today):
        if doubt.use.place in match.places and doubt.better:
            yield from _replaced(doubt.use, doubt.better)


def _replaced(use: Use, ref: str) -> Iterator[Edit]:
    from regreen.model.text import Span
    from regreen.workflow.nodes import Scalar

    node = use.placed.step.at("uses")
    if isinstance(node, Scalar):
        start = use.source.text.find("@" + use.ref, node.span.start, node.span.end) + 1
        if start:
            yield Edit(Span(use.source.path, start, start + len(use.ref)), use.ref, ref)


RULE = Rule(
    id="action-version-unknown",
    category=Category.WORKFLOW_CONFIG,
    title="{action}@{ref} cannot be found",
    find=unknown,
    key=("path", "action", "ref"),
    explains=("action-not-found",),
    fixers=(
        Fixer("Write the version as it is called", Safety.UNSAFE, corrected),
        Fixer("Look the version up on the page of {action}", Safety.ADVICE),
    ),
)
