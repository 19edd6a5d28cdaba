"""What keeps pytest from running tests at all: usage errors, internal errors, a conftest, lost workers.

Wordings from `_pytest/config/__init__.py`, `_pytest/main.py`, `_pytest/terminal.py`, `xdist/dsession.py` and
`pytest_timeout.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from regreen.logs.pattern import Pattern
from regreen.logs.signal import Refusal, Signal, TestFailure
from regreen.logs.tools._exception import names_exception, stated
from regreen.logs.tools._pytest_section import EXPLAINED, Said, exception_of
from regreen.logs.tools._wrapped import bare
from regreen.logs.window import Window
from regreen.model.finding import Category
from regreen.model.run import Line

USAGE = Pattern(
    r"^(?:(?:__main__|pytest|py\.test)(?:\.py|\.exe)?: error: (?P<text>.+)"
    r"|ERROR: (?P<other>(?:file or directory not found: |not found: |Missing required plugins: |Unknown config option"
    r"|Wrong expression passed to |while parsing the following warning configuration|Could not load "
    r"|(?:\S+: )?'minversion' requires pytest|\S+\.(?:ini|toml|cfg): |\S+\.(?:ini|toml|cfg):\d+: "
    r"|'\w+' is not a valid |Unknown pytest|module or package not found: |at least one of ).*))$"
)
INTERNAL = "INTERNALERROR>"
CONFTEST = Pattern(r"^(?:E +)?ImportError while loading conftest '(?P<path>[^'\n]+)'")
WORKER = Pattern(
    r"^\[gw(?P<worker>\d+)\] node down: (?P<why>.*)$|^maximum crashed workers reached: (?P<most>\d+)"
)
TIMEOUT = Pattern(r"^\++ Timeout \++$")
EXIT = Pattern(r"^!+ (?:_pytest\.outcomes\.)?Exit: (?P<why>.+?) !+$")

_PATH = Pattern(
    r"^(?:file or directory not found|not found|module or package not found): "
    r"(?P<path>.+?)(?: \(missing __init__\.py\?\))?$"
)
_OPTIONS = Pattern(r"unrecognized arguments: (?P<options>.+)$")
_TEST_FRAME = Pattern(r'^\s*File "[^"\n]*", line \d+, in (?P<test>test\w*)')


def usage(line: Line, text: str) -> Refusal:
    """The command line or the configuration of pytest in a way it does not know."""
    if path := _PATH.match(text):
        return _refusal(line, "no-such-path", text, path["path"].strip(), Category.MISSING_FILE)
    if options := _OPTIONS.search(text):
        return _refusal(line, "unknown-option", text, options["options"].split()[0], Category.MISSING_TOOL)
    if text.startswith("Missing required plugins: "):
        return _refusal(line, "missing-plugin", text, text.partition(": ")[2], Category.MISSING_TOOL)
    return _refusal(line, "usage", text, text)


def internal(window: Window) -> Iterator[Signal]:
    """Of a block of `INTERNALERROR>` lines the exception it ends with."""
    following = next(iter(window.after(1)), None)
    if following is not None and INTERNAL in following.text:
        return
    block = [window.line]
    for line in window.before(400):
        if INTERNAL not in line.text:
            break
        block.append(line)
    for line in block:
        text = line.text.partition(INTERNAL)[2][1:]
        if names_exception(text):
            yield _refusal(line, "internal-error", text, stated(text).error)
            return
    yield _refusal(window.line, "internal-error", window.line.text.partition(INTERNAL)[2].strip())


def conftest(window: Window, path: str) -> Iterator[Signal]:
    """The exception that kept a conftest from being imported."""
    block: list[Said] = []
    for line in window.after(400):
        text = bare(line.text)
        if text.startswith(("##[error]", "===", "Error: Process completed")):
            break
        block.append(Said(line, text))
        if block[-2:-1] and block[-2].text.startswith("E  ") and not text.startswith("E"):
            break
    exception = exception_of(block)
    if not exception:
        yield TestFailure(tool="pytest", line=window.line, test=path, errored=True)
        return
    module, error, message = stated(exception[0].text.strip())
    yield TestFailure(
        tool="pytest",
        line=exception[0].line,
        also=(window.line, *(said.line for said in exception[1 : 1 + EXPLAINED])),
        test=path,
        error=error,
        module=module,
        message=message,
        errored=True,
    )


def worker(line: Line, number: str, text: str) -> Refusal:
    """An xdist worker is gone."""
    return _refusal(line, "worker-crashed", text, f"gw{number}" if number else "")


def timeout(window: Window) -> Refusal:
    """pytest-timeout's thread method dumps all stacks and ends the process; the test is on the main stack."""
    test = ""
    for line in window.after(400):
        found = _TEST_FRAME.match(line.text)
        if found:
            test = found["test"]
        if TIMEOUT.match(line.text):
            break
    return _refusal(window.line, "timeout", window.line.text, test, Category.TEST_TIMEOUT)


def exited(line: Line, why: str) -> Refusal:
    """`pytest.exit` was called."""
    return _refusal(line, "exit", why, why)


def _refusal(
    line: Line, kind: str, text: str, subject: str = "", category: Category = Category.OTHER
) -> Refusal:
    return Refusal(tool="pytest", line=line, kind=kind, text=text, subject=subject, category=category)
