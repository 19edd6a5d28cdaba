"""What `nox` makes and runs. Source: nox's documentation, "Command-line usage"."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from regreen.project.jobs.arguments import Arguments, read_arguments
from regreen.project.jobs.environments.made import Made
from regreen.project.jobs.environments.noxfile import (
    UNKNOWN,
    Noxfile,
    Session,
    notified,
    orders_of,
    read_noxfile,
)
from regreen.project.tree import Tree

_VALUED = frozenset(
    str.split(
        """
        -f --noxfile -s --session --sessions -e -p --python --pythons -P --extra-python --extra-pythons
        --force-python -k --keywords -t --tags -db --default-venv-backend -fb --force-venv-backend --envdir
        --report --download-python
        """
    )
)
_VERSION = re.compile(r"^(?:python|pypy|pypy-)?(\d\.\d+)(?:t|\.\d+)?$")


def nox(
    words: Sequence[str], directory: str, variables: Mapping[str, str], python: str, tree: Tree
) -> tuple[Made, ...] | None:
    """The environments that `nox` with these words makes; None where that is not known."""
    line = list(words)
    cut = line.index("--") if "--" in line else len(line)
    arguments = _read(line[:cut])
    if arguments.has("-l", "--list", "--list-sessions", "--version", "--help", "-h"):
        return ()
    path = (arguments.raw("-f", "--noxfile") or ("noxfile.py",))[0]
    source = tree.source(posixpath.normpath(posixpath.join(directory, path)))
    file = read_noxfile(source) if source is not None else None
    if file is None:
        return None
    chosen = _chosen(file, arguments, variables)
    if chosen is None:
        return None
    wish = (*arguments.raw("-p", "--python", "--pythons", "--force-python"), variables.get("NOXPYTHON", ""))[
        0
    ]
    made = (_made(file, session, named, wish, python, tuple(line[cut + 1 :])) for session, named in chosen)
    return tuple(item for item in made if item is not None)


def asked_sessions(words: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """The file that a call of nox reads and the sessions that it names; None where it names none, or selects them."""
    line = list(words)
    arguments = _read(line[: line.index("--") if "--" in line else len(line)])
    if arguments.has(
        "-l", "--list", "--list-sessions", "--version", "--help", "-h", "-k", "--keywords", "-t"
    ):
        return None
    names = arguments.raw("-s", "--session", "--sessions", "-e")
    return ((arguments.raw("-f", "--noxfile") or ("noxfile.py",))[0], names) if names else None


def _read(words: Sequence[str]) -> Arguments:
    """`-s` takes every word up to the next option."""
    found: list[str] = []
    option = ""
    for word in words:
        if word.startswith("-"):
            option = word if word in _VALUED else ""
            found.append(word)
        elif option and found[-1] != option:
            found += (option, word)
        else:
            found.append(word)
    return read_arguments(found, _VALUED)


def _chosen(
    file: Noxfile, arguments: Arguments, variables: Mapping[str, str]
) -> list[tuple[Session, str]] | None:
    """The sessions that run, with the Python that their names ask for."""
    if arguments.has("-k", "--keywords"):
        return None
    tags = set(arguments.values("-t", "--tags"))
    names = arguments.raw("-s", "--session", "--sessions", "-e")
    if not names and variables.get("NOXSESSION"):
        names = tuple(variables["NOXSESSION"].split(","))
    if tags:
        return [(session, "") for session in file.sessions if tags & set(session.tags)]
    if not names and file.chosen is not None:
        names = file.chosen
    if not names:
        return [(session, "") for session in file.sessions if session.default]
    if any("$" in name for name in names):
        return None
    found = [item for name in names for item in _named(file, name)]
    later = [item for session, _ in found for name in notified(session) for item in _named(file, name)]
    return list({(id(session), python): (session, python) for session, python in (*found, *later)}.values())


def _named(file: Noxfile, name: str) -> Iterator[tuple[Session, str]]:
    plain = name.partition("(")[0]
    for session in file.sessions:
        if plain in session.names:
            yield session, ""
        else:
            stem, _, python = plain.rpartition("-")
            if stem in session.names and _VERSION.match(python):
                yield session, python


def _made(
    file: Noxfile, session: Session, named: str, wish: str, python: str, rest: tuple[str, ...]
) -> Made | None:
    pythons = [match[1] for item in session.pythons or () if (match := _VERSION.match(item))]
    asked = _VERSION.match(named or wish)
    if asked:
        own = asked[1]
    elif not pythons:
        own = python
    else:
        own = python if python in pythons or not python else pythons[0] if len(pythons) == 1 else ""
    if asked and pythons and own not in pythons and not named and UNKNOWN not in (session.pythons or ()):
        return None
    folder = file.source.path.rpartition("/")[0]
    orders = tuple(orders_of(file, session, rest))
    return Made("nox", session.names[0], session.place, folder, orders, own, own=session.own)
