"""Guards that the database itself keeps."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection


def protect_audit(connection: Connection) -> None:
    """Audit lines are only ever added, whoever writes the SQL."""
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.execute(
                text(
                    f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                    "BEGIN SELECT RAISE(ABORT, 'audit lines are only ever added'); END"
                )
            )
        return
    connection.execute(
        text(
            "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit lines are only ever added'; END $$"
        )
    )
    connection.execute(
        text("CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit EXECUTE FUNCTION audit_refuse()")
    )
