"""Formats by name."""

from __future__ import annotations

from regreen.model.diagnosis import Diagnosis


def render(
    name: str,
    diagnosis: Diagnosis,
    *,
    verbose: bool = False,
    colour: bool = False,
    width: int = 80,
    ascii_only: bool = False,
) -> str:
    """The diagnosis in the named format. What a format needs is imported when it is asked for.

    `width` (columns), `colour`, `verbose` and `ascii_only` are for the terminal. Raises `KeyError` for a name that
    there is not.
    """
    if name == "terminal":
        from regreen.report import terminal

        return terminal.render(diagnosis, width=width, verbose=verbose, colour=colour, ascii_only=ascii_only)
    raise KeyError(name)
