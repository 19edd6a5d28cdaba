"""pipenv, PDM and Hatch: lock files that do not fit, environments and commands that are not there.

Formats as `pipenv/core.py` and `pipenv/exceptions.py`, `pdm/exceptions.py` and `pdm/cli/`, and `hatch/cli/` write them.
"""

from __future__ import annotations

from regreen.logs.phrases import phrase, phrasebook
from regreen.model.finding import Category

_DEPS = Category.DEPENDENCY_RESOLUTION
_TOOL = Category.MISSING_TOOL

TOOL = phrasebook(
    "pipenv",
    (
        phrase("lock-file-stale", _DEPS, "Pipfile.lock (", r"Your (?P<subject>Pipfile\.lock) \(\w+\) is out of date"),
        phrase("lock-file-missing", Category.MISSING_FILE, "Pipfile.lock", r"(?P<subject>Pipfile\.lock)[^ ]* (?:not found|could not be found)"),
        phrase("tool-not-in-environment", _TOOL, "could not be found within PATH", r"the command (?P<subject>\S+) could not be found within PATH"),
        phrase("lock-file-stale", _DEPS, "Lock file hash doesn't match", r"^(?:\[\w+\]: )?(?:Lock file hash doesn't match|Lockfile hash doesn't match)", unless=("may be outdated",)),
        phrase("lock-file-stale", _DEPS, "ock file does not exist or is incompatible", r"[Ll]ock ?file does not exist or is incompatible"),
        phrase("extra-or-group-undefined", Category.PACKAGING_CONFIG, "Requested groups not in", r"Requested (?P<what>group)s not in lockfile: (?P<subject>.+)$"),
        phrase("no-matching-distribution", _DEPS, "Unable to find a resolution", r"Unable to find a resolution(?: for| because)? ?(?P<subject>.*)$"),
        phrase("extra-or-group-undefined", Category.PACKAGING_CONFIG, "PdmUsageError", r"(?P<what>[Gg]roup) ['\"]?(?P<subject>[\w.-]+)['\"]? (?:is not found|doesn't exist|does not exist)"),
        phrase("no-matching-distribution", _DEPS, "CandidateNotFound", r"\[?CandidateNotFound\]?: (?P<subject>.+)$"),
        phrase("tool-not-in-environment", _TOOL, "is not found in your PATH", r"Command ['\"](?P<subject>[\w.-]+)['\"] is not found in your PATH"),
        phrase("environment-undefined", Category.PACKAGING_CONFIG, "Environment `", r"Environment `(?P<subject>[^`]+)` is (?:not defined|incompatible)"),
        phrase("environment-undefined", Category.PACKAGING_CONFIG, "Unknown environment: ", r"Unknown environment: (?P<subject>\S+)"),
    ),
)  # fmt: skip
