from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.project.import_facts import Import
from regreen.project.imports import candidates, imports
from regreen.project.newer_syntax import reduced

TEXT = (
    """\
import os, a.b as c
from . import x
from ..up.mod import (
    name as other,
    "second",
)
""".replace('"second"', "second")
    + '''
try:
    import fast
except (ImportError, OSError):
    import slow
try:
    import boom
except ValueError:
    pass
if TYPE_CHECKING:
    from typing_only import T
if sys.platform == "win32":
    import winreg
def f():
    import late
class K:
    import inside
with contextlib.suppress(ImportError):
    import maybe
é = 1; import after
"""
import docstring
"""
from star import *
'''
)


def facts(item: Import) -> tuple[int, int, int, str, str]:
    return item.line, item.column, item.level, item.module, item.name


def test_every_import_with_its_place_and_context() -> None:
    found = imports(Source("p/q/m.py", TEXT))
    assert [facts(item) for item in found[:6]] == [
        (1, 8, 0, "os", ""),
        (1, 12, 0, "a.b", ""),
        (2, 15, 1, "", "x"),
        (4, 5, 2, "up.mod", "name"),
        (5, 5, 2, "up.mod", "second"),
        (9, 12, 0, "fast", ""),
    ]
    by_name = {item.module: item for item in found}
    assert (
        by_name["fast"].context.guarded
        and by_name["slow"].context.guarded
        and by_name["maybe"].context.guarded
    )
    assert by_name["typing_only"].context.type_checking and by_name["winreg"].context.conditional
    assert by_name["late"].context.in_function
    assert by_name["boom"].runs and by_name["inside"].runs and not by_name["late"].runs
    assert by_name["after"].column == 15
    assert by_name["star"].name == "*" and "docstring" not in by_name
    assert found[2].base() == "p/q" and found[3].base() == "p" and by_name["a.b"].top == "a"


def test_a_reduced_text_has_the_same_imports() -> None:
    text = TEXT.replace("with contextlib.suppress(ImportError):\n    import maybe\n", "")
    text = text.replace("é = 1; import after\n", "")
    assert imports(Source("p/q/m.py", reduced(Source("p/q/m.py", text)))) == imports(Source("p/q/m.py", text))


NEWER = '''import a
type X[T] = list[T]
async def f[T](x: T = {1:
  2}) -> T:
    """doc
import no"""
    import b; t"x"
    return x
try:
    from c import (d, # e
      g)
except ImportError, OSError:
    pass
'''


def test_newer_syntax_is_read_in_its_reduced_form() -> None:
    found = [
        (item.line, item.column, item.module, item.context.in_function, item.context.guarded)
        for item in imports(Source("m.py", NEWER))
    ]
    assert found == [
        (1, 8, "a", False, False),
        (7, 12, "b", True, False),
        (10, 20, "c", False, True),
        (11, 7, "c", False, True),
    ]


@pytest.mark.parametrize(
    "text", ["print 'x'\nimport a\n", "import (", "\0", "(" * 5000, "x = " + "-" * 20000 + "1"]
)
def test_what_nobody_can_parse_is_skipped(text: str) -> None:
    assert imports(Source("m.py", text)) == ()


def test_other_encodings_are_parsed() -> None:
    text = b"# coding: latin-1\nx = '\xe9'; import a\n".decode("utf-8", "surrogateescape")
    assert [item.module for item in imports(Source("m.py", text))] == ["a"]
    assert [item.module for item in imports(Source("m.py", "\ufeffimport a\r\n"))] == ["a"]


def test_candidates_are_a_superset() -> None:
    source = Source("p/q/m.py", TEXT)
    exact = {("." * item.level + item.module, item.name) for item in imports(source)}
    assert exact <= candidates(source)
    assert ("up.mod", "other") not in candidates(source)


def test_candidates_wherever_a_statement_may_begin() -> None:
    text = "import a; import b\nif a: import c\nfrom importlib import d\nprint('no import e')\n"
    text += "reimport = 1; from f import (\n    g,\n    h,\n)\n"
    expected = {("a", ""), ("b", ""), ("c", ""), ("importlib", "d"), ("f", "g"), ("f", "h")}
    assert candidates(Source("x.py", text)) == expected


def test_candidates_of_a_very_long_line() -> None:
    text = "x:" * 50_000 + "important;" * 50_000
    assert candidates(Source("x.py", text)) == frozenset()
