"""What a JUnit report looks like from its first bytes."""

from __future__ import annotations

import re

from regreen.sources.logfile import Data

HEAD = 1 << 12  # bytes in which the root element must begin
_ROOT = re.compile(rb"<testsuites?[\s>/]")


def is_junit(data: Data) -> bool:
    """Whether the bytes begin like a report, whatever the file is called."""
    head = bytes(data[:HEAD]).replace(b"\0", b"")
    return (
        b"<testsuite" in head
        and head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] == b"<"
        and bool(_ROOT.search(head))
    )
