from __future__ import annotations

import pytest

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.apply import apply
from regreen.patch.python import (
    give_unless,
    import_module,
    import_name,
    leave_annotations,
    read_from_environment,
    replace_expression,
    replace_string,
)

TEXT = '''\
"""Doc."""
from __future__ import annotations

from x import y

URL = "postgresql://u:p@localhost/db"  # é
é = "é"; PASSWORD = 'secret'
def f(a: "str" = "b") -> None:
    return f"{'x'}"
'''


def edited(text: str, edits: list[Edit]) -> str:
    return apply(Source("m.py", text), edits).text


def test_a_literal_is_read_from_the_environment() -> None:
    text = edited(TEXT, read_from_environment(Source("m.py", TEXT), 6, 7, "DATABASE_URL"))
    assert text == TEXT.replace("from x", "import os\nfrom x").replace(
        'URL = "postgresql://u:p@localhost/db"',
        'URL = os.environ.get("DATABASE_URL", "postgresql://u:p@localhost/db")',
    )


def test_strings_keep_their_quotes() -> None:
    assert edited(TEXT, replace_string(Source("m.py", TEXT), 7, 21, "new")) == TEXT.replace("secret", "new")
    assert edited(TEXT, replace_expression(Source("m.py", TEXT), 7, 5, "1")) == TEXT.replace('= "é"', "= 1")


@pytest.mark.parametrize("line, column", [(1, 1), (8, 10), (9, 15), (2, 1), (6, 1), (99, 1)])
def test_places_where_only_a_literal_may_stand_are_refused(line: int, column: int) -> None:
    with pytest.raises(PatchError):
        read_from_environment(Source("m.py", TEXT), line, column, "X")


@pytest.mark.parametrize(
    "before, after",
    [
        ("x = 1\n", "import os\nx = 1\n"),
        ("#!/bin/python\r\n# c\r\nx = 1\r\n", "#!/bin/python\r\n# c\r\nimport os\r\nx = 1\r\n"),
        ('\ufeff"""Doc."""\nx = 1\n', '\ufeff"""Doc."""\n\nimport os\nx = 1\n'),
        ("import a, os\n", "import a, os\n"),
        ("import os as o\n", "import os\nimport os as o\n"),
        ("", "import os\n"),
        ("from __future__ import annotations", "from __future__ import annotations\n\nimport os"),
    ],
)
def test_import_goes_to_its_place(before: str, after: str) -> None:
    assert edited(before, import_module(Source("m.py", before), "os")) == after


def test_what_cannot_be_parsed_is_not_edited() -> None:
    with pytest.raises(PatchError):
        replace_string(Source("m.py", "x = ("), 1, 1, "y")
    with pytest.raises(PatchError):
        replace_expression(Source("m.py", "x = 1\n"), 1, 5, "(")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\n\nx = 1\n", "import os\nfrom a.b import c\n\nx = 1\n"),
        ('"""Doc."""\nx = 1\n', '"""Doc."""\nfrom a.b import c\nx = 1\n'),
        ("# licence\nx = 1\n", "# licence\nfrom a.b import c\nx = 1\n"),
        ("from a.b import a, d\n", "from a.b import a, c, d\n"),
        ("from a.b import d, a\n", "from a.b import d, a, c\n"),
        ("from a.b import (\n    d,\n)\n", "from a.b import (\n    d,\n)\nfrom a.b import c\n"),
        ("from a.b import c\n", "from a.b import c\n"),
        ("from a.b import c as d\r\n", "from a.b import c as d, c\r\n"),
    ],
)
def test_a_name_is_imported(before: str, after: str) -> None:
    source = Source("m.py", before)
    assert apply(source, import_name(source, "a.b", "c")).text == after


def test_annotations_are_left_unevaluated() -> None:
    plain = Source("a.py", "#!/usr/bin/env python\nx: int | None = None\n")
    assert apply(plain, leave_annotations(plain)).text == (
        "#!/usr/bin/env python\nfrom __future__ import annotations\n\nx: int | None = None\n"
    )
    told = Source("a.py", '"""What it is."""\n\nx: int | None = None\n')
    assert apply(told, leave_annotations(told)).text == (
        '"""What it is."""\n\nfrom __future__ import annotations\n\nx: int | None = None\n'
    )
    done = Source("a.py", "from __future__ import annotations\n")
    assert leave_annotations(done) == []


def test_arguments_that_are_given_in_one_case_only() -> None:
    text = "engine = make(URL, echo=True, size=5, more=1 + 2, last=0)\n"
    edits = give_unless(Source("a.py", text), 1, 10, {"size", "more"}, "{0}.local")
    assert apply(Source("a.py", text), edits).text == (
        'engine = make(URL, echo=True, **({} if URL.local else {"size": 5, "more": 1 + 2}), last=0)\n'
    )


@pytest.mark.parametrize(
    "text", ["make(URL, size=5, echo=1, more=2)\n", "make(URL)\n", "make(URL, size=5,  # few\n     more=2)\n"]
)
def test_arguments_that_stay_as_they_are(text: str) -> None:
    with pytest.raises(PatchError):
        give_unless(Source("a.py", text), 1, 1, {"size", "more"}, "{0}.local")
