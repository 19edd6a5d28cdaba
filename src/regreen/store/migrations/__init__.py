"""Steps from one shape of the history to the next, run by Alembic."""
