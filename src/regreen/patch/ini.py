"""INI files (setup.cfg, tox.ini, pytest.ini, .coveragerc): where options lie, and edits of them.

Read as Python's configparser does: `key = value` or `key: value`, deeper lines continue a value, `#` and `;`
begin a comment at the start of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from regreen.model.errors import PatchError
from regreen.model.text import Edit, Source
from regreen.patch.encoding import newline
from regreen.patch.lines import TextLine, insertion, lines, replacement

_SECTION = re.compile(r"\[([^\]\n]+)\]")
_OPTION = re.compile(r"([^\s=:\[#;][^=:]*)[=:][ \t]*")


class Option(Struct, frozen=True):
    """An option: `value` has one line per line of the file, stripped; comments and empty lines between them
    are left out. `key` is where the option begins, `start` to `end` its value.
    """

    section: str
    name: str
    value: str
    key: int
    start: int
    end: int
    rows: tuple[tuple[int, str], ...]  # where each line of the value begins, and its text


class Section(Struct, frozen=True):
    """A section: its header lies at `start`; `end` is the end of its last line that is not blank."""

    name: str
    start: int
    end: int


class Ini(Struct, frozen=True):
    """All sections and options, in the order of the file."""

    sections: tuple[Section, ...]
    options: tuple[Option, ...]

    def get(self, section: str, name: str) -> Option | None:
        """An option; names are compared without case."""
        wanted = name.lower()
        return next((o for o in self.options if o.section == section and o.name.lower() == wanted), None)

    def of(self, section: str) -> tuple[Option, ...]:
        """All options of a section."""
        return tuple(option for option in self.options if option.section == section)


def read_ini(source: Source) -> Ini:
    """Sections and options; lines that are neither are passed over."""
    sections: list[Section] = []
    options: list[Option] = []
    indent = 0
    for line in lines(source):
        text = line.text
        body = text.strip()
        if not body or body[0] in "#;":
            continue
        depth = len(text) - len(text.lstrip())
        if depth > indent and options and sections and options[-1].section == sections[-1].name:
            options[-1] = _continued(options[-1], line, depth)
        elif header := _SECTION.match(text, depth):
            sections.append(Section(header[1].strip(), line.start, line.end))
            indent = depth
            options.append(Option(header[1].strip(), "", "", line.start, line.end, line.end, ()))
        elif sections and (found := _OPTION.match(text, depth)):
            indent = depth
            options.append(_option(sections[-1].name, line, found, depth))
        if sections:
            sections[-1] = replace(sections[-1], end=line.end)
    return Ini(tuple(sections), tuple(option for option in options if option.name))


def set_option(source: Source, section: str, name: str, value: str) -> list[Edit]:
    """Give an option a value, adding it and its section where they are missing. A value of several lines is
    written indented below the name.
    """
    ini, end = read_ini(source), newline(source.text)
    written = end.join([value] if "\n" not in value else ["", *(f"    {row}" for row in value.split("\n"))])
    option = ini.get(section, name)
    if option is not None:
        return [replacement(source, option.start, option.end, written)]
    line = f"{name} = {written}".replace("= " + end, "=" + end)
    place = next((found for found in reversed(ini.sections) if found.name == section), None)
    if place is not None:
        return [insertion(source, place.end, end + line)]
    lead = "" if not source.text or source.text.endswith("\n") else end
    gap = end if source.text.strip() else ""
    return [insertion(source, len(source.text), f"{lead}{gap}[{section}]{end}{line}{end}")]


def append_row(source: Source, section: str, name: str, row: str) -> list[Edit]:
    """Add a line to an option that is a list, indented as the lines before it; a missing option is made."""
    option, end = read_ini(source).get(section, name), newline(source.text)
    if option is None:
        return set_option(source, section, name, "\n".join(("", row)).lstrip("\n") if row else row)
    below = [at for at, _ in option.rows if at != option.start]
    if below:
        start = source.text.rfind("\n", 0, below[-1]) + 1
        return [insertion(source, option.end, end + source.text[start : below[-1]] + row)]
    if not option.value:
        return [insertion(source, option.end, f"{end}    {row}")]
    return [replacement(source, option.start, option.end, f"{end}    {option.value}{end}    {row}")]


def remove_option(source: Source, section: str, name: str) -> list[Edit]:
    """Remove an option with all its lines. Raises `PatchError` when it is not there."""
    option = read_ini(source).get(section, name)
    if option is None:
        raise PatchError(f"{source.path}: there is no option {name} in [{section}]")
    start = source.text.rfind("\n", 0, option.key) + 1
    following = source.text.find("\n", option.end)
    return [replacement(source, start, len(source.text) if following < 0 else following + 1, "")]


def _option(section: str, line: TextLine, found: re.Match[str], depth: int) -> Option:
    value = line.text[found.end() :].rstrip()
    start = line.start + found.end()
    rows = ((start, value),) if value else ()
    return Option(section, found[1].rstrip(), value, line.start + depth, start, start + len(value), rows)


def _continued(option: Option, line: TextLine, depth: int) -> Option:
    body = line.text.strip()
    at = line.start + depth
    value = f"{option.value}\n{body}" if option.value else body
    return replace(option, value=value, end=at + len(body), rows=(*option.rows, (at, body)))


def rows(option: Option) -> Iterator[tuple[int, str]]:
    """Where each line of an option's value begins, and its text."""
    return iter(option.rows)
