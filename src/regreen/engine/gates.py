"""The gates that one changed file must pass before it is written: it can be read again, and only what the edits
name differs. The third gate, that the rule is silent and no new finding appears, is `regreen.app.trial`.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.engine.meaning import elsewhere
from regreen.engine.readable import unreadable
from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.untouched import shifts, strayed


def refused(before: Source | None, after: Source, edits: Iterable[Edit]) -> str:
    """Why a changed file must not be written; empty when it may. `before` is None for a new file.

    A file that could not be read before only has to be readable afterwards.
    """
    edits = list(edits)
    old = before if before is not None else Source(after.path, "")
    if reason := unreadable(after, old):
        return f"{after.path} could not be read afterwards: {reason}"
    if reason := strayed(old, after, edits):
        return f"{after.path}: {reason}"
    try:
        strays = not unreadable(old, old) and before is not None and elsewhere(old, after, shifts(edits))
    except PatchError as error:
        return str(error)
    return f"{after.path}: the edits would change the meaning of something else" if strays else ""
