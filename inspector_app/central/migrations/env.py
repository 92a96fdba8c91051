"""Run by Alembic with the connection that ``schema.migrate`` hands over."""

from __future__ import annotations

from alembic import context

from inspector_app.central.exchange_tables import AUTHORITY  # noqa: F401  (registers its tables)
from inspector_app.central.tables import REGISTRY

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=REGISTRY.metadata,
    transactional_ddl=False,  # the caller's transaction holds the whole upgrade
)
context.run_migrations()
