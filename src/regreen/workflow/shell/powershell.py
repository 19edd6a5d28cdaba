"""Lines of a script that PowerShell cannot run, because they are written for bash.

Sources: Microsoft's about_Comparison_Operators, about_Environment_Variables, about_Parsing and Remove-Item; GitHub's
runner calls PowerShell with `$ErrorActionPreference = 'stop'`, so that an unknown command ends the step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_LOST = "PowerShell knows $env:GITHUB_…, and throws away what goes to the plain name"
EQUALS = "PowerShell compares with -eq, not =="
_ASSIGNED = "PowerShell does not assign like this; it is `$name = …`"
_LINES = (
    (
        re.compile(r"""\s*(?:\}\s*else)?if\s*\((?:'[^']*'|"[^"]*"|[^'"#])*?\s==\s"""),
        EQUALS,
    ),
    (re.compile(r"\s*(?:el)?if\s+\[{1,2}\s"), "PowerShell has no `if [ … ]`"),
    (re.compile(r"\s*(?:fi|done|esac|then)\s*;?\s*$"), "this is how bash ends a block, not PowerShell"),
    (re.compile(r"\s*export\s+[A-Za-z_]\w*="), "PowerShell has no `export`; it is `$env:NAME = …`"),
    (re.compile(r"\s*source\s+\S"), "PowerShell has no `source`"),
    (re.compile(r"\s*rm\s+-(?:rf|fr)\b"), "PowerShell's `rm` has no option -rf"),
    (re.compile(r"\s*[A-Za-z_]\w*=[\"'$\w/.]"), _ASSIGNED),
    (
        re.compile(r".{0,2000}>>?\s*\"?\$\{?GITHUB_(?:OUTPUT|ENV|PATH|STEP_SUMMARY|STATE)\b"),
        _LOST,
    ),
)
_CONTINUED = re.compile(r".*\S\s\\\s*$")
_OPTION = re.compile(r"\s*-{1,2}\w")
_HERE = re.compile(r"@(['\"])\s*$")


class Foreign(Struct, frozen=True):
    """A line, counted from 0, and why it fails; `lost`: it does not even fail, but does nothing."""

    line: int
    reason: str
    lost: bool = False


def foreign_lines(script: str) -> Iterator[Foreign]:
    """The lines that surely mean nothing to PowerShell; what stands in here-strings is text."""
    closing = ""
    lines = script.split("\n")
    for number, line in enumerate(lines):
        if closing:
            closing = "" if line.startswith(closing) or line.strip().startswith(closing) else closing
            continue
        if line.lstrip().startswith("#"):
            continue
        if _CONTINUED.match(line) and number + 1 < len(lines) and _OPTION.match(lines[number + 1]):
            yield Foreign(number, "PowerShell continues a line with `, not with \\")
        reason = next((why for pattern, why in _LINES if pattern.match(line)), "")
        if reason and not ("@{" in script and reason == _ASSIGNED):  # keys of a table look the same
            yield Foreign(number, reason, reason == _LOST)
        if found := _HERE.search(line):
            closing = f"{found[1]}@"
