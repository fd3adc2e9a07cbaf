"""The claim as PostgreSQL runs it: one call, one round trip, one transaction (`triage.gateway.claims`).

A function and not a statement, because each statement inside it sees what was committed before it began: the person's
lock is taken first and then what they hold is counted, which one statement with one snapshot cannot do.

A change of it is a new function with a new number in a new step: gateways of two releases may share a database while
it is being updated.
"""

from __future__ import annotations

_TEXT = """
CREATE FUNCTION {name}(
    p_subject text, p_role text, p_request text, p_lock bigint, p_wanted int, p_most int,
    p_now timestamptz, p_length interval, p_lift timestamptz, p_lifted int, p_high_only boolean,
    p_sees_all boolean, p_open text[], p_known text[], p_expire boolean
) RETURNS TABLE (
    word text, held int, report_id text, submission_id text, version int, rank int, due_at timestamptz,
    fence int, delivery_count int, begins int, flags text, open_proposals int, restricted text,
    lease_id text, granted_at timestamptz, expires_at timestamptz,
    summary bytea, assessment bytea, report bytea, draft bytea{told}
) LANGUAGE plpgsql
SET enable_sort = off SET enable_seqscan = off SET enable_bitmapscan = off AS $claim$
#variable_conflict use_variable
DECLARE
    chosen text[];
    free int;
    this text;
    ended timestamptz;
    place bigint;
BEGIN
    word := 'granted';
    IF p_expire AND EXISTS (
        SELECT 1 FROM leases l WHERE l.ended_at IS NULL AND l.lapsed_at IS NULL AND l.expires_at <= p_now
    ) THEN
        word := 'expired';
        RETURN NEXT;
        RETURN;
    END IF;
    -- One claim of a person at a time, in whichever gateway.
    PERFORM pg_advisory_xact_lock(p_lock);
    SELECT count(*) INTO held FROM leases l JOIN reports r ON r.report_id = l.report_id AND r.fence = l.fence
        WHERE l.subject = p_subject AND l.ended_at IS NULL AND l.expires_at > p_now
        AND r.stage IN ('claimed', 'in_triage');
    IF held >= p_most THEN
        word := 'held';
        RETURN NEXT;
        RETURN;
    END IF;
    free := least(p_wanted, p_most - held);
    -- The order of models/query.py in three index scans: what stands above the lifted ones, the lifted ones with their
    -- rank by due_at, the rest. After the second scan nothing is left that the third would have to lift.
{first}    chosen := {before}ARRAY(
        SELECT r.report_id FROM reports r WHERE r.stage = 'incoming' AND r.rank < p_lifted{rest}
        AND (r.deferred_until IS NULL OR r.deferred_until <= p_now)
        AND (p_sees_all OR r.restricted = ANY (p_open) OR r.restricted <> ALL (p_known))
        ORDER BY r.rank, r.due_at, r.report_id LIMIT {left} FOR UPDATE SKIP LOCKED
    );
    IF cardinality(chosen) < free AND NOT p_high_only THEN
        chosen := chosen || ARRAY(
            SELECT r.report_id FROM reports r
            WHERE r.stage = 'incoming' AND r.rank >= p_lifted AND r.due_at <= p_lift{rest}
            AND (r.deferred_until IS NULL OR r.deferred_until <= p_now)
            AND (p_sees_all OR r.restricted = ANY (p_open) OR r.restricted <> ALL (p_known))
            ORDER BY r.due_at, r.report_id LIMIT free - cardinality(chosen) FOR UPDATE SKIP LOCKED
        );
    END IF;
    IF cardinality(chosen) < free AND NOT p_high_only THEN
        chosen := chosen || ARRAY(
            SELECT r.report_id FROM reports r
            WHERE r.stage = 'incoming' AND r.rank >= p_lifted AND r.due_at > p_lift{rest}
            AND (r.deferred_until IS NULL OR r.deferred_until <= p_now)
            AND (p_sees_all OR r.restricted = ANY (p_open) OR r.restricted <> ALL (p_known))
            ORDER BY r.rank, r.due_at, r.report_id LIMIT free - cardinality(chosen) FOR UPDATE SKIP LOCKED
        );
    END IF;
    FOREACH this IN ARRAY chosen LOOP
        report_id := this;
        INSERT INTO changes (tx, report_id, word, stage, at)
            VALUES (pg_current_xact_id()::text::bigint, this, 'claimed', 'claimed', p_now) RETURNING seq INTO place;
        UPDATE reports r SET stage = 'claimed', fence = r.fence + 1, delivery_count = r.delivery_count + 1,
                tx = pg_current_xact_id()::text::bigint, seq = place{taken_up}
            WHERE r.report_id = this
            RETURNING r.submission_id, r.version, r.rank, r.due_at, r.fence, r.delivery_count, r.begins, r.flags::text,
                r.open_proposals, r.restricted, r.summary, r.assessment{columns}
            INTO submission_id, version, rank, due_at, fence, delivery_count, begins, flags,
                open_proposals, restricted, summary, assessment{variables};
        granted_at := p_now;
        IF fence > 1 THEN
            UPDATE leases l SET ended_at = {taken}, ended_by = 'taken'
                WHERE l.report_id = this AND l.fence = {name}.fence - 1 AND l.ended_at IS NULL;
            -- Clocks of two gateways may differ, and a call may be told an earlier time than one that overtook it: a
            -- grant never begins before the one before it ended.
            SELECT max({ended}) INTO ended FROM leases l
                WHERE l.report_id = this AND l.fence = {name}.fence - 1;
            granted_at := greatest(p_now, ended);
        END IF;
        lease_id := gen_random_uuid()::text;
        expires_at := granted_at + p_length;
        INSERT INTO leases (lease_id, report_id, fence, subject, first_granted_at, granted_at, expires_at)
            VALUES (lease_id, this, fence, p_subject, granted_at, granted_at, expires_at);
        INSERT INTO audit (at, subject, role, action, report_id, request_id, details)
            VALUES (p_now, p_subject, p_role, 'claim', this, p_request, json_build_object('fence', fence));
        SELECT v.report INTO report FROM versions v
            WHERE v.report_id = this AND v.version = {name}.version;
        draft := NULL;
        IF fence > 1 THEN
            SELECT d.draft INTO draft FROM drafts d WHERE d.report_id = this;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$claim$
"""
_PLAIN = {
    **dict.fromkeys(("told", "first", "before", "rest", "taken_up", "columns", "variables"), ""),
    "left": "free",
}
_LATER = {"taken": "greatest(p_now, l.expires_at)", "ended": "greatest(l.granted_at, l.ended_at)"}
CLAIM_NEXT_1 = _TEXT.format(name="claim_next_1", taken="p_now", ended="l.ended_at", **_PLAIN)
CLAIM_NEXT_2 = _TEXT.format(name="claim_next_2", **_LATER, **_PLAIN)
"""A lease that is taken had run out by the clock of the gateway that gave it back; this one's may be behind."""
_FIRST = """\
    -- Before all of them, from an index that holds few: what was assigned to this person, then what was pinned, and
    -- what was assigned to somebody who did not come for it in time.
    chosen := ARRAY(
        SELECT r.report_id FROM reports r WHERE r.stage = 'incoming' AND (r.pinned_by <> '' OR r.assigned_to <> '')
        AND (r.assigned_to IN ('', p_subject) OR r.assigned_until <= p_now)
        AND (NOT p_high_only OR r.rank < p_lifted)
        AND (r.deferred_until IS NULL OR r.deferred_until <= p_now)
        AND (p_sees_all OR r.restricted = ANY (p_open) OR r.restricted <> ALL (p_known))
        ORDER BY r.assigned_to = p_subject DESC, {rank}, r.due_at, r.report_id
        LIMIT free FOR UPDATE SKIP LOCKED
    );
"""
_PLACED = dict(
    told=", pinned_by text, pin_why text",
    before="chosen || ",
    left="free - cardinality(chosen)",
    rest=" AND r.pinned_by = '' AND r.assigned_to = ''",
    columns=", r.pinned_by, r.pin_why",
    variables=", pinned_by, pin_why",
    **_LATER,
)
_KEPT_FOR_NOBODY = ", assigned_to = '', assigned_until = NULL"
CLAIM_NEXT_3 = _TEXT.format(
    name="claim_next_3", first=_FIRST.format(rank="r.rank"), taken_up=_KEPT_FOR_NOBODY, **_PLACED
)
"""Pinned and assigned reports come first."""
_LIFTED = """
            CASE WHEN r.rank > p_lifted AND r.due_at <= p_lift THEN p_lifted ELSE r.rank END"""
CLAIM_NEXT_4 = _TEXT.format(
    name="claim_next_4",
    first=_FIRST.format(rank=_LIFTED),
    taken_up=f"{_KEPT_FOR_NOBODY}, stage_at = p_now",
    **_PLACED,
)
"""Those that are lifted come in their place among the first, too; and since when the report is claimed."""
