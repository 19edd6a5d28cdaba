from __future__ import annotations

import configparser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.apply import apply
from regreen.patch.ini import append_row, read_ini, remove_option, set_option

TEXT = """\
# head
[tool:pytest]
addopts = -q
    # a comment
    --strict-markers

    -x
testpaths: tests
[coverage:report]
fail_under=80
"""


def edited(text: str, edits: list[Edit]) -> str:
    return apply(Source("setup.cfg", text), edits).text


def test_options_and_their_places() -> None:
    ini = read_ini(Source("setup.cfg", TEXT))
    option = ini.get("tool:pytest", "AddOpts")
    assert option is not None and option.value == "-q\n--strict-markers\n-x"
    assert [TEXT[at : at + len(text)] for at, text in option.rows] == ["-q", "--strict-markers", "-x"]
    gate = ini.get("coverage:report", "fail_under")
    assert gate is not None and TEXT[gate.start : gate.end] == "80"
    assert [section.name for section in ini.sections] == ["tool:pytest", "coverage:report"]
    assert [option.name for option in ini.of("tool:pytest")] == ["addopts", "testpaths"]


NAMES = st.sampled_from(["a", "b", "key", "x-y"])
ROWS = st.lists(st.sampled_from(["1", "v w", "x=y", "", "  deep", "; no", "# no", "p: q"]), max_size=3)


@settings(max_examples=80)
@given(
    st.dictionaries(NAMES, st.dictionaries(NAMES, ROWS, max_size=3), max_size=3),
    st.sampled_from(["\n", "\r\n"]),
)
def test_the_same_values_as_configparser(data: dict[str, dict[str, list[str]]], end: str) -> None:
    rows: list[str] = []
    for section, options in data.items():
        rows.append(f"[{section}]")
        for name, value in options.items():
            rows.append(f"{name} = {value[0].strip() if value else ''}")
            rows += [f"  {row}" for row in value[1:]]
    text = end.join([*rows, ""])
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text.replace("\r\n", "\n"))
    found = {(o.section, o.name): o.value.split("\n") for o in read_ini(Source("x", text)).options}
    expected = {
        (section, name): [row for row in parser[section][name].split("\n") if row] or [""]
        for section in parser.sections()
        for name in parser[section]
    }
    assert found == expected


def test_edits() -> None:
    source = Source("setup.cfg", TEXT)
    assert edited(TEXT, set_option(source, "coverage:report", "fail_under", "35")) == TEXT.replace("80", "35")
    assert edited(TEXT, set_option(source, "tool:pytest", "markers", "slow: s\nfast: f")) == TEXT.replace(
        "testpaths: tests\n", "testpaths: tests\nmarkers =\n    slow: s\n    fast: f\n"
    )
    assert edited(TEXT, append_row(source, "tool:pytest", "addopts", "-v")) == TEXT.replace(
        "-x\n", "-x\n    -v\n"
    )
    assert edited(TEXT, append_row(source, "tool:pytest", "testpaths", "more")) == TEXT.replace(
        "testpaths: tests", "testpaths: \n    tests\n    more"
    )
    assert edited(TEXT, set_option(source, "mypy", "strict", "true")) == TEXT + "\n[mypy]\nstrict = true\n"
    assert edited(TEXT, remove_option(source, "coverage:report", "fail_under")) == TEXT.replace(
        "fail_under=80\n", ""
    )
    assert edited("", set_option(Source("setup.cfg", ""), "a", "b", "c")) == "[a]\nb = c\n"
    with pytest.raises(PatchError):
        remove_option(source, "mypy", "strict")
