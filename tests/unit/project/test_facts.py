from __future__ import annotations

import pytest

from regreen.model.text import Source
from regreen.project.compose import read_compose
from regreen.project.connections import UNKNOWN, connections, read_connections
from regreen.project.env import read_variables
from regreen.project.hooks import hooks, read_hooks
from regreen.project.lock import locks, read_lock
from regreen.project.toolconfig import tool_config
from regreen.project.tree import Tree

ENV = """\
import os
from pydantic_settings import BaseSettings
A = os.environ["A"]
os.environ["B"] = "1"
def f():
    os.getenv("C", default="d"); os.environ.get("D", 1 + 1); environ.setdefault("E", "e")
    monkeypatch.setenv("F", "f"); os.environ[name]; os.getenv(name); other.get("G")
class S(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="X_")
    url: str
    port: int = 1
    key: str = Field(..., alias="KEY_ALIAS")
    soft: str = Field(default="s")
class T(S):
    more: str
class Plain:
    no: str
"""


def test_variables() -> None:
    found = {
        (v.name, v.default, v.required, v.sets, v.at_import, v.settings)
        for v in read_variables(Source("s.py", ENV))
    }
    assert found == {
        ("A", "", True, False, True, ""),
        ("B", "", False, True, True, ""),
        ("C", "'d'", False, False, False, ""),
        ("D", "1 + 1", False, False, False, ""),
        ("E", "'e'", False, True, False, ""),
        ("F", "'f'", False, True, False, ""),
        ("X_URL", "", True, False, False, "S"),
        ("X_PORT", "1", False, False, False, "S"),
        ("KEY_ALIAS", "", True, False, False, "S"),
        ("X_SOFT", "'s'", False, False, False, "S"),
        ("MORE", "", True, False, False, "T"),
    }
    first = read_variables(Source("s.py", ENV))[0].place
    assert (first.line, first.column, first.text) == (3, 5, 'A = os.environ["A"]')
    assert read_variables(Source("s.py", "os.environ[")) == ()
    assert [
        v.required for v in read_variables(Source("s.py", 'from decouple import config\nconfig("A")\n'))
    ] == [True]


URLS = '''\
"""Docs: postgresql://doc:doc@host/doc"""
USER = "app"
DB = os.getenv("DATABASE_URL", "postgresql+asyncpg://u:p%40@localhost:5432/test_db?ssl=1")
REDIS = f"redis://:secret@{HOST}:6379/0"
os.environ["AMQP_URL"] = "amqp://" + USER + ":x@mq"
PREFIX = "postgresql://"
connection = psycopg2.connect(host="db", port=5433, user=USER, password="pw", dbname="d")
DATABASES = {"default": {"ENGINE": "django.db.backends.mysql", "NAME": "n", "USER": "u", "PASSWORD": env("P")}}
OTHER = {"default": {"ENGINE": "django.db.backends.mysql", "NAME": "n", "PASSWORD": "q"}}
'''


def test_connections() -> None:
    found = read_connections(Source("conftest.py", URLS))
    assert [(c.place.line, c.service, c.user, c.password, c.host, c.port, c.database) for c in found] == [
        (3, "postgresql", "u", "p@", "localhost", "5432", "test_db"),
        (4, "redis", "", "secret", UNKNOWN, "6379", "0"),
        (5, "amqp", "app", "x", "mq", "", ""),
        (7, "postgresql", "app", "pw", "db", "5433", "d"),
        (9, "mysql", "", "q", "", "", "n"),
    ]
    assert [(c.variable, c.name) for c in found[:3]] == [
        ("DATABASE_URL", "DB"),
        ("", "REDIS"),
        ("", "AMQP_URL"),
    ]
    assert connections(Tree.of({"tests/fixtures/x.py": URLS, "a.py": "x = ("})) == ()


HOOKS = """\
repos:
  - repo: https://example.org/ruff
    rev: v1
    hooks: [{id: ruff, args: [--fix]}]
  - repo: local
    hooks:
      - id: check
        entry: python tools/check.py
        language: system
        additional_dependencies: [a]
        stages: [pre-push]
"""


def test_hooks() -> None:
    first, second = hooks(Tree.of({".pre-commit-config.yaml": HOOKS}))
    assert (first.id, first.repository, first.revision, first.arguments) == (
        "ruff",
        "https://example.org/ruff",
        "v1",
        ("--fix",),
    )
    assert first.revision_place is not None and first.revision_place.line == 3
    assert (second.entry, second.language, second.dependencies, second.stages) == (
        "python tools/check.py",
        "system",
        ("a",),
        ("pre-push",),
    )
    assert second.entry_place is not None and second.entry_place.text == "entry: python tools/check.py"
    assert (
        hooks(Tree.of({})) == ()
        and read_hooks(Source("x", "repos: [")) == ()
        and read_hooks(Source("x", "3")) == ()
    )


