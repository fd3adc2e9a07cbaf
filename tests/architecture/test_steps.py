"""The steps of the gateway's database are one chain: two that were made at the same time must not both be the next."""

from __future__ import annotations

import re
from pathlib import Path

STEPS = Path(__file__).resolve().parents[2] / "triage" / "gateway" / "migrations" / "versions"


def test_each_step_follows_the_one_before_it() -> None:
    texts = {path.name: path.read_text("utf-8") for path in sorted(STEPS.glob("v*.py"))}
    made = [re.findall(r'^(?:down_)?revision(?:: [^=]+)? = "?(\w+)"?$', text, re.MULTILINE) for text in texts.values()]
    numbers = [f"{number:04}" for number in range(1, len(texts) + 1)]
    assert [name[1:5] for name in texts] == numbers, "two steps have one number, or one is missing"
    assert made == [[number, before] for number, before in zip(numbers, ["None", *numbers], strict=False)]
