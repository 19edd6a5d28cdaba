"""Environment variables without which a module cannot be imported, and that no job sets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from regreen.model.text import Source
from regreen.project.env import Variable, is_made, read_variables
from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Call, JobRun
from regreen.project.tree import Tree

_GIVEN = re.compile(
    r"^(?:CI|HOME|PATH|USER|SHELL|LANG|LC_\w+|TMPDIR|TEMP|TMP|PWD|HOSTNAME|LOGNAME|TERM|TZ|VIRTUAL_ENV|PYTHON\w*|APPDATA"
    r"|USERPROFILE|GITHUB_\w+|RUNNER_\w+|ACTIONS_\w+|PYTEST_\w+|JAVA_HOME\w*|GOROOT\w*|ANDROID_\w+|CONDA\w*|NVM_DIR)$"
)  # what GitHub's runners, Python and pytest set themselves
_FROM_ACTIONS = re.compile(r"^(?:AWS|GOOGLE|GCP|GCLOUD|CLOUDSDK|AZURE|ARM|KUBE\w*|DOCKER|POETRY|UV|PIP)_?")
_ENV_FILES = (".env", ".env.test", ".env.testing", ".env.ci", ".env.local", ".test.env", "test.env")


class Unset(Struct, frozen=True):
    """A variable that is read while `chain` is imported, and not set in the job that does so."""

    variable: Variable
    chain: tuple[str, ...]
    run: JobRun
    call: Call
    certain: bool


def unset_variables(runs: Sequence[JobRun], lacking: Lacking) -> Iterator[Unset]:
    """Variables that are read without a default at the top of a module that a call imports."""
    for run in runs:
        seen: set[str] = set()
        written = "\n".join(step.run for step in run.job.steps if step.run)
        for call in () if run.foreign else run.calls:
            reached = lacking.reached(call)
            for path, chain in reached.items():
                source = lacking.tree.source(path)
                for variable in _wanted(source) if source is not None else ():
                    if variable.name in seen or is_written(variable.name, written):
                        continue
                    if is_set(variable.name, call, lacking.tree, reached):
                        continue
                    seen.add(variable.name)
                    certain = lacking.leads((*chain, path)) and _is_bare(lacking, variable)
                    if certain:
                        yield Unset(variable, chain, run, call, call.certain and not variable.settings)


@lru_cache(maxsize=8192)
def _wanted(source: Source) -> tuple[Variable, ...]:
    """The variables that a file cannot be imported without."""
    return tuple(
        item
        for item in read_variables(source)
        if item.required
        and not item.sets
        and (is_made(source.text, item.settings) if item.settings else item.at_import)
    )


def is_written(name: str, script: str) -> bool:
    """Whether a step of the job may put a variable into the environment of later ones."""
    if "GITHUB_ENV" in script and (re.search(r"(?:cat|grep|envsubst|sed|dotenv)\b.*GITHUB_ENV", script)):
        return True
    return f"{name}=" in script or f"env:{name}" in script or _FROM_ACTIONS.match(name) is not None


def is_set(name: str, call: Call, tree: Tree, reached: dict[str, tuple[str, ...]]) -> bool:
    """Whether the job, a file that pytest or the code loads, or code that is imported sets a variable."""
    if _GIVEN.match(name) or name.lower() in map(str.lower, call.variables):
        return True
    files = [path for base in _ENV_FILES for path in tree.names.get(base, ())]
    files += [path for path in ("pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg") if path in tree]
    if any(name in (tree.text(path) or "") for path in files):
        return True
    quoted = rf"""["']{re.escape(name)}["']"""
    sets = re.compile(rf"environ\[{quoted}\]\s*=(?!=)|(?:setdefault|setenv|putenv)\(\s*{quoted}|{quoted}\s*:")
    return any(sets.search(tree.text(path) or "") for path in reached)


def _is_bare(lacking: Lacking, variable: Variable) -> bool:
    """Whether the line is neither guarded nor below a condition: it begins at the margin, or is a field's."""
    if variable.settings:
        return True
    source = lacking.tree.source(variable.place.path)
    line = source.line(variable.place.line) if source is not None else " "
    return not line[:1].isspace() and "in os.environ" not in line
