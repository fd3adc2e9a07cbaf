"""The courses that figures are made of: of every report, worked out; and what they still need of one whose words
retention took away: its type, grade and yes or no, for a time.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table

from triage.gateway.columns import SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

courses = Table(
    "courses",
    metadata,
    Column("report_id", SafeText, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("started", BigInteger, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("grade", SafeText, nullable=False),
    Column("look_within", BigInteger),
    Column("record_within", BigInteger),
    Column("looked", BigInteger),
    Column("decided", BigInteger),
    Column("recorded", BigInteger),
    Column("ended", SafeText, nullable=False),
    Column("repeat", Boolean, nullable=False),
    Column("vulnerable", Boolean, nullable=False),
    Column("downgrade", SafeText, nullable=False),
    Column("required", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("not_possible", Integer, nullable=False),
    Column("erased", Boolean, nullable=False),
    Column("restricted", SafeText, nullable=False),
    Index("ix_courses_received", "received"),
)
"""Each as `compliance.course.Course` tells it, worked out when the change ``seq`` was the report's last; one whose
report has changed since counts no more. Everything in it can be worked out again (`compliance.keeper`).
"""

kept_courses = Table(
    "kept_courses",
    metadata,
    Column("report_id", SafeText, primary_key=True),
    Column("course", LargeBinary, nullable=False),
    Column("kept_until", UtcDateTime, nullable=False),
    Index("ix_kept_courses_kept_until", "kept_until"),
)
