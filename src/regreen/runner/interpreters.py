"""Python interpreters of this machine, and copies of them that a job may install into.

A copy is what GitHub's tool cache has: a prefix of its own with an empty site-packages but for pip. The standard
library is linked, not copied; a distribution's own Python, which has no prefix of its own, gets a virtual environment.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from msgspec import Struct
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

_FINAL = re.compile(r"\d+\.\d+\.\d+")
_MINOR = re.compile(r"(\d+)\.(\d+)(?:\.(?:x|\*))?(?:-dev)?")
_PIP = """\
# Brings pip when it is first asked for: a thousand files that few jobs need.
import os
import shutil

_here = os.path.dirname(os.path.abspath(__file__))
_site = os.path.dirname(_here)
_new = os.path.join(_site, ".pip-%d" % os.getpid())
shutil.copytree(os.path.join({source!r}, "pip"), _new, symlinks=True)
for _name in {infos!r}:
    if not os.path.exists(os.path.join(_site, _name)):
        shutil.copytree(os.path.join({source!r}, _name), os.path.join(_site, _name))
shutil.rmtree(_here)
os.rename(_new, _here)
with open(os.path.join(_here, "__init__.py"), encoding="utf-8") as _file:
    exec(compile(_file.read(), os.path.join(_here, "__init__.py"), "exec"))
"""
_ASK = "import sys; print('%d.%d.%d' % sys.version_info[:3], sys.base_prefix)"


class Interpreter(Struct, frozen=True):
    """A Python that is installed."""

    version: str
    executable: Path
    prefix: Path

    @property
    def minor(self) -> str:
        """`3.12`."""
        return ".".join(self.version.split(".")[:2])

    @property
    def is_system(self) -> bool:
        """Whether it shares its prefix with the rest of the system."""
        return self.prefix in (Path("/usr"), Path("/usr/local"))


def find_interpreters(home: Path | None = None) -> list[Interpreter]:
    """All of them, the newest first: those of pyenv, uv, a tool cache, and the system's."""
    home = home or Path(os.environ.get("HOME") or "/nonexistent")
    pyenv = Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")
    patterns = [
        (pyenv / "versions", "*/bin/python3"),
        (home / ".local/share/uv/python", "*/bin/python3"),
        (Path("/opt/hostedtoolcache/Python"), "*/x64/bin/python3"),
        (Path("/usr/local/bin"), "python3.*"),
        (Path("/usr/bin"), "python3.*"),
    ]
    found: dict[str, Interpreter] = {}
    for folder, pattern in patterns:
        for path in _listed(folder, pattern):
            one = named(path) or _asked(path)
            if one is not None:
                found.setdefault(one.version, one)
    return sorted(found.values(), key=lambda one: Version(one.version), reverse=True)


def _listed(folder: Path, pattern: str) -> list[Path]:
    """What fits; nothing where somebody else's folder may not be read."""
    try:
        return sorted(folder.glob(pattern))
    except PermissionError:
        return []


def named(path: Path) -> Interpreter | None:
    """An interpreter whose folder says its version; None for another path."""
    folder = path.parent.parent
    match = _FINAL.fullmatch(folder.name) or re.search(r"cpython-(\d+\.\d+\.\d+)-", folder.name)
    if match is None or path.parent.name != "bin":
        return None
    return Interpreter(match[match.lastindex or 0], path, folder.resolve())


@cache
def _asked(path: Path) -> Interpreter | None:
    if not re.fullmatch(r"python3(\.\d+)?", path.name):
        return None
    try:
        done = subprocess.run(
            [str(path), "-I", "-S", "-c", _ASK], capture_output=True, text=True, timeout=10, check=False
        )
        version, _, prefix = done.stdout.strip().partition(" ")
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Interpreter(version, path, Path(prefix)) if _FINAL.fullmatch(version) else None


class Choice(Struct, frozen=True):
    """The interpreter for a wish; `exact` is False where another patch version has to do."""

    interpreter: Interpreter
    exact: bool


