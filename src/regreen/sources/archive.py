"""The logs in a ZIP archive: the one that GitHub gives for a run, or one that somebody packed.

Archives come from strangers: nothing is written under a member's name, plain text is counted against a
budget, links and encrypted members are left out, names that leave the archive are refused.
"""

from __future__ import annotations

import zlib

from regreen.model.errors import ArchiveError
from regreen.sources import layout
from regreen.sources.inflate import DEFLATED, RAW_DEFLATE, STORED, Budget, Plain, inflate, unstore
from regreen.sources.junit_head import is_junit
from regreen.sources.logfile import Data, LogFile, Say, silent
from regreen.sources.zip_entries import DirectoryError, DirectoryTooLarge, Entry, directory, scan

_MAGICS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def is_zip(data: Data) -> bool:
    """True where the bytes start like a ZIP archive, whatever its name."""
    return data[:4] in _MAGICS


def read_archive(name: str, data: Data, *, on_note: Say = silent) -> list[LogFile]:
    """The logs of an archive, which answers call `name`. What is damaged or left out is told to `on_note`.

    An archive without its directory (a download that broke off) is read as far as it goes. Raises
    `ArchiveError` where it holds no logs, would unpack to too much, or names files outside itself.
    """
    entries = _logs(name, _entries(name, data, on_note), on_note)
    budget = Budget.of(name, len(data))
    logs = []
    for place in layout.arrange(entries):
        entry = entries[place.path]
        plain = _plain(entry, budget)
        if not plain.complete:
            on_note(f"{name}: {printable(entry.name)} is damaged or cut off; what is left of it was read")
        if place.path.lower().endswith(layout.REPORT) and not is_junit(plain.data):
            continue
        if len(plain.data):
            quoted = f"{name}:{printable(place.path)}"
            step = (place.step_name, place.step_number)
            logs.append(LogFile(quoted, plain.data, place.job, *step, complete=plain.complete))
    if not logs:
        raise ArchiveError(f"{name} has only empty or unreadable logs in it")
    return logs


def printable(name: str) -> str:
    """A member's name without characters that would act on a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def _entries(name: str, data: Data, on_note: Say) -> list[Entry]:
    try:
        return directory(data)
    except DirectoryTooLarge:
        raise ArchiveError(f"{name} has more members than any run has logs, and is refused") from None
    except DirectoryError:
        entries = list(scan(data))
    if not entries:
        raise ArchiveError(f"{name} is a broken zip archive with nothing readable in it")
    on_note(f"{name} is cut off or damaged: {len(entries)} of its members could be found, others may be lost")
    return entries


def _logs(name: str, entries: list[Entry], on_note: Say) -> dict[str, Entry]:
    """The members that may be logs, by path; the last one where a name occurs twice, as unpackers do."""
    logs: dict[str, Entry] = {}
    for entry in entries:
        path = _inside(name, entry.name)
        if entry.symlink or not layout.plausible(path):
            continue
        refusal = _refusal(entry)
        if refusal:
            on_note(f"{name}: {printable(path)} {refusal} and was left out")
            continue
        if path in logs:
            on_note(f"{name}: {printable(path)} occurs twice; the last one was read")
        logs[path] = entry
    if not logs:
        raise ArchiveError(_nothing(name, entries))
    return logs


def _inside(archive: str, name: str) -> str:
    """The member's path with forward slashes; raises `ArchiveError` where it points out of the archive."""
    path = name.replace("\\", "/")
    parts = path.split("/")
    if path.startswith("/") or ".." in parts or (len(parts[0]) == 2 and parts[0][1] == ":"):
        raise ArchiveError(f"{archive} names a file outside itself ({printable(name)}) and is refused")
    return "/".join(part for part in parts if part not in ("", "."))


def _refusal(entry: Entry) -> str:
    if entry.encrypted:
        return "is encrypted"
    if entry.method not in (STORED, DEFLATED):
        return f"is packed by a method that is not supported ({entry.method})"
    return ""


def _nothing(name: str, entries: list[Entry]) -> str:
    inner = [entry.name for entry in entries if entry.name.lower().endswith(".zip")]
    if inner:
        return f"{name} holds another archive ({printable(inner[0])}): unpack it and give that one"
    if any(entry.encrypted for entry in entries):
        return f"{name} is encrypted"
    return f"{name} has no logs in it" if entries else f"{name} is an empty archive"


def _plain(entry: Entry, budget: Budget) -> Plain:
    if entry.method == STORED:
        plain = unstore(entry.packed, budget)
    else:
        plain = inflate(entry.packed, RAW_DEFLATE, budget)
    intact = entry.crc is None or zlib.crc32(plain.data) == entry.crc
    return Plain(plain.data, plain.complete and intact and not entry.cut)
