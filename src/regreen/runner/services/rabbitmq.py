"""RabbitMQ with the environment of its official image.

Source: docker-entrypoint.sh of docker-library/rabbitmq: RABBITMQ_DEFAULT_USER, _PASS and _VHOST. Erlang's port mapper
is started beside it on a port of its own, so that none is left running for the next one.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping
from pathlib import Path

from regreen.runner.services.ports import free_port
from regreen.runner.services.server import Server, named
from regreen.runner.services.wish import Wish
from regreen.runner.state import Unsupported

PORT = 5672
_READY = 120.0  # seconds: it takes about ten, and thirty on a busy machine
_ERL = """\
#!/bin/sh
export ROOTDIR={root} BINDIR={programs} EMU=beam PROGNAME=erl
exec "$BINDIR/erlexec" "$@"
"""


def start(wish: Wish) -> Server:
    """Serve. Raises `ActionFailed` where it does not answer."""
    root = wish.provider.program.parents[2]
    script = next(
        iter(sorted(root.glob("usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"))), None
    )
    runtime = next(iter(sorted(root.glob("usr/lib/erlang/erts-*/bin"))), None)
    if script is None or runtime is None:
        raise Unsupported("RabbitMQ and Erlang are not where Debian's packages have them")
    env = {**_environment(wish, runtime), "ERL_EPMD_PORT": str(free_port()), "ERL_EPMD_ADDRESS": "127.0.0.1"}
    mapper = wish.account.start(
        [str(runtime / "epmd"), "-port", env["ERL_EPMD_PORT"], "-address", "127.0.0.1"],
        env=env,
        folder=wish.folder,
        log=wish.folder / "epmd.log",
    )
    wish.tell(named(mapper.pid))
    server = wish.serve([str(script)], env)
    server.helpers.append(mapper)
    server.wait(lambda: _answers(wish.port), wish.image.text, _READY)
    return server


def _environment(wish: Wish, runtime: Path) -> dict[str, str]:
    folder = wish.folder
    programs = folder / "bin"
    programs.mkdir()
    erl = programs / "erl"
    erl.write_text(_ERL.format(root=runtime.parents[1], programs=runtime))
    erl.chmod(0o755)
    (folder / "rabbitmq.conf").write_text(_configuration(wish.env, wish.port))
    (folder / "plugins").write_text("[].\n")
    return {
        **wish.environment,
        "PATH": f"{programs}:{runtime.parents[1] / 'bin'}:/usr/bin:/bin",
        "RABBITMQ_NODENAME": f"regreen{wish.port}@localhost",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_BASE": str(folder),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
    }


def _configuration(env: Mapping[str, str], port: int) -> str:
    lines = [f"listeners.tcp.1 = 127.0.0.1:{port}", f"listeners.tcp.2 = ::1:{port}", "loopback_users = none"]
    for name, key in (("USER", "default_user"), ("PASS", "default_pass"), ("VHOST", "default_vhost")):
        if value := env.get(f"RABBITMQ_DEFAULT_{name}", "").replace("\n", " "):
            lines.append(f"{key} = {value}")
    return "\n".join(lines) + "\n"


def _answers(port: int) -> bool:
    """A protocol header it does not know is answered with the one it does (AMQP 0-9-1, section 4.2.2)."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as connection:
        connection.sendall(b"AMQP\x00\x00\x00\x00")
        return connection.recv(8).startswith(b"AMQP")
    return False