def choose(wanted: str, found: list[Interpreter]) -> Choice | None:
    """The newest interpreter for what setup-python or a version file asks for; None where no minor version fits."""
    wanted = wanted.strip().removeprefix("cpython-").removeprefix("python-")
    exact = [one for one in found if one.version == wanted]
    if exact:
        return Choice(exact[0], True)
    if _FINAL.fullmatch(wanted):
        minor = ".".join(wanted.split(".")[:2])
        near = [one for one in found if one.minor == minor]
        return Choice(near[0], False) if near else None
    specifier = _specifier(wanted)
    if specifier is None:
        return None
    fitting = [one for one in found if specifier.contains(one.version)]
    if fitting:
        return Choice(fitting[0], True)
    near = [one for one in found if any(specifier.contains(f"{one.minor}.{patch}") for patch in range(40))]
    return Choice(near[0], False) if near else None


def _specifier(wanted: str) -> SpecifierSet | None:
    """Semantic ranges (`3.x`, `>=3.9 <3.13`, `^3.10`, `~3.11`) and Python's own, as a set of specifiers."""
    if match := _MINOR.fullmatch(wanted):
        return SpecifierSet(f"=={match[1]}.{match[2]}.*")
    if re.fullmatch(r"3(\.(x|\*))?|\*|x|", wanted):
        return SpecifierSet(">=3,<4")
    parts = []
    for part in re.split(r"[\s,]+", re.sub(r"([<>=!~^]+)\s+", r"\1", wanted)):
        part = part.removesuffix(".x").removesuffix(".*")
        if part.startswith("^"):
            parts += [f">={part[1:]}", "<4"]
        elif re.fullmatch(r"~\d+\.\d+(\.\d+)?", part):
            major, minor = part[1:].split(".")[:2]
            parts += [f">={part[1:]}", f"<{major}.{int(minor) + 1}"]
        elif part and part != "-":
            parts.append(part if part[0] in "<>=!~" else f"=={part}.*")
    try:
        return SpecifierSet(",".join(parts))
    except (InvalidSpecifier, InvalidVersion):
        return None


def copy(interpreter: Interpreter, target: Path) -> Path:
    """A copy of the interpreter with a site-packages of its own; its `bin` folder."""
    folder = target / "bin"
    if folder.is_dir():
        return folder
    if interpreter.is_system:
        return _environment(interpreter, target)
    source, library = interpreter.prefix, f"python{interpreter.minor}"
    folder.mkdir(parents=True)
    executable = folder / library
    shutil.copy2((source / "bin" / library).resolve(), executable)
    for name in ("python3", "python"):
        (folder / name).symlink_to(library)
    _link(source / "include", target / "include")
    _link(source / "lib", target / "lib", leave_out=library)
    _link(source / "lib" / library, target / "lib" / library, leave_out="site-packages")
    _add_pip(source / "lib" / library / "site-packages", target / "lib" / library / "site-packages", folder)
    return folder


def _link(source: Path, target: Path, leave_out: str = "") -> None:
    target.mkdir(parents=True, exist_ok=True)
    for item in source.iterdir() if source.is_dir() else ():
        if item.name != leave_out:
            (target / item.name).symlink_to(item)


def _add_pip(source: Path, target: Path, scripts: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    infos = []
    for item in source.iterdir() if source.is_dir() else ():
        if re.fullmatch(r"pip-[\w.]+\.dist-info", item.name):
            infos.append(item.name)
        elif item.suffix == ".pth" and not item.name.startswith(("__editable__", "distutils-")):
            shutil.copy2(item, target / item.name)
    if not (source / "pip").is_dir():
        return
    (target / "pip").mkdir(exist_ok=True)
    (target / "pip" / "__init__.py").write_text(_PIP.format(source=str(source), infos=infos))
    text = f"#!{scripts / 'python'}\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n"
    for name in ("pip", "pip3"):
        (scripts / name).write_text(text)
        (scripts / name).chmod(0o755)


def _environment(interpreter: Interpreter, target: Path) -> Path:
    words = [str(interpreter.executable), "-m", "venv", "--without-pip", str(target)]
    done = subprocess.run(words, capture_output=True, timeout=60, check=False)
    if done.returncode:
        shutil.rmtree(target, ignore_errors=True)
        (target / "bin").mkdir(parents=True)
        for name in ("python3", "python"):
            (target / "bin" / name).symlink_to(interpreter.executable)
        return target / "bin"
    donor = next((one for one in find_interpreters() if not one.is_system), None)
    if donor is not None:
        packages = donor.prefix / "lib" / f"python{donor.minor}" / "site-packages"
        own = target / "lib" / f"python{interpreter.minor}" / "site-packages"
        _add_pip(packages, own, target / "bin")
    return target / "bin"
