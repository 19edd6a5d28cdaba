"""What `fix` did, and what it left to a person."""

from __future__ import annotations

from dataclasses import dataclass

from regreen.model.finding import Finding, Fix, Severity


@dataclass(frozen=True, slots=True)
class Offer:
    """One fix of one finding, chosen to be applied."""

    finding: Finding
    fix: Fix


@dataclass(frozen=True, slots=True)
class Held:
    """A finding that stays. `fix` is the one that was held back (None: there is none that edits anything),
    `release` the option that would let it through (empty: none does).
    """

    finding: Finding
    reason: str
    fix: Fix | None = None
    release: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
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
