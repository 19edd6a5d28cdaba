from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from regreen.runner.glob import Matcher
from regreen.runner.hashfiles import hash_files

FILES = ("a.txt", "sub/b.txt", "sub/deep/c.txt", "sub/.hidden", "other/d.md")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["a.txt"], ["a.txt"]),
        (["*.txt"], ["a.txt"]),
        (["**/*.txt"], ["a.txt", "sub/b.txt", "sub/deep/c.txt"]),
        (["sub"], ["sub/.hidden", "sub/b.txt", "sub/deep/c.txt"]),
        (["sub/", "!sub/deep/**"], ["sub/.hidden", "sub/b.txt"]),
        (["**/[bd].*"], ["other/d.md", "sub/b.txt"]),
        (["# comment", "?.txt"], ["a.txt"]),
        (["**", "!**/*.txt"], ["other/d.md", "sub/.hidden"]),
        (["none"], []),
    ],
)
def test_patterns(root: Path, patterns: list[str], names: list[str]) -> None:
    assert [str(path.relative_to(root)) for path in Matcher(patterns, root).files()] == names


def test_the_hash_is_that_of_the_digests(root: Path) -> None:
    digests = [hashlib.sha256(name.encode()).digest() for name in ("a.txt", "sub/b.txt")]
    assert hash_files(["a.txt", "sub/b.*"], root) == hashlib.sha256(b"".join(digests)).hexdigest()
    assert hash_files(["none"], root) == ""


def test_nothing_outside_is_hashed(root: Path) -> None:
    (root / "sub" / "link").symlink_to("/etc/hostname")
    assert hash_files(["../a.txt", "link"], root / "sub") == ""
