"""astral-sh/setup-uv: the uv of this machine, with interpreters it takes for its own."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from regreen.model.execution import SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner import interpreters
from regreen.runner.image import find_uv
from regreen.runner.matchers_known import PYTHON
from regreen.runner.state import ActionFailed, Call, JobState, Unsupported

_MARK = "[externally-managed]\nError=This Python installation is managed by uv and should not be modified.\n"
_PIN = re.compile(r"(?:cpython[-@])?(\d+\.\d+\.\d+)")


def setup_uv(call: Call) -> Outcome:
    """Inputs: version, python-version, activate-environment, venv-path, working-directory, cache (never a hit)."""
    uv, state = find_uv(), call.state
    if uv is None:
        raise Unsupported("uv is not installed here")
    version = _version(uv)
    wanted = call.text("version") or _required(call)
    if not fits(version, wanted):
        state.substitute(SubstitutionKind.TOOL, f"uv {wanted}", f"uv {version}", "it is the one installed")
    if call.flag("add-problem-matchers", True):
        for matcher in PYTHON:
            state.matchers.add(matcher)
    link = state.workspace.tools / "uv" / version
    link.mkdir(parents=True, exist_ok=True)
    for name in ("uv", "uvx"):
        source = uv.with_name(name)
        if source.is_file() and not (link / name).exists():
            (link / name).symlink_to(source)
    tools = state.workspace.home / ".local" / "bin"
    tools.mkdir(parents=True, exist_ok=True)
    state.prepended += [str(tools), str(link)]
    state.env["UV_PYTHON_INSTALL_DIR"] = str(managed(state))
    python = call.text("python-version") or call.env.get("UV_PYTHON", "")
    _pin(call, python)
    if call.flag("activate-environment"):
        _activate(call, link / "uv")
    call.outputs.update(
        {
            "uv-version": version,
            "uv-path": str(link / "uv"),
            "uvx-path": str(link / "uvx"),
            "cache-hit": "false",
        }
    )
    if python:
        call.outputs["python-version"] = python
    state.log.write(f"Successfully installed uv version {version}")
    return Outcome.SUCCESS


def _required(call: Call) -> str:
    """The version of uv that a file asks for: `version-file`, else uv.toml or pyproject.toml."""
    root = call.state.workspace.checkout / call.text("working-directory", ".")
    names = [call.text("version-file")] if call.text("version-file") else ["uv.toml", "pyproject.toml"]
    for name in names:
        text = (root / name).read_text("utf-8", "replace") if (root / name).is_file() else ""
        if match := re.search(r"^\s*(?:required-version\s*=\s*['\"]|uv==|uv\s+)([^'\"\s;]+)", text, re.M):
            return match[1]
    return ""


def fits(version: str, wanted: str) -> bool:
    """Whether a version is one that is asked for; what cannot be read fits."""
    if not wanted or wanted == "latest":
        return True
    if wanted[0].isdigit():
        wanted = (
            f"=={wanted.removesuffix('.x').removesuffix('.*')}.*" if wanted.count(".") < 2 else f"=={wanted}"
        )
    try:
        return SpecifierSet(wanted).contains(version)
    except InvalidSpecifier:
        return True


def _pin(call: Call, wanted: str) -> None:
    """UV_PYTHON for what is asked for, or for a pinned patch version that is not here."""
    root, state = call.state.workspace.checkout / call.text("working-directory", "."), call.state
    file = root / ".python-version"
    text = wanted or (file.read_text("utf-8", "replace").strip() if file.is_file() else "")
    found = interpreters.choose(text, interpreters.find_interpreters()) if text else None
    if found is not None and not found.exact and _PIN.fullmatch(text):
        version = found.interpreter.version
        state.substitute(
            SubstitutionKind.INTERPRETER, f"Python {text}", f"Python {version}", "the nearest one here"
        )
        state.env["UV_PYTHON"] = version
    elif wanted:
        if found is None and re.fullmatch(r"3\.\d+(\.\d+)?", wanted):
            _fetch(call, wanted)
        state.env["UV_PYTHON"] = wanted


def _fetch(call: Call, wanted: str) -> None:
    """An interpreter that this machine does not have, from where uv gets them. Raises `Unsupported`."""
    state, uv = call.state, find_uv()
    if not state.settings.network:
        raise Unsupported(f"there is no Python {wanted} here")
    env = {**state.machine, **state.env}
    try:
        done = subprocess.run(
            [str(uv), "python", "install", wanted], env=env, capture_output=True, timeout=180, check=False
        )
        failed = bool(done.returncode)
    except (OSError, subprocess.TimeoutExpired):
        failed = True
    if failed:
        raise Unsupported(f"there is no Python {wanted} here")


def _activate(call: Call, uv: Path) -> None:
    state = call.state
    place = call.text("venv-path", ".venv")
    folder = state.workspace.checkout / call.text("working-directory", ".") / place
    env = {**state.machine, **state.env, "PATH": state.path}
    done = subprocess.run(
        [str(uv), "venv", str(folder)],
        env=env,
        cwd=folder.parent,
        capture_output=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise ActionFailed(done.stderr.decode("utf-8", "replace").strip() or "uv venv failed")
    state.prepended.append(str(folder / "bin"))
    state.env["VIRTUAL_ENV"] = str(folder)


def managed(state: JobState) -> Path:
    """The interpreters of this machine where uv looks for those that it manages."""
    root = state.settings.cache / "uv-python"
    libc = "gnu" if platform.libc_ver()[0] == "glibc" else "musl"
    system = "linux" if platform.system() == "Linux" else "macos"
    seen: set[str] = set()
    for one in interpreters.find_interpreters():
        target = root / f"cpython-{one.version}-{system}-{platform.machine().lower()}-{libc}"
        if one.is_system or one.minor in seen or tuple(map(int, one.minor.split("."))) < (3, 8):
            continue
        seen.add(one.minor)
        if not target.is_dir():
            _make(one, target)
    return root


def _make(one: interpreters.Interpreter, target: Path) -> None:
    temporary = target.with_name(f".{target.name}-{os.getpid()}")
    interpreters.copy(one, temporary)
    marker = temporary / "lib" / f"python{one.minor}" / "EXTERNALLY-MANAGED"
    marker.write_text(_MARK)
    try:
        temporary.rename(target)
    except OSError:
        return


def _version(uv: Path) -> str:
    done = subprocess.run([str(uv), "--version"], capture_output=True, text=True, timeout=30, check=False)
    found = re.search(r"\d+\.\d+\.\d+", done.stdout)
    return found[0] if found else "0"
