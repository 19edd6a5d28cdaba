from __future__ import annotations

from regreen.project.modules import Modules
from regreen.project.pytest_files import Collection, collection
from regreen.project.reach import Reach
from regreen.project.toolconfig import tool_config
from regreen.project.tree import Tree


def collected(files: dict[str, str], *words: str, directory: str = "") -> Collection:
    tree = Tree.of(files)
    return collection(tree, words, directory, lambda folder: tool_config(tree, folder))


def test_imports_are_followed_through_packages_and_relative_names() -> None:
    files = {
        "src/shop/__init__.py": "from . import api\n",
        "src/shop/api.py": "from .db import (\n    connect,  # with a word\n)\nimport flask\n",
        "src/shop/db.py": "import sqlalchemy as sa\n\n\ndef late():\n    import pandas\n",
        "src/shop/unused.py": "import numpy\n",
        "tests/test_shop.py": "import json\nimport shop.api\n",
    }
    tree = Tree.of(files)
    reach = Reach(tree, Modules(tree))
    found = reach.reached(["tests/test_shop.py"])
    assert set(found) == {"tests/test_shop.py", "src/shop/__init__.py", "src/shop/api.py", "src/shop/db.py"}
    assert found["src/shop/db.py"] == ("tests/test_shop.py", "src/shop/api.py")
    assert reach.foreign("src/shop/db.py") == {"sqlalchemy"}
    outside = reach.outside("src/shop/db.py", found["src/shop/db.py"], "sqlalchemy")
    assert outside is not None and outside.certain and outside.statement.line == 1
    assert reach.outside("src/shop/db.py", (), "pandas") is None


def test_a_guarded_link_makes_the_chain_unsure() -> None:
    files = {
        "a.py": '"""\nimport b\n"""\n',
        "b.py": "import flask\n",
        "c.py": "import pytest\npytest.importorskip('x')\nimport flask\n",
    }
    tree = Tree.of(files)
    reach = Reach(tree, Modules(tree))
    found = reach.outside("b.py", reach.reached(["a.py"])["b.py"], "flask")
    assert found is not None and not found.certain
    assert reach.outside("c.py", (), "flask") is None


def test_pytest_collects_what_its_configuration_says() -> None:
    files = {
        "pyproject.toml": '[tool.pytest.ini_options]\ntestpaths = ["tests", "more/*"]\npython_files = ["check_*.py"]\n',
        "conftest.py": "",
        "tests/conftest.py": "",
        "tests/check_a.py": "",
        "tests/test_b.py": "",
        "tests/build/check_c.py": "",
        "more/one/check_d.py": "",
        "other/check_e.py": "",
    }
    assert collected(files).files == ("tests/check_a.py", "more/one/check_d.py")
    assert collected(files).conftests == ("conftest.py", "tests/conftest.py")
    named = collected(files, "-x", "-k", "one", "other", "tests/test_b.py::test_x", "--ignore=tests")
    assert named.files == ("other/check_e.py",)
    assert collected(files, "--rootdir", "x").exact is False


def test_the_nearest_configuration_wins_and_options_are_read_in_order() -> None:
    files = {
        "setup.cfg": "[tool:pytest]\naddopts = --cov=shop\n",
        "api/pytest.ini": "[pytest]\naddopts = -n auto tests\n",
        "api/tests/test_a.py": "",
        "tests/test_b.py": "",
    }
    assert collected(files, directory="api").files == ("api/tests/test_a.py",)
    assert collected(files, directory="api").root == "api"
    assert collected(files, "tests").addopts == ("--cov=shop",)
    assert collected(files, "-nauto", "tests").options[-1] == ("-n", "auto")
