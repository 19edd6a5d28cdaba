"""JUnit reports of many runners, whole and broken, friendly and hostile."""

from __future__ import annotations

import tracemalloc
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.errors import InputError
from regreen.model.test import TestOutcome, TestResult
from regreen.sources.junit import pieces_of, read_junit
from regreen.sources.junit_head import is_junit

P, F, E, S = TestOutcome.PASSED, TestOutcome.FAILED, TestOutcome.ERROR, TestOutcome.SKIPPED


def read(text: str | bytes, notes: list[str] | None = None, piece: int = 0) -> list[TestResult]:
    data = text.encode() if isinstance(text, str) else text
    pieces = [data[at : at + piece] for at in range(0, len(data), piece)] if piece else pieces_of(data)
    return list(read_junit("report.xml", pieces, on_note=(notes if notes is not None else []).append))


PYTEST = """<?xml version="1.0" encoding="utf-8"?>
<testsuites name="pytest tests"><testsuite name="pytest" errors="2" failures="1" skipped="1" tests="6" time="0.4">
<testcase classname="tests.test_cart" name="test_empty" time="0.002" />
<testcase classname="tests.test_cart.TestTotal" name="test_sum[1-2]" time="0.1">
<failure message="AssertionError: assert 3 == 4&#10;  +  where 3 = total()">def test_sum(a, b):
&gt;       assert total() == 4
E       AssertionError: assert 3 == 4

tests/test_cart.py:14: AssertionError</failure></testcase>
<testcase classname="tests.test_cart" name="test_db" time="0.0"><error
  message="failed on setup with &quot;ConnectionError: refused&quot;">E   ConnectionError: refused

tests/conftest.py:7: ConnectionError</error></testcase>
<testcase classname="tests.test_cart" name="test_later" time="0"><skipped type="pytest.skip" message="later">x</skipped>
</testcase>
<testcase classname="" name="tests.test_broken" time="0.0"><error message="collection failure"
>tests/test_broken.py:1: in &lt;module&gt;
    import nothing_here
E   ModuleNotFoundError: No module named 'nothing_here'</error></testcase>
</testsuite></testsuites>"""


def test_pytest() -> None:
    found = read(PYTEST)
    assert [(r.test, r.outcome) for r in found] == [
        ("tests/test_cart.py::test_empty", P),
        ("tests/test_cart.py::TestTotal::test_sum[1-2]", F),
        ("tests/test_cart.py::test_db", E),
        ("tests/test_cart.py::test_later", S),
        ("tests/test_broken.py", E),
    ]
    assert (found[1].error, found[1].message) == ("AssertionError", "assert 3 == 4")
    assert (found[1].path, found[1].row, found[1].line) == ("tests/test_cart.py", 14, 5)
    assert (found[2].error, found[2].message) == ("ConnectionError", "refused")
    assert (found[4].error, found[4].message) == ("ModuleNotFoundError", "No module named 'nothing_here'")
    assert (found[0].seconds, found[0].suite) == (0.002, "pytest")


def one(attributes: str, inner: str = "", suite: str = 'name="s"', root: bool = False) -> TestResult:
    text = f"<testsuite {suite}><testcase {attributes}>{inner}</testcase></testsuite>"
    (found,) = read(f"<testsuites>{text}</testsuites>" if root else text)
    return found


