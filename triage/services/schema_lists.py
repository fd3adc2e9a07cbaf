"""The store's step for the queue column: what filters look at, reports put off, own tags."""

from __future__ import annotations

_FACTS = """CREATE TABLE facts (
    row INTEGER PRIMARY KEY, report_id TEXT NOT NULL, kind TEXT NOT NULL, reporter TEXT NOT NULL, marks TEXT NOT NULL,
    received_at INTEGER NOT NULL, record_by INTEGER NOT NULL, files INTEGER NOT NULL, deferred_until INTEGER)"""
_MILLIS = "CAST(ROUND((julianday({0}) - 2440587.5) * 86400000) AS INTEGER)"
_TOLD = "json_extract(body, '$.{0}')"
# Lines of an older store are read once; from then on each line brings its facts with it.
_FILL = f"""INSERT INTO facts
    SELECT s.row, s.report_id, {_TOLD.format("kind")}, lower(coalesce({_TOLD.format("reporter")}, '')),
        lower(char(31) || coalesce((SELECT group_concat(value, char(31)) FROM json_each(body, '$.marks')), '')
            || char(31)),
        {_MILLIS.format(_TOLD.format("received_at"))}, {_MILLIS.format(_TOLD.format("record_by"))},
        coalesce({_TOLD.format("attachments")}, 0), {_MILLIS.format(_TOLD.format("deferred_until"))}
    FROM summaries s JOIN (SELECT report_id, CAST(body AS TEXT) AS body FROM lines) l ON l.report_id = s.report_id"""  # noqa: S608
_DEFERRED = "CREATE INDEX facts_deferred ON facts (deferred_until) WHERE deferred_until IS NOT NULL"
_SNOOZES = """CREATE TABLE snoozes (
    report_id TEXT NOT NULL, owner TEXT NOT NULL, until INTEGER NOT NULL, why TEXT NOT NULL, version INTEGER NOT NULL,
    rank INTEGER NOT NULL, PRIMARY KEY (report_id, owner)) WITHOUT ROWID"""
_TAGS = """CREATE TABLE tags (
    report_id TEXT NOT NULL, owner TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (report_id, owner, tag))
    WITHOUT ROWID"""
LISTS: tuple[str, ...] = (_FACTS, _FILL, _DEFERRED, _SNOOZES, _TAGS)
