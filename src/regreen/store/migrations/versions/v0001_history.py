"""The first shape: runs with their jobs, steps, causes, packages, services, tests and logs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this shape."""
    _bases()
    _runs()
    _jobs()
    _parts()
    _messages()
    _tests()


def _required(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _bases() -> None:
    """What others refer to: logs, sets of packages, projects."""
    op.create_table(
        "blob",
        _required("digest", sa.String(length=64)),
        _required("size", sa.BigInteger()),
        sa.Column("content", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("digest", name="pk_blob"),
    )
    op.create_table(
        "package_set",
        _required("id", ID),
        _required("digest", sa.String(length=64)),
        sa.PrimaryKeyConstraint("id", name="pk_package_set"),
        sa.UniqueConstraint("digest", name="uq_package_set_digest"),
    )
    op.create_table(
        "project",
        _required("id", ID),
        _required("name", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
        sa.UniqueConstraint("name", name="uq_project_name"),
    )
    op.create_table(
        "package",
        _required("package_set_id", ID),
        _required("name", sa.Text()),
        _required("version", sa.Text()),
        sa.ForeignKeyConstraint(
            ["package_set_id"], ["package_set.id"], name="fk_package_package_set_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("package_set_id", "name", "version", name="pk_package"),
    )


def _runs() -> None:
    """Runs and their causes."""
    op.create_table(
        "run",
        _required("id", ID),
        _required("project_id", ID),
        _text("branch"),
        _text("commit_sha"),
        _text("workflow"),
        _text("event"),
        _text("command"),
        _text("version"),
        _required("outcome", sa.String(length=16)),
        _required("patched", sa.Boolean()),
        _required("started", sa.Float()),
        _required("seconds", sa.Float()),
        _required("notes", sa.JSON()),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_run_project_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_index("ix_run_project_id_branch_id", "run", ["project_id", "branch", "id"])
    op.create_table(
        "cause",
        _required("id", ID),
        _required("run_id", ID),
        _required("position", sa.Integer()),
        _required("rule", sa.Text()),
        _text("category"),
        _text("title"),
        _required("confidence", sa.Float()),
        _required("fingerprint", sa.Text()),
        _required("failures", sa.Integer()),
        _required("jobs", sa.JSON()),
        _text("step"),
        _required("evidence", sa.JSON()),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_cause_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_cause"),
    )
    op.create_index("ix_cause_fingerprint", "cause", ["fingerprint"])
    op.create_index("ix_cause_rule", "cause", ["rule"])
    op.create_index("ix_cause_run_id", "cause", ["run_id"])


def _jobs() -> None:
    """Jobs and their steps."""
    op.create_table(
        "job",
        _required("id", ID),
        _required("run_id", ID),
        _required("position", sa.Integer()),
        _text("key"),
        _required("name", sa.Text()),
        _required("outcome", sa.String(length=16)),
        _required("seconds", sa.Float()),
        _text("reason"),
        _text("cannot_run"),
        _required("tolerated", sa.Boolean()),
        sa.Column("log", sa.String(length=64)),
        sa.Column("counts", sa.JSON()),
        _required("missing_tools", sa.JSON()),
        _required("empty_secrets", sa.JSON()),
        sa.ForeignKeyConstraint(["log"], ["blob.digest"], name="fk_job_log"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_job_run_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
    )
    op.create_index("ix_job_log", "job", ["log"])
    op.create_index("ix_job_name", "job", ["name"])
    op.create_index("ix_job_run_id", "job", ["run_id"])
    op.create_table(
        "step",
        _required("id", ID),
        _required("job_id", ID),
        _required("position", sa.Integer()),
        _required("name", sa.Text()),
        _required("outcome", sa.String(length=16)),
        _required("conclusion", sa.String(length=16)),
        _required("seconds", sa.Float()),
        _required("started", sa.Float()),
        sa.Column("exit_code", sa.Integer()),
        _text("unsupported"),
        _required("seen", sa.JSON()),
        _required("sets", sa.JSON()),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_step_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_step"),
    )
    op.create_index("ix_step_job_id", "step", ["job_id"])


def _parts() -> None:
    """What jobs had: services, substitutions, packages."""
    op.create_table(
        "environment",
        _required("id", ID),
        _required("job_id", ID),
        _text("path"),
        _text("python"),
        _required("package_set_id", ID),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_environment_job_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["package_set_id"], ["package_set.id"], name="fk_environment_package_set_id"),
        sa.PrimaryKeyConstraint("id", name="pk_environment"),
    )
    op.create_index("ix_environment_job_id", "environment", ["job_id"])
    op.create_index("ix_environment_package_set_id", "environment", ["package_set_id"])
    op.create_table(
        "service",
        _required("id", ID),
        _required("job_id", ID),
        _text("name"),
        _text("image"),
        _text("provider"),
        _text("version"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_service_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_service"),
    )
    op.create_index("ix_service_job_id", "service", ["job_id"])
    op.create_table(
        "substitution",
        _required("id", ID),
        _required("job_id", ID),
        _required("kind", sa.String(length=16)),
        _text("wanted"),
        _text("used"),
        _text("why"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_substitution_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_substitution"),
    )
    op.create_index("ix_substitution_job_id", "substitution", ["job_id"])


def _messages() -> None:
    """What steps said to the service."""
    op.create_table(
        "annotation",
        _required("id", ID),
        _required("job_id", ID),
        _required("level", sa.String(length=16)),
        _text("message"),
        _text("title"),
        _text("path"),
        _required("line", sa.Integer()),
        _required("column", sa.Integer()),
        _text("code"),
        _text("step"),
        _text("owner"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_annotation_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_annotation"),
    )
    op.create_index("ix_annotation_job_id", "annotation", ["job_id"])


def _tests() -> None:
    """Tests and their results."""
    op.create_table(
        "test",
        _required("id", ID),
        _required("project_id", ID),
        _required("suite", sa.Text()),
        _required("name", sa.Text()),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name="fk_test_project_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_test"),
        sa.UniqueConstraint("project_id", "suite", "name", name="uq_test_project_id_suite_name"),
    )
    op.create_table(
        "test_result",
        _required("id", ID),
        _required("job_id", ID),
        _required("test_id", ID),
        _required("position", sa.Integer()),
        _required("attempt", sa.Integer()),
        _required("outcome", sa.String(length=16)),
        _required("seconds", sa.Float()),
        _required("flaky", sa.Boolean()),
        sa.Column("worker", sa.Text()),
        sa.Column("fingerprint", sa.String(length=32)),
        sa.Column("error", sa.Text()),
        sa.Column("message", sa.Text()),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_test_result_job_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["test_id"], ["test.id"], name="fk_test_result_test_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_test_result"),
    )
    op.create_index("ix_test_result_fingerprint", "test_result", ["fingerprint"])
    op.create_index("ix_test_result_job_id", "test_result", ["job_id"])
    op.create_index("ix_test_result_test_id", "test_result", ["test_id"])
