"""What Alembic runs: the steps on the connection that `triage.gateway.schema` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from triage.gateway.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=False)
context.run_migrations()
