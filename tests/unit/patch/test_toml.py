from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.apply import apply
from regreen.patch.toml import Value, append_item, format_value, remove, set_value
from regreen.patch.toml_scan import Path, scan

TEXT = '''\
# head
[project]
name = "x"  # the name
dependencies = [
    "a>=1",  # why
    'b[extra] ; python_version < "3.12"',
]
keywords = ["k"]

[tool.poetry.dependencies]
python = "^3.11"
q = { version = "1", extras = ["z"] }

[[tool.mypy.overrides]]
module = "m.*"
[[tool.mypy.overrides]]
module = ["n"]

[tool."quoted key"]
a.b.c = """long"""""
d = 1979-05-27 07:32:00
'''


def edited(text: str, edits: list[Edit]) -> str:
    return apply(Source("p.toml", text), edits).text


def test_every_place_holds_its_value() -> None:
    layout = scan(Source("p.toml", TEXT))
    paths: list[Path] = [
        ("project", "name"),
        ("project", "dependencies", 1),
        ("tool", "poetry", "dependencies", "q", "extras", 0),
        ("tool", "mypy", "overrides", 1, "module", 0),
        ("tool", "quoted key", "a", "b", "c"),
        ("tool", "quoted key", "d"),
    ]
    for path in paths:
        item = layout.items[path]
        assert tomllib.loads(f"v = {TEXT[item.start : item.end]}")["v"] == layout.value(path)
    assert TEXT[layout.offset(("tool", "mypy", "overrides", 1)) :].startswith(
        '[[tool.mypy.overrides]]\nmodule = ["n"'
    )
    assert layout.value(("nope", 1)) is None


@pytest.mark.parametrize(
    "path, value, old, new",
    [
        (("project", "name"), "y", 'name = "x"  #', 'name = "y"  #'),
        (("project", "version"), "1", 'keywords = ["k"]\n', 'keywords = ["k"]\nversion = "1"\n'),
        (
            ("tool", "poetry", "package-mode"),
            False,
            "[tool.poetry.dep",
            "[tool.poetry]\npackage-mode = false\n\n[tool.poetry.dep",
        ),
        (
            ("tool", "poetry", "dependencies", "q", "optional"),
            True,
            'extras = ["z"] }',
            'extras = ["z"], optional = true }',
        ),
        (("tool", "new", "x"), 1, "07:32:00\n", "07:32:00\n\n[tool.new]\nx = 1\n"),
        (("tool", "quoted key", "a", "e"), 2, 'long"""""\n', 'long"""""\na.e = 2\n'),
        (("tool", "mypy", "overrides", 0, "strict"), True, '"m.*"\n', '"m.*"\nstrict = true\n'),
    ],
)
def test_set(path: Path, value: Value, old: str, new: str) -> None:
    assert edited(TEXT, set_value(Source("p.toml", TEXT), path, value)) == TEXT.replace(old, new, 1)


def test_append_keeps_the_layout() -> None:
    source = Source("p.toml", TEXT)
    long = edited(TEXT, append_item(source, ("project", "dependencies"), "c"))
    assert long == TEXT.replace("3.12\"',\n]", "3.12\"',\n    'c',\n]")
    short = edited(TEXT, append_item(source, ("project", "keywords"), "l"))
    assert short == TEXT.replace('["k"]', '["k", "l"]')
    made = edited(TEXT, append_item(source, ("dependency-groups", "test"), "pytest"))
    assert made == TEXT + '\n[dependency-groups]\ntest = ["pytest"]\n'


@pytest.mark.parametrize(
    "before, after",
    [
        ("a = []\n", 'a = ["x"]\n'),
        ("a = [\n]\n", 'a = ["x"]\n'),
        ('a = [\n  "1"\n]', 'a = [\n  "1",\n  "x"\n]'),
        ('a = [\n  "1" # c\n]', 'a = [\n  "1", # c\n  "x"\n]'),
        ('a = [ "1", ]', 'a = [ "1", "x", ]'),
        ('a = [\r\n\t"1",\r\n]\r\n', 'a = [\r\n\t"1",\r\n\t"x",\r\n]\r\n'),
        ('a = ["1",\n     "2"]', 'a = ["1",\n     "2",\n     "x"]'),
        ('a = [\n  "1"]', 'a = [\n  "1",\n  "x"]'),
        ("\ufeffb = 1\r\na = []", '\ufeffb = 1\r\na = ["x"]'),
    ],
)
def test_append_to_arrays_of_all_shapes(before: str, after: str) -> None:
    assert edited(before, append_item(Source("p.toml", before), ("a",), "x")) == after


@pytest.mark.parametrize(
    "path, old, new",
    [
        (("project", "name"), 'name = "x"  # the name\n', ""),
        (("project", "dependencies", 0), '    "a>=1",  # why\n', ""),
        (("project", "keywords", 0), '["k"]', "[]"),
        (("tool", "poetry", "dependencies", "q", "extras"), ', extras = ["z"]', ""),
        (("tool", "poetry", "dependencies", "q", "version"), 'version = "1", ', ""),
    ],
)
def test_remove(path: Path, old: str, new: str) -> None:
    assert edited(TEXT, remove(Source("p.toml", TEXT), path)) == TEXT.replace(old, new, 1)


@pytest.mark.parametrize("text", ["a = ", "a = 1\na = 2", "[[a]\n", "a = [" * 3000])
def test_what_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(PatchError):
        set_value(Source("p.toml", text), ("a",), 1)


def test_impossible_changes_are_refused() -> None:
    source = Source("p.toml", "a = 1\n")
    with pytest.raises(PatchError):
        set_value(source, ("a", "b"), 1)
    with pytest.raises(PatchError):
        append_item(source, ("a",), 1)
    with pytest.raises(PatchError):
        remove(source, ("c",))


SCALAR = st.booleans() | st.integers(-99, 99) | st.text(max_size=6)
NESTED = st.recursive(
    SCALAR,
    lambda child: st.lists(child, max_size=3) | st.dictionaries(st.text(max_size=4), child, max_size=3),
    max_leaves=6,
)


@settings(max_examples=80)
@given(st.dictionaries(st.text(min_size=1, max_size=4), NESTED, max_size=4))
def test_what_is_written_is_found_again(data: dict[str, Value]) -> None:
    text = "".join(f"{format_value(key)} = {format_value(value)}\n" for key, value in data.items())
    layout = scan(Source("p.toml", text))
    assert layout.data == data
    for path, item in layout.items.items():
        assert tomllib.loads(f"v = {text[item.start : item.end]}")["v"] == layout.value(path)
    assert len(layout.items) == sum(_count(value) for value in data.values())


def _count(value: object) -> int:
    children = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return 1 + sum(map(_count, children))
