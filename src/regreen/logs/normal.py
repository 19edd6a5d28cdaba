"""What stays of a message when everything that differs from run to run is taken out.

Masked: time stamps, durations, addresses, hashes, UUIDs, temporary and home folders, ports above 1023, process
numbers, counts of bytes. Kept: names, versions of packages, status codes, small numbers, since another status
or another package is another cause.
"""

from __future__ import annotations

import re

_MASKS = (
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"), "<time>"),
    (re.compile(r"\b\d\d:\d\d:\d\d(?:[.,]\d+)?\b"), "<time>"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.I), "<uuid>"),
    (re.compile(r"\b0x[0-9a-fA-F]{4,}\b"), "<address>"),
    (re.compile(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{10,64}\b"), "<hash>"),
    (re.compile(r"(?:/tmp|/var/folders|/private/var)(?:/[\w.@+-]+)+"), "<tmp>"),
    (
        re.compile(
            r"(?:[A-Za-z]:)?[\\/](?:home|Users|root|opt|a|__w|builds|github)[\\/][^\s:'\"]*?[\\/](?=[\w.-]+(?:[\s:'\",)]|$))"
        ),
        "",
    ),
    (re.compile(r"\b\d+(?:\.\d+)? ?(?:ms|us|µs|ns|s|sec|seconds?|minutes?|min)\b"), "<duration>"),
    (re.compile(r"\b(?:pid|PID|process|thread|Thread|port)[ =:#-]*\d+"), "<id>"),
    (re.compile(r"(?<=:)\d{4,5}\b(?!\.\d)"), "<port>"),
    (re.compile(r"\b\d{7,}\b"), "<number>"),
    (re.compile(r" at <address>"), ""),
    (re.compile(r"\s+"), " "),
)


def normal(text: str) -> str:
    """The message without what differs from run to run."""
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text.strip()
