"""What formatters would write differently."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.model.text import Source
from regreen.project.style.formatter import drifts, repaired
from regreen.project.style.mask import mask
from regreen.project.style.options import RUFF, Style

NEW = Style(version=(25, 1))


def said(text: str, style: Style = NEW) -> list[tuple[int, str]]:
    masked = mask(Source("a.py", text))
    assert masked is not None
    return sorted({(masked.position(drift.offset)[0], drift.what) for drift in drifts(masked, style)})


def mended(text: str, style: Style = NEW) -> str | None:
    masked = mask(Source("a.py", text))
    assert masked is not None
    return repaired(masked, style, list(drifts(masked, style)))


@pytest.mark.parametrize(
    ("text", "row", "what"),
    [
        ("x = 1 \n", 1, "blanks at the end of a line"),
        ("x = 1", 1, "no line end at the end of the file"),
        ("x  = 1\n", 1, "several blanks between two words"),
        ("f(a ,b)\n", 1, "a blank before a comma"),
        ("f(a,b)\n", 1, "no blank behind a comma"),
        ("f( a)\n", 1, "a blank behind an opening bracket"),
        ("f(a )\n", 1, "a blank before a closing bracket"),
        ("a; b\n", 1, "a semicolon"),
        ("class A():\n    pass\n", 1, "empty brackets behind the name of a class"),
        ("x = not(a)\n", 1, "no blank behind a keyword"),
        ("x = a+ b\n", 1, "no blank before `+`"),
        ("x = a ==b\n", 1, "no blank behind `==`"),
        ("x=1\n", 1, "no blank beside `=`"),
        ("f(a = 1)\n", 1, "blanks beside `=`"),
        ("def f(a: int=1):\n    pass\n", 1, "no blank beside `=`"),
        ("d = {1:2}\n", 1, "a colon with a blank before it, or none behind it"),
        ("f (1)\n", 1, "a blank between a name and its bracket"),
        ("x = (a ** 2)\n", 1, "blanks around the power of simple operands"),
        ("x = 1 # one\n", 1, "not two blanks before a comment"),
        ("#one\n", 1, "no blank behind `#`"),
        ("x = 'a'\n", 1, "single quotes"),
        ('x = F"{a}"\n', 1, "a capital letter before a string"),
        ("x = 0XFF\n", 1, "the letters of a number"),
        ("\nx = 1\n", 1, "blank lines at the beginning"),
        ("x = 1\n\n\n\n\ny = 2\n", 6, "more than two blank lines"),
        ("if x:\n    a\n\n\n    b\n", 5, "more than one blank line"),
        ("f(\n    a,\n\n    b,\n)\n", 3, "a blank line within brackets"),
        ("import os\nx = 1\n", 2, "no blank line behind the imports"),
        ("x = 1\ndef f():\n    pass\n", 2, "fewer than 2 blank lines before a definition"),
        ("def f():\n    pass\nx = 1\n", 3, "fewer than 2 blank lines behind a definition"),
        ("if x:\n  y\n", 2, "indentation by something else than 4 blanks"),
        ('"""Words."""\nimport os\n', 2, "not one blank line below the docstring of the module"),
        ("f(\n    a\n)\n", 1, "would fit on one line"),
        ("f(a, b,)\n", 1, "a comma behind the last element, and all on one line"),
        ("f(a,\n  b,\n)\n", 1, "broken elsewhere than behind the bracket"),
        ("f(\n    a, b,\n)\n", 1, "a comma behind the last element, and several on one line"),
        (f"f(\n    {'a' * 50},\n    {'b' * 50}\n)\n", 3, "no comma behind the last element"),
        (
            f"f(\n    {'a' * 50},\n      {'b' * 50},\n  )\n",
            4,
            "the closing bracket is not below the line of the opening one",
        ),
        (f"f({'a' * 50}, {'b' * 50})\n", 1, "longer than 88 columns"),
        (f"f(\n    x for a, b in {'c' * 80}\n)\n", 2, "longer than 88 columns"),
        (f"x = {{\n    1: [{'a' * 50}, {'b' * 50}],\n}}\n", 2, "longer than 88 columns"),
        (f"x = {'a' * 50} and {'b' * 50}\n", 1, "longer than 88 columns"),
        (f"from a import {'b' * 40}, {'c' * 40}\n", 1, "longer than 88 columns"),
        (f"x = f(a)  # {'w' * 90}\n", 1, "longer than 88 columns"),
        (f"x = f(a, {'木' * 44})\n", 1, "longer than 88 columns"),
        (f"x = [\n    {'a' * 41}, {'b' * 40}\n]\n", 2, "some elements on one line, others not"),
        ("x = [\n    a,\n\n    # why\n    b,\n]\n", 3, "a blank line within brackets"),
        ("def f():\n    x = 1\n    \n    return x\n", 3, "blanks at the end of a line"),
        ('def f():\n    """Words. \n\n    More.\n    """\n', 2, "blanks at the end of a line of a docstring"),
        ('def f():\n    """ Words."""\n', 2, "a blank before the first word of a docstring"),
        ('class A:\n    """Words."""\n    b = 1\n', 3, "no blank line below the docstring of a class"),
        ("def f():\n    ...\n", 2, "a body of three dots on a line of its own"),
        ("x = 'a\\n'\n", 1, "single quotes"),
        ("x = 'it\\'s'\n", 1, "single quotes"),
        ('x = "it\\\'s"\n', 1, "an escape that is not needed"),
        ('x = "\\xAB"\n', 1, "capital digits in an escape"),
        ("x = .5\n", 1, "a point without a digit beside it"),
        ('f("""\n""")\n', 1, "a string of several lines beside its bracket"),
        (f"x = (\n    {'a' * 50} +\n    {'b' * 50}\n)\n", 2, "broken behind an operator"),
    ],
)
def test_refused(text: str, row: int, what: str) -> None:
    assert (row, what) in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "x = a[1:2, ::3, -1:]\n",
        "x = 'say \"hi\"'\n",
        "f(*args, **kwargs)\n",
        "def f(a, /, b, *, c: int = 1, d=2) -> None: ...\n",
        "x = 1e-5 + 2**8 - -1\n",
        "from a import *\n",
        "x = lambda a=1, *b: a\n",
        "t = (1,)\n",
        "#!/usr/bin/env python\n#: for sphinx\n",
        "@a\ndef f():\n    return -1\n\n\nelse_ = 1\n",
        "try:\n    import a\nexcept ImportError:\n    a = None\n",
        "if a:\n    def_ = 1\nelse:\n    b = 2\n",
        "f(\n    a,\n    # why\n    b,\n)\n",
        'x = """\n  text \n\n\n\n"""\n',
        "x = 1  # fmt: skip\ny  = 2\n",
        "call(\n    a,\n)\n",
        f"x = {'a' * 100}\n",
        f'x = "{"a" * 100}"\n',
        f"with {'a' * 40}() as b, {'c' * 40}() as d:\n    pass\n",
        f"x = [\n    {'a' * 90},\n]\n",
        f"x = {'a' * 60}({'b' * 20})  # type: ignore[no-untyped-call]\n",
        "x = 'it\\'s \"so\"'\n",
        'x = f(\n    """\n    words\n    """,\n    b,\n)\n',
        '# remark\n"""Words."""\nimport os\n',
        'class A:\n    """Words."""\n\n    b = 1\n',
        "class A: ...\n\n\ndef f(): ...\n",
    ],
)
def test_left_alone(text: str) -> None:
    assert said(text) == []


def test_black_let_docstrings_of_modules_be() -> None:
    assert said('""" Words. """\n', Style(version=(24, 10))) == []


def test_options_decide() -> None:
    assert said("x = 'a'\n", Style(quotes="")) == []
    assert said('x = "a"\n', Style(quotes="single")) == [(1, "double quotes")]
    assert said("f(\n    a\n)\n", Style(preview=True)) == []
    assert said("f(a, b,)\n", Style(magic_comma=False)) == []
    assert said('"""Words."""\nimport os\n', Style(version=(23, 1))) == []
    assert said('f(\n    "a"\n    "b"\n)\n', Style(tool=RUFF, version=(0, 9))) == []


def test_repairs_are_complete_or_none() -> None:
    assert mended("x = [\n  1,2 ]\n") is None
    assert mended("import os\ndef f(a = 1):\n    return {'a':\n  a}\n") is None
    assert mended("import os\ndef f(a = 1):\n    return g( a,'b')  \n") == (
        'import os\n\n\ndef f(a=1):\n    return g(a, "b")\n'
    )
    long = f"value = call({'a' * 40}, {'b' * 40})\n"
    assert mended(long) == f"value = call(\n    {'a' * 40}, {'b' * 40}\n)\n"


def test_what_cannot_be_read_is_left_alone() -> None:
    assert mask(Source("a.py", "x = (\n")) is None
    assert mask(Source("a.py", 'x = f"{a["b"]}"\n')) is None
    assert mask(Source("a.py", "x = 'a\n")) is None


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab=,()[]{}:'\"#\\ \n\t+*1f", max_size=60))
def test_any_text_is_read(text: str) -> None:
    masked = mask(Source("a.py", text))
    if masked is not None:
        assert len(masked.code) == len(masked.text)
        for drift in drifts(masked, NEW):
            row, column = masked.position(drift.offset)
            assert row >= 1
            assert column >= 1
