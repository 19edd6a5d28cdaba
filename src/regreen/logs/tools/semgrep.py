"""semgrep: `Findings: 3 (3 blocking)` of the scan summary, `Ran 100 rules on 50 files: 3 findings.`, rule ids.

Formats as `semgrep/output.py` and `formatter/text.py` write them; only blocking findings fail `semgrep ci`.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, checker
from regreen.model.finding import Category

_KIND = Category.SECURITY_SCAN

TOOL = checker(
    "semgrep",
    ("Findings: ", " findings.", " finding.", "❯❱ "),
    Closing(Pattern(r"^(?:• )?Findings: \d+ \((?P<count>\d+) blocking\)"), _KIND),
    Closing(Pattern(r"^Ran \d+ rules? on \d+ files?: (?P<count>\d+) findings?\.$"), _KIND),
    Message(Pattern(r"^❯{2,3}❱ (?P<text>(?P<code>\S+))$"), _KIND),
)