@pytest.mark.parametrize(
    ("attributes", "inner", "expected"),
    [
        pytest.param(
            'classname="tests.test_a.TestB" name="test_c" file="tests/test_a.py" line="3" time="1"', "",
            ("tests/test_a.py::TestB::test_c", P, "", ""), id="pytest xunit1",
        ),
        pytest.param(
            'classname="shop.tests.test_a.CartTest" name="test_c" time="0.1"',
            '<failure type="AssertionError" message="1 != 2"><![CDATA[Traceback (most recent call last):\n'
            '  File "/w/shop/tests/test_a.py", line 9, in test_c\nAssertionError: 1 != 2\n]]>'
            "</failure><system-out><![CDATA[]]></system-out>",
            ("shop/tests/test_a.py::CartTest::test_c", F, "AssertionError", "1 != 2"), id="unittest-xml-reporting",
        ),
        pytest.param(
            'classname="test_a.TestB" name="test_c" time="0.000"',
            '<error message="test failure">Traceback (most recent call last):\n  File "test_a.py", line 5, in test_c\n'
            "KeyError: 'x'\n</error>",
            ("test_a.py::TestB::test_c", E, "KeyError", "'x'"), id="nose2",
        ),
        pytest.param(
            'name="adds" classname="org.shop.CartTest" time="1,234.5"',
            '<failure message="expected:&lt;1&gt; but was:&lt;2&gt;" type="org.junit.ComparisonFailure">at x</failure>',
            ("org.shop.CartTest::adds", F, "ComparisonFailure", "expected:<1> but was:<2>"), id="surefire",
        ),
        pytest.param(
            'name="Adds" status="run" result="completed" time="0." timestamp="2024-01-01" classname="Cart"',
            '<failure message="cart_test.cc:12&#x0A;Expected equality" type=""><![CDATA[cart_test.cc:12\n]]></failure>',
            ("Cart::Adds", F, "", "cart_test.cc:12"), id="gtest",
        ),
        pytest.param(
            'name="Off" status="notrun" result="suppressed" time="0" classname="Cart"', "",
            ("Cart::Off", S, "", ""), id="gtest disabled",
        ),
        pytest.param(
            'classname="cart adds" name="cart adds" time="0.01"',
            "<failure>TypeError: price is undefined\n    at Object.&lt;anonymous&gt; (cart.test.js:3:1)</failure>",
            ("cart adds", F, "TypeError", "price is undefined"), id="jest-junit",
        ),
        pytest.param(
            'classname="shop/cart" name="TestAdds/zero" time="0.000"',
            '<failure message="Failed" type=""><![CDATA[    cart_test.go:9: got 1, want 2]]></failure>',
            ("shop/cart::TestAdds/zero", F, "", "cart_test.go:9: got 1, want 2"), id="go-junit-report",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("root", [False, True])
def test_dialects(attributes: str, inner: str, expected: tuple[object, ...], root: bool) -> None:
    found = one(attributes, inner, root=root)
    assert (found.test, found.outcome, found.error, found.message) == expected


def test_durations() -> None:
    assert [one(f'name="t" time="{time}"').seconds for time in ("1.5", "1,234.5", "0.2s", "nan", "-1", "x", "")] == [
        1.5, 1234.5, 0.2, 0.0, 0.0, 0.0, 0.0,
    ]  # fmt: skip


def test_a_flaky_test_of_surefire_passed_in_the_end() -> None:
    found = one('classname="A" name="b"', '<flakyFailure message="late" type="x.Late"><stackTrace>at</stackTrace>'
                "<system-out>o</system-out></flakyFailure><flakyError type='y'/>")  # fmt: skip
    assert (found.outcome, found.flaky, found.attempt, found.error, found.message) == (
        P,
        True,
        3,
        "Late",
        "late",
    )


def test_reruns_of_surefire_that_all_failed() -> None:
    found = one(
        'classname="A" name="b"',
        '<failure message="m">first</failure><rerunFailure message="n">2</rerunFailure>',
    )
    assert (found.outcome, found.flaky, found.attempt, found.message) == (F, False, 2, "m")


def test_a_repeated_test_is_a_further_attempt() -> None:
    bad = '<testcase classname="a" name="t"><failure message="m"/></testcase>'
    good = '<testcase classname="a" name="t"/>'
    found = read(f'<testsuite name="s">{bad}{bad}{good}{good}</testsuite>')
    assert [(r.outcome, r.attempt, r.flaky) for r in found] == [
        (F, 1, False), (F, 2, False), (P, 3, True), (P, 1, False),
    ]  # fmt: skip


def test_a_suite_that_could_not_run() -> None:
    (found,) = read('<testsuite name="build"><error message="no compiler"/></testsuite>')
    assert (found.test, found.outcome, found.message) == ("build", E, "no compiler")


@pytest.mark.parametrize(
    "data",
    [
        '<?xml version="1.0" encoding="utf-16"?><testsuite><testcase name="t\u00e4"/></testsuite>'.encode(
            "utf-16"
        ),
        '<?xml version="1.0" encoding="iso-8859-1"?><testsuite><testcase name="t\u00e4"/></testsuite>'.encode(
            "latin-1"
        ),
        '\ufeff<testsuite><testcase name="t\u00e4"/></testsuite>'.encode(),
        b'\n  <testsuite><testcase name="t\xc3\xa4"/></testsuite>',
    ],
)
def test_encodings(data: bytes) -> None:
    assert is_junit(data)
    assert [r.name for r in read(data)] == ["tä"]
    assert [r.name for r in read(data, piece=7)] == ["tä"]


def test_characters_that_xml_forbids() -> None:
    failure = '<failure message="a&#x1B;[31mb&#0;">\x1b[1mc\x00\x08 &#xD800;</failure>'
    data = f'<testsuite><testcase name="t">{failure}</testcase></testsuite>'.encode()
    for piece in (0, 1, 5):
        (found,) = read(data.replace(b"c\x00", b"c\xff"), piece=piece)
        assert (found.message, found.text) == ("a[31mb", "[1mc\ufffd ")


def test_a_report_that_was_cut_off_gives_what_there_is() -> None:
    for end in range(PYTEST.index("<testcase"), len(PYTEST) - 12, 7):
        notes: list[str] = []
        found = read(PYTEST[:end], notes)
        assert len(found) == PYTEST[:end].count("</testcase>") + ('time="0.002" />' in PYTEST[:end])
        assert len(notes) == 1 and f"the {len(found)} tests before that were read" in notes[0]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><testsuite name="&b;"/>'
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BOMB, "report.xml declares entities and is refused"),
        (
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><testsuite>&e;</testsuite>',
            "declares entities",
        ),
        ("<testsuite>" + "<a>" * 30_000, "is nested too deeply"),
        ('<testsuite><testcase name="' + "x" * (17 << 20), "has an element without an end"),
        ("<coverage/>", "is XML of another kind"),
        ("no xml", "is no JUnit report"),
        ("", "is no JUnit report"),
        ("<?xml?>", "is no JUnit report"),
    ],
)
def test_what_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read(text)


