from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from regreen.runner.services import providers
from regreen.runner.services.forward import Forward
from regreen.runner.services.image import Image, parse_image
from regreen.runner.services.ports import free_port, holder, is_free, mapped
from regreen.runner.services.providers import Provider, nearest
from support.workflows import Place, log_of, outcomes, printed

needs_postgres = pytest.mark.skipif(not providers.postgres(), reason="no PostgreSQL server is installed")
needs_redis = pytest.mark.skipif(not providers.redis(), reason="no Redis or Valkey server is installed")


@pytest.mark.parametrize(
    ("text", "kind", "major", "extras"),
    [
        ("postgres", "postgres", "", ""),
        ("postgres:16-alpine", "postgres", "16", ""),
        ("registry.example.org:5000/library/postgres:15.3", "postgres", "15", ""),
        ("pgvector/pgvector:pg17", "postgres", "17", "the extension vector"),
        ("postgis/postgis:15-3.3", "postgres", "15", "the extension postgis"),
        ("timescale/timescaledb:2.11.0-pg14", "postgres", "14", "the extension timescaledb"),
        ("redis:7.2@sha256:abc", "redis", "7", ""),
        ("valkey/valkey:latest", "redis", "", ""),
        ("redis/redis-stack-server:7.4", "redis", "7", "the modules of Redis Stack"),
        ("mysql:8", "", "8", ""),
    ],
)
def test_images(text: str, kind: str, major: str, extras: str) -> None:
    assert parse_image(text) == Image(text, kind, major, extras)


def test_ports_as_docker_reads_them() -> None:
    assert mapped(("5432:5432", "6379", "127.0.0.1:8000:80/tcp", "nonsense")) == {
        5432: 5432,
        6379: 0,
        80: 8000,
    }


def test_the_nearest_major_version() -> None:
    found = [Provider(Path(f"/pg{n}"), f"{n}.4", "here") for n in (13, 15, 18)]

    def major(wanted: str) -> int:
        provider = nearest(found, wanted)
        assert provider is not None
        return provider.major

    assert [major("15"), major("16"), major("14"), major(""), major("9")] == [15, 15, 15, 18, 13]
    assert nearest([], "15") is None


def test_who_holds_a_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not is_free(port)
        assert holder(port).startswith(f"process {os.getpid()} (")
    assert is_free(port)


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that says everything in capitals."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client:
                    client.sendall(client.recv(100).upper())

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def test_a_port_that_leads_elsewhere(echo: int) -> None:
    forward = Forward(free_port(), "127.0.0.1", echo)
    with socket.create_connection(("127.0.0.1", forward.port), 5) as client:
        client.sendall(b"hello")
        assert client.recv(100) == b"HELLO"
    forward.stop()
    assert is_free(forward.port)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def workflow(image: str, ports: str, env: str, steps: str) -> str:
    service = f"{{image: '{image}', ports: [{ports}], env: {env}}}"
    return f"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services: {{s: {service}}}\n    steps: {steps}\n"


def test_a_server_of_ones_own(place: Place, echo: int) -> None:
    port = free_port()
    script = f"exec 3<>/dev/tcp/127.0.0.1/{port}; echo hello >&3; head -n 1 <&3"
    text = workflow("mysql:8", f"'{port}:3306'", "{}", f"[{{run: '{script}'}}]")
    ran = place.run(text, services={"s": f"127.0.0.1:{echo}"})
    assert "HELLO" in printed(ran)
    assert [item.used for item in ran.execution.substitutions] == [f"your own server at 127.0.0.1:{echo}"]


@needs_postgres
def test_postgres_with_the_declared_credentials(place: Place) -> None:
    psql = next(iter(providers.postgres())).program.parent / "psql"
    ask = f"PGPASSWORD=$PW {psql} -h localhost -p ${{{{ job.services.s.ports[5432] }}}} -U ada shop -tAc"
    steps = f"""
      - {{run: "{ask} 'select 40+2'", env: {{PW: s3cret}}}}
      - {{run: "{ask} 'select 1'", env: {{PW: wrong}}}}
"""
    ran = place.run(
        workflow(
            "postgres:15", "5432", "{POSTGRES_USER: ada, POSTGRES_PASSWORD: s3cret, POSTGRES_DB: shop}", steps
        )
    )
    assert outcomes(ran) == ["success", "failure"]
    assert "42" in printed(ran)
    assert any(line.startswith("Print service container logs") for line in log_of(ran))
    assert any("database system is shut down" in line for line in log_of(ran))


@needs_postgres
def test_postgres_without_a_password_does_not_start(place: Place) -> None:
    ran = place.run(workflow("postgres:15", "5432", "{}", "[{run: ls}]"))
    assert any("superuser password is not specified" in line for line in log_of(ran))
    assert outcomes(ran) == []
    assert not ran.good


@needs_postgres
def test_a_port_that_is_taken_is_refused_by_name(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ran = place.run(workflow("postgres:15", f"'{port}:5432'", "{POSTGRES_PASSWORD: x}", "[{run: ls}]"))
    assert f"needs port {port}, which is taken by process {os.getpid()}" in ran.execution.jobs[0].cannot_run


@needs_redis
def test_redis(place: Place) -> None:
    port = free_port()
    script = f"exec 3<>/dev/tcp/127.0.0.1/{port}; echo PING >&3; head -n 1 <&3"
    ran = place.run(workflow("redis:7", f"'{port}:6379'", "{}", f"[{{run: '{script}'}}]"))
    assert any(line.startswith("+PONG") for line in printed(ran))
