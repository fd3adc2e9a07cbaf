"""People to compare with, by blocking keys; which reports are to be looked over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "known_people",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("document_id", BigId, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_key", SafeText, nullable=False),
        sa.Column("traits", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["search_documents.id"], name=op.f("fk_known_people_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_people")),
    )
    op.create_index("ix_known_people_document_id", "known_people", ["document_id"])
    op.create_index("ix_known_people_report_id", "known_people", ["report_id"])
    op.create_table(
        "people_blocks",
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["known_people.id"], name=op.f("fk_people_blocks_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("block", "person_id", name=op.f("pk_people_blocks")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_people_blocks_person_id", "people_blocks", ["person_id"])
    op.create_table(
        "to_look_over",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_to_look_over")),
    )
    op.create_index("ix_to_look_over_report_id", "to_look_over", ["report_id"])
