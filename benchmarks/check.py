"""Speed of `regreen check` beside its peers, in one run: `python benchmarks/check.py [FOLDER]`.

FOLDER holds workflow files; without one those of the rules' own cases are used, a hundred of them. actionlint, zizmor
and check-jsonschema are measured where they are on PATH. The repository is made here: 300 modules that import each
other, and ten workflows. Figures only, CPU time; every child runs from compiled bytecode.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from bench import ROOT, best, child, compiled
from support.cases import load

MODULES, WORKFLOWS, HUNDRED = 300, 10, 100
WORKFLOW_FOLDER = ".github/workflows"
PEERS = {
    "actionlint": ["-no-color", "-shellcheck=", "-pyflakes="],
    "zizmor": ["--offline", "--quiet", "--no-progress"],
    "check-jsonschema": ["--builtin-schema", "vendor.github-workflows"],
}


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "NO_COLOR": "1"}
        environment["XDG_CACHE_HOME"] = str(folder / "cache")
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        compiled(folder / "bytecode")
        files = sorted(options.folder.glob("*.y*ml")) if options.folder else _files(folder / "workflows")
        for line in (*_workflows(files, environment), "", *_repository(folder / "made", environment)):
            print(line, flush=True)


def _workflows(files: list[Path], environment: dict[str, str]) -> Iterator[str]:
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    yield f"{len(files)} workflow files, {lines} lines"
    paths = [str(path) for path in files]
    ours = best(child(["-m", "regreen", "check", *paths], environment), 3)
    yield f"  regreen check     {ours:6.2f} s"
    for program, arguments in PEERS.items():
        if shutil.which(program) is None:
            yield f"  {program:17} is not installed"
            continue
        theirs = best(_program([program, *arguments, *paths], environment), 3)
        yield f"  {program:17} {theirs:6.2f} s  regreen takes {ours / theirs:.2f} x that"


def _repository(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    _make(folder)
    yield f"a repository of {MODULES} modules and {WORKFLOWS} workflows"
    for what, words in (("for the first time", ["--no-cache"]), ("unchanged", [])):
        run = child(["-m", "regreen", "check", str(folder), *words], environment)
        run()
        yield f"  regreen check, {what:19} {best(run, 3):6.2f} s"


def _program(command: list[str], environment: dict[str, str]) -> Callable[[], object]:
    return lambda: subprocess.run(command, env=environment, capture_output=True, check=False)


def _files(folder: Path) -> list[Path]:
    """A hundred workflows of the rules' cases, each as a file of its own."""
    folder.mkdir()
    files = []
    for number, text in enumerate(islice(_texts(), HUNDRED)):
        files.append(folder / f"{number}.yml")
        files[-1].write_text(text, "utf-8")
    return files


def _texts() -> Iterator[str]:
    for path in sorted((ROOT / "tests" / "rules").glob("*/*.md")):
        yield from (text for name, text in load(path).files.items() if name.startswith(WORKFLOW_FOLDER))


def _make(folder: Path) -> None:
    package = folder / "src" / "shop"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "1"\ndependencies = ["httpx"]\n'
    )
    for number in range(MODULES):
        body = "".join(
            f"def part_{part}(value: int) -> int:\n    return value + {part}\n\n\n" for part in range(20)
        )
        text = f"import json\n\nimport httpx\n\nfrom shop.module_{(number + 7) % MODULES} import part_1\n\n\n{body}"
        (package / f"module_{number}.py").write_text(text)
    workflows = folder / WORKFLOW_FOLDER
    workflows.mkdir(parents=True)
    for number, text in enumerate(islice(_texts(), WORKFLOWS)):
        (workflows / f"{number}.yml").write_text(text, "utf-8")
    for words in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)


if __name__ == "__main__":
    main()
