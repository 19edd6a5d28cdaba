"""What linters say of a file."""

from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.project.style.codes import Codes, flake8_codes, ruff_codes
from regreen.project.style.lint import complaints
from regreen.project.style.mask import mask
from regreen.project.style.tidy import tidied

ALL = Codes(("E", "F", "W"), (), (), 79, False)


def said(text: str, codes: Codes = ALL, path: str = "a.py") -> list[tuple[int, str]]:
    source = Source(path, text)
    masked = mask(source)
    assert masked is not None
    return sorted({(item.row, item.code) for item in complaints(source, masked, codes)})


@pytest.mark.parametrize(
    ("text", "row", "code"),
    [
        ("import os\n", 1, "F401"),
        ("from a import b, c\n\nc()\n", 1, "F401"),
        ("from a import (\n    b,\n    c,\n)\n\nb()\n", 3, "F401"),
        ("def f():\n    x = 1\n", 2, "F841"),
        ("try:\n    f()\nexcept OSError as e:\n    pass\n", 3, "E999"),
        ("def f():\n    pass\n\n\ndef f():\n    pass\n", 5, "F811"),
        ('x = f"a"\n', 1, "F541"),
        ('x = y is "a"\n', 1, "F632"),
        ("x = y == None\n", 1, "E711"),
        ("x = True != y\n", 1, "E712"),
        ("x = not y in z\n", 1, "E713"),
        ("x = not y is z\n", 1, "E714"),
        ("try:\n    f()\nexcept:\n    pass\n", 3, "E722"),
        ("f = lambda: 1\n", 1, "E731"),
        ("l = 1\n", 1, "E741"),
        ("x = undefined_thing\n", 1, "F821"),
        ("import a, b\n", 1, "E401"),
        ("x = 1\nimport os\n", 2, "E402"),
        (f"x = '{'a ' * 50}'\n", 1, "E501"),
        ("x = 1 \n", 1, "W291"),
        ("x = 1\n  \ny = 2\n", 2, "W293"),
        ("x = 1\n\n\n", 2, "W391"),
        ("x = 1", 1, "W292"),
        ("x = '\\d'\n", 1, "W605"),
        ("f(a,b)\n", 1, "E231"),
        ("x = 1\ndef f():\n    pass\n", 2, "E302"),
        ("x = 1 # one\n", 1, "E261"),
        ("x = 1  #one\n", 1, "E262"),
        ("#one\n", 1, "E265"),
    ],
)
def test_said(text: str, row: int, code: str) -> None:
    if code == "E999":
        assert (row, "F841") not in said(text)  # a module's own names are not local
    else:
        assert (row, code) in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "import os  # noqa\n",
        "import os  # noqa: F401\n",
        "from a import (  # noqa: F401\n    b,\n    c,\n)\n",
        "# flake8: noqa\nimport os\n",
        '__all__ = ["os"]\nimport os  # noqa: E402\n',
        "import os as os\n",
        "from __future__ import annotations\n",
        "try:\n    import a\nexcept ImportError:\n    a = None\n",
        "import a.b\n\na.b.c()\n",
        'import a\n\nx: "a.B"\n',
        "def f():\n    x = 0\n    x += 1\n",
        "def f():\n    x = 1\n    return locals()\n",
        "try:\n    unicode_\nexcept NameError:\n    unicode_ = str\n",
        "@overload\ndef f(a): ...\n\n\n@overload\ndef f(b): ...\n\n\noverload = f\n",
        'x = f"{a:>{b}}" f"c"\na = b = x\n',
        "# https://example.org/" + "a" * 80 + "\n",
    ],
)
def test_silent(text: str) -> None:
    assert [item for item in said(text) if item[1] in ("F401", "F811", "F841", "F541", "E501")] == []


def test_flake8_selection() -> None:
    codes = flake8_codes(
        {}, {"max-line-length": "100", "extend-ignore": "W, F401", "per-file-ignores": "t/*.py: E7,F8"}
    )
    assert codes is not None
    assert codes.line_length == 100
    counts, tests = codes.counts("a.py"), codes.counts("t/a.py")
    assert [counts(code) for code in ("F401", "F841", "W291", "E226", "E722")] == [
        False,
        True,
        False,
        False,
        True,
    ]
    assert [tests(code) for code in ("F841", "E722", "E501")] == [False, False, True]
    few = flake8_codes({"select": "E9,F63,F7,F82"}, {})
    assert few is not None
    assert [few.counts("a.py")(code) for code in ("F821", "F632", "F401", "E501")] == [
        True,
        True,
        False,
        False,
    ]


