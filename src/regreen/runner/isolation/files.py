"""A file system of its own for every step: `inside/box.py` builds it, this says what is in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from regreen.runner import interpreters
from regreen.runner.workspace import Workspace

_PROGRAM = Path(__file__).parents[1] / "inside" / "box.py"
_SYSTEM = ("/usr", "/etc", "/var", "/opt")
_KNOWN = (
    "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "nix", "opt", "proc", "sbin", "snap", "sys", "tmp",
    "usr", "var",
)  # fmt: skip
_SECRET = (
    "/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-", "/etc/ssl/private", "/etc/sudoers",
    "/etc/sudoers.d", "/etc/ssh", "/etc/wireguard", "/var/lib/docker", "/var/spool/cron", "/var/mail", "/var/backups",
)  # fmt: skip
_RESOLVER = ("/run/systemd/resolve", "/run/resolvconf", "/run/NetworkManager/resolv.conf")
_TOOLS = ("uv", "node", "npm", "git", "poetry", "pipx", "cargo", "rustc", "go", "java", "docker")
_FILES = (
    "PIP_CONFIG_FILE",
    "UV_CONFIG_FILE",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "PIP_CERT",
)


class Box(Struct):
    """The boxes of one job. `root` is a folder that no step can write to; `readable` more paths that it may read;
    `names` is a file of host names that stands for the machine's.
    """

    root: Path
    workspace: Workspace
    cache: Path
    environment: Mapping[str, str]
    readable: tuple[Path, ...] = ()
    names: Path | None = None
    _plans: dict[bool, Path] = field(default_factory=dict)

    def wrapped(self, command: Sequence[str], *, offline: bool = False) -> list[str]:
        """A command that runs in it."""
        return [sys.executable, "-I", "-S", str(_PROGRAM), str(self._plan(offline)), *command]

    def _plan(self, offline: bool) -> Path:
        if offline not in self._plans:
            shared = [self.cache / name for name in ("pip", "uv", "npm")]
            layers = self.workspace.root / "layers"
            for folder in (*shared, layers):
                folder.mkdir(parents=True, exist_ok=True)
            plan = {
                "writable": [str(self.workspace.root), *map(str, shared)],
                "readable": [str(path) for path in self._readable()],
                "hidden": _hidden(),
                "secret": list(_SECRET) if os.geteuid() == 0 else [],
                "system": list(_SYSTEM),
                "layers": str(layers),
                "scratch": str(self.workspace.scratch),
                "names": str(self.names or ""),
                "offline": offline,
            }
            path = self.root / f"{self.workspace.root.name}-{'offline' if offline else 'box'}.json"
            path.write_text(json.dumps(plan))
            self._plans[offline] = path
        return self._plans[offline]

    def _readable(self) -> Iterable[Path]:
        """Interpreters, tools and settings, wherever they lie."""
        found = [Path(sys.prefix), Path(sys.base_prefix), *self.readable]
        found += [one.prefix for one in interpreters.find_interpreters() if not one.is_system]
        for name in _TOOLS:
            if program := shutil.which(name):
                found += [Path(program).parent, Path(program).resolve().parent]
        found += [Path(self.environment[name]) for name in _FILES if self.environment.get(name)]
        found += [
            Path(word.removeprefix("file://")) for word in self.environment.get("PIP_FIND_LINKS", "").split()
        ]
        found += [Path(path) for path in _RESOLVER]
        hidden = [Path(path) for path in _hidden()]
        return dict.fromkeys(
            path for path in found if path.exists() and any(path.is_relative_to(one) for one in hidden)
        )


def _hidden() -> list[str]:
    """Folders that a machine of GitHub does not have, or whose content is somebody's."""
    found = [f"/{entry.name}" for entry in Path("/").iterdir() if entry.is_dir() and entry.name not in _KNOWN]
    return sorted(found)


def possible(place: Path | None = None) -> str:
    """Why steps cannot have a file system of their own here; empty where they can. `place` is for a trial."""
    if not sys.platform.startswith("linux"):
        return "it takes Linux"
    with tempfile.TemporaryDirectory(dir=place) as name:
        folder = Path(name)
        for part in ("layers", "scratch"):
            (folder / part).mkdir()
        plan = {
            "writable": [name], "readable": [], "hidden": [], "secret": [], "system": [],
            "layers": f"{name}/layers", "scratch": f"{name}/scratch", "names": "", "offline": False,
        }  # fmt: skip
        (folder / "plan.json").write_text(json.dumps(plan))
        words = [sys.executable, "-I", "-S", str(_PROGRAM), f"{name}/plan.json", "/bin/true"]
        try:
            done = subprocess.run(words, capture_output=True, text=True, timeout=20, check=False, cwd=name)
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it does not work"])[-1]
