"""JUnit XML, as test runners of every language write it: results one after the other, in memory that does not grow.

There is no standard; read are the dialects of pytest (`xunit1`, `xunit2`), unittest-xml-reporting, nose2, Maven
Surefire (with its reruns), GoogleTest, jest-junit and go-junit-report, by what they have in common: `testcase`
elements with `failure`, `error` or `skipped` in them. Parsed by expat; reports come from strangers, so a document
that declares an entity, is nested deeply or has an element without an end is refused.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pyexpat import ExpatError, ParserCreate

from regreen.model.errors import InputError
from regreen.model.test import TestOutcome, TestResult
from regreen.sources.archive import printable
from regreen.sources.junit_case import Case, plain, result_of
from regreen.sources.junit_text import texts
from regreen.sources.logfile import Data, Say, silent

PIECE = 1 << 16  # bytes that are parsed at a time
DEEPEST = 100  # elements within each other
TOKEN_LIMIT = 16 << 20  # bytes without the end of an element or a text
KEPT = 1 << 15  # characters kept of the beginning of a failure's text
ENDS = 4  # pieces kept of its end

_BAD = {"failure": TestOutcome.FAILED, "error": TestOutcome.ERROR}
_FLAKY = ("flakyFailure", "flakyError")
_RERUN = ("rerunFailure", "rerunError")
_TOLD = frozenset({*_BAD, *_FLAKY, *_RERUN, "skipped"})
_RELEASED = 1 << 22  # bytes of a mapped file after which its pages are given back


class _Refused(Exception):  # noqa: N818 - a verdict
    """The document is hostile; the text says how."""


def read_junit(name: str, pieces: Iterable[bytes], *, on_note: Say = silent) -> Iterator[TestResult]:
    """The results of a report, in order. A report that is broken or cut off gives those before the break, and a note.

    Raises `InputError` with one sentence where nothing can be read, or the document is refused.
    """
    reader = _Reader()
    shown = printable(name)
    count = 0
    try:
        for found in reader.read(texts(pieces)):
            count += len(found)
            yield from found
    except _Refused as refusal:
        raise InputError(f"{shown} {refusal} and is refused") from None
    except ExpatError as error:
        yield from reader.take()
        if not count and not reader.begun:
            raise InputError(f"{shown} is no JUnit report: {_reason(error)}") from None
        on_note(f"{shown} is broken or cut off ({_reason(error)}); the {count} tests before that were read")
    if not reader.begun:
        raise InputError(f"{shown} is no JUnit report: its root is neither testsuites nor testsuite")


def pieces_of(data: Data) -> Iterator[bytes]:
    """Bytes in pieces; the pages of a mapped file are given back behind the reader."""
    release = getattr(data, "madvise", None)
    behind = 0
    for at in range(0, len(data), PIECE):
        yield data[at : at + PIECE]
        if release is not None and at - behind >= _RELEASED:
            release(4, behind, at - behind)  # MADV_DONTNEED: the file stays, its pages go
            behind = at


def _reason(error: ExpatError) -> str:
    """What expat says, without its numbers of columns."""
    return str(error).partition(", column")[0].replace(": line", " in line")


class _Reader:
    """The handlers of one document, and the results that nobody took yet."""

    def __init__(self) -> None:
        self.begun = False
        self._found: list[TestResult] = []
        self._suites: list[str] = []
        self._suite = ""  # the innermost one
        self._attributes: dict[str, str] | None = None  # of the test that is open
        self._case: Case | None = None  # the same, once there is something to say about it
        self._bad = False  # whether the last test failed
        self._depth = 0
        self._outer = 0  # depth of the element whose text is kept
        self._text: list[str] = []
        self._ends: deque[str] = deque(maxlen=ENDS)
        self._kept = 0
        self._heard: Case | None = None  # whose text it is
        self._last = TestResult("", TestOutcome.PASSED)
        self._parser = parser = ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = _entity
        parser.ExternalEntityRefHandler = _entity

    def read(self, pieces: Iterable[str]) -> Iterator[list[TestResult]]:
        """Parse piece after piece. Raises `ExpatError` and `_Refused`."""
        parser, fed = self._parser, 0
        for piece in pieces:
            parser.Parse(piece)
            fed += len(piece)
            if self._depth > DEEPEST:
                raise _Refused("is nested too deeply")
            if fed - parser.CurrentByteIndex > TOKEN_LIMIT:
                raise _Refused("has an element without an end")
            if self._found:
                yield self.take()
        parser.Parse("", True)
        yield self.take()

    def take(self) -> list[TestResult]:
        """The results so far, each only once."""
        found, self._found = self._found, []
        return found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if tag == "testcase":
            self._attributes = attributes
        elif tag == "testsuite" or tag == "testsuites":
            self.begun = True
            self._suites.append(attributes.get("name", ""))
            self._suite = self._suites[-1]
        elif tag in _TOLD:
            self._told(tag, attributes)
        if not self.begun:
            raise _Refused("is XML of another kind")

    def _told(self, tag: str, attributes: dict[str, str]) -> None:
        """What became of a test; without a test around it, it is the suite that could not run."""
        case = self._case
        if case is None:
            suite = self._suite
            if self._attributes is not None:
                case = Case(self._attributes, suite)
            elif tag in _BAD:
                case = Case({"name": suite}, suite, alone=self._depth)
            else:
                return
            self._case = case
        if tag == "skipped":
            case.skipped = True
        elif tag in _RERUN:
            case.reruns += 1
        elif case.outcome is TestOutcome.PASSED and not (tag in _FLAKY and case.flaky):
            if tag in _FLAKY:
                case.flaky = True
            else:
                case.outcome = _BAD[tag]
            case.told(attributes, self._parser.CurrentLineNumber)
            self._listen(case)
        if tag in _FLAKY:
            case.reruns += 1

    def _listen(self, case: Case) -> None:
        """Keep the text of the element that begins; until it ends, its end is what is waited for."""
        self._text, self._kept, self._outer = [], 0, self._depth
        self._ends.clear()
        self._heard = case
        self._parser.CharacterDataHandler = self._characters
        self._parser.EndElementHandler = self._end_of_text

    def _characters(self, text: str) -> None:
        if self._kept < KEPT:
            self._kept += len(text)
            self._text.append(text)
        else:
            self._ends.append(text)

    def _end_of_text(self, tag: str) -> None:
        if self._depth == self._outer and self._heard is not None:
            self._parser.CharacterDataHandler = None
            self._parser.EndElementHandler = self._end
            self._heard.keep("".join((*self._text, *self._ends)))
        self._end(tag)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        case = self._case
        if tag == "testcase":
            if case is None and not self._bad:
                self._found.append(plain(self._attributes or {}, self._suite))
            else:
                self._add()
            self._attributes = None
        elif case is not None and case.alone == self._depth + 1:
            self._add()
        elif tag == "testsuite" or tag == "testsuites":
            self._suites.pop()
            self._suite = self._suites[-1] if self._suites else ""

    def _add(self) -> None:
        """The test that ends here: a further attempt where the same one failed just before."""
        result = result_of(self._case or Case(self._attributes or {}, self._suite))
        last = self._last
        if self._bad and last.name == result.name and last.classname == result.classname:
            passed = result.outcome is TestOutcome.PASSED
            result = result._replace(attempt=last.attempt + 1, flaky=result.flaky or passed)
        self._last = result
        self._bad = result.outcome.bad
        self._case = None
        self._found.append(result)


def _entity(*_: object) -> int:
    raise _Refused("declares entities")
