"""A baseline: findings that an old repository has already, so that only new ones count.

The file is JSON: one entry for each finding with its rule, the file it points to first and its fingerprint, which does
not depend on line numbers; sorted, so that two people who write it get the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from regreen.model.errors import InputError
from regreen.model.finding import FileEvidence, Finding

VERSION = 1
Key = tuple[str, str, str]  # rule, path, fingerprint


def write_known(file: Path, findings: Iterable[Finding]) -> int:
    """Write the baseline; the number of findings in it. Raises `InputError` when the disk refuses."""
    entries = sorted(map(_key, findings))
    rows = [{"rule": rule, "path": path, "fingerprint": print_} for rule, path, print_ in entries]
    text = json.dumps({"version": VERSION, "findings": rows}, indent=1, ensure_ascii=False) + "\n"
    try:
        file.write_text(text, "utf-8", errors="surrogateescape")
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}") from None
    return len(entries)


def read_known(file: Path) -> Counter[Key]:
    """The findings of a baseline. Raises `InputError` when it is none."""
    try:
        data = json.loads(file.read_text("utf-8", errors="surrogateescape"))
    except OSError as error:
        raise InputError(f"{file}: {error.strerror}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{file} is no baseline: it is no JSON") from None
    if (
        not isinstance(data, dict)
        or data.get("version") != VERSION
        or not isinstance(data.get("findings"), list)
    ):
        raise InputError(f"{file} is no baseline of version {VERSION}; write it again with --write-baseline")
    try:
        return Counter(
            (str(row["rule"]), str(row["path"]), str(row["fingerprint"])) for row in data["findings"]
        )
    except (KeyError, TypeError):
        raise InputError(f"{file} is no baseline: each finding needs rule, path and fingerprint") from None


def without_known(findings: Iterable[Finding], known: Counter[Key]) -> tuple[list[Finding], int, int]:
    """The findings that are new, how many were known, and how many of the baseline are gone."""
    left = Counter(known)
    new: list[Finding] = []
    for finding in findings:
        if left[_key(finding)] > 0:
            left[_key(finding)] -= 1
        else:
            new.append(finding)
    gone = sum(left.values())
    return new, sum(known.values()) - gone, gone


def _key(finding: Finding) -> Key:
    first = next((piece.path for piece in finding.evidence if isinstance(piece, FileEvidence)), "")
    return finding.rule, first, finding.fingerprint
