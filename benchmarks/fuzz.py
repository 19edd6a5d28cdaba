"""Diagnose mutated logs, archives and reports until something breaks: `benchmarks/fuzz.py [--seconds N | --count N]`.

Every case is made from a number alone: `--seed S --count 1` repeats it. Samples are the logs of the rules' cases, and
those of a folder where one is given. Exit code 1 when something broke.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support.fuzz import check, make, own_samples, real_samples


def main(arguments: Sequence[str] | None = None) -> int:
    """Run cases; print how fast, and of every way to break the first seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logs", type=Path, nargs="?", help="a folder of real logs")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--count", type=int, default=0, help="this many cases, however long they take")
    parser.add_argument("--seed", type=int, default=0, help="the first case")
    options = parser.parse_args(arguments)
    samples = own_samples() + (real_samples(options.logs) if options.logs else [])
    broken: dict[str, int] = {}
    start, seed, read = time.perf_counter(), options.seed, 0
    while (
        seed - options.seed < options.count
        if options.count
        else time.perf_counter() - start < options.seconds
    ):
        try:
            read += check(make(seed, samples))
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__} in {Path(where.filename).name}:{where.lineno}: {str(error)[:120]}"
            if what not in broken:
                broken[what] = seed
                print(f"seed {seed}: {what}", flush=True)
        seed += 1
    count, seconds = seed - options.seed, time.perf_counter() - start
    print(
        f"{count} cases ({read} could be read) from {len(samples)} samples in {seconds:.0f} s, "
        f"{count / seconds:.0f}/s; {len(broken)} ways to break"
        + (f"; the first: --seed {min(broken.values())} --count 1" if broken else "")
    )
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
