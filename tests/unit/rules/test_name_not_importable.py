"""A module that git knows under another name."""

from __future__ import annotations

from pathlib import Path

from regreen.app.check import check
from regreen.patch.apply import apply_all
from regreen.project.git import open_tree
from support.command import git

CI = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with:
          python-version: "3.12"
      - run: pip install pytest
      - run: python -m pytest
"""


def test_a_renamed_module_is_imported_by_its_new_name(tmp_path: Path) -> None:
    files = {
        ".github/workflows/ci.yml": CI,
        "shop/__init__.py": "",
        "shop/basket.py": "def total():\n    return 0\n\n\ndef count():\n    return 1\n",
        "test_basket.py": "from shop.basket import count, total\n\n\ndef test_total():\n    assert total() < count()\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "a shop")
    git(tmp_path, "mv", "shop/basket.py", "shop/cart.py")
    git(tmp_path, "commit", "-qam", "a cart")
    tree = open_tree(tmp_path, "HEAD")
    found = [item for item in check(tree).findings if item.rule == "name-not-importable"]
    assert [item.title for item in found] == [
        "The project has no module shop.basket, which test_basket.py imports; git has renamed it to shop.cart"
    ]
    edits = [edit for fix in found[0].fixes for edit in fix.edits]
    source = tree.source("test_basket.py")
    assert source is not None
    changed = apply_all({source.path: source}, edits)
    assert changed[source.path].text.startswith("from shop.cart import count, total\n")
