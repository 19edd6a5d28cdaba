from __future__ import annotations

import pytest

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.apply import apply
from regreen.patch.ignorefile import anchor, remove, unhide
from regreen.project.ignore import Ignores
from regreen.project.tree import Tree

TEXT = "# build\r\n*.pyc\r\nlib/\r\n!env\r\n"


def edited(text: str, edits: list[Edit]) -> str:
    return apply(Source(".gitignore", text), edits).text


def test_an_anchored_pattern_hides_only_its_own_directory() -> None:
    text = edited(TEXT, anchor(Source(".gitignore", TEXT), 3))
    assert text == TEXT.replace("lib/", "/lib/")
    ignores = Ignores(Tree.of({".gitignore": text}))
    assert ignores.hides("lib/x.py") and not ignores.hides("pkg/lib/x.py")


@pytest.mark.parametrize("number", [1, 5, 9])
def test_nothing_to_anchor(number: int) -> None:
    with pytest.raises(PatchError):
        anchor(Source(".gitignore", TEXT + "/x\r\n"), number)


@pytest.mark.parametrize("after", [0, 3])
def test_a_negation_brings_a_path_back(after: int) -> None:
    text = edited(TEXT, unhide(Source(".gitignore", TEXT), ["pkg/lib/", "a [b]*.pyc"], after=after))
    ignores = Ignores(Tree.of({".gitignore": text}))
    assert not ignores.hides("pkg/lib/x.py") and not ignores.hides("a [b]*.pyc")
    assert ignores.hides("lib/x.py") and ignores.hides("a.pyc")
    assert text.count("\r\n") == text.count("\n") == 6


def test_a_line_is_removed() -> None:
    assert edited(TEXT, remove(Source(".gitignore", TEXT), 2)) == TEXT.replace("*.pyc\r\n", "")
    assert edited("x", unhide(Source(".gitignore", "x"), ["y"])) == "x\n!/y\n"
