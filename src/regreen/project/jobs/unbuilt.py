"""Locked releases that have wheels for other Pythons than the job's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from regreen.project.jobs.lacking import Lacking
from regreen.project.jobs.model import Install, JobRun
from regreen.project.jobs.projects import Projects
from regreen.project.tree import Tree
from regreen.project.wheels import Wheels, asked_without_marker, locked_wheels

_HARD = frozenset(
    str.split(
        """
        av bcrypt dlib duckdb faiss-cpu fiona gevent greenlet h5py hiredis lancedb llvmlite lxml matplotlib
        mysqlclient numba numpy onnxruntime opencv-python opencv-python-headless orjson pandas pillow polars
        psycopg2 pyarrow pycairo
        pydantic-core pyodbc pyproj rasterio rpds-py safetensors scikit-image scikit-learn scipy sentencepiece shapely
        spacy statsmodels thinc tiktoken tokenizers torch torchvision tree-sitter ujson xmlsec
        """
    )
)
"""Distributions whose sources need more than a C compiler, or know no Python newer than themselves."""
_LOCKS = {"uv sync": "uv.lock", "uv run": "uv.lock", "poetry": "poetry.lock"}


class Unbuilt(Struct, frozen=True):
    """A release without a wheel for the job's Python. `fatal`: nor has it a source that could be built."""

    wheels: Wheels
    run: JobRun
    install: Install
    fatal: bool


def unbuilt(runs: Sequence[JobRun], projects: Projects, lacking: Lacking) -> Iterator[Unbuilt]:
    """All of them on Linux that are hard to build or cannot be built, once for each release and Python."""
    seen: set[tuple[str, str, str]] = set()
    for run in runs:
        for install in () if run.foreign or run.system != "Linux" else run.installs:
            lock = _lock(install, projects)
            minor = install.python.partition(".")[2]
            source = projects.tree.source(lock) if lock and minor.isdigit() and int(minor) > 6 else None
            if source is None or _pinned_elsewhere(projects.tree, install):
                continue
            every = locked_wheels(source)
            fitting = {item.name for item in every if item.fits(int(minor))}
            missing = [
                item
                for item in every
                if item.native and item.name not in fitting and (item.name in _HARD or not item.sdist)
            ]
            needed = _needed(install, lacking) if missing else frozenset()
            for item in missing:
                key = (lock, item.name, install.python)
                if key not in seen and item.name in needed and asked_without_marker(source, item.name):
                    seen.add(key)
                    yield Unbuilt(item, run, install, not item.sdist)


def _needed(install: Install, lacking: Lacking) -> frozenset[str]:
    wanted = ((item.name, item.extras, item.bare) for item in install.installed if not item.marker)
    return lacking.holdings.dependencies.closure(wanted).names


def _lock(install: Install, projects: Projects) -> str:
    name = _LOCKS.get(install.tool)
    around = projects.around(install.directory) if name else None
    if name is None or around is None:
        return ""
    path = f"{projects.workspace(around).directory}/{name}".lstrip("/")
    return path if path in projects.tree else ""


def _pinned_elsewhere(tree: Tree, install: Install) -> bool:
    """Whether uv is told another Python by a file."""
    text = tree.text(".python-version") if install.tool.startswith("uv") else None
    return text is not None and not text.strip().startswith(install.python)
