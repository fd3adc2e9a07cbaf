"""Steps of the gateway's database, in order, for SQLite and PostgreSQL alike (Alembic).

Each room has its own step; a step that was released is never changed. There is no way down: before an update the
database is copied (docs/gateway.md), and a database of a newer program is refused.
"""
