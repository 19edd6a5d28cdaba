from __future__ import annotations

import pytest

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.apply import apply
from regreen.patch.requirements import add, logical_lines, remove, remove_line, set_specifier

TEXT = """\
# tools
-r base.txt
Alpha_One==1.0  # pinned
beta [x,y] >= 2, <3 ; python_version < "3.12"

delta @ https://example.org/d.whl
gamma==1 \\
    --hash=sha256:aa
"""


def edited(text: str, edits: list[Edit]) -> str:
    return apply(Source("requirements.txt", text), edits).text


def test_logical_lines() -> None:
    found = list(logical_lines(Source("r.txt", "\ufeff" + TEXT)))
    assert [(line.number, line.body) for line in found] == [
        (2, "-r base.txt"),
        (3, "Alpha_One==1.0"),
        (4, 'beta [x,y] >= 2, <3 ; python_version < "3.12"'),
        (6, "delta @ https://example.org/d.whl"),
        (7, "gamma==1 --hash=sha256:aa"),
    ]
    assert ("\ufeff" + TEXT)[found[0].begin :].startswith("-r base")


@pytest.mark.parametrize(
    "name, specifier, old, new",
    [
        ("alpha-one", "<5", "Alpha_One==1.0  #", "Alpha_One<5  #"),
        ("alpha.one", "", "Alpha_One==1.0  #", "Alpha_One  #"),
        ("beta", ">=2,<4", "beta [x,y] >= 2, <3 ;", "beta [x,y] >=2,<4 ;"),
    ],
)
def test_specifiers_change_and_nothing_else(name: str, specifier: str, old: str, new: str) -> None:
    assert edited(TEXT, set_specifier(Source("requirements.txt", TEXT), name, specifier)) == TEXT.replace(
        old, new
    )


@pytest.mark.parametrize(
    "text, after", [("a\n", "a<2\n"), ("a;x\n", "a<2;x\n"), ("a>1\r\nb", "a<2\r\nb"), ("a", "a<2")]
)
def test_bare_names(text: str, after: str) -> None:
    assert edited(text, set_specifier(Source("requirements.txt", text), "a", "<2")) == after


@pytest.mark.parametrize("name", ["gamma", "delta", "unknown"])
def test_what_has_no_version_to_change_is_refused(name: str) -> None:
    with pytest.raises(PatchError):
        set_specifier(Source("requirements.txt", TEXT), name, "<2")


def test_adding_and_removing() -> None:
    source = Source("requirements.txt", TEXT)
    assert edited(TEXT, add(source, "carrot>=1")) == TEXT.replace("delta @", "carrot>=1\ndelta @")
    assert edited(TEXT, add(source, "zeta")) == TEXT + "zeta\n"
    assert edited("b\r\na", add(Source("requirements.txt", "b\r\na"), "c")) == "b\r\na\r\nc"
    assert edited("", add(Source("requirements.txt", ""), "c")) == "c\n"
    assert edited(TEXT, remove(source, "Gamma")) == TEXT.replace("gamma==1 \\\n    --hash=sha256:aa\n", "")
    assert edited(TEXT, remove_line(source, 3)) == TEXT.replace("Alpha_One==1.0  # pinned\n", "")
    with pytest.raises(PatchError):
        remove_line(source, 8)
