"""Alembic's entry: runs on the connection (and in the transaction) that the caller passes in."""

from alembic import context

from matching.corporate import (  # noqa: F401 (their tables are part of the metadata)
    account_tables,
    case_tables,
    lexicon_tables,
    request_tables,
    side_tables,
    trail_tables,
    work_tables,
)
from matching.corporate.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
