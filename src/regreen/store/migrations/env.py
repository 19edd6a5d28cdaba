"""Run by Alembic: the steps that are due, on the connection that the caller has opened."""

from __future__ import annotations

from alembic import context

from regreen.store.schema import METADATA, VERSIONS

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSIONS,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
