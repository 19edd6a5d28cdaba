"""Small Python checkers that say all in one line, each named by what it prints.

Formats: vulture's `vulture/core.py`, xenon's `xenon/core.py`, refurb's `refurb/error.py`, deptry's text reporter,
import-linter's `reporting.py`, interrogate's `coverage.py`, check-manifest, twine's `commands/check.py`,
doc8 and rstcheck, REUSE, licensecheck.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal
from regreen.logs.tool import Tool
from regreen.logs.tools._located import Closing, Format, Message, first
from regreen.logs.window import Window
from regreen.model.finding import Category

_LINT = Category.LINT
_PY = r"(?P<path>[^\s:][^:\n]*?\.pyi?):(?P<row>\d+)"
_TOOLS: tuple[tuple[str, tuple[Format, ...]], ...] = (
    ("vulture", (Message(Pattern(rf"^{_PY}: (?P<text>(?P<code>unused \w+|unreachable code)\b.* \(\d+% confidence.*\))$"), _LINT),)),
    (
        "xenon",
        (
            Message(Pattern(r'^(?:ERROR:xenon:)?(?P<text>block "(?P<path>[^":]+):(?P<row>\d+) [^"]+" has a rank of (?P<code>[A-F]))$'), _LINT),
            Message(Pattern(r"^ERROR:xenon:(?P<text>(?:module|average) .+)$"), _LINT),
        ),
    ),
    ("refurb", (Message(Pattern(rf"^{_PY}:(?P<column>\d+) \[(?P<code>[A-Z]+\d+)\]: (?P<text>.+)$"), _LINT),)),
    (
        "deptry",
        (
            Message(
                Pattern(r"^(?P<path>[^\s:][^:\n]*)(?::(?P<row>\d+):(?P<column>\d+))?: (?P<code>DEP\d{3}) (?P<text>.+)$"),
                _LINT,
            ),
            Closing(Pattern(r"^Found (?P<count>\d+) dependency issues?\."), _LINT),
            Closing(Pattern(r"^Success! No dependency issues found\."), _LINT, ok=True),
        ),
    ),
    (
        "import-linter",
        (
            Message(Pattern(r"^(?P<code>\S.*?) BROKEN(?: \[\d.*\])?$"), _LINT),
            Closing(Pattern(r"^Contracts: \d+ kept, (?P<count>\d+) broken\.$"), _LINT),
        ),
    ),
    (
        "interrogate",
        (
            Closing(Pattern(r"^(?:-+ )?RESULT: FAILED \((?P<subject>minimum: [\d.]+%), actual: [\d.]+%\)"), Category.COVERAGE_THRESHOLD),
            Closing(Pattern(r"^(?:-+ )?RESULT: PASSED \(minimum"), Category.COVERAGE_THRESHOLD, ok=True),
        ),
    ),
    (
        "check-manifest",
        (
            Closing(Pattern(r"^(?P<subject>lists of files in version control and sdist do not match)!$"), Category.PACKAGING_CONFIG),
            Closing(Pattern(r"^lists of files in version control and sdist match$"), Category.PACKAGING_CONFIG, ok=True),
        ),
    ),
    (
        "twine",
        (
            Closing(Pattern(r"^Checking (?:dist\S*|\S+\.(?:whl|tar\.gz)): FAILED"), Category.PACKAGING_CONFIG),
            Message(Pattern(r"^ERROR +(?P<text>`long_description`(?: has syntax errors in markup)?.*)$"), Category.PACKAGING_CONFIG),
        ),
    ),
    ("doc8", (Message(Pattern(r"^(?P<path>[^\s:][^:\n]*\.(?:rst|txt|md)):(?P<row>\d+): (?P<code>D\d{3}) (?P<text>.+)$"), Category.DOCS),)),
    ("rstcheck", (Message(Pattern(r"^(?P<path>[^\s:][^:\n]*):(?P<row>\d+): \((?P<level>ERROR|SEVERE|WARNING|INFO)/\d\) (?P<text>.+)$"), Category.DOCS),)),
    ("reuse", (Closing(Pattern(r"^(?::-\( )?(?P<subject>Unfortunately, your project is not compliant with version \S+ of the REUSE)"), _LINT),)),
    ("dependency review", (Closing(Pattern(r"^(?P<subject>Dependency review detected incompatible licenses)"), _LINT),)),
)  # fmt: skip


def _read(window: Window) -> Iterable[Signal]:
    for tool, formats in _TOOLS:
        found = first(tool, window.line, formats)
        if found is not None:
            return (found,)
    return ()


TOOL = Tool(
    name="python_quality",
    anchors=(
        "% confidence",
        "has a rank of",
        "ERROR:xenon",
        ": [FURB",
        " [FURB",
        ": DEP0",
        "dependency issue",
        " BROKEN",
        "Contracts: ",
        "RESULT: ",
        "lists of files in version control",
        ": FAILED",
        "`long_description`",
        ".rst:",
        "/2) ",
        "/3) ",
        "/4) ",
        "not compliant with version",
        "incompatible licenses",
    ),
    read=_read,
)
