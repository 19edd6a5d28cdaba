from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from regreen.runner.interpreters import Interpreter, choose, copy

HERE = [
    Interpreter(version, Path(f"/py/{version}/bin/python3"), Path(f"/py/{version}"))
    for version in ("3.13.0", "3.12.1", "3.11.7", "3.9.18")
]


@pytest.mark.parametrize(
    ("wanted", "version", "exact"),
    [
        ("3.12", "3.12.1", True),
        ("3.12.1", "3.12.1", True),
        ("3.13.5", "3.13.0", False),
        ("3.x", "3.13.0", True),
        ("3", "3.13.0", True),
        (">=3.9 <3.12", "3.11.7", True),
        (">=3.10,<3.13", "3.12.1", True),
        (">= 3.11.8, < 3.12", "3.11.7", False),
        ("~3.11", "3.11.7", True),
        ("^3.10", "3.13.0", True),
        ("3.9.x", "3.9.18", True),
    ],
)
def test_choices(wanted: str, version: str, exact: bool) -> None:
    choice = choose(wanted, HERE)
    assert choice is not None
    assert (choice.interpreter.version, choice.exact) == (version, exact)


@pytest.mark.parametrize("wanted", ["3.14", "3.10", "pypy-3.10", "2.7", "nonsense"])
def test_no_other_minor_version_will_do(wanted: str) -> None:
    assert choose(wanted, HERE) is None


def test_a_copy_installs_into_itself(tmp_path: Path) -> None:
    version = ".".join(map(str, sys.version_info[:3]))
    folder = copy(Interpreter(version, Path(sys.executable), Path(sys.base_prefix)), tmp_path / "python")
    script = "import sys, sysconfig, json; print(sys.prefix); print(sysconfig.get_path('purelib'))"
    done = subprocess.run([folder / "python", "-I", "-c", script], capture_output=True, text=True, check=True)
    assert all(line.startswith(str(tmp_path)) for line in done.stdout.splitlines())
    if (folder / "pip").exists():  # not everywhere: distributions leave it out
        for words in ([str(folder / "pip"), "--version"], [str(folder / "python"), "-m", "pip", "list"]):
            said = subprocess.run(words, env={}, capture_output=True, text=True, check=True)
            assert "pip " in said.stdout
