"""What a job leaves in its folders: the packages of its environments, and the reports of its test runners.

Nothing is executed: packages are told by their `.dist-info` folders (PyPA, "Recording installed projects").
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from regreen.model.errors import InputError
from regreen.model.execution import Environment, JobRun, Report, StepRun, TestCount
from regreen.model.test import TestOutcome, TestResult
from regreen.sources.junit import read_junit
from regreen.sources.junit_head import HEAD, is_junit

FOLDERS = 60_000  # looked into, in all folders of a job
REPORTS = 200
RESULTS = 300_000  # of one job
REPORT_LIMIT = 512 << 20  # bytes
KEPT = 16 << 20  # bytes of a report that a diagnosis may read

_PASSED_OVER = frozenset({".git", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"})
_LIBRARIES = frozenset({"site-packages", "dist-packages"})
_INSTALLED = re.compile(r"(?P<name>[A-Za-z0-9][\w.]*)-(?P<version>[^-]+)(?:-py\d[\w.]*)?\.(?:dist|egg)-info")
_PYTHON = re.compile(r"/lib(?:64)?/(?:python|pypy)(\d+\.\d+)")
_OPTION = re.compile(r"--junit-?xml(?:=|\s+)['\"]?([^\s'\"|;&)]+)")
_SEPARATORS = re.compile(r"[-_.]+")
_SLACK = 1.0  # seconds by which clocks of files may differ


class _Seen(Struct):
    """What a walk through the folders came upon."""

    libraries: list[Path] = field(default_factory=list)
    documents: list[Path] = field(default_factory=list)


def harvested(job: JobRun, committed: Callable[[str], str | None]) -> JobRun:
    """The job with what is in its folders, which must still be there. `committed` gives the text of a file of the
    commit: a report that came with the clone was written by nobody here.
    """
    if job.folder is None or not job.log:
        return job
    seen = _Seen()
    _walk(job.folder, seen)
    checkout = _checkout(job.folder)
    environments = tuple(_environments(seen.libraries, job.folder, checkout))
    reports: list[Report] = []
    results: list[TestResult] = []
    for path in (*seen.documents, *_named_elsewhere(job, checkout)):
        shown = _shown(path, checkout, job.folder)
        if len(reports) == REPORTS or len(results) >= RESULTS or _is_committed(path, shown, committed):
            continue
        found = _results(path, shown, RESULTS - len(results))
        if found is not None:
            results += (_hidden(one, job.hidden) for one in found)
            reports.append(_report(path, shown, found, job))
    return replace(job, environments=environments, reports=tuple(reports), results=tuple(results))


def counted(results: Sequence[TestResult]) -> TestCount:
    """How many tests ended how: of a test that was repeated the last attempt counts."""
    number = dict.fromkeys(TestOutcome, 0)
    before: TestResult | None = None
    for result in results:
        number[result.outcome] += 1
        if before is not None and again(before, result):
            number[before.outcome] -= 1
        before = result
    return TestCount(*(number[kind] for kind in TestOutcome))


def again(before: TestResult, result: TestResult) -> bool:
    """Whether a result is a further attempt of the one before it."""
    return result.attempt == before.attempt + 1 and result.test == before.test and before.outcome.bad


def _walk(root: Path, seen: _Seen) -> None:
    left = FOLDERS
    for parent, folders, names in os.walk(root):
        left -= 1
        if left < 0:
            return
        if os.path.basename(parent) in _LIBRARIES:  # noqa: PTH119 - called for each of many folders
            seen.libraries.append(Path(parent))
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if name not in _PASSED_OVER)
        seen.documents += (Path(parent, name) for name in sorted(names) if name.endswith(".xml"))


def _checkout(folder: Path) -> Path:
    """`work/NAME/NAME` below the folder of a job."""
    found = [path / path.name for path in (folder / "work").glob("*") if not path.name.startswith("_")]
    return next((path for path in found if path.is_dir()), folder / "work")


def _environments(libraries: Sequence[Path], root: Path, checkout: Path) -> Iterator[Environment]:
    for library in libraries:
        packages = sorted(set(_packages(library)))
        if packages:
            python = _PYTHON.search(library.as_posix())
            place = library.as_posix().partition("/lib/")[0] if python else str(library)
            yield Environment(
                _shown(Path(place), checkout, root), python[1] if python else "", tuple(packages)
            )


def _packages(library: Path) -> Iterator[tuple[str, str]]:
    with suppress(OSError):
        for entry in os.scandir(library):
            match = _INSTALLED.fullmatch(entry.name)
            if match:
                yield _SEPARATORS.sub("-", match["name"]).lower(), match["version"]


def _named_elsewhere(job: JobRun, checkout: Path) -> Iterator[Path]:
    """Reports that a step was told to write outside of its folders."""
    assert job.folder is not None
    text = job.log.decode("utf-8", "replace") if b"--junit" in job.log else ""
    began = min((step.started for step in job.steps if step.started), default=0.0)
    for name in dict.fromkeys(_OPTION.findall(text)):
        with suppress(OSError, ValueError):
            path = (checkout / name).resolve()
            outside = not path.is_relative_to(job.folder.resolve())
            if outside and path.is_file() and path.stat().st_mtime >= began - _SLACK:
                yield path


def _shown(path: Path, checkout: Path, root: Path) -> str:
    """A path as a person in the checkout would name it."""
    for base in (checkout, root):
        if path.is_relative_to(base):
            return path.relative_to(base).as_posix()
    return path.as_posix()


def _is_committed(path: Path, shown: str, committed: Callable[[str], str | None]) -> bool:
    text = committed(shown)
    if text is None:
        return False
    try:
        return path.stat().st_size < REPORT_LIMIT and path.read_text("utf-8", "surrogateescape") == text
    except OSError:
        return True


def _results(path: Path, shown: str, limit: int) -> list[TestResult] | None:
    """What a report says; None where it is none, or cannot be read."""
    found: list[TestResult] = []
    try:
        if not path.is_file() or path.is_symlink() or path.stat().st_size > REPORT_LIMIT:
            return None
        with path.open("rb") as file:
            if not is_junit(file.read(HEAD)):
                return None
            file.seek(0)
            for result in read_junit(shown, iter(lambda: file.read(1 << 16), b"")):
                found.append(result)
                if len(found) >= limit:
                    break
    except (OSError, InputError):
        return None
    return found


def _report(path: Path, shown: str, found: Sequence[TestResult], job: JobRun) -> Report:
    status = path.stat()
    bad = any(result.outcome.bad for result in found)
    data = path.read_bytes() if bad and status.st_size <= KEPT else b""
    if data:
        data = job.hidden(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return Report(shown, _step_at(job.steps, status.st_mtime), data, counted(found))


def _step_at(steps: Sequence[StepRun], moment: float) -> str:
    """The step that ran at a time; the last one where clocks are coarse."""
    at = [
        step.name
        for step in steps
        if step.started and step.started - _SLACK <= moment <= step.started + step.seconds + _SLACK
    ]
    return at[-1] if at else ""


def _hidden(result: TestResult, hidden: Callable[[str], str]) -> TestResult:
    """The result without the secrets of its job."""
    return result._replace(
        test=hidden(result.test),
        name=hidden(result.name),
        message=hidden(result.message),
        text=hidden(result.text),
    )
