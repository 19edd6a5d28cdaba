"""Small readers from nodes to plain values; a value of the wrong shape reads as absent."""

from __future__ import annotations

from regreen.workflow.definitions import Amount, Flag, Input, Output, Texts, strings
from regreen.workflow.nodes import Entry, Mapping, Node, Scalar, lookup


def text(node: Node | None, *path: str) -> str:
    """The text of a scalar at a path; empty when there is none."""
    found = lookup(node, *path)
    return found.string if isinstance(found, Scalar) else ""


def optional_text(node: Node | None, key: str) -> str | None:
    """The text of a scalar under a key; None when the key is absent or no scalar."""
    found = lookup(node, key)
    return found.string if isinstance(found, Scalar) else None


def texts(node: Node | None, *path: str) -> tuple[str, ...]:
    """One string or a list of them."""
    return tuple(scalar.string for scalar in strings(lookup(node, *path)))


def pairs(node: Node | None, *path: str) -> Texts:
    """The scalar members of a mapping, as texts; later duplicates win."""
    found = lookup(node, *path)
    if not isinstance(found, Mapping):
        return {}
    return {e.key.text: e.value.string for e in found.entries if isinstance(e.value, Scalar)}


def entries(node: Node | None, *path: str) -> tuple[Entry, ...]:
    """The members of a mapping at a path; empty when it is none."""
    found = lookup(node, *path)
    return found.entries if isinstance(found, Mapping) else ()


def flag(node: Node | None, key: str) -> Flag:
    """A boolean, or the text of anything else that is a scalar."""
    found = lookup(node, key)
    if not isinstance(found, Scalar) or found.value is None:
        return None
    return found.value if isinstance(found.value, bool) else found.string


def amount(node: Node | None, key: str) -> Amount:
    """A number, or the text of anything else that is a scalar."""
    found = lookup(node, key)
    if not isinstance(found, Scalar) or found.value is None:
        return None
    number = isinstance(found.value, (int, float)) and not isinstance(found.value, bool)
    return float(found.value) if number else found.string


def inputs(node: Node | None, *path: str) -> tuple[Input, ...]:
    """The inputs that a workflow or action declares."""
    return tuple(
        Input(
            value,
            name=entry.key.text,
            type=text(value, "type"),
            required=text(value, "required") == "true",
            default=optional_text(value, "default"),
            options=texts(value, "options"),
            description=text(value, "description"),
        )
        for entry in entries(node, *path)
        for value in [entry.value]
    )


def outputs(node: Node | None, *path: str) -> tuple[Output, ...]:
    """The outputs that a reusable workflow or action declares."""
    return tuple(Output(e.value, e.key.text, text(e.value, "value")) for e in entries(node, *path))
