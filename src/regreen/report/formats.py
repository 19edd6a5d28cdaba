"""Formats by name."""

from __future__ import annotations

from collections.abc import Mapping

from regreen.model.diagnosis import Diagnosis


def render(
    name: str,
    diagnosis: Diagnosis,
    *,
    verbose: bool = False,
    colour: bool = False,
    width: int = 80,
    ascii_only: bool = False,
    pages: Mapping[str, str] | None = None,
) -> str:
    """The diagnosis in the named format. What a format needs is imported when it is asked for.

    `width` (columns), `colour`, `verbose` and `ascii_only` are for the terminal; `pages` (id of a rule -> its page)
    are for SARIF. Raises `KeyError` for a name that there is not.
    """
    if name == "terminal":
        from regreen.report import terminal

        return terminal.render(diagnosis, width=width, verbose=verbose, colour=colour, ascii_only=ascii_only)
    if name == "markdown":
        from regreen.report import markdown

        return markdown.render(diagnosis)
    if name == "html":
        from regreen.report import html

        return html.render(diagnosis)
    if name == "sarif":
        from regreen.report import sarif

        return sarif.render(diagnosis, pages=pages)
    if name == "github":
        from regreen.report import github

        return github.commands(diagnosis)
    raise KeyError(name)
