from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from regreen.project.git import Repository
from regreen.runner.checkout import make_mirror
from regreen.runner.isolation import files
from regreen.runner.isolation.level import Level
from regreen.runner.services import installation, providers
from regreen.runner.services.choose import distance
from regreen.runner.services.extensions import asked_for, of_image
from regreen.runner.services.fetch import Offer, fetched
from regreen.runner.services.forward import Forward
from regreen.runner.services.image import POSTGRES, REDIS, parse_image
from regreen.runner.services.mysql import Accounts, accounts_of
from regreen.runner.services.options import parse_options
from regreen.runner.services.ports import free_port, holder, is_free, mapped
from regreen.runner.services.postgres import cluster_of
from regreen.runner.services.providers import Provider
from regreen.runner.state import ActionFailed
from support.command import repository
from support.workflows import Place, log_of, outcomes, printed

needs_postgres = pytest.mark.skipif(not providers.found(POSTGRES), reason="no PostgreSQL server is installed")
needs_redis = pytest.mark.skipif(not providers.found(REDIS), reason="no Redis or Valkey server is installed")


@pytest.mark.parametrize(
    ("text", "product", "major", "extras"),
    [
        ("postgres", "postgres", "18", ""),
        ("postgres:16-alpine", "postgres", "16", ""),
        ("registry.example.org:5000/library/postgres:15.3", "postgres", "15", ""),
        ("pgvector/pgvector:pg17", "postgres", "17", ""),
        ("ankane/pgvector:v0.5.1", "postgres", "18", ""),
        ("postgis/postgis:15-3.3", "postgres", "15", ""),
        ("timescale/timescaledb:2.11.0-pg14", "postgres", "14", "the extension timescaledb"),
        ("redis:7.2@sha256:abc", "redis", "7", ""),
        ("docker://redis:alpine", "redis", "8", ""),
        ("valkey/valkey:latest", "valkey", "9", ""),
        ("redis/redis-stack-server:7.4", "redis", "7", "the modules of Redis Stack"),
        ("mysql:8", "mysql", "8", ""),
        ("bitnami/mariadb:10.11", "mariadb", "10", ""),
        ("rabbitmq:3-management-alpine", "rabbitmq", "3", ""),
        ("minio/minio", "", "", ""),
    ],
)
def test_images(text: str, product: str, major: str, extras: str) -> None:
    image = parse_image(text)
    assert (image.product, image.major, image.extras) == (product, major, extras)
    assert bool(image.kind) == bool(product)
    assert image.bitnami == text.startswith("bitnami/")
    assert image.alpine == ("alpine" in text)


def test_ports_as_docker_reads_them() -> None:
    assert mapped(("5432:5432", "6379", "127.0.0.1:8000:80/tcp", "nonsense")) == {
        5432: 5432,
        6379: 0,
        80: 8000,
    }


def test_options_as_docker_reads_them() -> None:
    options = parse_options(
        "--health-cmd 'pg_isready -U ada' --health-interval=10s -e KEY=a=b -it -p8080:80 --entrypoint sh"
    )
    assert (options.health, options.env, options.ports) == ("pg_isready -U ada", {"KEY": "a=b"}, ["8080:80"])
    assert options.entrypoint == "sh"
    assert parse_options("").health is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("--requirepass secret", "unknown flag: --requirepass"),
        ("--health-cmd pg_isready -U ada", "unknown shorthand flag: 'U' in -U"),
        ("--health-cmd redis-cli ping", "'ping' in the options"),
        ("--health-cmd", "flag needs an argument: --health-cmd"),
        ("--health-cmd 'open", "not valid"),
    ],
)
def test_options_that_docker_refuses(text: str, said: str) -> None:
    with pytest.raises(ActionFailed, match=re.escape(said)):
        parse_options(text)


def distances(text: str, found: list[Provider]) -> list[str]:
    """Versions from the nearest on."""
    return [
        one.version for one in sorted(found, key=lambda one: distance(parse_image(text), one, frozenset()))
    ]


def test_the_nearest_version() -> None:
    found = [Provider(Path(f"/pg{n}"), f"{n}.4", "here", "postgres") for n in (13, 15, 18)]
    assert distances("postgres:15", found)[0] == "15.4"
    assert distances("postgres:14", found)[0] == "15.4"
    assert distances("postgres:16", found)[0] == "15.4"
    assert distances("postgres", found)[0] == "18.4"
    assert distances("postgres:9.6", found) == ["13.4", "15.4", "18.4"]


