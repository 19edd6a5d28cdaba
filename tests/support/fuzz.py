"""Mutated logs and archives, and what must hold for every one of them.

A case is made from a seed: lines of sample logs are spliced, repeated, cut, painted and given secrets, wrapped in the
layouts of the CI services, saved in some encoding, perhaps packed, perhaps damaged. Whatever comes out, reading it
raises nothing but a `RegreenError`, takes a bounded time, gives the same answer twice, and no answer in any format
holds a secret that was planted or a character that acts on a terminal.
"""

from __future__ import annotations

import gzip
import io
import random
import re
import signal
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from regreen.app.diagnose import diagnose
from regreen.model.diagnosis import Diagnosis
from regreen.model.errors import RegreenError
from regreen.report import document, formats, github
from regreen.report.json import v1
from regreen.sources.files import read_logs
from support.ci_logs import job, raw, step, tab
from support.secrets import CONTEXTS, KINDS, secret

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 5.0  # seconds of CPU that one case may take
LONGEST = 400  # lines taken from a sample

_ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\\\\u001[bB]|\\\\u20(?:2[aA-eE]|6[6-9])"
)
_FENCE = re.compile(r"^```log[^\n]*\n(.*?)^```", re.M | re.S)

HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\x1b[1;1H error: painted",
    "\x1b]8;;http://example.org\x1b\\FAILED tests/test_a.py::test_b\x1b]8;;\x1b\\ - ValueError: \u202eno\u202c",
    "\x1bP1$r\x1b\\\x9b31mERROR: \x85\x0c\x0bcannot open\x00",
    "E   AssertionError: <script>alert(1)</script> ![x](javascript:1) `code` | pipe",
    "##[error]::error file=a.py,line=99999999999999999999::%0A\u2066hidden\u2069",
    "Found 99999999999999999999999999 errors in 4294967296 files (checked 18446744073709551616 source files)",
    "==== " + "9" * 400 + " failed, 1 passed in 1e309s ====",
    "==== " + "9" * 5000 + " failed, 1 passed in 1.0s ====",
    "==== 99999999999999999999999999 failed, 18446744073709551616 errors in 1.0s ====",
    "src/a.py:" + "8" * 5000 + ":" + "7" * 5000 + ": error: no  [x]",
    "Found " + "6" * 5000 + " errors.",
    "##[error]Process completed with exit code " + "5" * 5000 + ".",
    "ERROR: " + "a" * 40_000,
    "\r" * 300 + "ERROR: overwritten\rfine\r",
    "Traceback (most recent call last):",
    '  File "x.py", line 99999999999999999999, in f',
    "ValueError",
    "\ufffd\ufffe\uffff\U0010ffff E   KeyError: '\ud7ff'",
    "%s %d {0} {title} {} {{}} %(x)s",
    "##[group]Run ",
    "shell: {0}",
    "section_start:99999999999999999999:x\r\x1b[0K",
    'The command "' + "x" * 5000 + '" exited with 99999999999999999999.',
    "Process completed with exit code -99999999999999999999.",
    "[rtd-command-info] exit-code: 99999999999999999999",
)
XML = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "&b;&b;"><!ENTITY b "b">]>
<testsuites><testsuite name="pytest" errors="0" failures="1" tests="2" time="0.1">
<testcase classname="tests.test_a" name="test_b" time="0.01">
<failure message="assert 1 == 2">E   assert 1 == 2</failure>
</testcase></testsuite></testsuites>"""


REPORTS = (
    """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="1" skipped="1" tests="4" time="0.4">
<testcase classname="tests.test_a" name="test_b[1-x]" time="0.002" file="tests/test_a.py" line="3" />
<testcase classname="tests.test_a.TestC" name="test_d" time="0.1">
<failure message="AssertionError: assert 3 == 4&#10;  +  where 3 = f()">def test_d():
E       AssertionError: assert 3 == 4

tests/test_a.py:14: AssertionError</failure></testcase>
<testcase classname="" name="tests.test_e" time="0.0"><error message="collection failure"
>E   ModuleNotFoundError: No module named 'absent'</error></testcase>
<testcase classname="tests.test_a" name="test_f" time="0"><skipped type="pytest.skip" message="later">x</skipped>
</testcase></testsuite></testsuites>""",
    """<testsuite name="org.shop.CartTest" time="1,234.5" tests="2" errors="0" failures="1">
