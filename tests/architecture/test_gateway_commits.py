"""Every transaction of the gateway is on the list of commit points, in words and in code, and is killed."""

from __future__ import annotations

import re

from tests.architecture.commits import gateway_commit_points
from tests.architecture.source import ROOT
from triage.bench.crash.gateway.table import ROWS

LIST = ROOT / "docs" / "crash-safety.md"
_LINE = re.compile(r"^\| `([\w.]+)` \|", re.MULTILINE)

# What `triage bench crash --gateway` has no row for today. Take a name out when it gets one; nothing is ever added.
WITHOUT_A_ROW: frozenset[str] = frozenset(
    {
        "alarms.posting.AlarmPosts._send",
        "alarms.posting.AlarmPosts._take",
        "alarms.raising.look",
        "arrivals.Arrivals._many",
        "claims.Claims._by_function",
        "knowledge.indexer.catch_up",
        "mailbox.ledger.Ledger.begin",
        "mailbox.ledger.Ledger.fault",
        "mailbox.ledger.Ledger.finish",
        "mailbox.ledger.Ledger.hold",
        "mailbox.ledger.Ledger.let_go",
        "mailbox.ledger.Ledger.moved",
        "media.store.MediaStore.add",
        "media.store.MediaStore.claim_inline",
        "media.store.MediaStore.drop",
        "media.store.MediaStore.hold",
        "media.store.MediaStore.later",
        "messages.replies.MessageReplies._logged",
        "messages.sender.Sender._look",
        "profiles.ProfileBook.load",
        "profiles.ProfileBook.offer",
        "relay.files.FileRelay.send",
        "relay.room.Relay.send",
        "routes.alarms.AlarmRoutes.delete",
        "routes.alarms.AlarmRoutes.put",
        "routes.audit.AuditRoutes.upload",
        "routes.deciding.DecidingRoutes.abort",
        "routes.files.FileRoutes.fetch",
        "routes.locking.LockRoutes.lock",
        "routes.lookups.LookupRoutes.look_up",
        "routes.messages.MessageRoutes.again",
        "routes.proposals.ProposalRoutes.withdraw",
        "routes.quality.QualityRoutes.read",
        "routes.quality.QualityRoutes.reply",
        "routes.quality.QualityRoutes.review",
        "routes.relay.RelayRoutes.search",
        "routes.saying.SayingRoutes.read",
        "second_looks.SecondLooks._keep",
        "workflow.restricting.Restricting.round",
    }
)


def test_the_list_names_every_transaction_of_the_gateway() -> None:
    listed = _LINE.findall(LIST.read_text("utf-8").split("## 5. The gateway")[1])
    assert len(listed) == len(set(listed))
    found = gateway_commit_points()
    assert set(listed) == found, (
        f"Not in docs/crash-safety.md: {sorted(found - set(listed))}; not in the code: {sorted(set(listed) - found)}"
    )


def test_every_commit_point_of_the_gateway_has_a_row_of_its_own() -> None:
    found = gateway_commit_points()
    assert set(ROWS) <= found, f"Rows of what is not in the code: {sorted(set(ROWS) - found)}"
    missing = found - set(ROWS)
    assert missing == WITHOUT_A_ROW, (
        f"Without a row in triage/bench/crash/gateway: {sorted(missing - WITHOUT_A_ROW)}; "
        f"take out of the list: {sorted(WITHOUT_A_ROW - missing)}"
    )