COMPOSE = """\
services:
  db:
    image: postgres:${PG:-16}
    environment:
      POSTGRES_USER: app
      POSTGRES_PASSWORD: ${PASSWORD-pw}
    ports: ["5432:5432"]
    healthcheck: {test: x}
  cache:
    image: redis
    environment: [A=b=c, "D"]
"""


def test_compose() -> None:
    db, cache = read_compose(Source("compose.yml", COMPOSE))
    assert (db.name, db.image, db.ports, db.has_healthcheck) == ("db", "postgres:16", ("5432:5432",), True)
    password = db.variable("POSTGRES_PASSWORD")
    assert password is not None and (password.value, password.place.line) == ("pw", 6)
    assert [(s.name, s.value) for s in cache.environment] == [("A", "b=c"), ("D", "")]
    assert read_compose(Source("compose.yml", "services: [")) == ()


@pytest.mark.parametrize(
    "path, text, tool, python, content_hash",
    [
        (
            "uv.lock",
            'version = 1\nrequires-python = ">=3.11"\n\n[[package]]\nname = "A_b"\nversion = "1.0"\n'
            'source = { registry = "x" }\n\n'
            '[[package]]\nname = "me"\nsource = { editable = "." }\n',
            "uv",
            ">=3.11",
            "",
        ),
        (
            "poetry.lock",
            "# @generated by Poetry 2.1.3\r\n\r\n[[package]]\r\n"
            'name = "A_b"\r\nversion = "1.0"\r\npython-versions = ">=3.6"\r\n\r\n[[package]]\r\nname = "me"\r\n\r\n'
            '[metadata]\r\npython-versions = "^3.11"\r\ncontent-hash = "ab"\r\n',
            "poetry",
            "^3.11",
            "ab",
        ),
        (
            "Pipfile.lock",
            '{"default": {"A_b": {"version": "==1.0"}}, "develop": {"me": {}}}',
            "pipenv",
            "",
            "",
        ),
    ],
)
def test_locks(path: str, text: str, tool: str, python: str, content_hash: str) -> None:
    (lock,) = locks(Tree.of({path: text, "other.lock": ""}))
    assert (lock.tool, lock.requires_python, lock.content_hash) == (tool, python, content_hash)
    assert [(p.key, p.version) for p in lock.packages] == [("a-b", "1.0"), ("me", "")]
    assert lock.versions("a.b") == ("1.0",)
    line = lock.packages[1].place.line
    assert "me" in text.split("\n")[line - 1]
    assert read_lock(Source(path, "{")).packages == ()


def test_tool_settings_live_in_many_places() -> None:
    config = tool_config(
        Tree.of(
            {
                "pyproject.toml": (
                    '[tool.pytest.ini_options]\naddopts = "-q"\n[tool.coverage.report]\nfail_under = 80\n'
                    '[tool.ruff.lint]\nselect = ["E"]\n[tool.mypy]\nstrict = true\n'
                ),
                "tox.ini": "[tox]\nenvlist = py\n[pytest]\naddopts = -v\n[testenv]\ncommands =\n  pytest\n  ruff\n",
                "setup.cfg": "[coverage:report]\nfail_under = 35\n[flake8]\nmax-line-length = 9\n",
            }
        )
    )
    addopts, gate = config.get("pytest", "addopts"), config.get("coverage", "fail-under", "report")
    assert addopts is not None and addopts.values == ("-q",) and addopts.place.path == "pyproject.toml"
    assert gate is not None and (gate.text, gate.place.path, gate.place.line) == ("35", "setup.cfg", 2)
    strict, select = config.get("mypy", "strict"), config.get("ruff", "select", "lint")
    assert strict is not None and strict.text == "true" and select is not None and select.values == ("E",)
    commands = config.get("tox", "commands", "testenv")
    assert commands is not None and commands.values == ("pytest", "ruff")
    assert config.files["flake8"] == "setup.cfg" and "isort" not in config.files


def test_an_empty_pytest_ini_wins() -> None:
    tree = Tree.of(
        {"pytest.ini": "", "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-q \"a b\"'\n"}
    )
    config = tool_config(tree)
    assert config.of("pytest") == () and config.files["pytest"] == "pytest.ini"
    other = tool_config(Tree.of({"sub/tox.ini": "[pytest]\naddopts = -q 'a b\n"}), "sub").get(
        "pytest", "addopts"
    )
    assert other is not None and other.words == ("-q", "'a", "b")
