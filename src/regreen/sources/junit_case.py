"""One `testcase` of a JUnit report -> what the test is called and why it failed."""

from __future__ import annotations

import re
from functools import lru_cache

from regreen.logs.mask import mask
from regreen.model.test import TestOutcome, TestResult

MESSAGE = 2_000  # characters of a message
NAME = 1_000  # characters of a name
_PLACES = 400  # lines at the end of a text in which the place of the failure is looked for

_new = tuple.__new__  # what a named tuple's own constructor does, without a call in between
_PASSED = TestOutcome.PASSED  # looked up in an enumeration it would cost as much as all the rest
_LONGEST = 1e9  # seconds that a test may have taken
_NOT_RUN = frozenset({"notrun", "disabled", "skipped", "suppressed", "ignored", "pending"})
_GENERIC = frozenset({"", "failed", "failure", "error", "collection failure", "test failure", "test error"})
_AT_FIXTURE = re.compile(r'failed on (?:setup|teardown) with "(.*?)"?$', re.S)
_RAISED = re.compile(r"(?:E\s{1,8})?((?:[A-Za-z_]\w*\.){0,8}[A-Z]\w*)(?:: |$)")
_EXCEPTION = re.compile(r"(?:[A-Za-z_]\w*\.){0,8}[A-Za-z_]\w{0,80}")
_PLACE = re.compile(r"(?:E\s{1,8})?([^\s:][^:\n]{0,300}?\.\w{1,6}):(\d{1,7}):")
_FRAME = re.compile(r'\s{0,8}File "([^"\n]{1,300})", line (\d{1,7})')
_MODULE = re.compile(r"tests?|test_\w+|\w+_tests?", re.I)


class Case:
    """A test while it is read: its attributes, and what is said inside. `alone` is the depth of a failure that stands
    outside of any test.
    """

    __slots__ = (
        "alone", "attributes", "flaky", "line", "message", "outcome", "reruns", "skipped", "suite", "text", "type",
    )  # fmt: skip

    def __init__(self, attributes: dict[str, str], suite: str, alone: int = 0) -> None:
        self.attributes = attributes
        self.suite = suite
        self.alone = alone
        self.outcome = TestOutcome.PASSED
        self.skipped = self.flaky = False
        self.reruns = self.line = 0
        self.type = self.message = self.text = ""

    def told(self, attributes: dict[str, str], line: int) -> None:
        """The attributes of its failure, which stands at a line."""
        self.type = attributes.get("type", "")
        self.message = attributes.get("message", "")
        self.line = line

    def keep(self, text: str) -> None:
        """The text of its failure."""
        self.text = text


def plain(attributes: dict[str, str], suite: str) -> TestResult:
    """The result of a test of which nothing more is said. Called for nearly every test, so nothing is done twice."""
    get = attributes.get
    classname, name, path, row = get("classname", ""), get("name", ""), "", 0
    outcome = _PASSED
    if len(attributes) > 3:
        path, row = get("file", "")[:NAME], _number(get("line", ""))
        outcome = _not_run(get("status", ""), get("result", ""))
    if len(classname) + len(name) > NAME:
        classname, name = classname[:NAME], name[:NAME]
    before = _holder(classname, path)
    test = f"{before}::{name}" if before and name and before != name else test_of(classname, name, path)
    try:
        seconds = float(get("time", "0"))
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds < _LONGEST:
        seconds = _seconds(get("time", ""))
    return _new(
        TestResult, (test, outcome, seconds, suite, classname, name, path, row, "", "", "", 0, 1, False)
    )


def result_of(case: Case) -> TestResult:
    """The result of a test."""
    result = plain(case.attributes, case.suite)
    if case.outcome is not TestOutcome.PASSED:
        result = result._replace(outcome=case.outcome)
    elif case.skipped:
        result = result._replace(outcome=TestOutcome.SKIPPED)
    return _explained(result, case) if case.line else result


