from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.project.dockerfile import Context, copied
from regreen.project.tree import Tree


def paths(text: str) -> list[tuple[str, int]]:
    return [(item.path, item.place.line) for item in copied(Source("Dockerfile", text))]


def test_sources_of_copy_and_add() -> None:
    text = 'FROM x\nCOPY a b/ /app/\nADD ["c d", "/app"]\ncopy ./e \\\n  f \\\n  /app\n'
    assert paths(text) == [("a", 2), ("b", 2), ("c d", 3), ("e", 4), ("f", 5)]


def test_what_only_the_build_knows() -> None:
    text = (
        "COPY --from=base a /\nCOPY $A ${B}/c /\nADD https://example.org/a /\nCOPY <<EOF /x\nCOPY y /\nEOF\n"
    )
    assert paths(text) == []


@pytest.mark.parametrize(
    ("ignore", "path", "lacks"),
    [
        ("", "src", ""),
        ("", "other", "absent"),
        ("src\n", "src", "ignored"),
        ("/src/\n", "src", "ignored"),
        ("**/*.py\n", "src", "ignored"),
        ("*\n!src\n", "src", ""),
        ("# src\n\n", "src", ""),
        ("*.md\n", "src/a.py", ""),
    ],
)
def test_ignore_file(ignore: str, path: str, lacks: str) -> None:
    tree = Tree.of({"Dockerfile": "", "src/a.py": "", ".dockerignore": ignore})
    assert Context(tree, "", "Dockerfile").lacks(path) == lacks


def test_ignore_file_of_its_own_dockerfile_comes_first() -> None:
    tree = Tree.of({"a.Dockerfile": "", "a.Dockerfile.dockerignore": "x\n", ".dockerignore": "y\n", "y": ""})
    assert Context(tree, "", "a.Dockerfile").lacks("y") == ""
