from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.project.broken_code import broken, too_new
from regreen.project.undefined_names import undefined_names


def names(text: str) -> list[tuple[str, int, bool]]:
    return [(item.name, item.place.line, item.at_import) for item in undefined_names(Source("a.py", text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("x = json.dumps(1)\n", [("json", 1, True)]),
        ("def f():\n    return json.dumps(1)\n", [("json", 2, False)]),
        ("class A:\n    x = List[int]\n", [("List", 2, True)]),
        ("def f(x=made()):\n    pass\n", [("made", 1, True)]),
        ("if x():\n    pass\n", [("x", 1, False)]),
    ],
)
def test_found(text: str, found: list[tuple[str, int, bool]]) -> None:
    assert names(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "import json\nx = json.dumps(1)\n",
        "from a import *\nx = json.dumps(1)\n",
        "try:\n    x = json.dumps(1)\nexcept NameError:\n    x = 1\n",
        "from __future__ import annotations\ndef f(x: List[int]) -> None:\n    pass\n",
        "def f(self):\n    return [self.x() for self in y] if (y := 1) else 0\n",
        "def f():\n    global made\n    made = 1\nx = made.bit_length()\n",
        "class A:\n    def f(self):\n        return __class__.__name__\n",
        "x = unicode('a')\n",
        "x = '''json.dumps(1)'''\n",
        "def f(\n",
    ],
)
def test_nothing(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = = 1\n", "invalid syntax"),
        ("type X = int\n", ""),
        ("def f[T](x: T) -> T: ...\n", ""),
        ("print 'old'\n", ""),
        ("<<<<<<< HEAD\n", ""),
        ("x = 1\n", ""),
        ("try:\n    x = 1\nexcept ValueError, TypeError:\n    pass\n", ""),
    ],
)
def test_broken(text: str, message: str) -> None:
    error = broken(Source("a.py", text))
    assert (error.message if error is not None else "") == message


def test_too_new() -> None:
    source = Source("a.py", "match x:\n    case 1:\n        pass\n")
    assert too_new(source, "3.9") is not None
    assert too_new(source, "3.10") is None
    assert too_new(source, "") is None
