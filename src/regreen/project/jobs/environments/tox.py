"""What `tox` makes and runs. Source: tox's documentation, "Configuration" and "CLI interface", versions 3 and 4."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from regreen.project.distributions import normalize
from regreen.project.jobs.arguments import read_arguments
from regreen.project.jobs.environments.made import Made, Order, Part
from regreen.project.jobs.environments.tox_config import Row, ToxConfig, expanded, read_tox, tox_config
from regreen.project.tree import Tree

_VALUED = frozenset(
    str.split(
        "-e --env -c --conf -m -f --workdir --work-dir --root --override -x --installpkg --result-json --force-dep "
        "--discover --hash-seed --hashseed -p --parallel --skip-env --devenv --colored --runner --default-runner "
        "--stderr-color --exit-and-dump-after --package-env-name"
    )
)
_ALONE = frozenset(
    {"list", "l", "config", "c", "legacy", "le", "devenv", "d", "exec", "depends", "de", "quickstart"}
)
_PYTHON = re.compile(r"^(?:py|pypy|cpython)?-?(\d)\.?(\d+)?t?$")
_NEW_STYLE = re.compile(r"^(?:python|pypy|cpython)(\d)\.(\d+)t?$")
_ENV = re.compile(r"^env:([\w.-]+)(?::(.*))?$", re.DOTALL)
_SECTION = re.compile(r"^\[([^\]]+)\]([\w.-]+)$")
_DEPTH = 6  # substitutions within substitutions
_DEFAULT_ALLOWED = ("python", "pip")


class Chosen(Struct, frozen=True):
    """The environments a call of tox runs: `named` says that the call names them, `place` of the words apart."""

    names: tuple[str, ...]
    named: bool
    rest: tuple[str, ...]
    packaged: bool


def tox(
    words: Sequence[str], directory: str, variables: Mapping[str, str], python: str, tree: Tree
) -> tuple[Made, ...] | None:
    """The environments that `tox` with these words makes; None where that is not known."""
    arguments = read_arguments(_before_dashes(words), _VALUED)
    command = (arguments.operands or ("run",))[0]
    if command in _ALONE or arguments.has("--help", "--version", "--showconfig", "--listenvs", "-l", "-a"):
        return ()
    config = _config(arguments.raw("-c", "--conf"), directory, tree)
    if config is None:
        return None
    chosen = chosen_environments(words, variables, python, config)
    if chosen is None:
        return None
    made = (_made(config, name, chosen, variables, python) for name in chosen.names)
    return tuple(item for item in made if item is not None)


def asked_config(words: Sequence[str], directory: str, tree: Tree) -> ToxConfig | None:
    """The configuration that a call of tox reads where it runs environments; None where it does something else."""
    arguments = read_arguments(_before_dashes(words), _VALUED)
    command = (arguments.operands or ("run",))[0]
    if command in _ALONE or arguments.has("--help", "--version", "--showconfig", "--listenvs", "-l", "-a"):
        return None
    return _config(arguments.raw("-c", "--conf"), directory, tree)


def _config(named: Sequence[str], directory: str, tree: Tree) -> ToxConfig | None:
    if not named:
        return tox_config(tree, directory)
    path = posixpath.normpath(posixpath.join(directory, named[0]))
    if tree.is_dir(path):
        return tox_config(tree, path)
    source = tree.source(path)
    return read_tox(source) if source is not None else None


def chosen_environments(
    words: Sequence[str], variables: Mapping[str, str], python: str, config: ToxConfig
) -> Chosen | None:
    """Which environments run: `-e`, `TOXENV`, what an adapter for GitHub chooses, or all of the list."""
    arguments = read_arguments(_before_dashes(words), _VALUED)
    if arguments.has("-m", "-f"):
        return None
    rest = tuple(words[list(words).index("--") + 1 :]) if "--" in words else ()
    packaged = not arguments.has("--skip-pkg-install")
    named = ",".join(arguments.raw("-e", "--env")) or variables.get("TOXENV", "")
    if "$" in named:
        return None
    if named and named != "ALL":
        return Chosen(tuple(expanded(named)), True, rest, packaged)
    adapted = _of_adapter(config, python)
    names = adapted if adapted is not None else config.environments()
    return Chosen(names or ("py",), False, rest, packaged)


def _of_adapter(config: ToxConfig, python: str) -> tuple[str, ...] | None:
    """What tox-gh-actions (`[gh-actions]`) or tox-gh (`[gh]`) choose for the Python of the job."""
    rows = (*config.rows("gh-actions", "python"), *config.rows("gh", "python"))
    if not rows or not python:
        return None
    wanted: list[str] = []
    for row in rows:
        key, separator, value = re.sub(r"^([\w.-]+)[ \t]*=", r"\1:", row.text).partition(":")
        if separator and key.strip() == python:
            wanted += expanded(value)
    factors = [set(item.split("-")) for item in wanted]
    return tuple(
        name for name in config.environments() if any(item <= set(name.split("-")) for item in factors)
    )


def _before_dashes(words: Sequence[str]) -> list[str]:
    found = list(words)
    return found[: found.index("--")] if "--" in found else found


def _made(
    config: ToxConfig, name: str, chosen: Chosen, variables: Mapping[str, str], python: str
) -> Made | None:
    own = python_of(config, name)
    if own and python and own != python and not chosen.named:
        return None  # its interpreter is not there
    reader = _Reader(config, name, chosen, variables)
    place = config.places.get(config.chain(name)[0]) or config.places.get("tox")
    if place is None:
        return None
    return Made(
        "tox",
        name,
        place,
        reader.directory,
        tuple(reader.orders()),
        own or python,
        reader.allowed(),
        unknown=tuple(reader.unknown()),
        variables=reader.variables(),
    )


def python_of(config: ToxConfig, name: str) -> str:
    """The Python that an environment wants, as `3.12`; empty where it takes the one at hand."""
    base = _NEW_STYLE.match(config.value(name, "base_python").split("\n")[0].strip())
    if base:
        return f"{base[1]}.{base[2]}"
    for factor in name.split("-"):
        found = _PYTHON.match(factor)
        if found and found[2]:
            return f"{found[1]}.{found[2]}"
    return ""


class _Reader:
    """Reads one environment."""

    def __init__(self, config: ToxConfig, name: str, chosen: Chosen, variables: Mapping[str, str]) -> None:
        self.config, self.name, self.chosen, self.outer = config, name, chosen, variables
        self.root = config.directory

    @property
    def directory(self) -> str:
        """Where the commands run."""
        wanted = self.filled(self.config.value(self.name, "change_dir"))
        return (
            posixpath.normpath(posixpath.join(self.root, wanted)).removeprefix("./").rstrip(".")
            if wanted
            else self.root
        )

    def allowed(self) -> tuple[str, ...]:
        """The programs from outside that may be run."""
        rows = self.config.setting(self.name, "allowlist_externals")
        return (*_DEFAULT_ALLOWED, *(part.strip() for row in rows for part in row.text.split(",")))

    def variables(self) -> dict[str, str]:
        """The variables of `set_env`."""
        found: dict[str, str] = {}
        for row in self.config.setting(self.name, "set_env"):
            key, equals, value = row.text.partition("=")
            if equals:
                found[key.strip()] = self.filled(value.strip())
        return found

    def unknown(self) -> Iterator[str]:
        """What cannot be read of the environment."""
        for key in ("install_command", "conda_deps", "conda_env", "pip_pre", "runner"):
            value = self.config.value(self.name, key)
            if (value and key in ("conda_deps", "conda_env")) or (key == "runner" and "lock" in value):
                yield f"{key} of tox"
        if self.config.value(self.name, "install_command") and "-r" in self.config.value(
            self.name, "install_command"
        ):
            yield "the install_command of tox"
        if self.config.value(self.name, "package") in ("external", "sdist-wheel"):
            yield "a package from elsewhere"

    def orders(self) -> Iterator[Order]:
        """What is installed, the package last, and then what is run."""
        deps = tuple(self._deps())
        if deps:
            yield Order(deps, installs=True)
        package = tuple(self._package())
        if package:
            yield Order(package, installs=True)
        for key in ("commands_pre", "commands", "commands_post"):
            for row in self.config.setting(self.name, key):
                yield from self._command(row)

    def _deps(self) -> Iterator[Part]:
        for row in self.config.setting(self.name, "deps"):
            text = self.filled(row.text).strip()
            for line in text.split("\n"):
                if line.strip():
                    yield self._requirement(line.strip()), row.place
        for row in self.config.setting(self.name, "dependency_groups"):
            for group in re.split(r"[\s,]+", self.filled(row.text).strip()):
                if group:
                    yield ("--group", group), row.place

    def _requirement(self, line: str) -> tuple[str, ...]:
        option, _, value = line.partition(" ")
        if option.startswith("-") and value:
            return option, value.strip()
        short = re.match(r"^(-[rce])(\S+)$", line)
        if short:
            return short[1], short[2]
        return (line,)

    def _package(self) -> Iterator[Part]:
        off = ("skip_install", "no_package")
        if any(self.config.value(self.name, key).lower() == "true" for key in off):
            return
        if self.config.text("tox", "no_package").lower() == "true" or not self.chosen.packaged:
            return
        if self.config.value(self.name, "package") == "skip":
            return
        rows = self.config.setting(self.name, "extras")
        extras = [
            normalize(part) for row in rows for part in re.split(r"[\s,]+", self.filled(row.text)) if part
        ]
        place = rows[0].place if rows else self.config.places.get(self.config.chain(self.name)[0])
        if place is not None:
            path = f"./{self.root}" if self.root else "."
            yield (f"{path}[{','.join(extras)}]" if extras else path,), place

    def _command(self, row: Row) -> Iterator[Order]:
        for text in self.filled(row.text).split("\n"):
            line = text.strip()
            try:
                words = shlex.split(line.lstrip("-!@ \t"), comments=False)
            except ValueError:
                continue
            if words:
                words[0] = words[0].removeprefix("$ENVBIN/")
                yield Order(((tuple(words), row.place),), certain=not line.startswith(("-", "!")))

    def filled(self, text: str) -> str:
        """A text with what tox fills in; what nobody knows stays as `$…`."""
        for _ in range(_DEPTH):
            start = _innermost(text)
            if start is None:
                break
            begin, end = start
            text = text[:begin] + self._value(text[begin + 1 : end]) + text[end + 1 :]
        return text.replace("\0", "{").replace("\1", "}")

    def _value(self, name: str) -> str:
        if name in ("", "posargs") or name.startswith("posargs:"):
            return " ".join(self.chosen.rest) if self.chosen.rest else name.partition(":")[2]
        plain = {
            "toxinidir": ".",
            "tox_root": ".",
            "envname": self.name,
            "env_name": self.name,
            "envpython": "python",
            "env_python": "python",
            "envbindir": "$ENVBIN",
            "env_bin_dir": "$ENVBIN",
            "/": "/",
            ":": ":",
            "packages": "",
            "opts": "",
        }
        if name in plain:
            return plain[name]
        if found := _ENV.match(name):
            return self.outer.get(found[1], found[2] if found[2] is not None else f"$ENV_{found[1]}")
        if found := _SECTION.match(name):
            section = "tox" if found[1] == "tox:tox" else found[1]
            rows = self.config.rows(section, found[2])
            kept = self.config.applying(self.name, rows)
            return "\n".join(row.text for row in kept)
        if re.fullmatch(r"[\w.]+", name):
            return f"$TOX_{name}"
        return f"\0{name}\1"


def _innermost(text: str) -> tuple[int, int] | None:
    """The first pair of braces that has none inside."""
    begin = -1
    for index, letter in enumerate(text):
        if letter == "{" and text[index - 1 : index] != "\\":
            begin = index
        elif letter == "}" and begin >= 0:
            return begin, index
    return None
