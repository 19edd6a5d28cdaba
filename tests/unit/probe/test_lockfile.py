from __future__ import annotations

import subprocess
from pathlib import Path

from regreen.probe.probes import Probes
from regreen.probe.resolve import uv_command
from regreen.project.tree import Tree
from support.package_index import listed
from support.probing import probing

INDEX = "anchor 1.9 2024-01-02\nbuoy 1.0 2024-01-02\n"
PROJECT = '[project]\nname = "boat"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["anchor"]\n'


def locked(folder: Path) -> str:
    (folder / "pyproject.toml").write_text(PROJECT)
    command = [*uv_command(), "lock", "--quiet", "--no-config", "--no-python-downloads"]
    subprocess.run(command, cwd=folder, check=True)
    return (folder / "uv.lock").read_text()


def stale(files: dict[str, str], probes: Probes) -> list[tuple[str, int]]:
    return [(state.place.path, state.place.line) for state in probes.lock_states(Tree.of(files))]


def test_a_lock_that_does_not_fit_any_more(tmp_path: Path) -> None:
    with probing(listed(INDEX), tmp_path / "cache") as probes:
        lock = locked(tmp_path)
        assert stale({"pyproject.toml": PROJECT, "uv.lock": lock}, probes) == []
        assert probes.notes == ()
        changed = PROJECT.replace('"anchor"', '"anchor", "buoy"')
        assert stale({"pyproject.toml": changed, "uv.lock": lock}, probes) == [("pyproject.toml", 5)]


def test_what_cannot_be_asked(tmp_path: Path) -> None:
    with probing([], tmp_path) as probes:
        dynamic = PROJECT.replace('version = "1"', 'dynamic = ["version"]')
        assert stale({"pyproject.toml": dynamic, "uv.lock": ""}, probes) == []
        elsewhere = PROJECT + '[tool.uv.sources]\nanchor = { git = "https://127.0.0.1/a" }\n'
        assert stale({"pyproject.toml": elsewhere, "uv.lock": ""}, probes) == []
        assert [note.partition("uv.lock: ")[2] for note in probes.notes] == [
            "its metadata is only known after a build",
            "it takes packages from elsewhere than an index",
        ]
