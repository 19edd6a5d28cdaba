"""Whether a set of requirements resolves for a Python and a system as of a moment, and to what.

uv is asked (`uv pip compile`, wheels only, files published later left out), or pip's own resolver where uv is not
there (`pip install --dry-run --report`), which can look back in time in its newest releases only. Distributions
without any wheel are set aside: what they depend on is only known by building them, which would run their code.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct
from packaging.specifiers import InvalidSpecifier, SpecifierSet

from regreen.probe.budget import Budget
from regreen.probe.cache import Cache, key_of
from regreen.probe.index import settings_key, uv_index
from regreen.probe.process import Ran, run
from regreen.project.distributions import normalize
from regreen.project.jobs.model import Installed
from regreen.project.probed import InstallSet, Package, Refused

PROBE = "resolve"
_PLATFORMS = {
    "Linux": "x86_64-manylinux_2_35",
    "macOS": "aarch64-apple-darwin",
    "Windows": "x86_64-pc-windows-msvc",
}
_TAGGED = {"Linux": "manylinux", "macOS": "macosx", "Windows": "win"}
_WHEEL = re.compile(r"-([\w.]+)\.whl\b")  # the platforms of a wheel, the last part of its name
_PIP_PLATFORMS = {"Linux": "manylinux_2_35_x86_64", "macOS": "macosx_14_0_arm64", "Windows": "win_amd64"}
_NO_WHEEL = re.compile(
    r"(?:^|[\s(])(?:all versions of )?([A-Za-z0-9][\w.-]*?)(?:\[[^\]\s]*\])?(?:\{[^}\n]*\})?(?:[=<>!~]\S*)?"
    r" ha(?:s|ve) no usable wheels"
)
_UNREACHED = re.compile(
    r"error sending request|[Ff]ailed to fetch|[Nn]etwork (?:connectivity )?(?:is|was) disabled|dns error"
    r"|Connection refused|NewConnectionError|Temporary failure in name resolution|timed out",
)
_VIA = re.compile(r"^(?P<name>[\w.-]+)==\S+ +# via (?P<via>.+)$", re.MULTILINE)
_UNSOLVED = ("No solution found", "ResolutionImpossible", "No matching distribution found")
_GONE = re.compile(
    r"([A-Za-z0-9][\w.-]*) was not found in the package registry|there are no versions of ([A-Za-z0-9][\w.-]*)"
)
_LATELY = 30  # days in which nobody removes a distribution, or uploads all of it again
_UNDATED = "has no publish time"
_NEVER = "sys_platform == 'never'"
_PATCH = 10  # of the interpreter: `>=3.8.1` is no obstacle on a runner, which has the newest patch
_ROUNDS = 12  # distributions without wheels that are set aside, one after the other


class Outcome(Struct, frozen=True):
    """What a resolver said: packages, or the story of why there are none."""

    packages: tuple[Package, ...] = ()
    story: str = ""
    aside: tuple[str, ...] = ()

    @property
    def solved(self) -> bool:
        """Whether there is a solution."""
        return not self.story


def uv_command() -> tuple[str, ...]:
    """How uv is started: from PATH, or as a module; empty when it is not there."""
    found = shutil.which("uv")
    if found and Path(found).is_absolute():
        return (found,)
    if importlib.util.find_spec("uv") is None:
        return ()
    import uv

    try:
        return (uv.find_uv_bin(),)
    except FileNotFoundError:
        return ()


def requirement_line(item: Installed) -> str:
    """A requirement as PEP 508 writes it; a specifier that is none is left out."""
    extras = f"[{','.join(item.extras)}]" if item.extras else ""
    try:
        return f"{item.name}{extras}{SpecifierSet(item.specifier)}"
    except InvalidSpecifier:
        return f"{item.name}{extras}"


class Resolver:
    """Asks a resolver, remembers its answers, and keeps within the budget."""

    def __init__(self, cache: Cache, budget: Budget, *, offline: bool = False) -> None:
        self._cache, self._budget, self._offline = cache, budget, offline
        self._uv = uv_command()
        self._unbuilt: dict[str, set[str]] = {}  # what had no wheel once, by Python

    def ask(
        self,
        asked: InstallSet,
        moment: datetime,
        requirements: Sequence[Installed] | None = None,
    ) -> Outcome | Refused:
        """Resolve a set as of a moment, or `requirements` in place of its own."""
        lines = sorted({requirement_line(item) for item in requirements or asked.requirements})
        limits = sorted({requirement_line(item) for item in asked.constraints})
        if not lines:
            return Refused(PROBE, f"{asked.label}: there is nothing to ask")
        names = {normalize(re.split(r"[\[=<>!~]", line)[0]) for line in lines}
        aside = sorted(names & self._unbuilt.get(asked.python, set()))
        allow = False
        for _ in range(_ROUNDS):
            ran = self._compiled(lines, limits, aside, asked, moment, allow)
            if isinstance(ran, Refused):
                return ran
            if ran.code == 0:
                return Outcome(_packages(ran.out), aside=tuple(aside))
            story = _story(ran.err)
            if "pre-release" in story and not allow:
                allow = True  # pip takes one where nothing else fits
                continue
            name = _NO_WHEEL.search(story)
            if name is None or normalize(name[1]) in aside:
                return self._told(story, aside, asked, moment)
            aside.append(normalize(name[1]))
            self._unbuilt.setdefault(asked.python, set()).add(aside[-1])
        return Refused(PROBE, f"{asked.label}: too many distributions have no wheel")

    def parents(
        self, asked: InstallSet, moment: datetime, aside: Iterable[str]
    ) -> dict[str, tuple[str, ...]]:
        """Which distributions ask for each distribution of the solution; empty where nobody knows."""
        if not self._uv:
            return {}
        lines = sorted({requirement_line(item) for item in asked.requirements})
        limits = sorted({requirement_line(item) for item in asked.constraints})
        words = ["--python-version", f"{asked.python}.{_PATCH}", "--annotation-style", "line"]
        words += ["--python-platform", _PLATFORMS[asked.system or "Linux"]]
        ran = self._uv_run(words, "\n".join(lines), limits, aside, moment, False, lock="requirements.txt")
        if isinstance(ran, Refused) or ran.code != 0:
            return {}
        return {
            normalize(match["name"]): tuple(normalize(name.strip()) for name in match["via"].split(","))
            for match in _VIA.finditer(ran.out)
        }

    def newest(self, requirement: str, asked: InstallSet, moment: datetime) -> Package | None:
        """The version of one distribution that would be installed beside nothing else; None where there is none."""
        words = ["--no-deps", "--python-version", f"{asked.python}.{_PATCH}"]
        words += ["--python-platform", _PLATFORMS[asked.system or "Linux"]]
        ran = self._uv_run(words, requirement, (), (), moment, False) if self._uv else None
        if not isinstance(ran, Ran) or ran.code:
            return None
        return next(iter(_packages(ran.out)), None)

    def has_wheels(self, item: Installed, asked: InstallSet, moment: datetime) -> bool:
        """Whether a version has wheels for the system of a set, for any Python at all."""
        words = ["--universal", "--no-deps", "--python-version", "3.8"]
        ran = self._uv_run(words, requirement_line(item), (), (), moment, False)
        if isinstance(ran, Refused) or ran.code:
            return False
        system = _TAGGED[asked.system or "Linux"]
        return any(match[1].startswith("any") or system in match[1] for match in _WHEEL.finditer(ran.out))

    def _told(self, story: str, aside: list[str], asked: InstallSet, moment: datetime) -> Outcome | Refused:
        if _UNREACHED.search(story):
            return Refused(PROBE, f"{asked.label}: the package index was not reached")
        if _UNDATED in story:
            return Refused(PROBE, f"{asked.label}: the package index does not say when files were published")
        gone = _GONE.search(story)
        if gone is not None and (datetime.now(UTC) - moment).days > _LATELY:
            return Refused(
                PROBE, f"{asked.label}: {gone[1] or gone[2]} may have been on the index then, and is not now"
            )
        if not any(words in story for words in _UNSOLVED):
            last = story.strip().split("\n")[-1][:200]
            return Refused(PROBE, f"{asked.label}: the resolver could not work: {last}")
        return Outcome(story=story, aside=tuple(aside))

    def _compiled(
        self,
        lines: Iterable[str],
        limits: Iterable[str],
        aside: Iterable[str],
        asked: InstallSet,
        moment: datetime,
        allow: bool,
    ) -> Ran | Refused:
        if not self._uv:
            return self._pip(lines, limits, asked, moment)
        words = ["--python-version", f"{asked.python}.{_PATCH}"]
        words += ["--python-platform", _PLATFORMS[asked.system or "Linux"]]
        return self._uv_run(words, "\n".join(lines), limits, aside, moment, allow)

    def _uv_run(
        self,
        words: list[str],
        given: str,
        limits: Iterable[str],
        aside: Iterable[str],
        moment: datetime,
        allow: bool,
        lock: str = "pylock.toml",
    ) -> Ran | Refused:
        until = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        command = [*self._uv, "pip", "compile", "-", "--output-file", lock, "--format", lock]
        command += ["--only-binary", ":all:", "--no-python-downloads", "--no-header", "--color", "never"]
        command += [
            "--no-progress",
            "--exclude-newer",
            until,
            "--python",
            sys.executable,
            *uv_index(),
            *words,
        ]
        command += ["--offline"] if self._offline else []
        command += ["--prerelease", "allow"] if allow else []
        files = {
            "constraints.txt": "\n".join(limits),
            "overrides.txt": "\n".join(f"{name} ; {_NEVER}" for name in aside),
        }
        return self._cached(command, given, files)

    def _cached(self, command: list[str], given: str, files: dict[str, str]) -> Ran | Refused:
        online = [word for word in command if word != "--offline"]
        key = key_of([*online, given, *files.values(), settings_key()])
        known = self._cache.get(key)
        if known is not None:
            code, out, err = json.loads(known)
            return Ran(code, out, err)
        if self._budget.spent:
            return Refused(PROBE, "the time for questions is up")
        try:
            ran = self._run(command, given, files)
        except OSError as error:
            return Refused(PROBE, f"uv cannot be started: {error.strerror}")
        if ran.late:
            return Refused(PROBE, "a resolution took too long")
        if not _UNREACHED.search(ran.err) and not self._offline:
            self._cache.put(key, json.dumps([ran.code, ran.out, ran.err]).encode())
        return ran

    def _run(self, command: list[str], given: str, files: dict[str, str]) -> Ran:
        with tempfile.TemporaryDirectory(prefix="regreen-") as folder:
            for name, text in files.items():
                if text:
                    (Path(folder) / name).write_text(text, "utf-8")
                    command = [*command, f"--{name.removesuffix('.txt')}", name]
            ran = run(command, Path(folder), self._budget.left, given=given, network=True)
            lock = Path(folder) / command[command.index("--output-file") + 1]
            out = lock.read_text("utf-8") if ran.code == 0 and lock.is_file() else ran.out
            return Ran(ran.code, out, ran.err, ran.late)

    def _pip(
        self, lines: Iterable[str], limits: Iterable[str], asked: InstallSet, moment: datetime
    ) -> Ran | Refused:
        """Pip's own resolver. It knows nothing of days before its release 26."""
        if self._offline:
            return Refused(PROBE, "uv is not there, and pip cannot resolve without a network")
        if importlib.util.find_spec("pip") is None:
            return Refused(PROBE, "neither uv nor pip is there")
        platform = _PIP_PLATFORMS[asked.system or "Linux"]
        command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--quiet"]
        command += ["--only-binary", ":all:", "--report", "report.json", "--python-version", asked.python]
        command += ["--platform", platform, "--platform", "any", "--no-input", "--disable-pip-version-check"]
        command += ["-r", "requirements.txt"]
        if moment < datetime.now(UTC):
            import pip

            if int(pip.__version__.partition(".")[0]) < 26:
                return Refused(PROBE, "uv is not there, and this pip cannot look back in time")
            command += ["--uploaded-prior-to", moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")]
        with tempfile.TemporaryDirectory(prefix="regreen-") as folder:
            (Path(folder) / "requirements.txt").write_text("\n".join(lines), "utf-8")
            (Path(folder) / "constraints.txt").write_text("\n".join(limits), "utf-8")
            command += ["-c", "constraints.txt"]
            ran = run(command, Path(folder), self._budget.left, network=True)
            report = Path(folder) / "report.json"
            out = report.read_text("utf-8") if ran.code == 0 and report.is_file() else ran.out
        return Refused(PROBE, "a resolution took too long") if ran.late else Ran(ran.code, out, ran.err)


def _packages(lock: str) -> tuple[Package, ...]:
    """The packages of a pylock.toml (PEP 751), or of pip's installation report."""
    if lock.startswith("{"):
        rows = [item["metadata"] for item in json.loads(lock)["install"]]
        return tuple(Package(normalize(row["name"]), row["version"]) for row in rows)
    rows = tomllib.loads(lock).get("packages", [])
    return tuple(
        Package(
            normalize(row["name"]),
            row.get("version", ""),
            _released(row.get("wheels", [])),
            str(next((wheel.get("url", "") for wheel in row.get("wheels", [])), "")),
        )
        for row in rows
    )


def _released(wheels: list[dict[str, object]]) -> datetime | None:
    times = [time for wheel in wheels if isinstance(time := wheel.get("upload-time"), datetime)]
    return min(times).astimezone(UTC) if times else None


def _story(err: str) -> str:
    """What is printed without the warnings, and with the lines that a narrow terminal broke joined again."""
    return "\n".join(line for line in err.split("\n") if not line.startswith("warning:"))
