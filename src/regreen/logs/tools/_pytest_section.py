"""The FAILURES and ERRORS sections of pytest: one block for each test, in any traceback style.

`_pytest/_code/code.py` marks the lines of an exception with `E` and ends a block with `path:row: Error` (long)
or begins each level with `path:row: in function` (short); `native` blocks are plain tracebacks, `line` has one
line for each test and no headers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from regreen.logs.pattern import Pattern
from regreen.logs.signal import TestFailure
from regreen.logs.tools._exception import names_exception, stated
from regreen.logs.tools._wrapped import bare
from regreen.logs.window import Window
from regreen.model.run import Line

MAX_SECTION = 60_000  # lines of a section that are read
EXPLAINED = 6  # lines of an exception's text that are kept after its first
CHAINED = 3  # exceptions of a chain that are kept besides the last
FRAGMENT = "pytest fragment"  # the tool of what was read without its section, until `merge` has looked at it
SECTION = Pattern(r"^=+ (?P<title>FAILURES|ERRORS) =+$")

_HEADER = Pattern(r"^_+ (?P<title>[^_\s].*?|_+[^_\s].*?) _+$")
_END = Pattern(
    r"^(?:=+ (?:short test summary info|warnings summary.*|PASSES|XFAILURES|XPASSES|FAILURES|ERRORS|slowest .*"
    r"|tests coverage|rerun test summary info|test session starts|snapshot report summary"
    r"|(?:\d+ \w+,? )+in \d.*|no tests (?:ran|collected).*) =+"
    r"|!{3,} .* !{3,}|-{3,} coverage: .*)$"
)
_PLACE = Pattern(
    r"^(?P<path><frozen [\w.]+>|(?:[A-Za-z]:)?[^\s:>][^:\n]*\.(?:py|pyx|pyi|txt|rst|md|feature|ya?ml|ipynb)):(?P<row>\d+)"
    r"(?:: (?:in .*|(?P<error>[A-Za-z_][\w.]*).*)?)?$"
)
_ONE_LINE = Pattern(r"^(?P<path>(?:[A-Za-z]:)?[^\s:][^:\n]*\.pyx?):(?P<row>\d+): (?P<what>\S.*)$")
_FRAME = Pattern(r'^\s*File "(?P<path>[^"\n]+)", line (?P<row>\d+)')
_CAPTURED = Pattern(r"^-+ ?Captured .*-$")
_CRASHED = Pattern(r"^(?:\[gw\d+\] .*)?worker '(?P<worker>\w+)' crashed while running")
_QUOTES = Pattern(r"^(?:[\w.]+\.)?(?:CellExecutionError|RayTaskError\S*|RemoteError|DeadKernelError): ")
_PREFIXES = ("ERROR at setup of ", "ERROR at teardown of ", "ERROR collecting ", "ERROR at ", "[doctest] ")


class Said(Struct, frozen=True):
    """A line, and what of it the test runner itself printed."""

    line: Line
    text: str


def read_section(window: Window, *, errors: bool) -> Iterator[TestFailure]:
    """One failure for each header of the section; its lines run up to the next header."""
    title, block = "", list[Said]()
    for line in window.after(MAX_SECTION):
        text = bare(line.text)
        if text[:1] in "=!-" and text and _END.match(text):
            break
        header = _HEADER.match(text) if text[:1] == "_" else None
        if header and set(header["title"]) - {"_", " "}:
            yield from _failure(title, block, errors)
            title, block = header["title"], []
        elif title:
            block.append(Said(line, text))
        elif one := _ONE_LINE.match(text):
            yield _one_line(line, one["path"], int(one["row"]), one["what"], errors)
    yield from _failure(title, block, errors)


def read_fragment(window: Window) -> Iterator[TestFailure]:
    """The exception that begins at an `E` line of a log whose section has no heading: it was cut, or copied in part."""
    if any(line.text.startswith("E  ") for line in window.before(1)):
        return
    block = [Said(window.line, bare(window.line.text))]
    for line in window.after(40):
        text = bare(line.text)
        if text.startswith(("##[", "===", "_____")):
            break
        block.append(Said(line, text))
        if not text.startswith("E") and _PLACE.match(text):
            break
    ends = next((i for i, said in enumerate(block) if not said.text.startswith("E")), len(block))
    exception = exception_of(block[:ends])
    if exception and (names_exception(exception[0].text) or exception[0].text.startswith("assert ")):
        failure = _stated(_title_above(window), exception, _place(block), (), errors=False)
        yield replace(failure, tool=FRAGMENT)


def _title_above(window: Window) -> str:
    for line in window.before(60):
        header = _HEADER.match(line.text) if line.text[:1] == "_" else None
        if header:
            return header["title"]
    return "a test"


def exception_of(block: Sequence[Said]) -> Sequence[Said]:
    """The lines that state the exception, its name first; in a chain those of the last one."""
    groups = list(_groups(block))
    if groups:
        return _unwrapped(groups[-1])
    for said in reversed(block):
        text = said.text.lstrip(" |") if "| " in said.text else said.text  # of an exception group
        if names_exception(text):
            return [Said(said.line, text)]
    return ()


def _unwrapped(group: list[Said]) -> Sequence[Said]:
    """Of an exception that only quotes the traceback of another process or notebook, that other one first."""
    if not group or not _QUOTES.match(group[0].text):
        return group
    inner = [said for said in group[1:] if names_exception(said.text.strip())]
    return [Said(inner[-1].line, inner[-1].text.strip()), group[0]] if inner else group


def _groups(block: Sequence[Said]) -> Iterator[list[Said]]:
    """Neighbouring `E` lines without their mark, from the one that names the exception on."""
    group: list[Said] = []
    for said in (*block, None):
        marked = said is not None and (said.text.startswith("E  ") or said.text == "E")
        if said is not None and marked:
            group.append(Said(said.line, said.text[1:]))
        elif group:
            yield _from_name(group)
            group = []


def _from_name(group: list[Said]) -> list[Said]:
    margins = [len(said.text) - len(said.text.lstrip()) for said in group if said.text.strip()]
    least = min(margins, default=0)
    plain = [Said(said.line, said.text[least:].rstrip()) for said in group]
    first = next((i for i, said in enumerate(plain) if said.text), 0)
    if not names_exception(plain[first].text) and not plain[first].text.startswith("assert "):
        first = next((i for i, said in enumerate(plain) if names_exception(said.text)), first)
    return plain[first:]


def _failure(title: str, block: list[Said], errors: bool) -> Iterator[TestFailure]:
    if not title:
        return
    report = list(_report(block))
    if title.startswith("[doctest] ") and not any(said.text.startswith("E  ") for said in report):
        yield from _doctest(title, report)
        return
    place = _place(report)
    exception = exception_of(report) or [s for s in report if _CRASHED.match(s.text)][:1] or place[1:2]
    if not exception and title.startswith("ERROR collecting "):
        exception = [said for said in report if said.text.strip()][:3]
    if exception:
        yield _stated(title, exception, place, earlier(report), errors)


def earlier(block: Sequence[Said]) -> Sequence[Said]:
    """The exceptions that the last one of a chain was raised from, the first one first."""
    return [group[0] for group in list(_groups(block))[:-1] if group][:CHAINED]


def _stated(
    title: str, exception: Sequence[Said], place: Sequence[Said], chain: Sequence[Said], errors: bool
) -> TestFailure:
    head, rest = exception[0], exception[1 : 1 + EXPLAINED]
    module, error, message = stated(head.text.strip())
    found = _PLACE.match(place[0].text) or _FRAME.match(place[0].text) if place else None
    shown = [said.line for said in (*place[:1], *rest, *chain) if said.line is not head.line]
    return TestFailure(
        tool="pytest",
        line=head.line,
        also=tuple(dict.fromkeys(shown)),
        test=name_of(title),
        error=error or _error_at(place),
        module=module,
        message=message or (rest[0].text.strip() if rest else ""),
        path=found["path"] if found else "",
        row=int(found["row"]) if found else 0,
        errored=errors,
    )


def _error_at(place: Sequence[Said]) -> str:
    found = _PLACE.match(place[0].text) if place else None
    return (found["error"] or "").rpartition(".")[2] if found else ""


def _report(block: Iterable[Said]) -> Iterator[Said]:
    """The traceback of a failure, without the output that was captured while the test ran."""
    for said in block:
        if said.text[:1] == "-" and _CAPTURED.match(said.text):
            return
        yield said


def _place(report: Sequence[Said]) -> Sequence[Said]:
    """The line that tells where it was raised, twice when it also is the only one that names the error."""
    for said in reversed(report):
        found = _PLACE.match(said.text)
        if found:
            return (said, said) if found["error"] else (said,)
    frames = [said for said in report if _FRAME.match(said.text)]
    return frames[-1:]


def _doctest(title: str, report: Sequence[Said]) -> Iterator[TestFailure]:
    """`Expected:` and `Got:`, or the exception that the example raised."""
    heads = ("Expected", "UNEXPECTED EXCEPTION", "Differences (")
    at = next((i for i, said in enumerate(report) if said.text.startswith(heads)), None)
    if at is None:
        return
    head, place = report[at], _place(report)
    found = _PLACE.match(place[0].text) if place else None
    words = [said.text.strip() for said in report[at : at + 8] if said.text.strip()]
    yield TestFailure(
        tool="pytest",
        line=head.line,
        also=tuple(said.line for said in (*report[at + 1 : at + 4], *place[:1])),
        test=name_of(title),
        error="DocTestFailure",
        message=" ".join(words)[:200],
        path=found["path"] if found else "",
        row=int(found["row"]) if found else 0,
    )


def _one_line(line: Line, path: str, row: int, what: str, errors: bool) -> TestFailure:
    module, error, message = stated(what)
    return TestFailure(
        tool="pytest",
        line=line,
        test=path,
        error=error,
        module=module,
        message=message,
        path=path,
        row=row,
        errored=errors,
    )


def name_of(title: str) -> str:
    """The test's name in the title of a block."""
    for prefix in _PREFIXES:
        title = title.removeprefix(prefix)
    return title.strip()
