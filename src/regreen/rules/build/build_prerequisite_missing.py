"""A build needs a header, a library or a program that the machine does not have.

## Why
A source distribution (or the project's own extension) is compiled in a job whose image lacks what it is compiled
against: `Python.h`, `pg_config`, OpenSSL's headers, a C or Rust compiler. Slim images have none of them. Often the
build only happens because there is no wheel for this Python version.

## Fix
Prefer a release with a wheel. Else install the development package before: `python3-dev`, `libpq-dev`,
`default-libmysqlclient-dev`, `libxml2-dev libxslt1-dev`, `libffi-dev`, `libssl-dev`, `libjpeg-dev zlib1g-dev`,
`build-essential`, `pkg-config`.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.rule import (
    Category,
    Complaint,
    Fixer,
    Line,
    Match,
    Matches,
    Pattern,
    Refusal,
    Rule,
    Safety,
    Signals,
)
from regreen.rules._refused import NOT_INSTALLED

_KINDS = ("build-tool-missing", "build-library-missing")
_HEADER = Pattern(
    r"^(?P<a>[\w./+-]+): No such file or directory|^'(?P<b>[^']+)' file not found|Cannot open include file: '(?P<c>[^']+)'"
)


def missing(signals: Signals) -> Matches:
    """One match for each thing that a step misses."""
    own = {signals.place(r.line).key for r in signals.of(Refusal) if r.detail.get("own")}
    installs = {signals.place(r.line).key for r in signals.of(Refusal) if r.kind == "source-build-failed"}
    groups: dict[tuple[object, str], list[tuple[Line, tuple[Line, ...]]]] = {}
    for name, line, lines in _named(signals):
        groups.setdefault((signals.place(line).key, name), []).append((line, lines))
    for (place, name), members in groups.items():
        shown = dict.fromkeys((*members[0][1], *(line for line, _ in members[1:])))
        foreign = place in installs and place not in own
        yield Match(
            lines=tuple(shown)[:5],
            claims=tuple(line for _, lines in members for line in lines),
            count=len(members),
            data={"subject": name},
            category=Category.DEPENDENCY_RESOLUTION if foreign else Category.BUILD_COMPILE,
        )


def _named(signals: Signals) -> Iterator[tuple[str, Line, tuple[Line, ...]]]:
    for signal in signals.all:
        if isinstance(signal, Refusal) and signal.kind in _KINDS:
            yield signal.subject or signal.detail.get("other", signal.text), signal.line, signal.lines
        elif isinstance(signal, Complaint) and signal.category is Category.BUILD_COMPILE:
            header = _HEADER.search(signal.text)
            if header is not None:
                yield header[header.lastgroup or 0], signal.line, signal.lines


RULE = Rule(
    id="build-prerequisite-missing",
    category=Category.BUILD_COMPILE,
    title="A build needs {subject}, which the machine does not have",
    log=missing,
    key=("subject",),
    explains=(*NOT_INSTALLED, "compiler-error", "link-failed"),
    fixers=(
        Fixer(
            "Install what provides {subject} before the build, or a release that has a wheel", Safety.ADVICE
        ),
    ),
)
