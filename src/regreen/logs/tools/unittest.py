"""unittest, and the runners that print its format: Django's, nose, nose2, twisted's trial, zope.testrunner.

`unittest/runner.py`: a ruler of `=`, `FAIL: name (module.Class.name)`, a ruler of `-`, the traceback, and at the end
`Ran N tests in 0.1s` with `OK` or `FAILED (failures=1, errors=2)` below. trial puts `[FAIL]` above the traceback and
the test's name below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Signal, TestFailure, TestTotals
from regreen.logs.tool import Tool
from regreen.logs.tools._exception import stated
from regreen.logs.window import Window
from regreen.model.run import Line

EXPLAINED = 6  # lines of an exception's text that are kept after its first

_HEAD = Pattern(
    r"^(?P<margin>\s*)(?P<word>FAIL|ERROR|UNEXPECTED SUCCESS): (?P<name>[^\s(]+(?:\([^\n]{0,300}\)(?= \())?)"
    r"(?: \((?P<where>[\w.]+)\))?(?P<sub> .*)?$"
)
_TRIAL = Pattern(r"^(?P<margin>\s*)\[(?P<word>FAIL|ERROR)\]$")
_ZOPE = Pattern(r"^(?P<margin>\s*)(?P<word>Failure|Error) in test (?P<name>\S+) \((?P<where>[\w.]+)\)$")
_VERBOSE = Pattern(
    r"^\s*(?P<name>test\w*) \((?P<where>[\w.]+)\)(?: \[[^\]]*\])? ?\.\.\. ?(?P<word>FAIL|ERROR)$"
)
_STARTED = Pattern(r"^\s*(?P<name>test\w*) \((?P<where>[\w.]+)\)$")
_LATE = Pattern(r"^\s*\S.* \.\.\. (?P<word>FAIL|ERROR)$")
_RULER = Pattern(r"^\s*(?:={30,}|-{30,})$")
_RAN = Pattern(r"^\s*Ran (?P<ran>\d+) tests? in \d")
_ENDED = Pattern(r"^\s*(?P<word>OK|FAILED|PASSED|NO TESTS RAN)(?: \((?P<counts>[^)\n]*)\))?$")
_COUNT = Pattern(r"(?P<what>[a-z ]+)=(?P<number>\d+)")
_FRAME = Pattern(r'^\s*File "(?P<path>[^"\n]+)", line (?P<row>\d+)')
_TRIAL_NAME = Pattern(r"^\s*(?P<name>[A-Za-z_]\w*(?:\.\w+){2,})$")
_LOADER = "_FailedTest"


class _Block(Struct):
    """What is known of one failure while its traceback is read."""

    error: Line | None = None
    text: str = ""
    frame: Line | None = None
    path: str = ""
    row: int = 0
    rest: tuple[Line, ...] = ()
    name: str = ""


def _read(window: Window) -> Iterable[Signal]:
    text = window.line.text
    if head := _HEAD.match(text):
        if _between_rulers(window):
            yield from _failure(window, head["margin"], head["word"], _name(head["name"], head["where"]))
    elif zope := _ZOPE.match(text):
        yield from _failure(window, zope["margin"], zope["word"].upper(), _name(zope["name"], zope["where"]))
    elif trial := _TRIAL.match(text):
        if _ruled(window.before(1)):
            yield from _failure(window, trial["margin"], trial["word"], "")
    elif verbose := _VERBOSE.match(text):
        test = _name(verbose["name"], verbose["where"])
        yield TestFailure(tool="unittest", line=window.line, test=test, errored=verbose["word"] == "ERROR")
    elif late := _LATE.match(text):
        above = next(iter(window.before(1)), None)
        if above is not None and (started := _STARTED.match(above.text)):
            test = _name(started["name"], started["where"])
            errored = late["word"] == "ERROR"
            yield TestFailure(tool="unittest", line=window.line, also=(above,), test=test, errored=errored)
    elif ran := _RAN.match(text):
        yield from _totals(window, int(ran["ran"]))


def _between_rulers(window: Window) -> bool:
    """A ruler stands above, or below the name and its docstring: output of the program may come in between."""
    return _ruled(window.before(1)) or _ruled(window.after(4))


def _ruled(lines: Iterable[Line]) -> bool:
    return any(_RULER.match(line.text) for line in lines)


def _name(name: str, where: str | None) -> str:
    if where and _LOADER in where:
        return name.replace(".", "/") + ".py"
    return name if not where else where if where.endswith("." + name) else f"{where}.{name}"


def _failure(window: Window, margin: str, word: str, name: str) -> Iterator[TestFailure]:
    block = _block(window, len(margin))
    if not (name or block.name) or (block.error is None and word != "UNEXPECTED SUCCESS"):
        return
    line = block.error or window.line
    module, error, message = stated(block.text)
    also = (window.line, *((block.frame,) if block.frame else ()), *block.rest)
    yield TestFailure(
        tool="unittest",
        line=line,
        also=tuple(other for other in also if other is not line),
        test=name or block.name,
        error=error,
        module=module,
        message=message or ("" if error else word.lower()),
        path=block.path,
        row=block.row,
        errored=word == "ERROR",
    )


def _block(window: Window, margin: int) -> _Block:
    """The last exception of the block, and the frame above it."""
    block, framed, dashes, rest = _Block(), False, 0, list[Line]()
    for line in window.after(600):
        text = line.text[margin:] if not line.text[:margin].strip() else line.text
        if text.startswith(("=====", "##[error]")) or _RAN.match(text):
            break
        if text.startswith("-----"):
            dashes += 1
            if dashes > 1 or block.error is not None:
                break
        elif frame := _FRAME.match(text):
            framed, rest = True, []
            block.frame, block.path, block.row = line, frame["path"], int(frame["row"])
        elif text.startswith("Traceback (most recent"):
            framed = False
        elif framed and text[:1].strip():
            block.error, block.text, framed = line, text, False
        elif block.error is not None and text.strip() and not text.startswith(("Stdout:", "Stderr:")):
            rest.append(line)
        if found := _TRIAL_NAME.match(text):
            block.name = found["name"]
    block.rest = tuple(rest[:EXPLAINED])
    return block


def _totals(window: Window, ran: int) -> Iterator[TestTotals]:
    for line in window.after(6):
        ended = _ENDED.match(line.text)
        if ended:
            counts = {
                m["what"].strip(): int(m["number"]) for m in _COUNT.compiled.finditer(ended["counts"] or "")
            }
            failed = counts.get("failures", 0) + counts.get("unexpected successes", 0)
            errors, skipped = counts.get("errors", 0), counts.get("skipped", 0) + counts.get("skips", 0)
            yield TestTotals(
                tool="unittest",
                line=line,
                also=(window.line,),
                failed=failed,
                errors=errors,
                passed=max(ran - failed - errors - skipped, 0),
                skipped=skipped,
            )
            return


def _merge(found: list[Signal]) -> list[Signal]:
    """A test's block and its line of progress are one failure."""
    merged: dict[object, Signal] = {}
    for i, signal in enumerate(dict.fromkeys(found)):
        if not isinstance(signal, TestFailure):
            merged[i] = signal
            continue
        progress = not signal.error
        key = (signal.line.job, signal.line.step, signal.test)
        known = merged.get(key)
        if isinstance(known, TestFailure):
            full, other = (known, signal) if progress else (signal, known)
            lines = dict.fromkeys((*full.also, *other.lines))
            lines.pop(full.line, None)
            merged[key] = replace(full, also=tuple(lines))
        else:
            merged[key] = signal
    return list(merged.values())


TOOL = Tool(
    name="unittest",
    anchors=(
        "FAIL: ",
        "ERROR: ",
        "UNEXPECTED SUCCESS: ",
        "[FAIL]",
        "[ERROR]",
        "Ran ",
        "... FAIL",
        "... ERROR",
        " in test ",
    ),
    read=_read,
    merge=_merge,
)
