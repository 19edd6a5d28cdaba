"""Poetry 1 and 2: its solver's explanation, its lock file, its commands and the package it cannot find.

Formats as `poetry/mixology/failure.py`, `poetry/console/` (cleo's messages of unknown commands and options),
`poetry/installation/` and `poetry-core` (`masonry/utils/module.py`) write them.
"""

from __future__ import annotations

from collections.abc import Iterable

from regreen.logs.pattern import Pattern
from regreen.logs.phrases import LOOKED_AT, anchors, bare, heard, phrase
from regreen.logs.signal import Refusal, Signal
from regreen.logs.tool import Tool
from regreen.logs.window import Window
from regreen.model.finding import Category

_DEPS = Category.DEPENDENCY_RESOLUTION
_PACKAGING = Category.PACKAGING_CONFIG
_TOOL = Category.MISSING_TOOL

_PHRASES = (
    phrase("poetry-package-not-found", _PACKAGING, "No file/folder found for package", r"No file/folder found for package (?P<subject>[\w.-]+)", unless=("Warning:",)),
    phrase("lock-file-stale", _DEPS, ("was last generated", "poetry.lock is not up to date with", "pyproject.toml changed significantly"), r"pyproject\.toml changed significantly since (?P<subject>poetry\.lock)|^Error: (?P<lock>poetry\.lock) is not up to date", unless=("Warning:",)),
    phrase("lock-file-stale", _DEPS, "The lock file is not compatible with", r"The lock file is not compatible with the current version of Poetry", unless=("might not be",)),
    phrase("lock-file-missing", Category.MISSING_FILE, "poetry.lock", r"^(?:Error: )?poetry\.lock (?:was )?not found"),
    phrase("option-removed", _TOOL, '" does not exist', r'^\s*The option "(?P<subject>--?[\w-]+)" does not exist'),
    phrase("option-removed", _TOOL, '" option does not exist', r'^\s*The "(?P<subject>--?[\w-]+)" option does not exist'),
    phrase("command-removed", _TOOL, "The requested command ", r"^\s*The requested command (?P<subject>.+?) does not exist"),
    phrase("command-removed", _TOOL, 'The command "', r'^\s*The command "(?P<subject>[^"]+)" (?:does not exist|is not defined)'),
    phrase("requires-python-mismatch", _PACKAGING, "is not allowed by the project", r"Current Python version \((?P<python>\d+\.\d+)[^)]*\) is not allowed by the project \((?P<wanted>[^)]*)\)"),
    phrase("requires-python-mismatch", _PACKAGING, "Poetry was unable to find a compatible version", r"Poetry was unable to find a compatible version"),
    phrase("no-matching-distribution", _DEPS, "Unable to find installation candidates for", r"Unable to find installation candidates for (?P<subject>\S+(?: \([^)]*\))?)"),
    phrase("hash-mismatch", _DEPS, "not in poetry.lock metadata", r"Retrieved digest for (?:link|package) (?P<subject>\S+?)(?:\([^)]*\))? not in poetry\.lock metadata"),
    phrase("hash-mismatch", _DEPS, "not found in known hashes", r"Hash for (?P<subject>\S+ \([^)]*\)) from archive \S+ not found in known hashes"),
    phrase("extra-or-group-undefined", _PACKAGING, "Group(s) not found", r"(?P<what>Group)\(s\) not found: (?P<subject>[\w., -]+?)(?: \(via|$)"),
    phrase("extra-or-group-undefined", _PACKAGING, "is not specified", r"(?P<what>Extra)s? \[(?P<subject>[^\]]+)\] (?:is|are) not specified"),
    phrase("tool-not-in-environment", _TOOL, "Command not found: ", r"^\s*Command not found: (?P<subject>\S+)$"),
    phrase("pyproject-invalid", _PACKAGING, "The Poetry configuration is invalid", r"The Poetry configuration is invalid", also=r"^\s+- "),
    phrase("pyproject-invalid", _PACKAGING, "section not found", r"\[(?P<subject>tool\.poetry|project)\] section not found"),
    phrase("not-a-python-project", Category.MISSING_FILE, "oetry could not find a pyproject.toml", r"oetry could not find a pyproject\.toml file in (?P<subject>\S+)"),
    phrase("path-dependency-missing", Category.MISSING_FILE, "does not exist for", r"Path (?P<subject>\S+) for \S+ does not exist"),
    phrase("metadata-file-missing", _PACKAGING, "Readme path `", r"Readme path `(?P<subject>[^`]+)` does not exist"),
    phrase("requirement-invalid", _DEPS, "Could not parse version constraint", r"Could not parse version constraint: (?P<subject>\S+)"),
)  # fmt: skip
_PYTHON = Pattern(r"it will not be satisfied for Python|requires Python|supported Python range|forbidden")
_NOTHING = Pattern(
    r"no versions of (?P<subject>[\w.-]+(?: \([^)]*\))?) match|(?<![\w.-])(?P<b>[\w.-]+) \([^)]*\) which doesn't match any versions|which doesn't match any versions"
)
_UNNAMED = {"first": "one", "second": "another"}
_SENTENCE = Pattern(
    r"^\s*(?:(?:And |So,? |\(\d+\) |Thus,? |Hence,? )*[Bb]ecause\b|And |and |or |So,? |\(\d+\)|Thus|Hence|\(?\d+ )"
)
_BOTH = Pattern(r"depends on both (?P<first>[\w.-]+(?: \([^)]*\))?) and (?P<second>[\w.-]+(?: \([^)]*\))?)")
_NEEDS_PYTHON = Pattern(r"(?<![\w.-])(?P<subject>[\w.-]+(?: \([^)]*\))?) requires Python")
_DEPENDS = Pattern(
    r"(?<![\w.-])(?P<first>[\w.-]+(?: \([^)]*\))?) (?:depends on|requires) (?P<second>[\w.-]+(?: \([^)]*\))?)"
)