def _not_run(status: str, result: str) -> TestOutcome:
    """GoogleTest and CTest say in an attribute that a test was left out."""
    left_out = status.lower() in _NOT_RUN or result.lower() in _NOT_RUN
    return TestOutcome.SKIPPED if left_out else TestOutcome.PASSED


def _explained(result: TestResult, case: Case) -> TestResult:
    text = mask(case.text)
    error, message = reason(case.type, mask(case.message), text)
    path, row = _place(text)
    return result._replace(
        error=error,
        message=message[:MESSAGE],
        text=text,
        line=case.line,
        path=path or result.path,
        row=row or result.row,
        attempt=1 + case.reruns,
        flaky=case.flaky and result.outcome is TestOutcome.PASSED,
    )


def reason(type_: str, message: str, text: str) -> tuple[str, str]:
    """The name of the exception without its module, and the first line of what it says."""
    at_fixture = _AT_FIXTURE.match(message)
    said = (at_fixture[1] if at_fixture else message).strip()
    if said.lower() in _GENERIC:
        said = _decisive(text) or said
    first = said.partition("\n")[0].strip()
    raised = _RAISED.match(first)
    error = type_.rpartition(".")[2] if _EXCEPTION.fullmatch(type_) else ""
    if raised and (not error or raised[1].rpartition(".")[2] == error or "." in raised[1]):
        return raised[1].rpartition(".")[2], first[raised.end() :].strip()
    return error, first.removeprefix("E ").strip()


def _decisive(text: str) -> str:
    """The line of a traceback that says what was raised: pytest's last `E`, else an exception at the margin."""
    lines = [line for line in text.split("\n")[-_PLACES:] if line.strip()]
    marked = [line[1:].strip() for line in lines if line.startswith("E ")]
    for line in reversed(marked):
        if _RAISED.match(line):
            return line
    raised = [line for line in lines if _RAISED.match(line) and "Error" in line.partition(":")[0]]
    return (raised or marked or [line.strip() for line in lines[:1]] or [""])[-1]


def _place(text: str) -> tuple[str, int]:
    """Where it was raised: the last place that the text names."""
    for line in reversed(text.split("\n")[-_PLACES:]):
        match = _PLACE.match(line) or _FRAME.match(line)
        if match:
            return match[1], int(match[2])
    return "", 0


def test_of(classname: str, name: str, path: str) -> str:
    """What the test's own runner calls it, where the report tells; else class and name."""
    before = _holder(classname, path)
    if not classname and not path and "." in name and _python(name):
        return _holder(name, "")
    if not before or before == name:
        return name
    return f"{before}::{name}" if name else before


test_of.__test__ = False  # type: ignore[attr-defined]  # pytest: a function of ours


@lru_cache(4096)
def _holder(classname: str, path: str) -> str:
    """File and classes of a Python test (`tests.test_a.TestB` is `tests/test_a.py::TestB`); others as they are."""
    if path.endswith(".py"):
        module = path.removesuffix(".py").replace("\\", "/").replace("/", ".")
        inner = classname[len(module) + 1 :] if classname.startswith(f"{module}.") else ""
        return "::".join([path.replace("\\", "/"), *filter(None, inner.split("."))])
    at = _python(classname)
    if not at:
        return classname
    parts = classname.split(".")
    return "::".join(["/".join(parts[:at]) + ".py", *parts[at:]])


def _python(dotted: str) -> int:
    """How many parts of a dotted name are the module of a Python test; 0 where it does not look like one."""
    parts = dotted.split(".")
    if not all(part.isidentifier() for part in parts):
        return 0
    modules = [at for at, part in enumerate(parts, 1) if _MODULE.fullmatch(part) and not part[0].isupper()]
    return modules[-1] if modules and all(part[0].isupper() for part in parts[modules[-1] :]) else 0


def _seconds(text: str) -> float:
    """A duration that is no plain number: thousands may be set off by commas (Surefire), a unit may follow."""
    try:
        seconds = float(text[:40].replace(",", "").rstrip("s "))
    except ValueError:
        return 0.0
    return seconds if 0.0 <= seconds < _LONGEST else 0.0


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
