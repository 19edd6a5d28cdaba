"""setup.cfg: the project as setuptools reads it from there."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.patch.ini import Ini, Option, read_ini
from regreen.project.declared import Declared, Kind, parse_requirement
from regreen.project.place import at

NAME = "setup.cfg"


class SetupCfg(Struct, frozen=True, dict=True):
    """A setup.cfg."""

    source: Source
    ini: Ini

    @property
    def name(self) -> str:
        """The project's name."""
        return self._value("metadata", "name")

    @property
    def requires_python(self) -> str:
        """The versions of Python it supports."""
        return self._value("options", "python_requires")

    @property
    def extras(self) -> tuple[str, ...]:
        """The names of the extras."""
        sections = ("options.extras_require", "extras")  # the latter is pbr's
        return tuple(option.name for section in sections for option in self.ini.of(section))

    def place(self, section: str, name: str) -> FileEvidence | None:
        """Where an option stands."""
        option = self.ini.get(section, name)
        return at(self.source, option.key) if option is not None else None

    def dependencies(self) -> tuple[Declared, ...]:
        """Everything the file declares, with its place."""
        found: list[Declared] = []
        for section, name, kind in (
            ("options", "install_requires", Kind.MAIN),
            ("options", "setup_requires", Kind.BUILD),
            ("options", "tests_require", Kind.EXTRA),
        ):
            option = self.ini.get(section, name)
            found += self._rows(option, kind, "tests" if kind is Kind.EXTRA else "")
        for option in (*self.ini.of("options.extras_require"), *self.ini.of("extras")):
            found += self._rows(option, Kind.EXTRA, option.name)
        return tuple(found)

    def _rows(self, option: Option | None, kind: Kind, group: str) -> Iterator[Declared]:
        for offset, row in option.rows if option is not None else ():
            if not row.startswith(("#", "file:")):
                found = parse_requirement(row.split(" #")[0].strip(), kind, group, at(self.source, offset))
                if found is not None:
                    yield found

    def _value(self, section: str, name: str) -> str:
        option = self.ini.get(section, name)
        return option.value if option is not None else ""


def read_setup_cfg(source: Source) -> SetupCfg:
    """A setup.cfg; what is not understood in it is passed over."""
    return SetupCfg(source, read_ini(source))
