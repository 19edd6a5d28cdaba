"""All services of a job: started before its first step, their logs shown and their processes ended after the last."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct, field

from regreen.model.execution import ServiceRun, SubstitutionKind
from regreen.runner.evaluation import file_functions, texts
from regreen.runner.fresh import fresh
from regreen.runner.services import memcached, mysql, postgres, rabbitmq, redis
from regreen.runner.services.choose import Choice, choose
from regreen.runner.services.extensions import asked_for
from regreen.runner.services.forward import Forward
from regreen.runner.services.image import (
    MEMCACHED,
    MYSQL,
    POSTGRES,
    RABBITMQ,
    REDIS,
    Image,
    parse_image,
)
from regreen.runner.services.options import Options, parse_options
from regreen.runner.services.place import lasting
from regreen.runner.services.ports import free_port, holder, is_free, mapped
from regreen.runner.services.server import Account, Server
from regreen.runner.services.wish import Wish
from regreen.runner.state import JobState, Unsupported
from regreen.workflow.definitions import Job, Service
from regreen.workflow.expr import Value, interpolate

PORTS = {
    POSTGRES: postgres.PORT,
    REDIS: redis.PORT,
    MYSQL: mysql.PORT,
    MEMCACHED: memcached.PORT,
    RABBITMQ: rabbitmq.PORT,
}
_START: dict[str, Callable[[Wish], Server]] = {
    POSTGRES: postgres.start,
    REDIS: redis.start,
    MYSQL: mysql.start,
    MEMCACHED: memcached.start,
    RABBITMQ: rabbitmq.start,
}
_MEMORY, _PLACES = "/dev/shm", ("/tmp", "/var/tmp", "/run")
_ROOM = 4 << 30  # bytes of memory that must be free for data to lie there
_IN_MEMORY = (POSTGRES, MYSQL)  # a thousand files each: disks take seconds for them when they are busy
_SHOWN = 200  # lines of a server's log


class Services(Struct):
    """The servers of one job."""

    state: JobState
    running: list[tuple[str, Server]] = field(default_factory=list)
    forwards: list[Forward] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)

    def start(self, contexts: Mapping[str, Value]) -> None:
        """Start all. Raises `Unsupported`, `ActionFailed` and `ExpressionError`; `stop` is due all the same."""
        known: dict[str, Value] = {}
        self._own_network(contexts)
        for service in self.state.job.services:
            image = parse_image(interpolate(service.image, contexts, file_functions(self.state)))
            if image.text:
                known[service.id] = self._start(service, image, contexts)
        if known and in_container(self.state.job):
            self._name(list(known))
        job = self.state.contexts["job"]
        if known and isinstance(job, Mapping):
            self.state.contexts["job"] = {**job, "services": known}

    def _own_network(self, contexts: Mapping[str, Value]) -> None:
        """Where a port is taken, a network of our own has it free."""
        isolation = self.state.isolation
        wanted = [
            outer
            for service in self.state.job.services
            if service.id not in self.state.settings.services
            for outer in self._outer(service, contexts)
        ]
        taken = [port for port in wanted if port and not is_free(port)]
        if taken and isolation is not None and not isolation.own_network():
            self.state.log.write(
                f"[isolation] port {taken[0]} is taken here; the job has a network of its own"
            )

    def _outer(self, service: Service, contexts: Mapping[str, Value]) -> list[int]:
        """The ports of this machine that a service is to have."""
        if not in_container(self.state.job):
            return list(mapped(tuple(interpolate(port, contexts) for port in service.ports)).values())
        image = parse_image(interpolate(service.image, contexts, file_functions(self.state)))
        return [PORTS[image.kind]] if image.kind else []

    def _name(self, services: list[str]) -> None:
        """In a container a service is reached by its id, at its own port."""
        file = self.state.workspace.root / "hosts"
        file.write_text(
            "127.0.0.1 localhost\n::1 localhost\n" + "".join(f"127.0.0.1 {name}\n" for name in services)
        )
        if self.state.box is not None:
            self.state.box.names = file

    def _start(self, service: Service, image: Image, contexts: Mapping[str, Value]) -> Value:
        log, began = self.state.log, time.monotonic()
        log.group(f"Starting {service.id} service container")
        options = parse_options(interpolate(service.options, contexts, file_functions(self.state)))
        ports = mapped((*(interpolate(port, contexts) for port in service.ports), *options.ports))
        own = self.state.settings.services.get(service.id)
        if own is not None:
            known = self._forward(service, ports, own)
        else:
            known = self._serve(service, image, ports, options, contexts)
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
        self.state.services.append(ServiceRun(service.id, service.image, f"your own server at {address}"))
        if (host in ("", "localhost", "127.0.0.1")) and wanted == int(port):
            return {inner: wanted}
        self._refuse_taken(wanted, service)
        self.forwards.append(Forward(wanted, host or "127.0.0.1", int(port)))
        return {inner: wanted}

    def _serve(
        self,
        service: Service,
        image: Image,
        ports: Mapping[int, int],
        options: Options,
        contexts: Mapping[str, Value],
    ) -> dict[int, int]:
        account = Account.choose()
        place = lasting(self.state.settings.cache, account)
        choice = self._chosen(service, image, place, account)
        given = choice.provider
        provider = f"{given.program.name} from {given.source}"
        self.state.services.append(ServiceRun(service.id, image.text, provider, given.version))
        inner = PORTS[image.kind]
        outer = inner if in_container(self.state.job) else ports.get(inner, 0)
        if outer:
            self._refuse_taken(outer, service)
        outer = outer or free_port()
        env = {**options.env, **texts(service.env, contexts, file_functions(self.state))}
        wish = Wish(
            image=image,
            provider=choice.provider,
            env=env,
            command=interpolate(service.command, contexts),
            health=options.health,
            folder=self._folder(account, image.kind in _IN_MEMORY and _roomy()),
            lasting=place,
            port=outer,
            account=account,
            tell=self.state.tell,
            hidden=choice.hidden,
        )
        if service.entrypoint or options.entrypoint:
            raise Unsupported(f"the service '{service.id}' has an entry point of its own")
        self.running.append((image.text, _START[image.kind](wish)))
        if inner in ports or in_container(self.state.job):
            return {inner: outer}
        self.state.log.write(
            f"No port of {service.id} is mapped: on GitHub, too, nothing outside a container could reach it."
        )
        return {}

    def _chosen(self, service: Service, image: Image, place: Path, account: Account) -> Choice:
        if not image.kind:
            raise Unsupported(bring_your_own(service, image.text))
        asked = asked_for(self.state.origin) if image.kind == POSTGRES else frozenset[str]()
        network = self.state.settings.network
        choice = choose(image, asked, lasting=place, account=account, tell=self.state.tell, network=network)
        if isinstance(choice, str):
            raise Unsupported(f"{choice}: install one, or name yours with --service {service.id}=HOST:PORT")
        self._note(image, choice)
        return choice

    def _note(self, image: Image, choice: Choice) -> None:
        """What differs: the version, the product, and what the image has besides."""
        provider, state = choice.provider, self.state
        if image.major != str(provider.major) or image.product != provider.product:
            shown = f"{provider.product or provider.program.name} {provider.version}"
            state.substitute(SubstitutionKind.SERVICE, image.text, shown, f"from {provider.source}")
        if choice.missing:
            shown = f"a server without the extension {', '.join(sorted(choice.missing))}"
            state.substitute(SubstitutionKind.SERVICE, image.text, shown, "no server here has it")
        if image.extras:
            state.substitute(SubstitutionKind.SERVICE, image.text, f"a server without {image.extras}")
        if image.kind == POSTGRES and not image.alpine and postgres.locale(image) == "C.UTF-8":
            state.substitute(
                SubstitutionKind.SERVICE,
                f"{image.text} sorts as en_US.utf8",
                "C.UTF-8",
                "that locale is not installed",
            )

    def _refuse_taken(self, port: int, service: Service) -> None:
        if not is_free(port):
            who = holder(port)
            raise Unsupported(
                f"the service '{service.id}' needs port {port}, which is taken"
                + (f" by {who}" if who else "")
            )

    def _folder(self, account: Account, memory: bool) -> Path:
        """A folder that the servers' account can reach, with a short name: a socket lies in it."""
        names = (_MEMORY, *_PLACES) if memory else _PLACES
        places = [Path(place) for place in names if Path(place).is_dir() and os.access(place, os.W_OK)]
        place = next((place for place in places if account.reaches(place / "x")), None)
        folder = fresh(place or Path(tempfile.gettempdir()), "rgs-", self.state.tell)
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


def _roomy() -> bool:
    """Whether data may lie in memory."""
    try:
        free = os.statvfs(_MEMORY)
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return False
    available = next((int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:")), 0)
    return free.f_bavail * free.f_frsize >= _ROOM and available >= 2 * _ROOM


def in_container(job: Job) -> bool:
    """Whether a job itself runs in a container on GitHub."""
    return job.container is not None and bool(job.container.image)


def bring_your_own(service: Service, image: str) -> str:
    """What to do about an image that no server here stands in for."""
    return (
        f"the service '{service.id}' ({image}) cannot be started here: run one and name it with"
        f" --service {service.id}=HOST:PORT"
    )
