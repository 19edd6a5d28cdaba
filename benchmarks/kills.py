"""Kill `regreen run` at random moments and count what is left: `kills.py --trials 100`.

Nothing else on the machine should run jobs of regreen meanwhile: what others leave for a moment is counted as well.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from support.killing import AT_ONCE, Target

MOMENTS = {
    "start": (AT_ONCE, 0.6),
    "mirror": ("executed on this machine", 0.3),
    "service": ("Starting db service", 1.0),
    "step": ("Run head -c", 0.7),
    "post": ("Post job cleanup", 0.15),
    "clean-up": ("Cleaning up orphan", 0.3),
    "any": (AT_ONCE, 4.0),
}


def main() -> int:
    """Kill and count; 1 when anything was left."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trials", type=int, default=35)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--no-services", action="store_true")
    options.add_argument("--isolation", default="auto")
    chosen = options.parse_args()
    random.seed(chosen.seed)
    bad, slowest = 0, 0.0
    with tempfile.TemporaryDirectory(prefix="kills-") as base:
        target = Target(Path(base), not chosen.no_services, ("--isolation", chosen.isolation))
        for trial in range(chosen.trials):
            name = list(MOMENTS)[trial % len(MOMENTS)]
            line, longest = MOMENTS[name]
            delay = random.uniform(0, longest)
            done = target.kill(line, delay, signal.SIGKILL)
            slowest = max(slowest, done.seconds)
            bad += bool(done.left)
            print(
                f"{trial:3} {name:9} +{delay:.2f}s code {done.code:4} clean after {done.seconds:.2f}s {done.left or ''}"
            )
    print(f"{chosen.trials} kills, {bad} left something, the slowest clean-up took {slowest:.2f}s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
