"""What is asked for, and what this machine can do."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field

from regreen.model.errors import InputError
from regreen.runner.isolation import files
from regreen.runner.isolation.network import Network, NoNetwork, join, local_ports


class Level(StrEnum):
    """`AUTO` takes a network of its own when a port that the job needs is taken, and leaves files alone."""

    AUTO = "auto"
    NONE = "none"
    FILES = "files"
    FULL = "full"


class Access(StrEnum):
    """When `run:` steps reach the network."""

    ON = "on"
    INSTALL = "install"
    OFF = "off"


class Isolation(Struct):
    """Of one run. `ports` of the machine's loopback have to stay reachable."""

    level: Level = Level.NONE
    access: Access = Access.ON
    ports: tuple[int, ...] = ()
    tell: Callable[[str], None] = lambda line: None
    network: Network | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def boxed(self) -> bool:
        """Whether steps have a file system of their own."""
        return self.level in (Level.FILES, Level.FULL)

    def begin(self, place: Path) -> None:
        """Set up what the whole run has; `place` is its folder.

        Raises `InputError` where what is asked for is not to be had.
        """
        if self.boxed and (reason := files.possible(place)):
            raise InputError(f"--isolation {self.level}: steps cannot have files of their own here: {reason}")
        if self.access is Access.OFF:
            self._join(reaching=False, option="--network off")
        elif self.level is Level.FULL or self.access is Access.INSTALL:
            option = "--isolation full" if self.level is Level.FULL else "--network install"
            self._join(reaching=True, option=option)

    def _join(self, *, reaching: bool, option: str) -> None:
        try:
            self.network = self._joined(reaching)
        except NoNetwork as reason:
            raise InputError(f"{option}: {reason}") from None

    def _joined(self, reaching: bool) -> Network:
        ports = (*self.ports, *local_ports(dict(os.environ)))
        return join(reaching=reaching, ports=ports, tell=self.tell)

    def own_network(self) -> str:
        """Join a network of our own because a port is taken; why that is not possible, empty where it is done."""
        if self.network is not None or self.level is Level.NONE:
            return "there is no other network"
        try:
            self.network = self._joined(True)
        except NoNetwork as reason:
            return str(reason)
        self.notes.append("a port that a service needs is taken here, so the run had a network of its own")
        return ""

    def renew(self) -> None:
        """A further job installs, too. Raises `InputError` where the network cannot come back."""
        if self.access is Access.INSTALL and self.network is not None and not self.network.reaches:
            if os.geteuid():
                raise InputError(
                    "--network install: only root can run a second job that installs; name one with -j"
                )
            self.network.leave()
            self._join(reaching=True, option="--network install")

    def installed(self) -> bool:
        """Everything is installed: the network may go. Whether it went now."""
        if self.access is not Access.INSTALL or self.network is None or not self.network.reaches:
            return False
        self.network.cut()
        return True

    def end(self) -> None:
        """Go back."""
        if self.network is not None:
            self.network.leave()

    @property
    def shown(self) -> str:
        """One sentence for the result."""
        parts = []
        if self.boxed:
            parts.append("steps had files of their own")
        if self.network is not None:
            words = {Access.OFF: "no network", Access.INSTALL: "the network until everything was installed"}
            parts.append(f"the run had {words.get(self.access, 'a network of its own')}")
        return ", ".join(parts)


def loopback_ports(services: Mapping[str, str]) -> tuple[int, ...]:
    """The ports of servers on this machine that the caller runs."""
    found = []
    for address in services.values():
        host, _, port = address.rpartition(":")
        if host in ("", "127.0.0.1", "localhost") and port.isdigit():
            found.append(int(port))
    return tuple(found)
