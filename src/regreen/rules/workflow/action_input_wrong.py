"""A step gives an action an input that it does not have, or not one that it needs.

## Why
GitHub passes unknown inputs on with a mere warning, and the action ignores them: what they were to do does not
happen. Inputs come and go with major versions. A required one that is missing fails the step.

## Fix
Use the name that this version has; the message says since when, or until when, an input exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from regreen.model.errors import PatchError
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._uses import Use, uses

if TYPE_CHECKING:
    from regreen.workflow.nodes import Scalar
    from regreen.workflow.schema.action_inputs import KnownInput
    from regreen.workflow.scripts import PlacedStep


def misfits(steps: tuple[PlacedStep, ...]) -> Matches:
    """One match for each input."""
    from regreen.project.place import at
    from regreen.workflow.nodes import Mapping
    from regreen.workflow.schema.action_inputs import REQUIRED

    for use, key, known in _unknown(steps):
        others = [one.name for one in _present(known, use)]
        data = {"action": use.shown, "input": key.text, "path": use.source.path}
        hint = _hint(key.text, known, others)
        title = f"{use.shown} has no input '{key.text}'{hint}"
        yield Match(places=(at(use.source, key.span.start), use.place), data=data, title=title)
    for use in uses(steps, *REQUIRED):
        given = {name.lower() for name in use.placed.step.with_}
        node = use.placed.step.at("with")
        keys = {entry.key.text.lower() for entry in node.entries} if isinstance(node, Mapping) else set()
        for name in REQUIRED[use.action.lower()]:
            if name not in given | keys:
                data = {"action": use.shown, "input": name, "path": use.source.path}
                title = f"{use.shown} fails without the input '{name}'"
                yield Match(places=(use.place,), data=data, title=title, severity=Severity.ERROR)


def _unknown(steps: tuple[PlacedStep, ...]) -> Iterator[tuple[Use, Scalar, tuple[KnownInput, ...]]]:
    from regreen.workflow.nodes import Mapping
    from regreen.workflow.schema.action_inputs import inputs_of

    for use in uses(steps):
        known = inputs_of(use.action, use.version[0] if use.version else 0)
        node = use.placed.step.at("with")
        names = {one.name.lower() for one in _present(known, use)}
        for entry in node.entries if isinstance(node, Mapping) and known else ():
            key = entry.key
            if (
                key.text.lower() not in names
                and "${{" not in key.text
                and key.text not in ("<<", "args", "entrypoint")
            ):
                yield use, key, known


def _present(known: tuple[KnownInput, ...], use: Use) -> list[KnownInput]:
    major = use.version[0] if use.version else 0
    return [one for one in known if not major or one.first <= major <= one.last]


def _hint(name: str, known: tuple[KnownInput, ...], others: list[str]) -> str:
    from regreen.workflow.near import nearest

    other = next((one for one in known if one.name.lower() == name.lower()), None)
    if other is not None:
        return f": it has it since v{other.first}" if other.first > 1 else f": it had it until v{other.last}"
    near = nearest(name, others)
    return f"; did you mean '{near}'?" if near else ""


def renamed(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The input that differs by a slip."""
    from regreen.project.place import at
    from regreen.workflow.near import certain, nearest

    for use, key, known in _unknown(steps):
        if at(use.source, key.span.start) == match.places[0] and not key.quoted:
            near = nearest(key.text, [one.name for one in _present(known, use)])
            if near and certain(key.text, near) and near not in use.placed.step.with_:
                yield Edit(key.span, key.text, near)


def removed(match: Match, steps: tuple[PlacedStep, ...]) -> Iterable[Edit]:
    """The step without what has no effect."""
    from regreen.patch.yaml import delete
    from regreen.project.place import at

    for use, key, _ in _unknown(steps):
        if at(use.source, key.span.start) == match.places[0]:
            try:
                return delete(use.source, (*use.placed.path, "with", key.text))
            except PatchError:
                return []
    return []


RULE = Rule(
    id="action-input-wrong",
    category=Category.WORKFLOW_CONFIG,
    title="{action} has no input '{input}'",
    find=misfits,
    key=("path", "action", "input"),
    severity=Severity.WARNING,
    fixers=(
        Fixer("Write the name of the input", Safety.SAFE, renamed),
        Fixer("Leave out what has no effect", Safety.UNSAFE, removed),
    ),
)
