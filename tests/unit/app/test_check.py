from __future__ import annotations

from regreen.app.check import check
from regreen.project.tree import Tree


def test_nothing_to_look_at_is_said() -> None:
    assert "there is no file" in check(Tree.of({})).notes[0]
    assert check(Tree.of({"a.txt": ""})).notes == ()
