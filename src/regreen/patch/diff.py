"""Unified diffs that `git apply` accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from regreen.model.text import Edit, Source
from regreen.patch.apply import apply_all

_CONTEXT = 3
_NO_NEWLINE = "\\ No newline at end of file\n"
_UNSAFE = re.compile(r'[\x00-\x1f"\\\x7f]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def diff(sources: Mapping[str, Source], edits: Iterable[Edit]) -> str:
    """The unified diff of all edits, file by file in the order of their paths.

    A path that is not among `sources` is shown as a new file. Raises `PatchError` as `apply_all` does.
    """
    changed = apply_all(sources, edits)
    return "".join(
        file_diff(path, sources[path].text if path in sources else None, changed[path].text)
        for path in sorted(changed)
    )


def file_diff(path: str, before: str | None, after: str) -> str:
    """The unified diff of one file; `before` is None for a new file. Empty when nothing changed.

    Lines end at LF only, as git has it: a carriage return is part of its line.
    """
    if before == after:
        return ""
    hunks = "".join(_hunks(_lines(before or ""), _lines(after)))
    old, new = _name("a/" + path), _name("b/" + path)
    if before is not None:
        return f"--- {_tabbed(old)}\n+++ {_tabbed(new)}\n{hunks}"
    head = f"diff --git {old} {new}\nnew file mode 100644\n"
    return head + (f"--- /dev/null\n+++ {_tabbed(new)}\n{hunks}" if hunks else "")


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    last = lines.pop()
    return [line + "\n" for line in lines] + ([last] if last else [])


def _hunks(old: list[str], new: list[str]) -> Iterator[str]:
    head, tail = _common(old, new)
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail])
    changes = [
        (a + head, b + head, c + head, d + head) for tag, a, b, c, d in middle.get_opcodes() if tag != "equal"
    ]
    group: list[tuple[int, int, int, int]] = []
    for change in changes:
        if group and change[0] - group[-1][1] > 2 * _CONTEXT:
            yield _hunk(old, new, group)
            group = []
        group.append(change)
    if group:
        yield _hunk(old, new, group)


def _common(old: list[str], new: list[str]) -> tuple[int, int]:
    """The numbers of equal lines at the start and at the end."""
    limit = min(len(old), len(new))
    head = next((i for i in range(limit) if old[i] != new[i]), limit)
    rest = limit - head
    return head, next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)


def _hunk(old: list[str], new: list[str], changes: list[tuple[int, int, int, int]]) -> str:
    start = max(changes[0][0] - _CONTEXT, 0)
    end = min(changes[-1][1] + _CONTEXT, len(old))
    body: list[str] = []
    done = start
    for a, b, c, d in changes:
        body += [_line(" ", line) for line in old[done:a]]
        body += [_line("-", line) for line in old[a:b]]
        body += [_line("+", line) for line in new[c:d]]
        done = b
    body += [_line(" ", line) for line in old[done:end]]
    shift = changes[0][2] - changes[0][0]
    grown = sum((d - c) - (b - a) for a, b, c, d in changes)
    before, after = _range(start, end - start), _range(start + shift, end - start + grown)
    return f"@@ -{before} +{after} @@\n" + "".join(body)


def _range(start: int, length: int) -> str:
    """A range of lines as POSIX writes it: an empty one names the line before it."""
    first = start + 1 if length else start
    return str(first) if length == 1 else f"{first},{length}"


def _line(mark: str, line: str) -> str:
    return mark + line if line.endswith("\n") else f"{mark}{line}\n{_NO_NEWLINE}"


def _name(path: str) -> str:
    """A path, quoted as git quotes it where it holds a control character, a quote or a backslash."""
    if not _UNSAFE.search(path):
        return path
    escaped = _UNSAFE.sub(lambda m: _ESCAPES.get(m[0]) or f"\\{ord(m[0]):03o}", path)
    return f'"{escaped}"'


def _tabbed(name: str) -> str:
    """A name with a blank in it ends with a tab, or `git apply` would cut it there."""
    return name + "\t" if " " in name and not name.startswith('"') else name
