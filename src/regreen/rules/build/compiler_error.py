"""A compiler refuses the code.

## Why
gcc, clang, MSVC, rustc, go, javac and the like stop at code that is wrong, or that another version of the compiler or
of a library took. The first error counts: what follows is often its consequence. What the build tool prints at the
end (`command 'gcc' failed`, `could not compile`) only repeats that there was one.

## Fix
Correct the place of the first error. If it lies in a dependency, use a release that has a wheel for this Python and
platform, or one that is newer than the compiler.
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
from regreen.rules._refused import tests_after, went_on

SHOWN = 5
_HEADER = Pattern(
    r"^[\w./+-]+(?:: No such file or directory|' file not found)|file not found$|^Cannot open include file"
)


def errors(signals: Signals) -> Matches:
    """One match for each compiler of each step: its first error, and the others."""
    dependencies = set(_dependencies(signals))
    passed = tests_after(signals)
    groups: dict[tuple[object, str], list[Complaint]] = {}
    for complaint in signals.of(Complaint):
        if complaint.category is not Category.BUILD_COMPILE or _HEADER.search(complaint.text):
            continue
        if not went_on(complaint.line, signals, passed):
            groups.setdefault((signals.place(complaint.line).key, complaint.tool), []).append(complaint)
    for (place, _), members in groups.items():
        yield _match(members, place in dependencies)


def _dependencies(signals: Signals) -> Iterator[object]:
    """Steps in which an installer built somebody else's distribution."""
    for refusal in signals.of(Refusal):
        if refusal.kind == "source-build-failed" and not refusal.detail.get("own"):
            yield signals.place(refusal.line).key


def _match(members: list[Complaint], of_dependency: bool) -> Match:
    first = members[0]
    lines: list[Line] = list(dict.fromkeys((*first.lines, *(other.line for other in members[1:]))))
    shown = lines if len(lines) <= SHOWN else [*lines[: SHOWN - 1], members[-1].line]
    return Match(
        lines=tuple(shown),
        claims=tuple(line for complaint in members for line in complaint.lines),
        count=len(members),
        data={
            "tool": first.tool,
            "path": first.path.replace("\\", "/"),
            "code": first.code,
            "text": first.text,
        },
        category=Category.DEPENDENCY_RESOLUTION if of_dependency else Category.BUILD_COMPILE,
    )


RULE = Rule(
    id="compiler-error",
    category=Category.BUILD_COMPILE,
    title="{path} does not compile: {text}",
    log=errors,
    key=("path", "code", "text"),
    explains=(
        "build-failed",
        "image-build-step-failed",
        "module-not-installed",
        "source-build-failed",
        "step-error",
        "step-tail",
        "uncaught-exception",
    ),
    fixers=(Fixer("Correct the first error; the others may go with it", Safety.ADVICE),),
)