def test_valkey_stands_in_for_redis() -> None:
    redis = Provider(Path("/r"), "6.2.14", "here", "redis")
    valkey = Provider(Path("/v"), "9.1.2", "here", "valkey")
    assert distances("redis:6", [valkey, redis]) == ["6.2.14", "9.1.2"]
    assert distances("redis:7", [redis, valkey]) == ["9.1.2", "6.2.14"]
    assert distances("valkey/valkey:9", [redis, valkey]) == ["9.1.2", "6.2.14"]


@pytest.mark.parametrize(
    ("image", "has", "lacks"),
    [
        ("postgres:16-alpine", {"pgcrypto", "uuid-ossp", "pg_trgm", "adminpack"}, {"vector", "postgis"}),
        ("postgres:17", {"pg_walinspect"}, {"adminpack", "pg_logicalinspect", "vector"}),
        ("postgres:13", {"citext"}, {"pg_surgery", "pg_walinspect"}),
        ("pgvector/pgvector:pg17", {"vector", "pgcrypto"}, {"postgis"}),
        ("postgis/postgis:16-3.4", {"postgis", "hstore"}, {"vector"}),
    ],
)
def test_extensions_of_images(image: str, has: set[str], lacks: set[str]) -> None:
    parsed = parse_image(image)
    found = of_image(parsed, int(parsed.major))
    assert has <= found
    assert not lacks & found


ASKS = {
    "m/0001.py": 'op.execute("CREATE EXTENSION IF NOT EXISTS vector")\nop.execute(\'create extension "uuid-ossp"\')\n',
    "m/0002.sql": "create  extension if not exists pg_trgm with schema public;\n",
    "m/0003.py": "operations = [TrigramExtension(), CITextExtension(), CreateExtension('btree_gin')]\n",
    "requirements.txt": "fastapi\ngeoalchemy2>=0.14\n",
    "README.md": "CREATE EXTENSION hstore\n",
}


def test_extensions_that_a_suite_asks_for(tmp_path: Path) -> None:
    repository(tmp_path / "shop", ASKS)
    origin = make_mirror(Repository.open(tmp_path / "shop"), tmp_path / "mirror", "HEAD")
    assert asked_for(origin) == {"vector", "uuid-ossp", "pg_trgm", "citext", "btree_gin", "postgis"}


def test_who_may_use_a_database_of_mysql() -> None:
    accounts = accounts_of(
        {"MYSQL_ROOT_PASSWORD": "r", "MYSQL_DATABASE": "d", "MYSQL_USER": "u", "MYSQL_PASSWORD": "p"},
        parse_image("mysql:8"),
    )
    assert accounts == Accounts("r", "d", "u", "p")
    assert accounts_of({"MARIADB_ALLOW_EMPTY_ROOT_PASSWORD": "1"}, parse_image("mariadb:11")) == Accounts(
        "", "", "", ""
    )
    with pytest.raises(ActionFailed, match="MYSQL_ROOT_PASSWORD"):
        accounts_of({"MARIADB_ROOT_PASSWORD": "r"}, parse_image("mysql:8"))
    with pytest.raises(ActionFailed, match="regular user"):
        accounts_of({"MYSQL_ROOT_PASSWORD": "r", "MYSQL_USER": "root"}, parse_image("mysql:8"))


@pytest.mark.parametrize(
    ("image", "env", "cluster"),
    [
        ("postgres:16", {"POSTGRES_PASSWORD": "p"}, ("postgres", "p", "postgres", "")),
        ("postgres:16", {"POSTGRES_PASSWORD": "p", "POSTGRES_USER": "ada"}, ("ada", "p", "ada", "")),
        ("postgres:16", {"POSTGRES_HOST_AUTH_METHOD": "trust"}, ("postgres", "", "postgres", "trust")),
        (
            "bitnami/postgresql:16",
            {"POSTGRESQL_PASSWORD": "p", "POSTGRESQL_USERNAME": "ada", "POSTGRESQL_DATABASE": "shop"},
            ("ada", "p", "shop", ""),
        ),
        ("bitnami/postgresql:16", {"ALLOW_EMPTY_PASSWORD": "yes"}, ("postgres", "", "postgres", "trust")),
    ],
)
def test_the_environment_of_postgres(image: str, env: dict[str, str], cluster: tuple[str, ...]) -> None:
    made = cluster_of(env, parse_image(image))
    assert (made.user, made.password, made.database, made.method) == cluster


@pytest.mark.parametrize("env", [{}, {"POSTGRESQL_PASSWORD": "p"}, {"ALLOW_EMPTY_PASSWORD": "yes"}])
def test_postgres_needs_a_password(env: dict[str, str]) -> None:
    with pytest.raises(ActionFailed, match="superuser password is not specified"):
        cluster_of(env, parse_image("postgres:16"))


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


