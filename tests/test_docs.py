"""What is generated from the code is current, and what is written by hand names things that exist."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

from regreen.cli.codes import COMMANDS
from regreen.rules import all_rules

ROOT = Path(__file__).parents[1]


def generated() -> dict[str, str]:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pages: dict[str, str] = module.pages()
    return pages


def test_generated_pages_are_current() -> None:
    stale = [name for name, text in generated().items() if (ROOT / name).read_text("utf-8") != text]
    assert stale == [], "run `make docs`"


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"regreen {name}" not in readme] == []


def test_the_readme_names_only_rules_that_exist() -> None:
    named = re.findall(r"regreen explain ([a-z0-9-]+)", (ROOT / "README.md").read_text("utf-8"))
    assert set(named) <= {rule.id for rule in all_rules()}


def test_version_loads_next_to_nothing() -> None:
    code = "import sys; from regreen.cli.main import main; main(['--version']); print(len(sys.modules))"
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(len(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    ours = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = int(ours.stdout.splitlines()[1])
    assert loaded - int(bare.stdout) < 12
