"""A tool is run: with an environment of few variables, in a folder of ours, and killed in time."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from msgspec import Struct

_OUTPUT = 8_000_000  # bytes of output that are read
_PLAIN = frozenset(
    [
        "PATH",
        "HOME",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
    ]
)
_NETWORK = frozenset(
    [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "NETRC",
        "UV_INDEX",
        "UV_INDEX_URL",
        "UV_DEFAULT_INDEX",
        "UV_EXTRA_INDEX_URL",
        "UV_FIND_LINKS",
        "UV_INDEX_STRATEGY",
        "UV_CACHE_DIR",
        "UV_NATIVE_TLS",
        "UV_SYSTEM_CERTS",
        "UV_KEYRING_PROVIDER",
        "UV_HTTP_TIMEOUT",
        "UV_INSECURE_HOST",
        "UV_OFFLINE",
        "PIP_INDEX_URL",
        "PIP_EXTRA_INDEX_URL",
        "PIP_FIND_LINKS",
        "PIP_CERT",
        "PIP_CONFIG_FILE",
        "PIP_TRUSTED_HOST",
        "PIP_DEFAULT_TIMEOUT",
        "PIP_NO_INDEX",
    ]
)
_CREDENTIALS = ("UV_INDEX_",)  # UV_INDEX_NAME_USERNAME and the like


class Ran(Struct, frozen=True):
    """How a tool ended and what it said. `late`: it was killed because its time was up."""

    code: int
    out: str
    err: str
    late: bool = False


def environment(*, network: bool, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables a tool gets: those that say where the user's things are and, where it is to ask a package
    index, which one and how. Nothing that changes what a tool does, and no secrets of others.
    """
    wanted = _PLAIN | _NETWORK if network else _PLAIN
    found = {name: value for name, value in given.items() if name.upper() in wanted or name in wanted}
    if network:
        found |= {name: value for name, value in given.items() if name.startswith(_CREDENTIALS)}
    return {**found, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def run(
    command: Sequence[str],
    folder: Path,
    seconds: float,
    *,
    given: str = "",
    network: bool = False,
    extra: Mapping[str, str] | None = None,
) -> Ran:
    """Run a tool in `folder`, with `given` as its input. Raises `OSError` when it cannot be started."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**environment(network=network), **(extra or {})},
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        late = False
        try:
            process.communicate(given.encode("utf-8", "surrogateescape"), timeout=max(seconds, 0.01))
        except subprocess.TimeoutExpired:
            late = True
        finally:
            _end(process)
        return Ran(process.returncode, _text(out), _text(err), late)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing of it stays behind: the tool leads a group of its own."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read(_OUTPUT).decode("utf-8", "replace")
