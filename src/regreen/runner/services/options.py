"""`options:` of a service: what `docker create` is given besides the image.

Flags: the reference of `docker container create`. What Docker does not know ends the job on GitHub before its first
step, and so it does here.
"""

from __future__ import annotations

import shlex

from msgspec import Struct, field

from regreen.runner.state import ActionFailed

_SWITCH_NAMES = (
    "disable-content-trust init interactive no-healthcheck oom-kill-disable privileged publish-all quiet read-only rm"
    " tty use-api-socket"
)
_VALUE_NAMES = (
    "add-host annotation attach blkio-weight blkio-weight-device cap-add cap-drop cgroup-parent cgroupns cidfile"
    " cpu-count cpu-percent cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems"
    " device device-cgroup-rule device-read-bps device-read-iops device-write-bps device-write-iops dns dns-opt"
    " dns-option dns-search domainname entrypoint env env-file expose gpus group-add health-cmd health-interval"
    " health-retries health-start-interval health-start-period health-timeout hostname io-maxbandwidth io-maxiops ip"
    " ip6 ipc isolation kernel-memory label label-file link link-local-ip log-driver log-opt mac-address memory"
    " memory-reservation memory-swap memory-swappiness mount name network-alias net-alias oom-score-adj pid"
    " pids-limit platform publish pull restart runtime security-opt shm-size stop-signal stop-timeout storage-opt"
    " sysctl tmpfs ulimit user userns uts volume volume-driver volumes-from workdir"
)
_SWITCHES, _VALUES = frozenset(_SWITCH_NAMES.split()), frozenset(_VALUE_NAMES.split())
_SHORT_SWITCHES, _SHORT_VALUES = "itPq", "aceehlmpuvw"
_LONG = {"e": "env", "p": "publish", "v": "volume"}


class Options(Struct):
    """Those that matter here. `health` is the command that says whether the server is well (None: none)."""

    health: str | None = None
    env: dict[str, str] = field(default_factory=dict)
    ports: list[str] = field(default_factory=list)
    entrypoint: str = ""


def parse_options(text: str) -> Options:
    """Read them as Docker does. Raises `ActionFailed` with its words for what it would refuse."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise ActionFailed(
            f"Docker create failed with exit code 125: the options are not valid: {error}"
        ) from None
    options, at = Options(), 0
    while at < len(words):
        word, at = words[at], at + 1
        name, value, given = _flag(word)
        if name in _SWITCHES:
            continue
        if not given:
            if at >= len(words):
                raise ActionFailed(f"Docker create failed with exit code 125: flag needs an argument: {word}")
            value, at = words[at], at + 1
        _take(options, name, value)
    return options


def _flag(word: str) -> tuple[str, str, bool]:
    """Name and value of a flag, and whether the value is in the same word."""
    if word.startswith("--"):
        name, equals, value = word[2:].partition("=")
        if name in _VALUES or name in _SWITCHES:
            return name, value, bool(equals)
        raise ActionFailed(f"Docker create failed with exit code 125: unknown flag: --{name}")
    if not word.startswith("-") or word == "-":
        raise ActionFailed(
            f"Docker create failed with exit code 1: '{word}' in the options of the service is taken for the image"
        )
    rest = word[1:]
    while rest and rest[0] in _SHORT_SWITCHES:
        rest = rest[1:]
    if not rest:
        return "tty", "", True
    if rest[0] not in _SHORT_VALUES:
        raise ActionFailed(
            f"Docker create failed with exit code 125: unknown shorthand flag: '{rest[0]}' in {word}"
        )
    return _LONG.get(rest[0], "other"), rest[1:].removeprefix("="), len(rest) > 1


def _take(options: Options, name: str, value: str) -> None:
    if name == "health-cmd":
        options.health = value
    elif name == "env":
        key, _, text = value.partition("=")
        options.env[key] = text
    elif name == "publish":
        options.ports.append(value)
    elif name == "entrypoint":
        options.entrypoint = value
