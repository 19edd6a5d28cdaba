"""safety (1 to 3): `-> Vulnerability found in NAME version V`, the table of version 1, and the closing statements.

Formats as `safety/formatters/text.py`, `screen.py` and `safety/scan/render.py` of pyupio/safety write them.
"""

from __future__ import annotations

from regreen.logs.pattern import Pattern
from regreen.logs.tools._located import Closing, Message, checker
from regreen.model.finding import Category

_KIND = Category.SECURITY_SCAN

TOOL = checker(
    "safety",
    (
        "-> Vuln ID ",
        "vulnerability found",
        "Vulnerability found in",
        "Vulnerability ID",
        "vulnerabilities reported",
        "vulnerabilities were ",
        "vulnerability was ",
        "vulnerabilities found",
    ),
    Message(Pattern(r"^(?:-> )?(?P<text>Vulnerability found in (?P<path>\S+) version \S+)"), _KIND),
    Message(Pattern(r"^-> (?P<text>Vuln ID (?P<code>\d+):?.*)$"), _KIND),
    Message(Pattern(r"^(?P<text>(?P<path>[\w.-]+)==\S+ +\[\d+ vulnerabilit(?:y|ies) found.*\])$"), _KIND),
    Closing(
        Pattern(
            r"^(?:Scan was completed\. )?(?P<count>\d+) vulnerabilit(?:y was|ies were) (?:found|reported)"
        ),
        _KIND,
    ),
    Closing(
        Pattern(r"^(?:Tested \d+ dependencies .*)?(?P<count>\d+) vulnerabilities found, \d+ ignored"), _KIND
    ),
    Closing(Pattern(r"^(?:\|\s*)?No known security vulnerabilities (?:reported|found)"), _KIND, ok=True),
)
