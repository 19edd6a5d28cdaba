"""What `check` says of a repository at a commit."""

from __future__ import annotations

from msgspec import Struct

from regreen.model.finding import Finding, Severity


class Checkup(Struct, frozen=True):
    """Findings in the order in which they are shown. `revision` says what was looked at."""

    findings: tuple[Finding, ...] = ()
    revision: str = ""
    notes: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What will fail."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What may fail."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)
