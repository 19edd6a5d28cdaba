"""Addresses and credentials of services that are written into Python files: connection URLs, user names,
passwords, hosts, ports, database names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from msgspec import Struct

from regreen.model.finding import FileEvidence
from regreen.model.text import Source
from regreen.project.modules import Modules
from regreen.project.place import on_line
from regreen.project.python import constant_string, covers, dotted, matching_lines, parse, position, walk
from regreen.project.tree import Tree

_URL = re.compile(
    r"(?P<scheme>(?:postgres(?:ql)?|mysql|mariadb|redis|rediss|valkey|mongodb|amqps?|mssql|oracle|clickhouse|sqlite"
    r"|memcached|elasticsearch|nats|cockroachdb)(?:\+\w+)?)://"
    r"(?:(?P<user>[^:@/\s]*)(?::(?P<password>[^@/\s]*))?@)?(?P<host>\[[^\]\s]*\]|[^:/?\s]*)(?::(?P<port>[^/?\s]*))?"
    r"(?:/(?P<database>[^?\s]*))?"
)
_HINT = re.compile(
    r"(?:postgres|mysql|mariadb|redis|valkey|mongodb|amqp|mssql|oracle|clickhouse|sqlite|memcached|elasticsearch"
    r"|nats|cockroachdb)[\w+]{0,30}://(?![\"']\s{0,9}[],.):}])"
)
_SECRET = re.compile(r"(?i:passw(?:or)?d)[\"']?\s{0,9}[:=](?!=)")
_SCHEMES = {
    "postgres": "postgresql",
    "psycopg": "postgresql",
    "asyncpg": "postgresql",
    "mysql": "mysql",
    "redis": "redis",
    "mongo": "mongodb",
    "pika": "amqp",
}
_FIELDS = {
    "user": "user",
    "username": "user",
    "password": "password",
    "passwd": "password",
    "host": "host",
    "hostname": "host",
    "port": "port",
    "database": "database",
    "dbname": "database",
    "db": "database",
    "name": "database",
}
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands for a part that only running the code would tell."""


class Connection(Struct, frozen=True):
    """A service's address in code. Parts that are not given are empty, those that only running the code would
    tell are `UNKNOWN`. `variable` is the environment variable this is the default of; `name` the name it is
    assigned to.
    """

    scheme: str
    user: str
    password: str
    host: str
    port: str
    database: str
    text: str
    variable: str
    name: str
    place: FileEvidence

    @property
    def service(self) -> str:
        """The kind of service, without the driver: `postgresql`, `redis`, ..."""
        kind = self.scheme.partition("+")[0]
        return {"postgres": "postgresql", "rediss": "redis", "valkey": "redis", "amqps": "amqp"}.get(
            kind, kind
        )


def connections(tree: Tree) -> tuple[Connection, ...]:
    """All connection URLs and groups of credentials in the Python files of a tree, by file and line."""
    sources = (tree.source(path) for path in Modules(tree).files)
    return tuple(found for source in sources if source is not None for found in read_connections(source))


def read_connections(source: Source) -> tuple[Connection, ...]:
    """Those of one file; nothing when it cannot be parsed."""
    lines = _lines(source.text)
    tree = parse(source) if lines else None
    if tree is None:
        return ()
    names = _constants(tree)
    found = [*_urls(source, tree, names, lines), *_groups(source, tree, names, lines)]
    return tuple(sorted(found, key=lambda item: (item.place.line, item.place.column)))


def _lines(text: str) -> list[int]:
    """Where something may stand; a syntax tree is made only where there is such a line."""
    urls = matching_lines(text, _HINT) if "://" in text else []
    named = "passw" in text or "PASSW" in text
    secrets = matching_lines(text, _SECRET) if named and _engine_scheme(text) else []
    return sorted({*urls, *secrets})