def test_ruff_selection() -> None:
    old = ruff_codes({}, {}, (0, 6), fix=False)
    new = ruff_codes({}, {}, (0, 17), fix=False)
    own = ruff_codes({}, {"lint": {"select": ["ALL"], "ignore": ["E501"]}}, (0, 6), fix=True)
    assert old is not None
    assert new is not None
    assert own is not None
    asked = ("F401", "E402", "E722", "E501", "E302")
    assert [old.counts("a.py")(code) for code in asked] == [True, True, True, False, False]
    assert [new.counts("a.py")(code) for code in asked] == [True, False, True, False, False]
    assert [own.counts("a.py")(code) for code in asked] == [False, True, False, False, False]


def repaired(text: str, path: str = "a.py") -> str | None:
    source = Source(path, text)
    masked = mask(source)
    assert masked is not None
    found = tidied(source, ALL, complaints(source, masked, ALL), names=True)
    return found.text if found is not None else None


def test_repairs_of_imports() -> None:
    assert repaired("import os\nimport sys\n\nsys.exit()\n") == "import sys\n\nsys.exit()\n"
    assert repaired("from a import b, c\n\nc()\n") == "from a import c\n\nc()\n"
    assert repaired("from a import b, c\n\nb()\n") == "from a import b\n\nb()\n"
    assert repaired("from a import (\n    b,\n    c,\n)\n\nb()\n") == "from a import (\n    b,\n)\n\nb()\n"
    assert repaired("import os\n", "a/__init__.py") is None
    assert repaired("import os, re as r\n\nr.match(os.name, '')\n") == (
        "import os\nimport re as r\n\nr.match(os.name, '')\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = 1 \n", "x = 1\n"),
        ("x = 1", "x = 1\n"),
        ("x = 1\n\n\n", "x = 1\n"),
        ("x = f'a'\n", "x = 'a'\n"),
        ("x = Rf'a'\n", "x = R'a'\n"),
        ("x = f(1,2)\n", "x = f(1, 2)\n"),
        ("x = '\\d'\n", "x = r'\\d'\n"),
        ("x = '\\d\\n'\n", "x = '\\\\d\\n'\n"),
        ("x = 1 # one\n", "x = 1  # one\n"),
        ("x = 1  #one\n", "x = 1  # one\n"),
        ("#one\nx = 1\n", "# one\nx = 1\n"),
        ("if not a in b:\n    c()\n", "if a not in b:\n    c()\n"),
        ("if not a is b:\n    c()\n", "if a is not b:\n    c()\n"),
        (
            "def g():\n    try:\n        a()\n    except OSError as e:\n        pass\n",
            "def g():\n    try:\n        a()\n    except OSError:\n        pass\n",
        ),
        ("x = 1\n\ndef f():\n    g()\n", "x = 1\n\n\ndef f():\n    g()\n"),
        ("def f():\n    a()\n\n\n    b()\n", "def f():\n    a()\n\n    b()\n"),
        ("x = 1\r\ny = 2 \r\n", "x = 1\ny = 2\n"),
    ],
)
def test_repairs(before: str, after: str) -> None:
    assert repaired(before) == after


def test_a_long_comment_is_wrapped_and_a_trailing_one_stands_above() -> None:
    words = "it is like this because of that" + " and so on" * 9
    assert repaired(f"# {words}\n") is not None
    moved = repaired(f"x = 1  # {words}\n")
    assert moved is not None
    assert moved.startswith("# it is like this")
    assert moved.endswith("\nx = 1\n")
    assert repaired(f"x = 1  # noqa: F401 {words}\n") is None
    assert repaired(f"x = '{words}'\n") is None


def test_blanks_within_a_value_are_left() -> None:
    assert repaired('def f():\n    """Say.  \n    """\n') == 'def f():\n    """Say.\n    """\n'
    assert repaired('x = """a  \nb"""\n') is None


def test_a_code_is_repaired_everywhere_or_not_at_all() -> None:
    assert repaired("def f():\n    x = 1\n") is None
    mixed = repaired("def f():\n    x = 1 \n")
    assert mixed == "def f():\n    x = 1\n"
