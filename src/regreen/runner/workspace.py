"""The folders of a job, shaped as on GitHub: `work/NAME/NAME`, `_temp`, `_actions`, `_tool`, a home of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from regreen.runner.fresh import fresh

PREFIX = "regreen-run-"


class RunFolder(Struct, frozen=True):
    """Everything that one run writes lies below `root`."""

    root: Path

    @classmethod
    def create(cls, tell: Callable[[str], None] | None = None) -> RunFolder:
        """A new folder among the system's temporary files; `tell` is the watchdog's ear (None: it is to stay)."""
        place = Path(tempfile.gettempdir())
        if tell is None:
            return cls(Path(tempfile.mkdtemp(prefix=PREFIX, dir=place)))
        return cls(fresh(place, PREFIX, tell))

    @property
    def mirror(self) -> Path:
        """The bare repository that jobs clone."""
        return self.root / "source.git"

    @property
    def artifacts(self) -> Path:
        """What jobs upload."""
        return self.root / "artifacts"

    def remove(self) -> None:
        """Delete it, read-only folders included."""
        shutil.rmtree(self.root, ignore_errors=True)
        if self.root.exists():
            for folder, _, _ in os.walk(self.root):
                with suppress(OSError):
                    Path(folder).chmod(0o700)
            shutil.rmtree(self.root, ignore_errors=True)


class Workspace(Struct, frozen=True):
    """The folders of one job."""

    root: Path
    name: str

    @classmethod
    def create(cls, root: Path, name: str) -> Workspace:
        """Make the folders; `name` is that of the repository."""
        made = cls(root, name)
        for folder in (made.checkout, made.temp, made.actions, made.tools, made.home, made.scratch, made.bin):
            folder.mkdir(parents=True, exist_ok=True)
        return made

    @property
    def work(self) -> Path:
        """The folder above the checkout (RUNNER_WORKSPACE)."""
        return self.root / "work" / self.name

    @property
    def checkout(self) -> Path:
        """Where steps start (GITHUB_WORKSPACE)."""
        return self.work / self.name

    @property
    def temp(self) -> Path:
        """RUNNER_TEMP."""
        return self.root / "work" / "_temp"

    @property
    def actions(self) -> Path:
        """Where actions lie that are no part of the repository."""
        return self.root / "work" / "_actions"

    @property
    def tools(self) -> Path:
        """RUNNER_TOOL_CACHE."""
        return self.root / "work" / "_tool"

    @property
    def home(self) -> Path:
        """HOME."""
        return self.root / "home"

    @property
    def scratch(self) -> Path:
        """TMPDIR: what is `/tmp` on GitHub."""
        return self.root / "tmp"

    @property
    def bin(self) -> Path:
        """Programs that the image of GitHub has on its PATH."""
        return self.root / "bin"

    @property
    def commands(self) -> Path:
        """The files that steps write for the runner."""
        return self.temp / "_runner_file_commands"
