"""What a service declares, with everything that is needed to serve it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from regreen.runner.services.image import Image
from regreen.runner.services.providers import Provider
from regreen.runner.services.server import Account, Server


class Wish(Struct, frozen=True):
    """A server that is wanted. `folder` is its own, `lasting` one that outlives the run; `health` is the image's
    command that says whether it is well (None: none), `hidden` are extensions that the image does not have.
    """

    image: Image
    provider: Provider
    env: Mapping[str, str]
    command: str
    health: str | None
    folder: Path
    lasting: Path
    port: int
    account: Account
    tell: Callable[[str], None]
    hidden: frozenset[str] = frozenset()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the server's programs."""
        return {**self.provider.environment, "HOME": str(self.folder)}

    def serve(self, words: Sequence[str], env: Mapping[str, str] | None = None) -> Server:
        """Start the server's own process; it need not answer yet. `env` is instead of `environment`."""
        return Server.start(
            words,
            account=self.account,
            env=self.environment if env is None else env,
            folder=self.folder,
            port=self.port,
            tell=self.tell,
        )

    def program(self, *names: str) -> str:
        """The first of these programs that lies beside the server or in its environment's PATH."""
        for name in names:
            for folder in self.environment["PATH"].split(":"):
                if (found := Path(folder, name)).is_file():
                    return str(found)
        return names[0]
