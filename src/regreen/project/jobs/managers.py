"""Poetry, PDM and Pipenv. Sources: the command line references of the three."""

from __future__ import annotations

from collections.abc import Sequence

from regreen.project.jobs.arguments import Arguments, read_arguments
from regreen.project.jobs.asked import PROJECT, Asked, named, requirements
from regreen.project.jobs.model import Request

_OF_POETRY = frozenset({"-C", "--directory", "-P", "--project"})
_POETRY = frozenset(
    {"--with", "--without", "--only", "-E", "--extras", "-C", "--directory", "-P", "--project"}
)
_PDM = frozenset(
    {"-G", "--group", "--with", "--without", "-p", "--project", "-L", "--lockfile", "-k", "--skip"}
)
_PIPENV = frozenset({"-r", "--requirements", "-e", "--editable", "--categories", "-i", "--index", "--python"})


def poetry(words: Sequence[str]) -> Asked | None:
    """The words behind `poetry`."""
    first = read_arguments(words, _OF_POETRY, stop=True)
    if not first.operands:
        return None
    command, rest = first.operands[0], list(first.operands[1:])
    place = (first.raw("-C", "--directory", "-P", "--project") or ("",))[0]
    if command in ("install", "sync"):
        arguments = read_arguments(rest, _POETRY)
        place = (arguments.raw("-C", "--directory", "-P", "--project") or (place,))[0]
        requests = () if arguments.has("--dry-run") else _poetry_requests(arguments)
        return Asked("poetry", requests, PROJECT, arguments=arguments, directory=place)
    if command == "run":
        arguments = read_arguments(rest, frozenset(), stop=True)
        program = tuple(arguments.operands)
        return Asked("poetry run", (), PROJECT, arguments=arguments, program=program, directory=place)
    if command == "add":
        arguments = read_arguments(rest, frozenset({"-G", "--group", "-E", "--extras", "--source"}))
        return Asked("poetry", requirements(arguments.operands), PROJECT, arguments=arguments)
    return None


def _poetry_requests(arguments: Arguments) -> tuple[Request, ...]:
    only = _spread(arguments.values("--only"))
    if arguments.has("--only-root"):
        return (Request("root", "", ""),)
    found: list[Request] = []
    if not only or "main" in only:
        alone = arguments.has("--no-root") or bool(only)
        found.append(Request("dependencies" if alone else "project", "", ""))
        found += named("extra", _spread(arguments.values("-E", "--extras")))
        found += [Request("extra", "*")] if arguments.has("--all-extras") else []
    if only:
        return (*found, *named("group", (name for name in only if name != "main")))
    found.append(Request("groups", "*" if arguments.has("--all-groups") else "default", ""))
    found += named("group", _spread(arguments.values("--with")))
    found += named("no-group", _spread(arguments.values("--without")))
    found += [Request("no-group", "dev")] if arguments.has("--no-dev") else []
    return tuple(found)


def _spread(values: Sequence[str]) -> tuple[str, ...]:
    """Poetry takes lists with commas and with blanks."""
    return tuple(part for value in values for part in value.split())


def pdm(words: Sequence[str]) -> Asked | None:
    """The words behind `pdm`."""
    if not words:
        return None
    command, rest = words[0], words[1:]
    if command in ("install", "sync"):
        arguments = read_arguments(rest, _PDM)
        groups = arguments.values("-G", "--group", "--with")
        production = arguments.has("--prod", "--production", "--no-default-groups")
        found = [Request("dependencies" if arguments.has("--no-self") else "project", "", "")]
        if any(":" in group for group in groups):
            found.append(Request("groups", "*"))
        found += named("group-or-extra", (group for group in groups if not group.startswith(":")))
        found += [] if production else [Request("groups", "*" if not groups else "dev")]
        found += named("no-group", arguments.values("--without"))
        return Asked("pdm", tuple(found), PROJECT, arguments=arguments)
    if command == "run":
        arguments = read_arguments(rest, _PDM, stop=True)
        return Asked("pdm run", (), PROJECT, arguments=arguments, program=tuple(arguments.operands))
    return None


def pipenv(words: Sequence[str]) -> Asked | None:
    """The words behind `pipenv`."""
    if not words:
        return None
    command, rest = words[0], words[1:]
    if command in ("install", "sync"):
        arguments = read_arguments(rest, _PIPENV)
        dev = arguments.has("--dev", "-d", "--categories")
        found: tuple[Request, ...] = (Request("pipfile", "dev" if dev else ""),)
        found += requirements(arguments.operands)
        found += tuple(named("file", arguments.raw("-r", "--requirements")))
        return Asked("pipenv", found, PROJECT, arguments=arguments)
    if command == "run":
        arguments = read_arguments(rest, _PIPENV, stop=True)
        return Asked("pipenv run", (), PROJECT, arguments=arguments, program=tuple(arguments.operands))
    return None
