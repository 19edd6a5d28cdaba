"""`go test` and `cargo test`: the tests that failed, and what they counted.

`testing/testing.go`: `--- FAIL: TestX (0.00s)` with indented `file_test.go:12: message` lines around it; `FAIL<TAB>package`.
libtest: `test module::name ... FAILED`, `thread 'module::name' panicked at src/lib.rs:8:5:`, `test result: FAILED. 1 passed; 1 failed`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, TestFailure, TestTotals
from regreen.logs.tool import Tool
from regreen.logs.window import Window

_GO = Pattern(r"^(?P<margin>\s*)--- FAIL: (?P<test>\S+) \(\d")
_GO_MESSAGE = Pattern(r"^\s+(?P<path>[\w./-]+\.go):(?P<row>\d+): (?P<message>.*)$")
_GO_PANIC = Pattern(r"^panic: (?P<message>.*)$")
_PANIC = Pattern(
    r"^thread '(?P<test>[^'\n]+)'(?: \(\d+\))? panicked at (?:'(?P<message>.*)', )?(?P<path>[^:'\n]+\.rs):(?P<row>\d+)"
)
_RUST = Pattern(r"^test (?P<test>\S+)(?: - should panic)? \.\.\. FAILED$")
_RESULT = Pattern(
    r"^test result: (?:ok|FAILED)\. (?P<passed>\d+) passed; (?P<failed>\d+) failed; (?P<ignored>\d+) ignored"
)


def _read(window: Window) -> Iterable[Signal]:
    line = window.line
    if go := _GO.match(line.text):
        yield from _go(window, go["test"])
    elif panic := _GO_PANIC.match(line.text):
        if "test timed out" in panic["message"]:
            yield TestFailure(tool="go", line=line, test="the package", message=panic["message"])
    elif rust := _RUST.match(line.text):
        yield TestFailure(tool="cargo", line=line, test=rust["test"])
    elif panicked := _PANIC.match(line.text):
        following = next(iter(window.after(1)), None)
        message = panicked["message"] or (following.text if following else "")
        yield TestFailure(
            tool="cargo",
            line=line,
            also=(following,) if following and not panicked["message"] else (),
            test=panicked["test"],
            error="panic",
            message=message,
            path=panicked["path"],
            row=int(panicked["row"]),
        )
    elif result := _RESULT.match(line.text):
        failed, passed = int(result["failed"]), int(result["passed"])
        yield TestTotals(
            tool="cargo", line=line, failed=failed, passed=passed, skipped=int(result["ignored"])
        )


def _go(window: Window, test: str) -> Iterator[TestFailure]:
    near = [line for line in window.after(8) if line.text.strip()]
    for other in near:
        if _GO.match(other.text) or other.text.startswith(("FAIL", "ok ", "=== ", "PASS")):
            break
        if message := _GO_MESSAGE.match(other.text):
            yield TestFailure(
                tool="go",
                line=other,
                also=(window.line,),
                test=test,
                message=message["message"],
                path=message["path"],
                row=int(message["row"]),
            )
            return
    yield TestFailure(tool="go", line=window.line, test=test)


def _merge(found: list[Signal]) -> list[Signal]:
    """A Rust test's panic says more than its line of progress; a panic outside of a failed test is none."""
    failed = {s.test: s.line for s in found if isinstance(s, TestFailure) and _RUST.match(s.line.text)}
    explained = {s.test for s in found if isinstance(s, TestFailure) and s.error == "panic"}
    kept: list[Signal] = []
    for signal in dict.fromkeys(found):
        if isinstance(signal, TestFailure) and signal.tool == "cargo":
            progress = signal.error != "panic"
            if (progress and signal.test in explained) or (
                not progress and failed and signal.test not in failed
            ):
                continue
        kept.append(signal)
    return kept


TOOL = Tool(
    name="go_test",
    anchors=("--- FAIL: ", "panic: test timed out", "... FAILED", "panicked at ", "test result: "),
    read=_read,
    merge=_merge,
)