<testcase name="adds" classname="org.shop.CartTest" time="0.1">
<failure message="expected:&lt;1&gt;" type="org.junit.ComparisonFailure"><![CDATA[at x]]></failure>
<rerunFailure message="again" type="x.Y"><stackTrace>at y</stackTrace></rerunFailure></testcase>
<testcase name="late" classname="org.shop.CartTest"><flakyError message="slow" type="x.Z"/></testcase>
<system-out><![CDATA[said]]></system-out></testsuite>""",
    """<testsuites tests="2" failures="1" disabled="1" name="AllTests"><testsuite name="Cart" tests="2">
<testcase name="Adds" status="run" result="completed" time="0." classname="Cart">
<failure message="cart_test.cc:12&#x0A;Expected" type=""><![CDATA[cart_test.cc:12]]></failure></testcase>
<testcase name="Off" status="notrun" result="suppressed" time="0" classname="Cart" /></testsuite></testsuites>""",
)
_MARKUP = (
    "<testsuite>", "</testsuite>", "<testcase", "</testcase>", "<failure>", "</failure>", "<![CDATA[", "]]>", "&#0;",
    "&#xD800;", "&lt;", "&", "<", ">", '"', "<!--", "-->", "<?x?>", "<!DOCTYPE x [<!ENTITY a 'b'>]>", "&a;", "\ufffe",
    "\x1b[31m", "\u202e",
    "<a>" * 200, 'name="' + "x" * 5000 + '"', 'time="1e309"', 'line="99999999999999999999"', "\r", "\n" * 50,
)  # fmt: skip


class BrokenError(AssertionError):
    """Something that must hold does not; the text quotes nothing of the case."""


class HangError(BrokenError):
    """A case took too long."""


@dataclass(frozen=True)
class Case:
    """The bytes of an input, how its file is called, and the secrets in it, by kind."""

    name: str
    data: bytes
    secrets: tuple[tuple[str, str], ...] = ()


def own_samples() -> list[list[str]]:
    """The logs of all cases of rules, as lines, and a document of another kind."""
    found = [XML.split("\n")]
    for path in sorted((ROOT / "tests" / "rules").glob("*/*.md")):
        for match in _FENCE.finditer(path.read_text("utf-8")):
            found.append(match[1].replace("␛", "\x1b").split("\n"))
    return found


def real_samples(folder: Path) -> list[list[str]]:
    """The logs of a folder, as lines."""
    files = sorted(path for path in folder.iterdir() if path.suffix in (".log", ".txt"))
    return [path.read_bytes().decode("utf-8", "replace").split("\n") for path in files]


def make(seed: int, samples: Sequence[Sequence[str]]) -> Case:
    """The case of a seed."""
    chance = random.Random(seed)
    secrets: list[tuple[str, str]] = []
    kind = chance.random()
    if kind < 0.1:
        return _archive(chance, samples, secrets)
    if kind < 0.2:
        return Case("results.xml", _report(chance, secrets), tuple(secrets))
    return Case("ci.log", _log(chance, samples, secrets), tuple(secrets))


def _log(chance: random.Random, samples: Sequence[Sequence[str]], secrets: list[tuple[str, str]]) -> bytes:
    lines = _piece(chance, samples)
    for _ in range(chance.randrange(6)):
        lines = chance.choice(_MUTATIONS)(chance, lines, samples)
    damaged = chance.random() < 0.3
    if not damaged:
        for _ in range(chance.randrange(3)):
            _plant(chance, lines, secrets)
    data = _saved(chance, _laid_out(chance, lines))
    return _flipped(chance, data) if damaged else data


def _piece(chance: random.Random, samples: Sequence[Sequence[str]]) -> list[str]:
    sample = chance.choice(samples)
    at = chance.randrange(max(1, len(sample) - LONGEST))
    return list(sample[at : at + LONGEST])


def _spliced(chance: random.Random, lines: list[str], samples: Sequence[Sequence[str]]) -> list[str]:
    at = chance.randrange(len(lines) + 1)
    return lines[:at] + _piece(chance, samples)[: chance.randrange(1, 60)] + lines[at:]


def _repeated(chance: random.Random, lines: list[str], _samples: Sequence[Sequence[str]]) -> list[str]:
    start, end = sorted(chance.randrange(len(lines) + 1) for _ in range(2))
    return lines[:end] + lines[start : min(end, start + 40)] * chance.randrange(1, 12) + lines[end:]


def _deleted(chance: random.Random, lines: list[str], _samples: Sequence[Sequence[str]]) -> list[str]:
    start, end = sorted(chance.randrange(len(lines) + 1) for _ in range(2))
    return lines[:start] + lines[end:]


def _shuffled(chance: random.Random, lines: list[str], _samples: Sequence[Sequence[str]]) -> list[str]:
    start = chance.randrange(len(lines) + 1)
    block = lines[start : start + 10]
    chance.shuffle(block)
    return lines[:start] + block + lines[start + 10 :]


def _painted(chance: random.Random, lines: list[str], _samples: Sequence[Sequence[str]]) -> list[str]:
    at = chance.randrange(len(lines) + 1)
    return lines[:at] + [chance.choice(HOSTILE) for _ in range(chance.randrange(1, 4))] + lines[at:]


def _inserted(chance: random.Random, lines: list[str], _samples: Sequence[Sequence[str]]) -> list[str]:
    """Something in the middle of lines that may be evidence."""
    junk = ("\x1b[31m", "\x00", "\u200b", "\u202e", "\r", "9" * 30, "\t", "(" * 50, "\\", "'", '"', "{", "é")
    found = list(lines)
    for _ in range(min(len(found), 5)):
        i = chance.randrange(len(found))
        at = chance.randrange(len(found[i]) + 1)
        found[i] = found[i][:at] + chance.choice(junk) + found[i][at:]
    return found


def _stepped(chance: random.Random, lines: list[str], _samples: Sequence[Sequence[str]]) -> list[str]:
    return job(step("make all\nexit 1", lines, code=chance.choice((0, 1, 137))))


_Mutation = Callable[[random.Random, list[str], Sequence[Sequence[str]]], list[str]]
_MUTATIONS: tuple[_Mutation, ...] = (
    _spliced, _repeated, _deleted, _shuffled, _painted, _inserted, _stepped,
)  # fmt: skip


def _plant(chance: random.Random, lines: list[str], secrets: list[tuple[str, str]]) -> None:
    """A secret on a line of its own or behind one that may be evidence, perhaps cut by something invisible."""
    kind = chance.choice((*KINDS, "assigned"))
    token = (
        secret("github", chance.randrange(1 << 30))[4:24]
        if kind == "assigned"
        else secret(kind, chance.randrange(1 << 30))
    )
    shown = token
    if chance.random() < 0.3:
        at = chance.randrange(1, len(token))
        shown = token[:at] + chance.choice(("\x1b[0m", "\x1b[31m", "\u200b", "\x00", "\x1b(B")) + token[at:]
    context = chance.choice(
        CONTEXTS if kind == "assigned" else (*CONTEXTS, "{}", "got {}", "[{}]", "({})", "<{}>", "x/{}/y")
    )
    text = context.format(shown)
    at = chance.randrange(len(lines) + 1)
    if lines and chance.random() < 0.6:
        at = min(at, len(lines) - 1)
        lines[at] = f"{lines[at][:2000]} {text}"
    else:
        lines.insert(
            at, chance.choice(("", "ERROR: ", "E   ValueError: ", "##[error]", "##[group]Run ")) + text
        )
    secrets.append((f"{kind} in {context}", token))


def _laid_out(chance: random.Random, lines: list[str]) -> str:
    layout = chance.randrange(6)
    if layout == 0:
        return raw(lines, bom="\ufeff").decode("utf-8", "surrogatepass")
    if layout == 1:
        return tab("unit (3.12)", chance.choice(("Run tests", "UNKNOWN STEP")), lines)
    if layout == 2:
        return tab("unit", "Run tests", lines, between="   ", bom="´╗┐")
    if layout == 3:
        return "".join(f"2025-03-04T05:06:07.000000Z 0{i % 2}O {line}\n" for i, line in enumerate(lines))
    return "\n".join(lines)


def _saved(chance: random.Random, text: str) -> bytes:
    end = chance.choice(("\n", "\n", "\n", "\r\n", "\r\r\n", "\r"))
    encoding = chance.choice(
        ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
    )
    data = text.replace("\n", end).encode(encoding, "replace")
    return data[: chance.randrange(len(data) + 1)] if chance.random() < 0.1 else data


def _flipped(chance: random.Random, data: bytes) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randrange(1, 20) if found else 0):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def _report(chance: random.Random, secrets: list[tuple[str, str]]) -> bytes:
    """A JUnit report that was tampered with."""
    text = chance.choice(REPORTS)
    for _ in range(chance.randrange(5)):
        at, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        text = chance.choice((
            text[:at] + chance.choice(_MARKUP) + text[at:],
            text[:at] + text[end:],
            text[:end] + text[at:end] * chance.randrange(1, 20) + text[end:],
        ))  # fmt: skip
    damaged = chance.random() < 0.3
    if not damaged and chance.random() < 0.5:
        token = secret(chance.choice(KINDS), chance.randrange(1 << 30))
        place = text.find(chance.choice(("assert 3", "expected", "Expected", "at x", "collection")))
        if place >= 0 and token.isascii() and not set(token) & set("<&\n'\""):
            text = f"{text[:place]}got {token} {text[place:]}"
            secrets.append(("in a report", token))
    encoding = chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"))
    data = text.encode(encoding, "replace")
    return _flipped(chance, data) if damaged else data


def _archive(chance: random.Random, samples: Sequence[Sequence[str]], secrets: list[tuple[str, str]]) -> Case:
    if chance.random() < 0.2:
        return Case("ci.log.gz", gzip.compress(_log(chance, samples, secrets), mtime=0), tuple(secrets))
    names = chance.choice((
        ("0_unit.txt", "1_lint.txt", "unit/1_Set up job.txt", "unit/2_Run tests.txt"),
        ("unit/1_Set up job.txt", "unit/7_Run tests.txt", "unit/system.txt"),
        ("a.log", "../b.log", "/c.log", "d\x1b[31m.log"),
        ("0_unit.txt", "results.xml"),
    ))  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as archive:
        for name in names:
            data_of = _report(chance, secrets) if name.endswith(".xml") else _log(chance, samples, secrets)
            archive.writestr(zipfile.ZipInfo(name), data_of)
    data = packed.getvalue()
    if not secrets and chance.random() < 0.5:
        data = _flipped(chance, data)[: chance.choice((len(data), len(data) * 2 // 3))]
    return Case("logs.zip", data, tuple(secrets))


def check(case: Case) -> bool:
    """Whether the case could be read at all; raises what must not happen."""
    with tempfile.TemporaryDirectory() as folder, _limited():
        path = Path(folder, case.name)
        path.write_bytes(case.data)
        try:
            logs = read_logs([str(path)])
            answer = diagnose(logs)
            again = diagnose(read_logs([str(path)]))
        except RegreenError as error:
            _harmless("message", f"{error}\n", case)
            return False
        shown = dict(_answers(answer))
        for name, text in shown.items():
            _harmless(name, text, case)
        if v1.render(again) != shown["json"]:
            raise BrokenError("the same log gave two answers")
    return True


def _answers(answer: Diagnosis) -> Iterator[tuple[str, str]]:
    yield "json", v1.render(answer)
    for name in ("terminal", "markdown", "html", "sarif", "github"):
        yield name, formats.render(name, answer, verbose=True)
    for name in ("markdown", "html"):
        yield f"report {name}", document.render(name, answer)
    yield "summary", github.summary(answer)


def _harmless(name: str, text: str, case: Case) -> None:
    for kind, token in case.secrets:
        if token in text:
            raise BrokenError(f"{name} shows a secret: {kind}")
    active = _ACTIVE.search(text)
    if active:
        raise BrokenError(f"{name} holds {active[0]!a}")


@contextmanager
def _limited() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise HangError(f"took more than {LIMIT:g} s of CPU")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
