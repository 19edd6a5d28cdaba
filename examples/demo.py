"""Diagnose the failing run of a small broken repository: `make demo`.

`examples/shop` is a library whose author's disk holds `shop/lib/`, which git never saw. The folder is copied,
made a repository (its ignore file is kept as `gitignore`, so that ours does not see it), and diagnosed with the
log of its failing run.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).parent / "shop"


def prepare(folder: Path) -> Path:
    """A git repository as its author has it; the files that git ignores lie there untracked."""
    shop = folder / "shop"
    shutil.copytree(EXAMPLE, shop, ignore=shutil.ignore_patterns("ci.log", "__pycache__"))
    (shop / "gitignore").rename(shop / ".gitignore")
    hidden = shop / "shop" / "lib"
    hidden.mkdir()
    (hidden / "__init__.py").write_text("", "utf-8")
    (hidden / "rounding.py").write_text(
        "def cents(x: float) -> float:\n    return round(x + 1e-9, 2)\n", "utf-8"
    )
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=shop, check=True)
    return shop


def main() -> int:
    """Show the diagnosis; any exit code but 1 (a cause was found) is a failure of the demo."""
    with tempfile.TemporaryDirectory() as folder:
        shop = prepare(Path(folder))
        shutil.copy(EXAMPLE / "ci.log", Path(folder) / "ci.log")
        command = [sys.executable, "-m", "regreen", "diagnose", "ci.log", "--repo", str(shop)]
        sys.stdout.write("$ regreen diagnose ci.log --repo shop\n\n")
        sys.stdout.flush()
        code = subprocess.run(command, cwd=folder, check=False).returncode
    return 0 if code == 1 else 1


if __name__ == "__main__":
    raise SystemExit(main())
