"""Scanners of dependencies and images in their last words: trivy, grype, osv-scanner, snyk, dependency-review, cargo audit.

Formats: trivy's table writer (`Total: 5 (UNKNOWN: 0, ...)`), grype's `--fail-on` error, osv-scanner's table,
snyk's `Tested N dependencies for known issues, found M issues`, GitHub's dependency-review-action.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, checker
from regreen.model.finding import Category

_KIND = Category.SECURITY_SCAN

TOOL = checker(
    "vulnerability scanner",
    (
        "Total: ",
        "for known issues, found",
        "at or above the severity",
        "Dependency review detected",
        "Failed checks: ",
        "vulnerabilities found!",
        "vulnerability found!",
    ),
    Closing(Pattern(r"^Total: (?P<count>\d+) \((?:UNKNOWN|LOW|MEDIUM|HIGH|CRITICAL): \d+"), _KIND),
    Closing(Pattern(r"^Tested \d+ dependencies for known issues, found (?P<count>\d+) issues?"), _KIND),
    Closing(Pattern(r"^.{0,80}discovered vulnerabilities at or above the severity threshold"), _KIND),
    Closing(Pattern(r"^Dependency review detected vulnerable packages"), _KIND),
    Closing(Pattern(r"^Passed checks: \d+, Failed checks: (?P<count>\d+), Skipped checks: "), _KIND),
    Closing(Pattern(r"^(?:error: )?(?P<count>\d+) vulnerabilit(?:y|ies) found!"), _KIND),
)
