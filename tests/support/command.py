"""The command line as a person runs it: a process of its own, with nothing of our environment in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REGREEN = (sys.executable, "-m", "regreen")


@dataclass(frozen=True)
class Answer:
    """How the command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def rules(self) -> list[str]:
        return [cause["rule"] for cause in self.json["causes"]]


Command = Callable[..., Answer]


def environment(home: Path, **more: str) -> dict[str, str]:
    """No tokens, no settings of a CI service, a home of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "VIRTUAL_ENV") if name in os.environ}
    return {**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache"), **more}


def regreen(*words: str, folder: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Answer:
    """Run the command in a folder."""
    done = subprocess.run(
        [*REGREEN, *words],
        cwd=folder,
        env=environment(folder) if env is None else env,
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Answer(
        done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    )


def git(folder: Path, *words: str, **more: str) -> str:
    """Run git in a folder, with `more` in its environment, and give what it prints."""
    names = {
        f"GIT_{who}_{what}": "ada@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", **names, **more},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def repository(folder: Path, files: Mapping[str, str]) -> str:
    """Commit files in a new repository; its commit."""
    folder.mkdir(exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Start")
    return git(folder, "rev-parse", "HEAD")
