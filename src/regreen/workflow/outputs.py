"""Which outputs a script gives its step.

Source: GitHub Docs, "Workflow commands": lines `name=value` or `name<<DELIMITER` in the file `$GITHUB_OUTPUT`, formerly
`::set-output name=NAME::value`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from regreen.workflow.scripts import PlacedStep

_NAMED = (re.compile(r"([A-Za-z_][\w-]*)(?:=|<<)"), re.compile(r"\bname=([\w-]+)"))
_FILE = re.compile(r"GITHUB_OUTPUT|::set-output|set_output|setOutput", re.I)
_COMPUTED_NAME = re.compile(r"\$\{?[A-Za-z_]\w*\}?[\w-]*(?:=|<<)|\$\([^)\n]*\)=|[})`][\w-]*=(?!=)|%s=")
_VALUE_ONLY = re.compile(
    r"^(?!.*[A-Za-z_][\w-]*(?:=|<<))(?!\s*[})])(?!.*\b(?:EOF|END|DELIM)).*>>?\s*[\"']?\$\{?GITHUB_OUTPUT",
    re.M,
)
_SCRIPTS = re.compile(r"[\w./-]+\.(?:py|sh|js|mjs|cjs|ts|ps1|rb|pl)\b")
_WORDS = """
echo printf cat ls cd pwd mkdir rm cp mv touch test [ [[ : true false export set unset if then else fi exit return
pip pip3 uv poetry pytest ruff black isort flake8 mypy pylint bandit coverage git grep sed awk cut tr head tail
sort uniq wc find date sleep curl wget jq tee docker apt-get apt sudo brew npm npx node tar unzip zip read
python python3 source . which command chmod chown ln env kill wait trap local declare let seq basename dirname
xargs diff cmp sha256sum base64 df du free uname whoami hostname
"""
_QUIET = frozenset(_WORDS.split())
_WRITERS = re.compile(
    r"semantic-release|commitizen|cibuildwheel|\b(?:cz|nox|tox|make|just|task|npx|yarn|pnpm|uvx|terraform|tofu)\b"
    r"|npm (?:run|exec|test)|(?:hatch|poetry|uv|pipx|pdm) run"
    r"|python3? -m (?!pip\b|pytest\b|build\b|venv\b|twine\b|json\.tool)"
)


def outputs_of(placed: PlacedStep, mentions: Callable[[str], bool]) -> frozenset[str] | None:
    """The names, in lower case, that a script may write; None where it cannot be told.

    `mentions` tells whether a file that the script names may write outputs itself.
    """
    script = placed.step.run or ""
    if _WRITERS.search(script) or any(mentions(path) for path in _SCRIPTS.findall(script)):
        return None
    if not _FILE.search(script):
        known = placed.commands and all(not c.words or c.name in _QUIET for c in placed.commands)
        return frozenset() if known else None
    return names_written(script, "GITHUB_OUTPUT")


def names_written(script: str, file: str) -> frozenset[str] | None:
    """The names, in lower case, that stand in a script as those of values (perhaps of other ones, too); None where
    one of those written to a file of the runner may be computed.
    """
    nameless = re.compile(_VALUE_ONLY.pattern.replace("GITHUB_OUTPUT", file), re.M)
    if _COMPUTED_NAME.search(script) or ("<<" not in script and nameless.search(script)):
        return None
    return frozenset(name.lower() for pattern in _NAMED for name in pattern.findall(script))


_KNOWN = {
    "actions/cache": "cache-hit cache-primary-key cache-matched-key",
    "actions/cache/restore": "cache-hit cache-primary-key cache-matched-key",
    "actions/checkout": "ref commit",
    "actions/setup-python": "python-version cache-hit python-path",
    "actions/setup-node": "cache-hit node-version",
    "actions/upload-artifact": "artifact-id artifact-url artifact-digest",
    "actions/download-artifact": "download-path",
    "docker/build-push-action": "imageid digest metadata",
    "docker/login-action": "",
}
"""The outputs of actions in wide use, of all their versions (their `action.yml`, as of 2026-08)."""
_FILTER = re.compile(r"^ *['\"]?([A-Za-z_][\w.-]*)['\"]?[ \t]*:[ \t]*(?:$|[^:/ \t])", re.M)


def outputs_of_action(action: str, filters: str) -> frozenset[str] | None:
    """The names, in lower case, of the outputs of an action (`owner/name/path`); None where they are not known.

    `filters` is that input of dorny/paths-filter, whose outputs are named by it.
    """
    name = action.lower()
    if name == "dorny/paths-filter" and ":" in filters:
        keys = [found[1].lower() for found in _FILTER.finditer(filters)]
        return frozenset(["changes", *(f"{key}{end}" for key in keys for end in ("", "_count", "_files"))])
    return frozenset(_KNOWN[name].split()) if name in _KNOWN else None
