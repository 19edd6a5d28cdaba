"""A job installs a package that exists for another operating system only.

## Why
A requirements file that was written by `pip freeze` on a laptop has what that laptop needs: `pywin32` on Windows,
`pyobjc` on a Mac. On the runner there is no distribution that fits, and the installer stops.

## Fix
Say for which system the requirement is: `pywin32; sys_platform == "win32"`. What nothing imports can go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from regreen.model.text import Span
from regreen.rule import Category, Edit, Fixer, Match, Matches, Rule, Safety, Severity
from regreen.rules._jobs import named, unique
from regreen.rules._refused import NOT_INSTALLED

if TYPE_CHECKING:
    from regreen.project.jobs.model import Install, Installed, JobRun
    from regreen.project.tree import Tree

_ONLY = {
    **dict.fromkeys(
        ("pywin32", "pypiwin32", "windows-curses", "tensorflow-intel", "pyaudiowpatch"), "Windows"
    ),
    **dict.fromkeys(("tensorflow-macos", "tensorflow-metal", "pyobjc-core"), "macOS"),
}
_NOT_ON = {"uvloop": "Windows", "nvidia-nccl-cu12": "macOS"}
_NAMES = {"Windows": "win32", "macOS": "darwin"}
_RESOLVED = frozenset({"uv sync", "uv run", "poetry", "pdm", "pipenv"})


def foreign(job_runs: tuple[JobRun, ...]) -> Matches:
    """Requirements without a marker that the job's system has no distribution for; one match for each."""
    groups: dict[tuple[str, str], list[tuple[JobRun, Install, Installed]]] = {}
    for run, install, item in _installed(job_runs):
        system = _ONLY.get(item.name, "")
        if (system and run.system and run.system != system) or (_NOT_ON.get(item.name) == run.system != ""):
            groups.setdefault((item.name, system), []).append((run, install, item))
    for (name, system), members in groups.items():
        run = members[0][0]
        only = f"only for {system}" if system else f"not for {run.system}"
        yield Match(
            places=unique(place for _, install, item in members for place in (item.place, install.place)),
            data={"package": name, "system": system, "marker": _marker(name, system)},
            severity=Severity.ERROR if any(i.certain for _, i, _ in members) else Severity.WARNING,
            count=len({named(one) for one, _, _ in members}),
            title=f"{named(run)} installs {name} on {run.system}, and there is {name} {only}",
        )


def _installed(job_runs: tuple[JobRun, ...]) -> Iterator[tuple[JobRun, Install, Installed]]:
    for run in job_runs:
        for install in () if run.foreign else run.installs:
            if install.tool not in _RESOLVED:
                yield from ((run, install, item) for item in install.installed if not item.url)


def _marker(name: str, system: str) -> str:
    return f'sys_platform == "{_NAMES[system]}"' if system else f'sys_platform != "{_NAMES[_NOT_ON[name]]}"'


def marked(match: Match, tree: Tree) -> list[Edit]:
    """The marker behind the requirement, in requirements files."""
    from regreen.patch.requirements import logical_lines
    from regreen.project.place import at
    from regreen.project.requirements import is_requirements_file

    found: list[Edit] = []
    for place in match.places:
        source = tree.source(place.path) if is_requirements_file(place.path) else None
        for line in logical_lines(source) if source is not None else ():
            if source is None or at(source, line.begin) != place or ";" in line.body or "--hash" in line.body:
                continue
            end = line.begin + len(line.body)
            if source.text[line.begin : end] == line.body:
                found.append(Edit(Span(source.path, end, end), "", f"; {match.data['marker']}"))
    return found


RULE = Rule(
    id="package-of-another-platform",
    category=Category.DEPENDENCY_RESOLUTION,
    title="{package} is not made for the system of the job",
    find=foreign,
    key=("package",),
    explains=(*NOT_INSTALLED, "no-matching-distribution"),
    fixers=(
        Fixer("Say for which system it is", Safety.SAFE, marked),
        Fixer("Add the marker `{marker}` to the requirement of {package}", Safety.ADVICE),
    ),
)
