"""An installation of PostgreSQL: which extensions it has, and the same one without some of them."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec.structs import replace

from regreen.runner.services.place import made
from regreen.runner.services.providers import Provider

_COPIED = ("postgres", "initdb")  # they look for their files from where they lie


def share(provider: Provider) -> Path | None:
    """The folder with its data files (`extension/` lies in it)."""
    programs = provider.program.parent
    places = [
        programs.parent / "share" / "postgresql",
        programs.parent / "share",
        *(root / "share" / "postgresql" / str(provider.major) for root in programs.parents[2:4]),
    ]
    return next((place for place in places if (place / "extension").is_dir()), None)


def extensions(provider: Provider) -> frozenset[str]:
    """What `CREATE EXTENSION` finds."""
    folder = share(provider)
    return (
        frozenset(path.stem for path in (folder / "extension").glob("*.control")) if folder else frozenset()
    )


def without(
    provider: Provider, hidden: frozenset[str], lasting: Path, tell: Callable[[str], None]
) -> Provider:
    """The same provider that does not know some extensions. What an image lacks, its server must not find."""
    folder = share(provider)
    if not hidden or folder is None:
        return provider
    programs = provider.program.parent
    key = hashlib.sha256(repr((str(provider.program), provider.version, sorted(hidden))).encode()).hexdigest()
    common = Path(os.path.commonpath([programs, folder]))

    def make(root: Path) -> None:
        root.chmod(0o755)
        own = root / programs.relative_to(common)
        own.mkdir(parents=True)
        for name in _COPIED:
            shutil.copy2(programs / name, own / name)
        _link((item for item in programs.iterdir() if item.name not in _COPIED), own)
        _link(
            (item for item in programs.parent.iterdir() if item not in (programs, folder, folder.parent)),
            own.parent,
        )
        _link_share(folder, root / folder.relative_to(common), hidden)

    root = made(lasting / "postgres-without", key[:32], make, tell)
    libraries = dict.fromkeys([*provider.libraries, programs.parent / "lib"])
    program = root / programs.relative_to(common) / "postgres"
    return replace(provider, program=program, libraries=tuple(libraries))


def _link(items: Iterable[Path], target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for item in items:
        (target / item.name).symlink_to(item)


def _link_share(source: Path, target: Path, hidden: frozenset[str]) -> None:
    _link((item for item in source.iterdir() if item.name != "extension"), target)
    controls = {f"{name}.control" for name in hidden}
    _link(
        (item for item in (source / "extension").iterdir() if item.name not in controls), target / "extension"
    )
