"""A cause keeps its fingerprint whatever differs between two runs of it, and another cause has another one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.app.diagnose import diagnose
from regreen.engine.fingerprint import fingerprint
from regreen.sources.logfile import LogFile
from support.ci_logs import job, raw, step, tab


@dataclass(frozen=True)
class Circumstances:
    """What differs between two runs of the same failure."""

    root: str = "/home/runner/work/shop/shop"
    address: str = "0x7f3a2b1c0d90"
    temporary: str = "/tmp/pytest-of-runner/pytest-0"
    seconds: str = "3.21s"
    run: str = "14283746501"
    noise: int = 3
    order: int = 0
    layout: str = "raw"


@dataclass(frozen=True)
class Subject:
    """What makes it this failure."""

    test: str = "test_amount"
    package: str = "shoptools"
    status: str = "502"
    error: str = "ValueError"


def failing_tests(subject: Subject, at: Circumstances) -> list[str]:
    tests = [subject.test, "test_discount", "test_refund"]
    random.Random(at.order).shuffle(tests)
    message = f"{subject.error}: no price in <Cart object at {at.address}>"
    sections = [
        line
        for test in tests
        for line in (
            f"____________________ {test} ____________________",
            "",
            f"    def {test}():",
            f"tmp_path = PosixPath('{at.temporary}/{test}0')",
            ">       assert total(cart)",
            f"E       {message}",
            "",
            f"{at.root}/src/shop/cart.py:41: {subject.error}",
        )
    ]
    summary = [f"FAILED tests/test_cart.py::{test} - {message}" for test in tests]
    return [
        f"rootdir: {at.root}",
        "=================================== FAILURES ===================================",
        *sections,
        "=========================== short test summary info ============================",
        *summary,
        f"========================= 3 failed, 40 passed in {at.seconds} =========================",
    ]


def missing_package(subject: Subject, at: Circumstances) -> list[str]:
    return [
        f"Processing {at.root}",
        f"ERROR: Could not find a version that satisfies the requirement {subject.package}==9.1 (from versions: 1.0)",
        f"ERROR: No matching distribution found for {subject.package}==9.1",
    ]


def missing_module(subject: Subject, at: Circumstances) -> list[str]:
    return [
        "Traceback (most recent call last):",
        f'  File "{at.root}/scripts/run.py", line 3, in <module>',
        f"    import {subject.package}",
        f"ModuleNotFoundError: No module named '{subject.package}'",
    ]


def crashed(subject: Subject, at: Circumstances) -> list[str]:
    return [
        "Traceback (most recent call last):",
        f'  File "{at.root}/scripts/run.py", line 31, in main',
        "    send(order)",
        f"{subject.error}: order <Order object at {at.address}> was refused with {subject.status} after {at.seconds}",
    ]


def unknown_program(subject: Subject, at: Circumstances) -> list[str]:
    return [
        f"deploying run {at.run}",
        f"ERROR: deployment of run {at.run} failed with status {subject.status}",
    ]


FAILURES: dict[Callable[[Subject, Circumstances], list[str]], Subject] = {
    failing_tests: Subject(error="TypeError", test="test_basket"),
    missing_package: Subject(package="othertools"),
    missing_module: Subject(package="othertools"),
    crashed: Subject(error="KeyError", status="404"),
    unknown_program: Subject(status="404"),
}
CIRCUMSTANCES = st.builds(
    Circumstances,
    root=st.sampled_from(
        ["/home/runner/work/shop/shop", "/Users/runner/work/shop/shop", "/__w/shop/shop", "/builds/acme/shop"]
    ),
    address=st.integers(1 << 40, 1 << 47).map(hex),
    temporary=st.sampled_from(
        ["/tmp/pytest-of-runner/pytest-0", "/private/var/folders/zz/x1/T/pytest-of-me/pytest-7"]
    ),
    seconds=st.sampled_from(["3.21s", "0.4s", "118.02s"]),
    run=st.integers(10**9, 10**11).map(str),
    noise=st.integers(0, 9),
    order=st.integers(0, 9),
    layout=st.sampled_from(["raw", "bom", "tab", "crlf"]),
)


def fingerprints(
    failure: Callable[[Subject, Circumstances], list[str]], subject: Subject, at: Circumstances
) -> list[str]:
    """The fingerprints of all causes, in order."""
    noise = [f"Collecting thing-{i}" for i in range(at.noise)]
    lines = job(step("pip install -e .", noise), step("make check", [*noise, *failure(subject, at)], code=1))
    data = (
        tab("unit", "Run checks", lines).encode()
        if at.layout == "tab"
        else raw(lines, bom="\ufeff" * (at.layout == "bom"))
    )
    if at.layout == "crlf":
        data = data.replace(b"\n", b"\r\n")
    causes = diagnose([LogFile("ci.log", data)]).causes
    assert causes
    return [cause.finding.fingerprint for cause in causes]


@pytest.mark.parametrize("failure", FAILURES)
@settings(max_examples=15, deadline=None)
@given(at=CIRCUMSTANCES)
def test_equal_under_irrelevant_change(
    failure: Callable[[Subject, Circumstances], list[str]], at: Circumstances
) -> None:
    assert fingerprints(failure, Subject(), at) == fingerprints(failure, Subject(), Circumstances())


@pytest.mark.parametrize("failure", FAILURES)
@settings(max_examples=5, deadline=None)
@given(at=CIRCUMSTANCES)
def test_different_under_relevant_change(
    failure: Callable[[Subject, Circumstances], list[str]], at: Circumstances
) -> None:
    other = FAILURES[failure]
    for name in ("test", "package", "status", "error"):
        changed = replace(Subject(), **{name: getattr(other, name)})
        if changed != Subject():
            assert not set(fingerprints(failure, changed, at)) & set(fingerprints(failure, Subject(), at)), (
                name
            )


def test_a_fingerprint_is_made_of_rule_and_data() -> None:
    one = fingerprint("a-rule", [("name", "x")])
    assert len(one) == 16
    assert int(one, 16) >= 0
    assert one == fingerprint("a-rule", [("name", " x ")])
    assert (
        len(
            {
                one,
                fingerprint("b-rule", [("name", "x")]),
                fingerprint("a-rule", [("name", "y")]),
                fingerprint("a-rule", [("other", "x")]),
            }
        )
        == 4
    )


def test_data_is_not_mixed_up() -> None:
    assert fingerprint("r", [("a", "1"), ("b", "")]) != fingerprint("r", [("a", ""), ("b", "1")])
    assert fingerprint("r", [("a", "x\x1fb=y")]) != fingerprint("r", [("a", "x"), ("b", "y")])