def test_what_a_report_looks_like() -> None:
    assert is_junit(PYTEST.encode())
    assert not is_junit(b"<?xml version='1.0'?><coverage version='7'/>")
    assert not is_junit(b"tests <testsuite")


def test_memory_stays_flat() -> None:
    case = '<testcase classname="tests.test_a" name="test_{}" time="0.1"><failure message="m">{}</failure></testcase>'

    def pieces() -> list[bytes]:
        body = "".join(case.format(i, "x" * 500) for i in range(50))
        return [b"<testsuite>", *[body.encode()] * 300, b"</testsuite>"]

    data = pieces()
    tracemalloc.start()
    assert sum(1 for _ in read_junit("r", data)) == 15_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


NAMES = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
)
TESTS = st.lists(st.tuples(NAMES, st.sampled_from([P, F, E, S]), st.floats(0, 1e6)), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(TESTS, st.integers(1, 200))
def test_whatever_is_written_is_read(tests: list[tuple[str, TestOutcome, float]], piece: int) -> None:
    inner = {P: "", F: "<failure/>", E: '<error type="x.Y">t</error>', S: "<skipped/>"}
    cases = "".join(
        f"<testcase name={quoteattr(name)} time='{seconds!r}'>{inner[outcome]}</testcase>{escape(name)}"
        for name, outcome, seconds in tests
    )
    found = read(f"<testsuite>{cases}</testsuite>".encode(), piece=piece)
    assert [(r.name, r.outcome, r.seconds) for r in found] == [tuple(test) for test in tests]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_report_breaks_nothing(data: st.DataObject) -> None:
    raw = bytearray(PYTEST.encode())
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read(bytes(raw), piece=data.draw(st.sampled_from([0, 13])))
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert len(found) <= 6
