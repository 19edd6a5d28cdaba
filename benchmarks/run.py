"""What `regreen run` adds to the tools, and how soon services are ready: `python benchmarks/run.py`.

Figures only, nothing is asserted. Times of a job are wall-clock medians; CPU time stands beside them, because other
work on the machine makes the first ones larger. Everything is warm except where it says `cold`.
"""

from __future__ import annotations

import compileall
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from regreen.app.run import Wanted, run
from regreen.runner.services import providers
from regreen.runner.services.image import POSTGRES, REDIS
from support.command import repository

ROOT = Path(__file__).resolve().parents[1]
REPEAT = 5
FILE = ".github/workflows/ci.yml"
RULES = ("--no-cache", "--isolated", "--select", "E9,F")
MORE = ("--no-cache", "--isolated", "--select", "E501", "--line-length", "200")
RUFF = Path(sys.executable).with_name("ruff")
ONE_LINE = """\
on: push
jobs:
  job:
    runs-on: ubuntu-latest
    steps: [{run: echo done}]
"""
LINT = f"""\
on: push
jobs:
  job:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: {{python-version: 3.x}}
      - run: {RUFF} check {" ".join(RULES)} .
      - run: {RUFF} check {" ".join(MORE)} .
"""
SERVICE = """\
on: push
jobs:
  job:
    runs-on: ubuntu-latest
    services: {s: {image: "@IMAGE", env: {POSTGRES_PASSWORD: "@SECRET"}, ports: ["@PORT"]}}
    steps: [{run: "true"}]
"""
READY = re.compile(rb"s service is healthy\. \((\d+\.\d+)s\)")


def measured(action: Callable[[], object], repeat: int = REPEAT) -> tuple[float, float]:
    """Median of the wall-clock and of the CPU time of an action, its children included, in seconds."""
    walls, cpus = [], []
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), _cpu()
        action()
        walls.append(time.perf_counter() - wall)
        cpus.append(_cpu() - cpu)
    return statistics.median(walls), statistics.median(cpus)


def _cpu() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def job(folder: Path, cache: Path) -> None:
    """The whole program, as a person calls it."""
    words = [
        sys.executable,
        "-m",
        "regreen",
        "run",
        "--quiet",
        "--offline",
        "--no-record",
        "--repo",
        str(folder),
    ]
    env = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the job failed:\n{done.stdout}{done.stderr}")


def tools(folder: Path) -> None:
    """The same commands without regreen."""
    for words in (
        ["check", *RULES, "."],
        ["check", *MORE, "."],
    ):
        subprocess.run([str(RUFF), *words], cwd=folder, capture_output=True, check=True)


def ready(folder: Path, cache: Path) -> float:
    """Seconds until the service of a job answers."""
    log = run(Wanted(repository=folder, cache=cache, network=False)).execution.jobs[0].log
    match = READY.search(log)
    return float(match[1]) if match else float("nan")


def start_up(place: Path) -> None:
    """One line, and a lint job, against their tools."""
    source = {path.name: path.read_text() for path in (ROOT / "src/regreen/model").glob("*.py")}
    for title, workflow in (("a job of one line", ONE_LINE), ("a lint job", LINT)):
        folder = place / title.replace(" ", "-")
        repository(folder, {FILE: workflow, **source})
        job(folder, place / "cache")
        wall, cpu = measured(lambda folder=folder: job(folder, place / "cache"))  # type: ignore[misc]
        alone = measured(lambda folder=folder: tools(folder)) if workflow is LINT else (0.0, 0.0)  # type: ignore[misc]
        print(
            f"{title}: {wall:.2f} s ({cpu:.2f} s of CPU), its tools alone {alone[0]:.2f} s ({alone[1]:.2f}):"
            f" regreen adds {wall - alone[0]:.2f} s ({cpu - alone[1]:.2f})"
        )


def services(place: Path) -> None:
    """How soon a service is ready, the first time (its data folder is made) and every other time."""
    for kind, image, port in ((POSTGRES, "postgres", "5432"), (REDIS, "redis", "6379")):
        if not providers.found(kind):
            print(f"{image}: no server is installed")
            continue
        cold, warm = [], []
        for index in range(3):
            folder = place / f"{image}-{index}"
            text = (
                SERVICE.replace("@IMAGE", image)
                .replace("@PORT", port)
                .replace("@SECRET", f"p{time.time_ns()}")
            )
            repository(folder, {FILE: text})
            cold.append(ready(folder, place / "cache"))
            warm += [ready(folder, place / "cache") for _ in range(REPEAT)]
        first, second = statistics.median(cold), statistics.median(warm)
        print(f"{image} ready: cold {first:.2f} s, warm {second:.2f} s ({second / max(first, 0.01):.2f} x)")


def main() -> None:
    """All of it."""
    compileall.compile_dir(ROOT / "src", quiet=2)
    with tempfile.TemporaryDirectory(prefix="regreen-bench-") as name:
        start_up(Path(name))
        services(Path(name))


if __name__ == "__main__":
    main()
