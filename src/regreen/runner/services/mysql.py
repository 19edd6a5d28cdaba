"""MariaDB, for its own image and, as a substitution, for MySQL's.

Source: docker-entrypoint.sh of docker-library/mysql and MariaDB/mariadb-docker: the root password (or the wish for
none), a database, a user. A data folder is made once for each set of these and copied for each run.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import shlex
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import astuple

from regreen.runner.services.image import Image
from regreen.runner.services.place import made, packed, pruned, unpacked
from regreen.runner.services.server import Server
from regreen.runner.services.wish import Wish
from regreen.runner.state import ActionFailed, Unsupported

PORT = 3306
_FORMAT = "2"


class Accounts(Struct, frozen=True):
    """Who may log in, and the database that is made. Without `root` the password of root is empty."""

    root: str
    database: str
    user: str
    password: str


def start(wish: Wish) -> Server:
    """Serve a copy of a data folder. Raises `ActionFailed` where the image's container would not start, either."""
    if (
        Path(wish.provider.program).with_name("mariadbd").exists() is False
        and wish.provider.product == "mysql"
    ):
        raise Unsupported("only MariaDB's server can be set up here")
    accounts, options = accounts_of(wish.env, wish.image), _options(wish.command)
    key = hashlib.sha256(
        repr(
            (_FORMAT, str(wish.provider.program), wish.provider.version, wish.account.uid, astuple(accounts))
        ).encode()
    ).hexdigest()[:32]
    place, data = wish.lasting / "mysql", wish.folder / "data"
    template = made(place, key, functools.partial(_make, wish, accounts), wish.tell)
    data.mkdir(mode=0o700)
    wish.account.own(data)
    unpacked(template / "data.tar", data)
    pruned(place)
    words = [
        *_server(wish, data), *options, f"--port={wish.port}", "--bind-address=127.0.0.1",
        f"--socket={wish.folder / 'sock'}", f"--pid-file={wish.folder / 'pid'}",
    ]  # fmt: skip
    server = wish.serve(words)
    server.wait(lambda: _answers(wish.port), wish.image.text)
    return server


def accounts_of(env: Mapping[str, str], image: Image) -> Accounts:
    """What the image makes of its environment. Raises `ActionFailed` where it makes nothing."""
    prefixes = ("MARIADB", "MYSQL") if image.product == "mariadb" else ("MYSQL",)

    def get(name: str) -> str:
        return next((env[f"{one}_{name}"] for one in prefixes if env.get(f"{one}_{name}")), "")

    empty = any(
        get(name) for name in ("ALLOW_EMPTY_PASSWORD", "ALLOW_EMPTY_ROOT_PASSWORD", "RANDOM_ROOT_PASSWORD")
    )
    empty = empty or (image.bitnami and env.get("ALLOW_EMPTY_PASSWORD", "").lower() in ("yes", "true", "1"))
    if not (get("ROOT_PASSWORD") or empty):
        raise ActionFailed(
            f"Failed to initialize container {image.text}: Database is uninitialized and password option is not"
            f" specified. You need to specify one of {prefixes[0]}_ROOT_PASSWORD,"
            f" {prefixes[0]}_ALLOW_EMPTY_PASSWORD and {prefixes[0]}_RANDOM_ROOT_PASSWORD"
        )
    if get("USER") == "root":
        raise ActionFailed(
            f'Failed to initialize container {image.text}: {prefixes[0]}_USER="root", {prefixes[0]}_USER and'
            f" {prefixes[0]}_PASSWORD are for configuring a regular user and cannot be used for the root user"
        )
    return Accounts(get("ROOT_PASSWORD"), get("DATABASE"), get("USER"), get("PASSWORD"))


