"""Some of ruff's rules beyond pyflakes and pycodestyle, and pycodestyle's names for blanks."""

from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.project.style.mask import mask
from regreen.project.style.modern import CODES, modern
from regreen.project.style.whitespace import CODES as BLANKS
from regreen.project.style.whitespace import whitespace


def said(text: str, target: tuple[int, ...] = (3, 10)) -> list[tuple[int, str]]:
    return sorted((item.row, item.code) for item in modern(Source("a.py", text), CODES, target))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("def f(a=[]): ...\n", "B006"),
        ("assert False, 'why'\n", "B011"),
        ("try:\n    pass\nexcept A:\n    raise B()\n", "B904"),
        ("print(1)\n", "T201"),
        ("class A(object): ...\n", "UP004"),
        ("open('a', 'r')\n", "UP015"),
        ("1 in a.keys()\n", "SIM118"),
    ],
)
def test_refused(text: str, code: str) -> None:
    assert [found for _, found in said(text)] == [code]


def test_types_hang_on_the_oldest_python() -> None:
    text = "from typing import List, Optional, Union\nx: Optional[List[int]]\ny: Union[int, str]\n"
    assert said(text) == [(1, "UP035"), (2, "UP006"), (2, "UP045"), (3, "UP007")]
    assert said(text, (3, 9)) == [(1, "UP035"), (2, "UP006")]
    assert said(text, ()) == []


@pytest.mark.parametrize(
    "text",
    [
        "def f(a=None, b=(), c: 'Sequence[int]' = []): ...\n",
        "try:\n    pass\nexcept A as error:\n    raise error\n",
        "try:\n    pass\nexcept A:\n    raise B() from None\n",
        "from rich import print\nprint(1)\n",
        "print(1, file=out)\n",
        "open('a', 'w')\n",
        "for key in keys(): ...\n",
    ],
)
def test_left_alone(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x=1\n", "E225"),
        ("x = a ==b\n", "E225"),
        ("f( a)\n", "E201"),
        ("f(a )\n", "E202"),
        ("f(a , b)\n", "E203"),
        ("f (a)\n", "E211"),
        ("f(a = 1)\n", "E251"),
        ("a; b\n", "E702"),
        ("a;\n", "E703"),
        ("if a:\n\tb\n", "W191"),
    ],
)
def test_blanks_have_names(text: str, code: str) -> None:
    masked = mask(Source("a.py", text))
    assert masked is not None
    assert code in {found for _, found, _ in whitespace(masked, BLANKS)}
