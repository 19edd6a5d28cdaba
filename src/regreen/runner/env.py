"""What a job inherits: next to nothing. An allow-list of the machine's variables, and those of GitHub's image."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from regreen.runner.workspace import Workspace

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_NETWORK = (
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO",
    "PIP_CERT",
)  # fmt: skip
_INDEXES = (
    "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_TRUSTED_HOST", "PIP_DEFAULT_TIMEOUT",
    "UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX", "UV_FIND_LINKS", "UV_NATIVE_TLS",
    "UV_SYSTEM_CERTS", "npm_config_registry", "NPM_CONFIG_REGISTRY",
)  # fmt: skip
_CONFIGURATIONS = {
    "PIP_CONFIG_FILE": (".config/pip/pip.conf", ".pip/pip.conf"),
    "UV_CONFIG_FILE": (".config/uv/uv.toml",),
}


def machine_environment(
    workspace: Workspace, cache: Path, host: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The environment of every process of a job before the job says anything.

    Where packages come from and how the network is reached is the machine's business and passed on; package
    caches are shared by all runs, in `cache`.
    """
    host = os.environ if host is None else host
    env = {name: host[name] for name in (*_NETWORK, *_INDEXES) if host.get(name)}
    env.update(_configurations(Path(host.get("HOME") or "/nonexistent"), host))
    home = workspace.home
    env.update(
        HOME=str(home),
        USER="runner",
        LOGNAME="runner",
        PATH=f"{workspace.bin}:{home / '.local' / 'bin'}:{SYSTEM_PATH}",
        LANG="C.UTF-8",
        SHELL="/bin/bash",
        TMPDIR=str(workspace.scratch),
        DEBIAN_FRONTEND="noninteractive",
        GITHUB_ACTIONS="true",
        CI="true",
        XDG_CONFIG_HOME=str(home / ".config"),
        XDG_CACHE_HOME=str(home / ".cache"),
        XDG_DATA_HOME=str(home / ".local" / "share"),
        PIP_CACHE_DIR=str(cache / "pip"),
        UV_CACHE_DIR=str(cache / "uv"),
        npm_config_cache=str(cache / "npm"),
        GIT_CONFIG_NOSYSTEM="1",
    )
    return env


def as_of(day: str) -> dict[str, str]:
    """What keeps uv from packages that came after a day; pip's own option needs an index that tells upload times."""
    return {"UV_EXCLUDE_NEWER": day} if day else {}


def _configurations(home: Path, host: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, places in _CONFIGURATIONS.items():
        files = [host[name]] if host.get(name) else [str(home / place) for place in places]
        existing = next((file for file in files if Path(file).is_file()), None)
        if existing is not None:
            found[name] = existing
    return found
