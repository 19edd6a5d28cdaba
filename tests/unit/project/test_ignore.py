from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regreen.project.glob import compile_glob
from regreen.project.ignore import Ignores
from regreen.project.tree import Tree

ENV = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
PIECES = [
    "lib",
    "a",
    "b",
    "*",
    "**",
    "?",
    "/",
    "/",
    "!",
    "#",
    " ",
    "\\",
    "\\ ",
    "[ab]",
    "[!a]",
    "[a-c",
    "]",
    "é",
    ".py",
]
PIECES += ["[[:alpha:]]", "[]]", "[^b-]", "\\*", "-", "\t"]
PATTERN = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
NAME = st.sampled_from(
    ["lib", "a", "b", "ab", "c", "é", "a.py", "lib.py", "x y", "a ", "-", "]", "*", "#a", "!b"]
)
PATH = st.lists(NAME, min_size=1, max_size=4).map("/".join)
FILE = st.lists(PATTERN, max_size=5).map("\n".join)


def check_ignore(folder: Path, paths: list[str]) -> list[tuple[str, str, str]]:
    command = ["git", "check-ignore", "--no-index", "-v", "-n", "-z", "--stdin"]
    text = "".join(path + "\0" for path in paths)
    done = subprocess.run(command, cwd=folder, input=text.encode(), env=ENV, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    fields = done.stdout.decode().split("\0")[:-1]
    return [(fields[i], fields[i + 1], fields[i + 2]) for i in range(0, len(fields), 4)]


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["", "lib/", "a/", "a/b/"]), FILE),
    st.lists(PATH, min_size=4, max_size=12),
)
def test_the_same_line_as_git(files: dict[str, str], paths: list[str]) -> None:
    paths = list(dict.fromkeys(paths))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["git", "init", "-q", "."], cwd=folder, env=ENV, check=True)
        for base, text in files.items():
            (folder / base).mkdir(parents=True, exist_ok=True)
            (folder / base / ".gitignore").write_text(text)
        ignores = Ignores(Tree.of({f"{base}.gitignore": text for base, text in files.items()}))
        on_disk = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_dir()}
        for path, expected in zip(paths, check_ignore(folder, paths), strict=True):
            line = ignores.match(path, directory=path in on_disk)
            found = (line.path, str(line.line), line.text.rstrip()) if line else ("", "", "")
            assert found[:2] == expected[:2], (path, files, expected)


def test_a_line_is_quoted_with_its_place() -> None:
    tree = Tree.of({".gitignore": "\ufeff# build\r\n*.pyc\r\nlib/\r\n", "pkg/.gitignore": "!keep.pyc\n"})
    ignores = Ignores(tree)
    line = ignores.hides("pkg/lib/x.py")
    assert line is not None
    assert (line.path, line.line, line.text, line.anchored) == (".gitignore", 3, "lib/", False)
    assert ignores.hides("pkg/keep.pyc") is None and ignores.hides("keep.pyc") is not None
    assert ignores.hides("lib") is None and ignores.hides("lib", directory=True) is not None
    assert [line.text for line in ignores.lines(".gitignore")] == ["*.pyc", "lib/"]


@pytest.mark.parametrize(
    "pattern, hidden",
    [
        ("/lib/", {"lib/x"}),
        ("lib/", {"lib/x", "a/lib/x"}),
        ("**/lib/x", {"lib/x", "a/lib/x"}),
        ("*secret*", {"secrets_manager.py"}),
        ("a/**/x", {"a/lib/x"}),
        ("trail ", set()),
    ],
)
def test_patterns(pattern: str, hidden: set[str]) -> None:
    ignores = Ignores(Tree.of({".gitignore": pattern + "\n"}))
    paths = ["lib/x", "a/lib/x", "secrets_manager.py", "trailing"]
    assert {path for path in paths if ignores.hides(path)} == hidden


def test_a_hostile_pattern_takes_no_time() -> None:
    glob = compile_glob(b"*a" * 60 + b"b", pathname=True)
    start = time.perf_counter()
    assert not glob.matches(b"a" * 400)
    assert time.perf_counter() - start < 1
