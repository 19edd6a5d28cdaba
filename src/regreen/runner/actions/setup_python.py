"""actions/setup-python: an interpreter of this machine in a prefix of its own, as the tool cache has it."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from regreen.model.execution import SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner import interpreters
from regreen.runner.actions.commands import run
from regreen.runner.hashfiles import matching
from regreen.runner.image import find_uv
from regreen.runner.interpreters import Choice
from regreen.runner.matchers_known import PYTHON
from regreen.runner.state import ActionFailed, Call, Unsupported

_CACHE_FILES = {
    "pip": ("**/requirements.txt", "**/pyproject.toml"),
    "pipenv": ("**/Pipfile.lock",),
    "poetry": ("**/poetry.lock",),
}
_OPEN = re.compile(r"3(\.(x|\*))?|>=?\s*3\.\d+(\.\d+)?")
_NEWEST = "3.14"
_INSTALL_TIMEOUT = 180  # seconds


def setup_python(call: Call) -> Outcome:
    """Inputs: python-version (several lines: the last one wins), python-version-file, cache."""
    for matcher in PYTHON:
        call.state.matchers.add(matcher)
    wanted = list(_wanted(call))
    if not wanted:
        call.state.log.warning(
            "Neither 'python-version' nor 'python-version-file' inputs were supplied. Attempting to find"
            " '.python-version' file."
        )
        wanted = ["3.12"]
    for version in wanted:
        install_python(call, version)
    _check_cache(call)
    if pip := call.text("pip-version"):
        return run(call, ["python", "-m", "pip", "install", "--disable-pip-version-check", f"pip=={pip}"])
    return Outcome.SUCCESS


def install_python(call: Call, wanted: str) -> None:
    """Put one interpreter on the PATH; raises `Unsupported` where there is none."""
    state = call.state
    if wanted.startswith(("pypy", "graalpy")):
        raise Unsupported(f"there is no {wanted} here, only CPython")
    if re.fullmatch(r"3\.\d+(\.\d+)?t", wanted) or call.flag("freethreaded"):
        raise Unsupported(f"there is no free-threaded Python {wanted} here")
    choice = interpreters.choose(wanted, interpreters.find_interpreters()) or _downloaded(call, wanted)
    if choice is None:
        raise Unsupported(f"there is no Python {wanted} here")
    version = choice.interpreter.version
    if not choice.exact:
        state.substitute(
            SubstitutionKind.INTERPRETER, f"Python {wanted}", f"Python {version}", "the nearest one here"
        )
    elif _OPEN.fullmatch(wanted) and not version.startswith(_NEWEST):
        state.substitute(
            SubstitutionKind.INTERPRETER, f"Python {wanted}", f"Python {version}", "the newest one here"
        )
    root = state.workspace.tools / "Python" / version / str(_arch(call))
    folder = interpreters.copy(choice.interpreter, root)
    _announce(call, root, folder, version)


def _arch(call: Call) -> str:
    return call.text("architecture", "x64")


def _announce(call: Call, root: Path, folder: Path, version: str) -> None:
    state = call.state
    for path in (root, folder):
        state.prepended.append(str(path))
    if call.flag("update-environment", True):
        for name in ("pythonLocation", "Python_ROOT_DIR", "Python2_ROOT_DIR", "Python3_ROOT_DIR"):
            state.env[name] = str(root)
        state.env["PKG_CONFIG_PATH"] = str(root / "lib" / "pkgconfig")
        state.env["LD_LIBRARY_PATH"] = str(root / "lib")
    call.outputs.update(
        {"python-version": version, "python-path": str(folder / "python"), "cache-hit": "false"}
    )
    state.log.group("Installed versions")
    state.log.write(f"Successfully set up CPython ({version})")
    state.log.end_group()


def _wanted(call: Call) -> Iterator[str]:
    """The versions that are asked for."""
    if lines := call.lines("python-version"):
        yield from lines
        return
    root = call.state.workspace.checkout
    name = call.text("python-version-file")
    if not name:
        name = ".python-version" if (root / ".python-version").is_file() else ""
    if not name:
        return
    file = root / name
    if not file.is_file():
        raise ActionFailed(f"The specified python version file at: {file} doesn't exist.")
    yield from _from_file(file)


def _from_file(file: Path) -> list[str]:
    text = file.read_text("utf-8", "replace")
    if file.name.endswith(".toml"):
        found = _from_pyproject(text)
        return [found] if found else []
    if file.name == ".tool-versions":
        match = re.search(r"^\s*python\s+(\S+)", text, re.M)
        return [match[1]] if match else []
    if file.name == "Pipfile":
        match = re.search(r"^python_(?:full_)?version\s*=\s*['\"]([^'\"]+)", text, re.M)
        return [match[1]] if match else []
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def _from_pyproject(text: str) -> str:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ActionFailed(f"Failed to parse pyproject.toml: {error}") from None
    project = data.get("project", {})
    if isinstance(project, dict) and isinstance(project.get("requires-python"), str):
        return str(project["requires-python"])
    tool = data.get("tool", {})
    poetry = tool.get("poetry", {}).get("dependencies", {}).get("python") if isinstance(tool, dict) else None
    return poetry if isinstance(poetry, str) else ""


def _downloaded(call: Call, wanted: str) -> Choice | None:
    """An interpreter that uv can fetch, where it may."""
    uv = find_uv()
    if uv is None or not call.state.settings.network or not re.fullmatch(r"3\.\d+(\.\d+)?", wanted):
        return None
    target = call.state.settings.cache / "python"
    words = [str(uv), "python", "install", "--install-dir", str(target), wanted]
    try:
        done = subprocess.run(
            words, env=call.state.machine, capture_output=True, timeout=_INSTALL_TIMEOUT, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode:
        return None
    found = [one for path in target.glob("*/bin/python3") if (one := interpreters.named(path))]
    return interpreters.choose(wanted, found)


def _check_cache(call: Call) -> None:
    """A cache that has no file to be keyed by is an error on GitHub, too."""
    kind = call.text("cache").lower()
    if not kind:
        return
    if kind not in _CACHE_FILES:
        raise ActionFailed(f"Caching for '{kind}' is not supported")
    state = call.state
    if kind == "poetry" and shutil.which("poetry", path=state.path) is None:
        raise ActionFailed(
            "Unable to locate executable file: poetry. Please verify either the file path exists"
        )
    root = state.workspace.checkout
    patterns = call.lines("cache-dependency-path") or list(_CACHE_FILES[kind])
    if not any(matching(patterns, root)):
        raise ActionFailed(
            f"No file in {root} matched to [{' or '.join(patterns)}], make sure you have checked out the target"
            " repository"
        )
    state.log.write(f"{kind} cache is not found")