def _server(wish: Wish, data: Path) -> list[str]:
    """The server with nothing of the machine's configuration; its messages lie beside it."""
    words = [str(wish.provider.program), "--no-defaults", f"--datadir={data}", f"--tmpdir={wish.folder}"]
    root = _root(wish)
    if root != Path("/"):
        words += [
            f"--lc-messages-dir={root}/usr/share/mysql",
            f"--character-sets-dir={root}/usr/share/mysql/charsets",
            f"--plugin-dir={root}/usr/lib/mysql/plugin",
        ]
    return [*words, "--skip-log-bin", "--innodb-flush-log-at-trx-commit=0", "--innodb-log-file-size=16M"]


def _root(wish: Wish) -> Path:
    """The folder that the packages were unpacked into (`/` where they are installed)."""
    return wish.provider.program.parents[2]


def _make(wish: Wish, accounts: Accounts, folder: Path) -> None:
    data, root = folder / "data", _root(wish)
    wish.account.own(folder)
    data.mkdir(mode=0o700)
    wish.account.own(data)
    tables = root / "usr" / "share" / "mysql"
    names = (
        "mysql_system_tables.sql",
        "mysql_performance_tables.sql",
        "mysql_system_tables_data.sql",
        "fill_help_tables.sql",
    )
    parts = [(tables / name).read_text("utf-8", "replace") for name in names if (tables / name).is_file()]
    if not parts:
        raise Unsupported("the tables that a new MariaDB needs are not installed (mariadb-server-core)")
    sql = "create database if not exists mysql;\nuse mysql;\n" + "\n".join(parts) + _statements(accounts)
    words = [
        *_server(wish, data),
        "--bootstrap",
        "--skip-networking",
        "--max_allowed_packet=8M",
        "--net_buffer_length=16K",
    ]
    done = wish.account.run(words, env=wish.environment, cwd=folder, text=sql)
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        shutil.rmtree(data, ignore_errors=True)
        raise ActionFailed(f"Failed to initialize container {wish.image.text}: {' '.join(last)}")
    packed(data)


def _statements(accounts: Accounts) -> str:
    """One statement in each line: that is how the server reads them before it is set up."""
    root, user, password = map(_quoted, (accounts.root, accounts.user, accounts.password))
    lines = [
        "",
        "use mysql;",
        "flush privileges;",
        "delete from mysql.global_priv where user='' or user='root';",
    ]
    lines.append("flush privileges;")
    lines += [
        f"create user 'root'@'{host}' identified by {root}; grant all on *.* to 'root'@'{host}' with grant option;"
        for host in ("localhost", "%")
    ]
    lines = [part for line in lines for part in _split(line)]
    if accounts.database:
        name = accounts.database.replace("`", "``")
        lines.append(f"create database if not exists `{name}`;")
    if accounts.user and accounts.password:
        lines.append(f"create user {user}@'%' identified by {password};")
        lines.append(f"create user {user}@'localhost' identified by {password};")
        if accounts.database:
            scope = accounts.database.replace("`", "``").replace("_", "\\_")
            lines += [f"grant all on `{scope}`.* to {user}@'{host}';" for host in ("%", "localhost")]
    lines.append("flush privileges;")
    return "\n".join(lines) + "\n"


def _split(line: str) -> list[str]:
    first, separator, second = line.partition("; ")
    return [first + ";", second] if separator else [line]


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "''").replace("\n", " ") + "'"


def _options(command: str) -> list[str]:
    words = shlex.split(command)
    if words and not words[0].startswith("-"):
        if words[0].rpartition("/")[2] not in ("mysqld", "mariadbd"):
            raise Unsupported(f"the service runs a command of its own ({words[0]})")
        words = words[1:]
    left_out = ("--default-authentication-plugin", "--mysql-native-password", "--authentication-policy")
    return [word for word in words if not word.startswith(left_out)]


def _answers(port: int) -> bool:
    """The server speaks first: a greeting, whose fifth byte is the version of the protocol (10)."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as connection:
        return connection.recv(5)[4:5] == b"\x0a"
    return False
