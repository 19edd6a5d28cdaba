"""Test runners of JavaScript: jest, vitest, mocha, karma, Playwright and Cypress.

jest and vitest put `FAIL  file` above and a bullet (`●`, `×`, `❯`) or ` FAIL  file > suite > test` before each failure;
mocha and Playwright number them (`  1) suite > test`). Totals: `Tests:  1 failed, 2 passed` (jest), `Tests  1 failed | 2
passed (3)` (vitest), `2 passing` / `1 failing` (mocha), `1 failed` alone (Playwright), `Executed 5 of 5 (1 FAILED)` (karma).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, TestFailure, TestTotals
from regreen.logs.tool import Tool
from regreen.logs.tools._wrapped import bare
from regreen.logs.window import Window
from regreen.model.run import Line

_BULLET = Pattern(r"^\s{0,4}● (?P<test>(?!Console$|Test suite failed).+)$")
_SUITE = Pattern(r"^\s{0,4}● (?P<test>Test suite failed to run)$")
_VITEST = Pattern(
    r"^\s*(?:⎯+ )?FAIL\s+(?:\|?[\w-]+\|?\s+)?(?P<test>\S+\.(?:[cm]?[jt]sx?|vue|svelte)(?: (?:>|›|\[) ?.*)?)$"
)
_NUMBERED = Pattern(r"^\s{2,4}\d+\) (?P<test>\S.*)$")
_PLAYWRIGHT = Pattern(r"^\s*\d+\) (?:\[[^\]]+\] › )?(?P<test>\S+\.[cm]?[jt]sx?:\d+:\d+ › .+?)(?: [─ ]+)?$")
_PLAYWRIGHT_TOTAL = Pattern(r"^\s{2}(?P<failed>\d+) failed$")
_ERROR = Pattern(
    r"^\s*(?:→ |✘ |❌ |E )?(?P<error>(?:Assertion|Type|Reference|Syntax|Range|Timeout|Test|Testing\w*|Cypress|Axios|Jest\w*)?Error|expect\([^)]*\)\.[\w.]+\([^)]*\)(?: //.*)?|Error|thrown|Cannot find module.*|AssertionError \[\w+\])(?:: (?P<message>.*)|)$"
)
_FAILED = Pattern(r"(\d+) (failed|passed|skipped|todo|pending|flaky|did not run)")
_JEST = Pattern(r"^\s*Tests:?\s+(?:\d+ \w+(?:, | \| )?)+")
_MOCHA = Pattern(r"^\s{2}(?P<number>\d+) (?P<what>passing|failing)(?: \(.*\))?$")
_KARMA = Pattern(r"Executed (?P<ran>\d+) of \d+ (?:\((?P<failed>\d+) FAILED\)|SUCCESS)")
_KARMA_TEST = Pattern(r"^(?:Chrome|Firefox|Edge|Safari|HeadlessChrome)\S* .*\) (?P<test>.+) FAILED$")
_NEAR = 30  # lines below a test's name in which its error is looked for


def _read(window: Window) -> Iterable[Signal]:
    line, text = window.line, bare(window.line.text)
    if test := _BULLET.match(text) or _SUITE.match(text):
        yield from _failure(window, "jest", test["test"].strip(), errored=bool(_SUITE.match(text)))
    elif vitest := _VITEST.match(text):
        yield from _failure(window, "vitest", vitest["test"].strip(), errored=False)
    elif played := _PLAYWRIGHT.match(text):
        yield from _failure(window, "playwright", played["test"].strip(), errored=False)
    elif (total := _PLAYWRIGHT_TOTAL.match(text)) and "›" in next((x.text for x in window.after(1)), ""):
        yield TestTotals(tool="playwright", line=line, failed=int(total["failed"]))
    elif karma := _KARMA_TEST.match(text):
        yield from _failure(window, "karma", karma["test"], errored=False)
    elif _JEST.match(text):
        counts = {word: int(number) for number, word in _FAILED.compiled.findall(text)}
        failed, passed = counts.get("failed", 0), counts.get("passed", 0)
        yield TestTotals(
            tool="jest", line=line, failed=failed, passed=passed, skipped=counts.get("skipped", 0)
        )
    elif mocha := _MOCHA.match(text):
        yield from _mocha(window, mocha["what"] == "failing", int(mocha["number"]))
    elif executed := _KARMA.search(text):
        failed = int(executed["failed"] or 0)
        yield TestTotals(tool="karma", line=line, failed=failed, passed=int(executed["ran"]) - failed)


def _failure(window: Window, tool: str, test: str, *, errored: bool) -> Iterator[TestFailure]:
    """The test, with the error that stands below its name; without one it is only a heading."""
    for other in window.after(_NEAR):
        text = bare(other.text)
        if _BULLET.match(text) or _VITEST.match(text) or text.startswith(("##[", "Test Suites:")):
            break
        found = _ERROR.match(text)
        if found:
            yield _stated(tool, test, other, (window.line,), found["error"], found["message"], errored)
            return
    if tool in ("karma", "playwright") or " > " in test or " › " in test:
        yield TestFailure(tool=tool, line=window.line, test=test, errored=errored)


def _stated(
    tool: str, test: str, line: Line, also: tuple[Line, ...], error: str, message: str | None, errored: bool
) -> TestFailure:
    name = error if error.endswith("Error") else ""
    text = message or ("" if name else error)
    return TestFailure(tool=tool, line=line, also=also, test=test, error=name, message=text, errored=errored)


def _mocha(window: Window, failing: bool, number: int) -> Iterator[Signal]:
    """Below `1 failing` every failure is numbered, with its name over several lines and then its error."""
    if not failing:
        failed = next((m for line in window.after(4) if (m := _MOCHA.match(line.text))), None)
        if failed is None:
            yield TestTotals(tool="mocha", line=window.line, passed=number)
        return
    yield TestTotals(tool="mocha", line=window.line, failed=number)
    head: Line | None = None
    names: list[str] = []
    for line in window.after(400):
        numbered = _NUMBERED.match(line.text)
        if line.text.startswith("##["):
            return
        if numbered:
            head, names = line, [numbered["test"].rstrip(":")]
        elif head is not None and (found := _ERROR.match(line.text)):
            yield _stated(
                "mocha", " ".join(names), line, (head,), found["error"], found["message"], errored=False
            )
            head = None
        elif head is not None and line.text.strip() and len(names) < 4:
            names.append(line.text.strip().rstrip(":"))


def _merge(found: list[Signal]) -> list[Signal]:
    """A failure is printed again below the suites when many of them ran."""
    seen: dict[object, Signal] = {}
    for i, signal in enumerate(dict.fromkeys(found)):
        key = (
            (signal.line.job, signal.line.step, signal.test, signal.error, signal.message)
            if isinstance(signal, TestFailure)
            else i
        )
        seen.setdefault(key, signal)
    return list(seen.values())


TOOL = Tool(
    name="js_tests",
    anchors=(
        "● ",
        "FAIL ",
        "Tests:",
        "  Tests  ",
        " passing",
        " failing",
        "Executed ",
        " FAILED",
        " › ",
        " failed",
    ),
    read=_read,
    merge=_merge,
)
