"""Actions that set a job up: setup-python, setup-node, setup-uv, setup-java, cache.

Formats as `actions/setup-python` (`find-python.ts`, `cache-distributions/`), `actions/setup-node`, `actions/toolkit`
(`glob`, `cache`) and `astral-sh/setup-uv` write them; they come as `##[error]` lines.
"""

from __future__ import annotations

from regreen.logs.phrases import phrase, phrasebook
from regreen.model.finding import Category

_CONFIG = Category.WORKFLOW_CONFIG

TOOL = phrasebook(
    "setup-action",
    (
        phrase("setup-version-not-found", _CONFIG, "with arch ", r"^Version (?P<subject>\S+) with arch (?P<arch>\S+) not found"),
        phrase("setup-version-not-found", _CONFIG, "was not found", r"The version '(?P<subject>[^']+)' with (?:the )?architecture '?(?P<arch>[^' ]+)'? was not found"),
        phrase("setup-version-not-found", _CONFIG, "Unable to find Node version", r"Unable to find Node version '(?P<subject>[^']+)'"),
        phrase("setup-version-not-found", _CONFIG, "Could not find satisfied version for", r"Could not find satisfied version for (?:SemVer )?'?(?P<subject>[^' ]+)"),
        phrase("setup-version-not-found", _CONFIG, "Invalid version", r"##\[error\]Invalid version(?::)? '?(?P<subject>[^' ]+)'?", unless=("github.com",)),
        phrase("setup-version-file-missing", Category.MISSING_FILE, "The specified python version file at", r"The specified python version file at: (?P<subject>\S+) doesn't exist"),
        phrase("setup-version-file-missing", Category.MISSING_FILE, "The specified node version file at", r"The specified node version file at: (?P<subject>\S+) does not exist"),
        phrase("cache-dependency-file-missing", Category.MISSING_FILE, "matched to [", r"No file in (?P<where>\S+) matched to \[(?P<subject>[^\]]+)\]"),
        phrase("cache-dependency-file-missing", Category.MISSING_FILE, "Dependencies lock file is not found", r"Dependencies lock file is not found in (?P<where>\S+?)\. Supported file patterns: (?P<subject>.+)$"),
        phrase("cache-dependency-file-missing", Category.MISSING_FILE, "ome specified paths were not resolved", r"[Ss]ome specified paths were not resolved, unable to cache dependencies"),
        phrase("cache-dependency-file-missing", Category.MISSING_FILE, "Could not get cache folder path", r"Could not get cache folder path for (?P<subject>\w+)"),
        phrase("cache-tool-missing", Category.MISSING_TOOL, "Unable to locate executable file", r"Unable to locate executable file: (?P<subject>[\w-]+)"),
        phrase("cache-tool-missing", Category.MISSING_TOOL, "is not installed. Please", r"(?P<subject>poetry|pipenv|yarn|pnpm) is not installed\. Please"),
    ),
)  # fmt: skip
