"""All services of a job: started before its first step, their logs shown and their processes ended after the last."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from regreen.model.execution import SubstitutionKind
from regreen.runner.evaluation import file_functions, texts
from regreen.runner.services import postgres, providers, redis
from regreen.runner.services.forward import Forward
from regreen.runner.services.image import POSTGRES, Image, parse_image
from regreen.runner.services.ports import free_port, holder, is_free, mapped
from regreen.runner.services.server import Account, Server
from regreen.runner.state import JobState, Unsupported
from regreen.workflow.definitions import Service
from regreen.workflow.expr import Value, interpolate

_PLACES = ("/tmp", "/var/tmp", "/dev/shm", "/run")
_SHOWN = 200  # lines of a server's log


@dataclass(slots=True)
class Services:
    """The servers of one job."""

    state: JobState
    running: list[tuple[str, Server]] = field(default_factory=list)
    forwards: list[Forward] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def start(self, contexts: Mapping[str, Value]) -> None:
        """Start all. Raises `Unsupported`, `ActionFailed` and `ExpressionError`; `stop` is due all the same."""
        known: dict[str, Value] = {}
        for service in self.state.job.services:
            image = parse_image(interpolate(service.image, contexts, file_functions(self.state)))
            if image.text:
                known[service.id] = self._start(service, image, contexts)
        job = self.state.contexts["job"]
        if known and isinstance(job, Mapping):
            self.state.contexts["job"] = {**job, "services": known}

    def _start(self, service: Service, image: Image, contexts: Mapping[str, Value]) -> Value:
        log, began = self.state.log, time.monotonic()
        log.group(f"Starting {service.id} service container")
        ports = mapped(tuple(interpolate(port, contexts) for port in service.ports))
        own = self.state.settings.services.get(service.id)
        if own is not None:
            known = self._forward(service, ports, own)
        else:
            known = self._serve(service, image, ports, contexts)
        log.write(f"{service.id} service is healthy. ({time.monotonic() - began:.2f}s)")
        log.end_group()
        return {
            "id": service.id,
            "network": "",
            "ports": {str(inner): str(outer) for inner, outer in known.items()},
        }

    def _forward(self, service: Service, ports: Mapping[int, int], address: str) -> dict[int, int]:
        host, _, port = address.rpartition(":")
        if not port.isdigit():
            raise Unsupported(f"the address of the service '{service.id}' is not HOST:PORT: {address}")
        inner = next(iter(ports), int(port))
        wanted = ports.get(inner) or int(port)
        self.state.substitute(SubstitutionKind.SERVICE, service.image, f"your own server at {address}")
        if (host in ("", "localhost", "127.0.0.1")) and wanted == int(port):
            return {inner: wanted}
        self._refuse_taken(wanted, service)
        self.forwards.append(Forward(wanted, host or "127.0.0.1", int(port)))
        return {inner: wanted}

    def _serve(
        self, service: Service, image: Image, ports: Mapping[int, int], contexts: Mapping[str, Value]
    ) -> dict[int, int]:
        if not image.kind:
            raise Unsupported(
                f"the service '{service.id}' ({image.text}) cannot be started here: run one and name it with"
                f" --service {service.id}=HOST:PORT"
            )
        module = postgres if image.kind == POSTGRES else redis
        found = providers.postgres() if image.kind == POSTGRES else providers.redis()
        account = Account.choose()
        provider = providers.nearest([one for one in found if account.reaches(one.program)], image.major)
        if provider is None:
            raise Unsupported(
                f"no {image.kind} server is installed for the service '{service.id}': install one, or name yours with"
                f" --service {service.id}=HOST:PORT"
            )
        self._note(image, provider)
        outer = ports.get(module.PORT, 0)
        if outer:
            self._refuse_taken(outer, service)
        outer = outer or free_port()
        env = texts(service.env, contexts, file_functions(self.state))
        command = interpolate(service.command, contexts)
        server = module.start(
            image, provider, env, command, folder=self._folder(), port=outer, tell=self.state.tell
        )
        self.running.append((image.text, server))
        return {module.PORT: outer}

    def _note(self, image: Image, provider: providers.Provider) -> None:
        """What differs: the version, and what the image has besides."""
        if image.major != str(provider.major):
            self.state.substitute(
                SubstitutionKind.SERVICE,
                image.text,
                f"{provider.program.name} {provider.version}",
                f"from {provider.source}",
            )
        if image.extras:
            self.state.substitute(SubstitutionKind.SERVICE, image.text, "a server without " + image.extras)

    def _refuse_taken(self, port: int, service: Service) -> None:
        if not is_free(port):
            who = holder(port)
            raise Unsupported(
                f"the service '{service.id}' needs port {port}, which is taken"
                + (f" by {who}" if who else "")
            )

    def _folder(self) -> Path:
        """A folder that the servers' account can reach, with a short name: a socket lies in it."""
        account = Account.choose()
        places = [Path(place) for place in _PLACES if Path(place).is_dir() and os.access(place, os.W_OK)]
        place = next((place for place in places if account.reaches(place / "x")), None)
        folder = Path(tempfile.mkdtemp(prefix="rgs-", dir=place))
        self.state.tell(f"remove {folder}")
        self.folders.append(folder)
        account.own(folder)
        return folder

    def stop(self) -> None:
        """End all; what they said is in the log of the job, where GitHub has it."""
        for image, server in reversed(self.running):
            self.state.log.write(f"Print service container logs: {image}")
            server.stop()
            for line in server.said(_SHOWN):
                self.state.log.write(line)
            self.state.log.write(f"Stop and remove container: {image}")
        for forward in self.forwards:
            forward.stop()
        for folder in self.folders:
            shutil.rmtree(folder, ignore_errors=True)
        self.running.clear()
