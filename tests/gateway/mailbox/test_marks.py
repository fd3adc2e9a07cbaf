"""A mail that a gateway moved and could not mark, because it ended, is marked by whoever works the mailbox next."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from tests.gateway.bench import Bench
from tests.gateway.mailbox.writing import a_mail
from triage.gateway import tables
from triage.gateway.config import load_config
from triage.gateway.mailbox.box import Mailbox
from triage.gateway.mailbox.replies import NoReplies
from triage.models.clock import SystemClock
from triage.training.mail import open_post_office


async def test_what_was_moved_before_a_kill_is_marked_at_the_next_look(bench: Bench, tmp_path: Path) -> None:
    mails = tables.mails
    async with open_post_office(tmp_path, SystemClock(), answer_after=0) as post:
        (tmp_path / "gateway.toml").write_text(post.settings, encoding="utf-8")
        config = load_config(tmp_path / "gateway.toml").mailbox
        assert config is not None
        box = post.box
        for words in ("A window was broken.", "A car hit my bicycle."):
            box.deliver(a_mail(words).as_bytes(), bench.clock.now())
        assert await Mailbox(config, bench.parts, NoReplies()).empty_once() == 2
        async with bench.parts.database.write() as connection:  # as a kill between move and mark leaves it
            await connection.execute(update(mails).where(mails.c.uid == 1).values(moved=False))
        assert await Mailbox(config, bench.parts, NoReplies()).empty_once() == 0
    async with bench.parts.database.read() as connection:
        marked = (await connection.scalars(select(mails.c.moved).order_by(mails.c.uid))).all()
    assert list(marked) == [True, True]
