"""Formats by name."""

from __future__ import annotations

from regreen.model.diagnosis import Diagnosis


def render(name: str, diagnosis: Diagnosis, *, verbose: bool = False, colour: bool = False) -> str:
    """The diagnosis in the named format."""
    raise NotImplementedError(name)