def workflow(image: str, ports: str, env: str, steps: str, more: str = "") -> str:
    service = f"{{image: '{image}', ports: [{ports}], env: {env}{more}}}"
    return f"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    services: {{s: {service}}}\n    steps: {steps}\n"


def test_a_server_of_ones_own(place: Place, echo: int) -> None:
    port = free_port()
    script = f"exec 3<>/dev/tcp/127.0.0.1/{port}; echo hello >&3; head -n 1 <&3"
    text = workflow("minio/minio", f"'{port}:9000'", "{}", f"[{{run: '{script}'}}]")
    ran = place.run(text, services={"s": f"127.0.0.1:{echo}"})
    assert "HELLO" in printed(ran)
    assert [item.used for item in ran.execution.substitutions] == [f"your own server at 127.0.0.1:{echo}"]


@needs_postgres
def test_postgres_with_the_declared_credentials(place: Place) -> None:
    psql = providers.found(POSTGRES)[0].program.parent / "psql"
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
def test_an_extension_that_the_image_lacks_is_hidden(tmp_path: Path) -> None:
    provider = providers.found(POSTGRES)[0]
    has = installation.extensions(provider)
    one = sorted(has - {"plpgsql"})[:1]
    hidden = installation.without(provider, frozenset(one), tmp_path, lambda line: None)
    assert installation.extensions(hidden) == has - set(one)
    assert hidden.program.is_file()
    assert not hidden.program.is_symlink()


@needs_postgres
def test_postgres_answers_as_its_settings_and_health_command_say(place: Place) -> None:
    psql = providers.found(POSTGRES)[0].program.parent / "psql"
    ask = f"PGPASSWORD=x {psql} -h localhost -p ${{{{ job.services.s.ports[5432] }}}} -U postgres -tAc"
    options = ", options: --health-cmd 'pg_isready -p 5432' --health-interval 5s"
    steps = f"[{{run: \"{ask} 'show timezone'\"}}]"
    assert "UTC" in printed(
        place.run(workflow("postgres:15", "5432", "{POSTGRES_PASSWORD: x}", steps, options))
    )


@needs_postgres
def test_a_service_whose_port_is_not_mapped_is_out_of_reach(place: Place) -> None:
    ran = place.run(
        workflow(
            "postgres:15",
            "",
            "{POSTGRES_PASSWORD: x}",
            "[{run: 'echo \"[${{ job.services.s.ports[5432] }}]\"'}]",
        )
    )
    assert "[]" in printed(ran)


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
def test_redis_with_a_password(place: Place) -> None:
    script = "exec 3<>/dev/tcp/127.0.0.1/${{ job.services.s.ports[6379] }}; echo PING >&3; head -n 1 <&3"
    command = ", command: redis-server --requirepass s3cret --port 7000"
    ran = place.run(workflow("redis:7", "6379", "{}", f"[{{run: '{script}'}}]", command))
    assert any(line.startswith("-NOAUTH") for line in printed(ran))


@needs_redis
def test_redis(place: Place) -> None:
    port = free_port()
    script = f"exec 3<>/dev/tcp/127.0.0.1/{port}; echo PING >&3; head -n 1 <&3"
    ran = place.run(workflow("redis:7", f"'{port}:6379'", "{}", f"[{{run: '{script}'}}]"))
    assert any(line.startswith("+PONG") for line in printed(ran))


needs_files = pytest.mark.skipif(bool(files.possible()), reason="steps cannot have files of their own here")
CONTAINER = """\
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    container: {image: "debian:12"}
    services: {store: {image: "redis:7"}}
    steps:
      - run: exec 3<>/dev/tcp/store/${{ job.services.store.ports[6379] }}; echo PING >&3; head -n 1 <&3
        shell: bash
"""


@needs_redis
@needs_files
def test_a_job_in_a_container_reaches_its_services_by_name(place: Place) -> None:
    if not is_free(6379):
        pytest.skip("the port of Redis is taken")
    ran = place.run(CONTAINER, isolation=Level.FILES)
    assert any(line.startswith("+PONG") for line in printed(ran))


def test_without_names_a_job_in_a_container_is_refused(place: Place) -> None:
    ran = place.run(CONTAINER)
    assert "--isolation files" in ran.execution.jobs[0].cannot_run


def test_what_cannot_be_fetched_is_not_tried_again_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("UV_OFFLINE", "PIP_NO_INDEX"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    offer = Offer("redis", "redis", 6, "regreen-no-such-server")
    first = fetched(offer, tmp_path, lambda line: None)
    assert first
    monkeypatch.setenv("PATH", "/nonexistent")
    assert fetched(offer, tmp_path, lambda line: None) == first
    assert not list(tmp_path.glob("wheels/*"))
