"""A program nobody knows said what went wrong before its step failed.

The words are shown as they stand; the category is guessed from them, and the confidence is low.

## Why
Scripts and tools without a parser of their own end a step with a message in plain words. The last statement of
failure before the end is usually the reason; what stands above it shows how it came to that.

## Fix
Start at the first line shown. If the message says nothing, let the script print what it was doing.
"""

from __future__ import annotations

from regreen.logs.words import STRONG, Statement, statements
from regreen.rule import Category, Line, Match, Matches, Pattern, Raised, Rule, Signals, Tail, Tier, normal

AT_END = 12  # a traceback that stands so near to the end speaks for itself
NEAR_END = 25  # lines before the end of a step in which the last word is looked for

_BY_WORDS = (
    (
        Pattern(
            r"command not found|not found in (?:\$)?PATH|is not installed|No such command|not recogni[sz]ed as"
        ),
        Category.MISSING_TOOL,
    ),
    (Pattern(r"No module named|Cannot find module|Module not found|cannot import"), Category.MISSING_MODULE),
    (Pattern(r"[Nn]o space left|ENOSPC"), Category.DISK_SPACE),
    (Pattern(r"[Oo]ut of memory|OOM|heap out|Killed"), Category.OUT_OF_MEMORY),
    (Pattern(r"[Ee]nvironment variable|env var|is not set|not configured"), Category.ENVIRONMENT_VARIABLE),
    (
        Pattern(
            r"(?i)permission|denied|forbidden|unauthori[sz]ed|credential|api key|secret|\b40[13]\b|authenticat"
        ),
        Category.PERMISSION_SECRET,
    ),
    (
        Pattern(r"(?i)connection refused|could not connect|cannot connect|unhealthy"),
        Category.SERVICE_CONNECTION,
    ),
    (Pattern(r"(?i)could not resolve|network|\b50[234]\b|connection reset"), Category.FLAKY_NETWORK),
    (Pattern(r"(?i)timed? ?out"), Category.TEST_TIMEOUT),
    (
        Pattern(r"(?i)no such file|file not found|does not exist|missing file|cannot find the (?:path|file)"),
        Category.MISSING_FILE,
    ),
    (Pattern(r"(?i)broken link|documentation|docs? build"), Category.DOCS),
    (Pattern(r"(?i)vulnerabilit|security issue"), Category.SECURITY_SCAN),
    (Pattern(r"(?i)coverage"), Category.COVERAGE_THRESHOLD),
    (Pattern(r"(?i)\btests?\b.*\bfail|fail.*\btests?\b|assert"), Category.TEST_ASSERTION),
    (Pattern(r"(?i)would reformat|not formatted|formatting"), Category.FORMAT),
    (Pattern(r"(?i)\blint"), Category.LINT),
    (Pattern(r"(?i)build failed|compil|failed to build|undefined reference"), Category.BUILD_COMPILE),
)
_BY_STEP = (
    (Pattern(r"(?i)\bmypy\b|pyright|type.?check"), Category.TYPE_CHECK),
    (Pattern(r"(?i)\blint|ruff|flake8|pylint"), Category.LINT),
    (Pattern(r"(?i)\btests?\b|pytest|unittest"), Category.TEST_ASSERTION),
    (Pattern(r"(?i)\binstall\b|dependenc"), Category.DEPENDENCY_RESOLUTION),
    (Pattern(r"(?i)\bbuild\b|docker|compile"), Category.BUILD_COMPILE),
    (Pattern(r"(?i)\bdocs?\b|sphinx|mkdocs"), Category.DOCS),
)


def said(tails: tuple[Tail, ...], signals: Signals) -> Matches:
    """The last statement of failure of each failing step, and the strongest before it."""
    for tail in tails:
        found = statements(tail.lines)
        raised = signals.last_raised.get(tail.place.key)
        if found and not (raised and tail.distance(raised.line) <= AT_END):
            yield _match(tail, found, raised)


def _match(tail: Tail, found: list[Statement], raised: Raised | None) -> Match:
    end = tail.lines[-1].number
    late = [s for s in found if end - s.line.number <= NEAR_END] or found[-3:]
    best = max(late, key=lambda s: (min(s.weight, STRONG), s.line.number))
    others = [s.line for s in found if s.weight >= STRONG and s.line is not best.line]
    lines: list[Line] = [best.line, *others[-2:], *([raised.line] if raised else others[:1])]
    text = best.line.text.removeprefix("##[error]").strip()
    return Match(
        lines=tuple(dict.fromkeys(lines))[:4],
        data={"message": normal(text)},
        category=_category(text, tail),
        title=text[:160],
    )


def _category(text: str, tail: Tail) -> Category:
    step = f"{tail.place.step.name}\n{tail.place.step.script}"
    by_words = next((category for pattern, category in _BY_WORDS if pattern.search(text)), None)
    return by_words or next(
        (category for pattern, category in _BY_STEP if pattern.search(step)), Category.OTHER
    )


RULE = Rule(
    id="step-error",
    category=Category.OTHER,
    title="{message}",
    log=said,
    key=("message",),
    fallback=True,
    tier=Tier.GENERIC,
)
