"""What GitHub refuses in a workflow or action file."""

from __future__ import annotations

from msgspec import Struct

from regreen.model.finding import Severity
from regreen.model.text import Edit, Span


class Problem(Struct, frozen=True):
    """One thing that is wrong in a file, and where.

    `id` is kebab-case and stable; `replacement` is set only where there is one certain correction;
    `related` are the other places it takes to see it (the first definition, the rest of a cycle).
    """

    id: str
    message: str
    span: Span
    severity: Severity = Severity.ERROR
    replacement: Edit | None = None
    related: tuple[Span, ...] = ()
