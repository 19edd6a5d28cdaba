"""The tables of the history. The same for SQLite and PostgreSQL; how they came about is in `migrations`."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from regreen.store.revisions import VERSIONS as VERSIONS

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
ID = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER counts by itself in SQLite


def _of(parent: str, *, index: bool = False, primary_key: bool = False) -> Column[int]:
    """A reference to the row that this one belongs to and goes with."""
    key = ForeignKey(f"{parent}.id", ondelete="CASCADE")
    return Column(f"{parent}_id", ID, key, nullable=False, index=index or None, primary_key=primary_key)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


PROJECT = Table(
    "project",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)
RUN = Table(
    "run",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("project"),
    _text("branch"),
    _text("commit_sha"),
    _text("workflow"),
    _text("event"),
    _text("command"),
    _text("version"),
    Column("outcome", String(16), nullable=False),
    Column("patched", Boolean, nullable=False),
    Column("started", Float, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("notes", JSON, nullable=False),
    Index("ix_run_project_id_branch_id", "project_id", "branch", "id"),
)
JOB = Table(
    "job",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("run", index=True),
    Column("position", Integer, nullable=False),
    _text("key"),
    Column("name", Text, nullable=False, index=True),
    Column("outcome", String(16), nullable=False),
    Column("seconds", Float, nullable=False),
    _text("reason"),
    _text("cannot_run"),
    Column("tolerated", Boolean, nullable=False),
    Column("log", String(64), ForeignKey("blob.digest"), index=True),
    Column("counts", JSON),
    Column("missing_tools", JSON, nullable=False),
    Column("empty_secrets", JSON, nullable=False),
)
STEP = Table(
    "step",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("job", index=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("conclusion", String(16), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("started", Float, nullable=False),
    Column("exit_code", Integer),
    _text("unsupported"),
    Column("seen", JSON, nullable=False),
    Column("sets", JSON, nullable=False),
)
SERVICE = Table(
    "service",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("job", index=True),
    _text("name"),
    _text("image"),
    _text("provider"),
    _text("version"),
)
SUBSTITUTION = Table(
    "substitution",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("job", index=True),
    Column("kind", String(16), nullable=False),
    _text("wanted"),
    _text("used"),
    _text("why"),
)
PACKAGE_SET = Table(
    "package_set",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
)
PACKAGE = Table(
    "package",
    METADATA,
    _of("package_set", primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
)
ENVIRONMENT = Table(
    "environment",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("job", index=True),
    _text("path"),
    _text("python"),
    Column("package_set_id", ID, ForeignKey("package_set.id"), nullable=False, index=True),
)
ANNOTATION = Table(
    "annotation",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("job", index=True),
    Column("level", String(16), nullable=False),
    _text("message"),
    _text("title"),
    _text("path"),
    Column("line", Integer, nullable=False),
    Column("column", Integer, nullable=False),
    _text("code"),
    _text("step"),
    _text("owner"),
)
TEST = Table(
    "test",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("project"),
    Column("suite", Text, nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("project_id", "suite", "name"),
)
TEST_RESULT = Table(
    "test_result",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("job", index=True),
    _of("test", index=True),
    Column("position", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("seconds", Float, nullable=False),
    Column("flaky", Boolean, nullable=False),
    Column("worker", Text),
    Column("fingerprint", String(32), index=True),
    Column("error", Text),
    Column("message", Text),
)
CAUSE = Table(
    "cause",
    METADATA,
    Column("id", ID, primary_key=True),
    _of("run", index=True),
    Column("position", Integer, nullable=False),
    Column("rule", Text, nullable=False, index=True),
    _text("category"),
    _text("title"),
    Column("confidence", Float, nullable=False),
    Column("fingerprint", Text, nullable=False, index=True),
    Column("failures", Integer, nullable=False),
    Column("jobs", JSON, nullable=False),
    _text("step"),
    Column("evidence", JSON, nullable=False),
)
BLOB = Table(
    "blob",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary),  # empty where the bytes lie in a file beside the database
)
