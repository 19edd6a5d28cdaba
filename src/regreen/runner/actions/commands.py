"""Actions that only run a program: theirs is the same one here."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

from regreen.model.run import Outcome
from regreen.runner.launch import launch
from regreen.runner.state import ActionFailed, Call, Unsupported


def run(call: Call, words: Sequence[str], **env: str) -> Outcome:
    """Run a program as the action would, in the workspace."""
    done = launch(
        words,
        title=call.title,
        cwd=call.state.workspace.checkout,
        env={**call.env, **env},
        contexts=call.contexts,
        state=call.state,
        scope=call.scope,
        deadline=call.deadline,
    )
    call.exit_code = done.exit.code
    call.outputs.update(done.outputs)
    return done.outcome


def python_of(call: Call) -> str:
    """The Python that a step would get."""
    found = shutil.which("python", path=call.state.path) or shutil.which("python3", path=call.state.path)
    if found is None:
        raise ActionFailed("Unable to locate executable file: python")
    return found


def pre_commit(call: Call) -> Outcome:
    """pre-commit/action: install pre-commit, run it with `extra_args` on all files."""
    python = python_of(call)
    for words in ([python, "-m", "pip", "install", "pre-commit"], [python, "-m", "pip", "freeze", "--local"]):
        if (outcome := run(call, words)) is not Outcome.SUCCESS:
            return outcome
    extra = shlex.split(call.inputs.get("extra_args", "--all-files"))
    home = call.state.settings.cache / "pre-commit"
    words = ["pre-commit", "run", "--show-diff-on-failure", "--color=always", *extra]
    return run(call, words, PRE_COMMIT_HOME=str(home)) if on_path(call, "pre-commit") else Outcome.FAILURE


def on_path(call: Call, name: str) -> bool:
    """Whether there is a program; raises `ActionFailed` where there is none."""
    if shutil.which(name, path=call.state.path) is None:
        raise ActionFailed(f"Unable to locate executable file: {name}")
    return True


def install_poetry(call: Call) -> Outcome:
    """snok/install-poetry: Poetry in an environment of its own, its settings in the user's configuration."""
    state, python = call.state, python_of(call)
    home = state.workspace.home / ".local" / "share" / "pypoetry"
    version = call.text("version", "latest")
    requirement = "poetry" if version == "latest" else f"poetry=={version}"
    steps = (
        [python, "-m", "venv", str(home / "venv")],
        [str(home / "venv/bin/pip"), "install", "-q", requirement, *call.text("plugins").split()],
    )
    for words in steps:
        if (outcome := run(call, words)) is not Outcome.SUCCESS:
            return outcome
    folder = state.workspace.home / ".local" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "poetry").unlink(missing_ok=True)
    (folder / "poetry").symlink_to(home / "venv" / "bin" / "poetry")
    state.prepended.append(str(folder))
    settings = {
        "virtualenvs.create": call.text("virtualenvs-create", "true"),
        "virtualenvs.in-project": call.text("virtualenvs-in-project", "false"),
        "virtualenvs.path": call.text("virtualenvs-path", "{cache-dir}/virtualenvs"),
    }
    for name, value in settings.items():
        if (outcome := run(call, [str(folder / "poetry"), "config", name, value])) is not Outcome.SUCCESS:
            return outcome
    state.env["VENV"] = ".venv/bin/activate"
    return Outcome.SUCCESS


def alls_green(call: Call) -> Outcome:
    """re-actors/alls-green: red unless every job it needs ended well, or may fail, or may be skipped."""
    try:
        jobs = json.loads(call.text("jobs", "{}"))
        results = {str(name): str(job["result"]) for name, job in jobs.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ActionFailed("The 'jobs' input is no JSON of the needs context") from None
    may_fail, may_skip = _names(call.text("allowed-failures")), _names(call.text("allowed-skips"))
    bad = {
        name: result
        for name, result in results.items()
        if not (
            result == "success"
            or (name in may_fail and result in ("failure", "skipped", "cancelled"))
            or (name in may_skip and result == "skipped")
        )
    }
    for name, result in results.items():
        call.state.log.write(f"{name} -> {result}")
    call.outputs.update({"result": "failure" if bad else "success", "failure": str(bool(bad)).lower()})
    if bad or not results:
        raise ActionFailed("Some of the required to succeed jobs failed: " + ", ".join(bad))
    return Outcome.SUCCESS


def _names(text: str) -> set[str]:
    try:
        found = json.loads(text)
        if isinstance(found, list):
            return {str(item) for item in found}
    except ValueError:
        pass
    return set(filter(None, re.split(r"[,\s]+", text)))


def uploaded_elsewhere(call: Call) -> Outcome:
    """Codecov and its like: the file must be there where it is named and failing is asked for; nothing is sent."""
    root: Path = call.state.workspace.checkout
    names = [
        name
        for key in ("files", "file", "path-to-lcov")
        for name in re.split(r"[,\s]+", call.text(key))
        if name
    ]
    missing = [name for name in names if "*" not in name and not (root / name.removeprefix("./")).is_file()]
    if missing and (call.flag("fail_ci_if_error") or call.text("fail-on-error") == "true"):
        raise ActionFailed(f"Some files were not found: {', '.join(missing)}")
    for name in missing:
        call.state.log.warning(f"{name} was not found: on GitHub nothing would be uploaded")
    call.state.log.write("[left out] nothing is sent anywhere from here")
    return Outcome.SUCCESS


def left_out(call: Call) -> Outcome:
    """An action that only matters to others: it publishes, reports or comments."""
    call.state.log.write(
        "[left out] what this action does happens on GitHub only; the job goes on without it"
    )
    return Outcome.SUCCESS


def impossible(call: Call) -> Outcome:
    """An action that needs GitHub or Docker."""
    raise Unsupported(f"{call.uses.name} needs what only GitHub or Docker has")
