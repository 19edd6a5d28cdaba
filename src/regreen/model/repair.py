"""What `fix` did, and what it left to a person."""

from __future__ import annotations

from msgspec import Struct

from regreen.model.finding import Finding, Fix, Severity


class Offer(Struct, frozen=True):
    """One fix of one finding, chosen to be applied."""

    finding: Finding
    fix: Fix


class Held(Struct, frozen=True):
    """A finding that stays. `fix` is the one that was held back (None: there is none that edits anything),
    `release` the option that would let it through (empty: none does).
    """

    finding: Finding
    reason: str
    fix: Fix | None = None
    release: str = ""


class Repair(Struct, frozen=True):
    """The outcome of `fix`.

    `diff` is the patch of all that is applied, `files` the paths that were written (none when the patch was only
    asked for), `commits` their subjects on `branch`, `revision` what was looked at.
    """

    applied: tuple[Offer, ...] = ()
    held: tuple[Held, ...] = ()
    diff: str = ""
    files: tuple[str, ...] = ()
    revision: str = ""
    branch: str = ""
    commits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is left: no fix was held back, and nothing that will fail stays."""
        return not any(held.fix or held.finding.severity is Severity.ERROR for held in self.held)
