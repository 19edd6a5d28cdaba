"""uv. Source: uv's documentation, "Commands" reference and "Projects"."""

from __future__ import annotations

from collections.abc import Sequence

from regreen.project.jobs.arguments import Arguments, read_arguments
from regreen.project.jobs.asked import (
    ACTIVE,
    ISOLATED,
    PROJECT,
    Asked,
    named,
    pip_requests,
    requirements,
    unresolved,
)
from regreen.project.jobs.model import SYSTEM, Request

_COMMON = (
    "--directory --project --config-file --cache-dir --color --allow-insecure-host --index --default-index -i "
    "--index-url --extra-index-url -f --find-links -P --upgrade-package --reinstall-package --refresh-package "
    "--index-strategy --keyring-provider --resolution --prerelease --fork-strategy -C --config-setting "
    "--exclude-newer --exclude-newer-package --link-mode -p --python --no-build-package --no-binary-package "
    "--no-build-isolation-package --python-preference --python-platform --upgrade-group --no-sources-package"
)
_PIP = frozenset(
    (
        f"{_COMMON} -r --requirement --requirements -c --constraint --constraints -e --editable --extra --group "
        "-b --build-constraint --build-constraints --overrides --override --excludes -t --target --prefix "
        "--python-version --torch-backend --no-binary --only-binary --config-settings"
    ).split()
)
_SYNC = frozenset(
    f"{_COMMON} --extra --no-extra --group --no-group --only-group --package --no-install-package "
    "--output-format".split()
)
_RUN = _SYNC | {"-w", "--with", "--with-editable", "--with-requirements", "--env-file"}
_VALUES_OF_UV = frozenset(
    ["--directory", "--project", "--config-file", "--cache-dir", "--color", "-p", "--python"]
)


def uv(words: Sequence[str], *, system: bool = False) -> Asked | None:
    """The words behind `uv`; `system`: the environment says that `uv pip` means the system's Python."""
    first = read_arguments(words, _VALUES_OF_UV, stop=True)
    if not first.operands:
        return None
    command, rest = first.operands[0], list(first.operands[1:])
    place = (first.raw("--directory", "--project") or ("",))[0]
    if command == "pip" and rest:
        return _pip(rest[0], rest[1:], system)
    if command == "sync":
        return _sync(read_arguments(rest, _SYNC), place)
    if command == "run":
        return _run(read_arguments(rest, _RUN, stop=True), place)
    if command == "tool" and rest[:1] in (["install"], ["run"], ["upgrade"]):
        return uvx(rest[1:]) if rest[0] == "run" else _tool(read_arguments(rest[1:], _RUN))
    if command == "add":
        arguments = read_arguments(rest, _SYNC | {"-r", "--requirements", "-c", "--optional"})
        return Asked("uv", pip_requests(arguments), PROJECT, arguments=arguments)
    return None


def uvx(words: Sequence[str]) -> Asked:
    """`uvx`: a program in an environment of its own."""
    arguments = read_arguments(words, _RUN | {"--from"}, stop=True)
    wanted = (*arguments.raw("--from"), *arguments.values("-w", "--with"))
    return Asked(
        "uvx", requirements(wanted), ISOLATED, arguments=arguments, program=tuple(arguments.operands)
    )


def _pip(command: str, words: Sequence[str], system: bool) -> Asked | None:
    arguments = read_arguments(words, _PIP)
    target = _pip_target(arguments, system)
    if command == "sync":
        requests = tuple(named("file", arguments.operands))
        return Asked("uv pip", requests, target, arguments=arguments)
    if command == "uninstall":
        return Asked("uv pip", requirements(arguments.operands), target, uninstall=True, arguments=arguments)
    if command != "install" or arguments.has("--dry-run", "-t", "--target", "--prefix"):
        return None
    requests = pip_requests(arguments) + _extras(arguments)
    return Asked("uv pip", requests, target, bare=arguments.has("--no-deps"), arguments=arguments)


def _pip_target(arguments: Arguments, system: bool) -> str:
    if arguments.has("--system"):
        return SYSTEM
    python = (arguments.raw("-p", "--python") or ("",))[0]
    if "/" in python and not unresolved(python):
        return python
    return SYSTEM if system and not python else f"uv pip {ACTIVE}"


def _extras(arguments: Arguments) -> tuple[Request, ...]:
    """`--extra` belongs to the project files that `-r` names; which ones, nobody says."""
    found = list(named("extra", arguments.values("--extra")))
    return (*found, Request("extra", "*")) if arguments.has("--all-extras") else tuple(found)


def project_requests(arguments: Arguments) -> tuple[Request, ...]:
    """What `uv sync` and `uv run` make the project's environment hold."""
    only = arguments.values("--only-group")
    if arguments.has("--only-dev"):
        only = (*only, "dev")
    found: list[Request] = list(named("group", only))
    if not only:
        alone = arguments.has("--no-install-project", "--no-install-workspace", "--no-install-local")
        found.append(Request("dependencies" if alone else "project", "", ""))
        found += _extras(arguments)
        found += named("group", arguments.values("--group"))
        found.append(
            Request("groups", "*" if arguments.has("--all-groups", "--all-packages") else "default", "")
        )
        if arguments.has("--no-dev"):
            found.append(Request("no-group", "dev"))
        if arguments.has("--no-default-groups"):
            found.append(Request("no-group", "*"))
        found += named("no-group", arguments.values("--no-group"))
    found += (Request("member", name) for name in arguments.values("--package"))
    if arguments.has("--all-packages"):
        found.append(Request("member", "*"))
    return tuple(found)


def _sync(arguments: Arguments, directory: str) -> Asked:
    place = (arguments.raw("--directory", "--project") or (directory,))[0]
    target = ACTIVE if arguments.has("--active") else PROJECT
    if arguments.has("--dry-run", "--check"):
        return Asked("uv sync", (), target, arguments=arguments, directory=place)
    return Asked("uv sync", project_requests(arguments), target, arguments=arguments, directory=place)


def _run(arguments: Arguments, directory: str) -> Asked:
    place = (arguments.raw("--directory", "--project") or (directory,))[0]
    module = arguments.has("-m", "--module")
    requests: tuple[Request, ...] = ()
    isolated = arguments.has("--no-project", "--script", "-s", "--isolated")
    if not arguments.has("--no-sync") and not isolated:
        requests = project_requests(arguments)
    requests += requirements(arguments.values("-w", "--with", "--with-editable"))
    requests += tuple(named("file", arguments.values("--with-requirements")))
    if isolated:
        requests += (Request("unknown", "uv run without the project"),)
    target = ACTIVE if arguments.has("--active") else PROJECT
    return Asked(
        "uv run",
        requests,
        target,
        arguments=arguments,
        program=tuple(arguments.operands),
        module=module,
        directory=place,
    )


def _tool(arguments: Arguments) -> Asked:
    wanted = (*arguments.operands, *arguments.values("-w", "--with"))
    return Asked("uv tool", requirements(wanted), ISOLATED, arguments=arguments)