def _read(window: Window) -> Iterable[Signal]:
    if "version solving failed" in window.line.text:
        yield _unsolved(window)
    else:
        yield from heard("poetry", _PHRASES, window)


def _unsolved(window: Window) -> Refusal:
    """The explanation ends with the line that says so; the sentences above it name the pair."""
    chain = [window.line]
    for line in window.before(40):
        text = bare(line.text)
        if text.strip() and not _SENTENCE.match(text):
            break
        chain.append(line)
    story = " ".join(bare(line.text)[:LOOKED_AT].strip() for line in reversed(chain))
    after = " ".join(line.text for line in window.after(12))
    nothing = _NOTHING.search(story)
    python = _PYTHON.search(story) or "supported Python range" in after
    kind = "version-needs-other-python" if python else "pinned-versions-conflict"
    if nothing and not python and story.count(" depends on ") + story.count(" requires ") <= 2:
        kind = "no-matching-distribution"
    pairs = list(_BOTH.compiled.finditer(story)) or list(_DEPENDS.compiled.finditer(story))
    subject = (
        (nothing["subject"] or nothing["b"] or "") if nothing and kind == "no-matching-distribution" else ""
    )
    if kind == "version-needs-other-python" and (needs := _NEEDS_PYTHON.search(f"{story} {after}")):
        subject = needs["subject"]
    if not subject and pairs and kind != "pinned-versions-conflict":
        subject = pairs[-1]["second"]
    because = [line for line in reversed(chain) if "ecause" in line.text and line is not window.line]
    return Refusal(
        tool="poetry",
        line=window.line,
        also=tuple((because[-1:] + because[:1])[:2]),
        kind=kind,
        text=story[-300:],
        subject=subject,
        category=_DEPS,
        detail={"first": pairs[-1]["first"], "second": pairs[-1]["second"]} if pairs else dict(_UNNAMED),
    )


TOOL = Tool(name="poetry", anchors=anchors(_PHRASES, "version solving failed"), read=_read)