def split_url(url: str) -> Mapping[str, str] | None:
    """The parts of a connection URL (scheme, user, password, host, port, database); None when it is none."""
    match = _URL.match(url)
    if match is None or not any((match["user"], match["host"], match["database"])):
        return None  # `postgresql://` alone is a prefix to compare with, no address
    return {key: unquote(value or "") for key, value in match.groupdict().items()}


def _urls(
    source: Source, tree: ast.Module, names: Mapping[str, str], lines: list[int]
) -> Iterator[Connection]:
    pending: list[tuple[ast.AST, str, str]] = [(tree, "", "")]
    while pending:
        node, name, variable = pending.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        name, variable = _assigned(node) or name, _read_variable(node) or variable
        text = _fold(node, names) if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) else None
        parts = split_url(text) if text is not None else None
        if text is not None and parts is not None:
            place = on_line(source, *position(source, node))
            yield Connection(**parts, text=text, variable=variable, name=name, place=place)
        elif not isinstance(node, ast.JoinedStr):
            pending += [
                (child, name, variable) for child in ast.iter_child_nodes(node) if covers(child, lines)
            ]


def _groups(
    source: Source, tree: ast.Module, names: Mapping[str, str], lines: list[int]
) -> Iterator[Connection]:
    """`connect(user=..., password=...)` and `{"USER": ..., "PASSWORD": ...}`: two parts or more, one a secret."""
    for node in walk(tree, lines):
        pairs: list[tuple[str, ast.expr]] = []
        engine = ""
        if isinstance(node, ast.Call):
            pairs = [(item.arg, item.value) for item in node.keywords if item.arg is not None]
            engine = dotted(node.func)
        elif isinstance(node, ast.Dict):
            pairs = [
                (key, v) for k, v in zip(node.keys, node.values, strict=True) if (key := constant_string(k))
            ]
            engine = next((constant_string(v) or "" for key, v in pairs if key == "ENGINE"), "")
        values: dict[str, str] = {}
        for key, value in pairs:
            part = _FIELDS.get(key.lower())
            if part is not None:
                values[part] = _value(value, names)
        scheme = _engine_scheme(engine)
        if scheme and len(values) > 1 and values.get("password", UNKNOWN) != UNKNOWN:
            parts = dict.fromkeys(("user", "password", "host", "port", "database"), "") | values
            place = on_line(source, *position(source, node))
            yield Connection(scheme, **parts, text="", variable="", name="", place=place)


def _engine_scheme(engine: str) -> str:
    lowered = engine.lower()
    return next((scheme for hint, scheme in _SCHEMES.items() if hint in lowered), "")


def _value(node: ast.expr, names: Mapping[str, str]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str | int) else ""
    folded = _fold(node, names)
    return folded if folded is not None else UNKNOWN


def _constants(tree: ast.Module) -> dict[str, str]:
    """Module-level names that are string or integer literals."""
    return {
        target.id: str(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value.value, str | int)
    }


def _fold(node: ast.AST, names: Mapping[str, str]) -> str | None:
    """The text of an expression, as far as it is literal; None when it is no text at all."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.JoinedStr):
        return "".join(_fold(part, names) or UNKNOWN for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _fold(node.value, names)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left = _fold(node.left, names)
        return None if left is None else left + (_fold(node.right, names) or UNKNOWN)
    return None


def _assigned(node: ast.AST) -> str:
    """The name a statement assigns to, or the keyword of an argument."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
        key = constant_string(target.slice) if isinstance(target, ast.Subscript) else None
        return key or dotted(target)
    if isinstance(node, ast.AnnAssign):
        return dotted(node.target)
    return (node.arg or "") if isinstance(node, ast.keyword) else ""


def _read_variable(node: ast.AST) -> str:
    """The variable that a call reads, of which its other arguments are the default."""
    if isinstance(node, ast.Call) and node.args:
        function = dotted(node.func)
        if (
            function.endswith(("getenv", "environ.get", "environ.setdefault", "setenv"))
            or function == "config"
        ):
            return constant_string(node.args[0]) or ""
    return ""
