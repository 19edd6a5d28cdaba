from __future__ import annotations

import json
from pathlib import Path

import pytest

from regreen.model.finding import FileEvidence
from regreen.probe.checkers import Checker, split_words
from regreen.probe.kinds import KINDS
from regreen.probe.objections import rows
from regreen.probe.refusals import plugins, refused
from regreen.project.tree import Tree

PLACE = FileEvidence("tox.ini", 1, 1, "")


def checker(tool: str, *arguments: str) -> Checker:
    return Checker(tool, tool, (), arguments, (), "", PLACE, True)


def said(tool: str, out: str, folder: Path, *arguments: str) -> list[tuple[str, int, str]]:
    inner = folder / "sub"
    inner.mkdir(exist_ok=True)
    found = rows(checker(tool, *arguments), out, inner, folder)
    return [(path, row, code) for path, row, _, code, _ in found]


@pytest.mark.parametrize(
    ("tool", "out", "expected"),
    [
        ("flake8", "./a.py:2:1: F401 'os' imported but unused\n1     F401\n", [("sub/a.py", 2, "F401")]),
        ("pyflakes", "a.py:3:1: undefined name 'x'\n", [("sub/a.py", 3, "")]),
        ("codespell", "./a.md:7: teh ==> the\n", [("sub/a.md", 7, "")]),
        (
            "mypy",
            'a.py:4:9: error: Too few arguments for "f"  [call-arg]\na.py:4:9: note: see\n'
            'a.py:1:1: error: Cannot find implementation or library stub for module named "x"  [import-not-found]\n'
            'a.py:9:1: error: Class cannot subclass "B" (has type "Any")  [misc]\n',
            [("sub/a.py", 4, "call-arg")],
        ),
        ("yamllint", "a.yml:1:1: [warning] missing (document-start)\na.yml:2:5: [error] wrong (indentation)\n",
         [("sub/a.yml", 2, "indentation")]),
        ("flake8", "../../outside.py:1:1: F401 no\n", []),
    ],
)  # fmt: skip
def test_what_is_printed(tool: str, out: str, expected: list[object], tmp_path: Path) -> None:
    assert said(tool, out, tmp_path) == expected


def test_strict_yamllint_fails_for_warnings(tmp_path: Path) -> None:
    out = "a.yml:1:1: [warning] missing (document-start)\n"
    assert said("yamllint", out, tmp_path, "--strict") == [("sub/a.yml", 1, "document-start")]


def test_pylint_without_what_hangs_on_other_packages(tmp_path: Path) -> None:
    def item(code: str, line: int) -> dict[str, object]:
        return {
            "message-id": code,
            "path": "a.py",
            "line": line,
            "column": 0,
            "symbol": "s",
            "message": "m\nn",
        }

    out = json.dumps([item("E0401", 1), item("W0211", 3), item("I0011", 4)])
    assert said("pylint", out, tmp_path) == [("sub/a.py", 3, "W0211")]


@pytest.mark.parametrize(
    ("tool", "files", "why"),
    [
        ("flake8", {"setup.cfg": "[flake8:local-plugins]\nextension =\n"}, "executed"),
        ("pylint", {".pylintrc": "[MASTER]\ninit-hook='import x'\n"}, "init-hook"),
        ("pylint", {"pylintrc": "[MAIN]\nload-plugins=pylint.extensions.docparams,\n    own_plugin\n"}, "plugins"),
        ("pylint", {"pylintrc": "[MAIN]\nload-plugins=pylint.extensions.docparams\n"}, ""),
        ("mypy", {"mypy.ini": "[mypy]\nplugins = ./own.py\n"}, "plugins"),
        ("mypy", {"pyproject.toml": '[tool.mypy]\nplugins = ["pydantic.mypy"]\n'}, ""),
        ("mypy", {"mypy.ini": "[mypy]\npython_executable = ./bin/python\n"}, "start or write"),
        ("black", {"pyproject.toml": '[tool.mypy]\nplugins = ["own"]\n'}, ""),
    ],
)  # fmt: skip
def test_settings_that_would_execute_something(tool: str, files: dict[str, str], why: str) -> None:
    found = refused(Tree.of(files), checker(tool))
    assert why in found and bool(found) == bool(why)


def test_settings_that_the_command_names_are_read_too() -> None:
    tree = Tree.of({"ci/pylint.conf": "[MAIN]\ninit-hook=x\n"})
    assert refused(tree, checker("pylint", "--rcfile=ci/pylint.conf"))
    assert not refused(tree, checker("pylint"))


def test_known_plugins_of_mypy_come_along() -> None:
    tree = Tree.of({"mypy.ini": "[mypy]\nplugins = pydantic.mypy, numpy.typing.mypy_plugin\n"})
    assert plugins(tree, checker("mypy")) == ("numpy", "pydantic")


@pytest.mark.parametrize(
    ("tool", "command", "expected"),
    [
        ("black", "--check -l 99 --exclude /old/ src", (("-l", "99", "--exclude", "/old/"), ("src",))),
        ("flake8", "-j 4 --max-line-length=99 .", (("--max-line-length=99",), (".",))),
        ("pylint", "--rcfile=../pylintrc src", None),
        ("pylint", "--load-plugins own src", None),
        ("mypy", "--python-executable ./python src", None),
        ("pyupgrade", "--py39-plus a.py", (("--py39-plus",), ("a.py",))),
    ],
)
def test_options(tool: str, command: str, expected: object) -> None:
    assert split_words(KINDS[tool], command.split()) == expected
