"""The options that say how much a step may take."""

from __future__ import annotations

import argparse
import re

from regreen.model.errors import InputError
from regreen.runner.bounds import Bounds
from regreen.runner.isolation.level import Access, Level

_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?) ?([KMGT]?)(?:i?B)?", re.I)
_FACTORS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def add_bounds(command: argparse.ArgumentParser) -> None:
    """Add them; 0 takes a limit away."""
    usual = Bounds()
    bounds = command.add_argument_group("limits of a step (0: none)")
    bounds.add_argument(
        "--silence",
        type=float,
        default=usual.silence,
        metavar="SECONDS",
        help=f"end a step that prints nothing for so long (default: {usual.silence:g})",
    )
    bounds.add_argument(
        "--exit-grace",
        type=float,
        default=usual.grace,
        metavar="SECONDS",
        help=f"what a process may take to end after its tests (default: {usual.grace:g})",
    )
    bounds.add_argument("--memory", metavar="SIZE", default="0", help="of all its processes, such as 6G")
    bounds.add_argument(
        "--free-disk", metavar="SIZE", default="256M", help="what has to stay free (default: 256M)"
    )
    bounds.add_argument(
        "--processes", type=int, metavar="N", default=usual.processes, help=f"default: {usual.processes}"
    )
    bounds.add_argument(
        "--log-size", metavar="SIZE", default="32M", help="of its output that is kept (default: 32M)"
    )
    bounds.add_argument(
        "--no-watch", dest="watch", action="store_false", help="do not ask interpreters what they wait for"
    )


def add_isolation(command: argparse.ArgumentParser) -> None:
    """How much of this machine a job sees."""
    isolation = command.add_argument_group("isolation (Linux)")
    isolation.add_argument(
        "--isolation",
        choices=[level.value for level in Level],
        default=Level.AUTO.value,
        help="`files`: each step sees the system read-only (root: with a layer of its own), its own folders, and no"
        " home or secret of yours; `full`: and a network of its own; `auto` (default): that network only when a"
        " port of a service is taken; `none`",
    )
    isolation.add_argument(
        "--network",
        choices=[access.value for access in Access],
        default=Access.ON.value,
        help="`install`: none but loopback after the last step that installs; `off`: none at all (default: on)",
    )


def bounds_of(options: argparse.Namespace) -> Bounds:
    """What they say. Raises `InputError`."""
    return Bounds(
        silence=max(options.silence, 0.0),
        grace=max(options.exit_grace, 0.0),
        memory=size(options.memory, "--memory"),
        free_disk=size(options.free_disk, "--free-disk"),
        processes=max(options.processes, 0),
        output=size(options.log_size, "--log-size"),
    )


def size(text: str, option: str) -> int:
    """Bytes of a size such as `6G` or `512 MiB`. Raises `InputError`."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise InputError(f"{option}: {text!a} is no size such as 512M or 6G")
    return int(float(match[1]) * _FACTORS[match[2].upper()])
