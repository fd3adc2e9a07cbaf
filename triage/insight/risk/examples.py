"""The examples that stand beside the rules of a pack: what must be found, and what must not."""

from __future__ import annotations

from collections.abc import Iterator

from triage.insight.risk.pack import Pack, Rule
from triage.insight.risk.sense import rule_signs
from triage.insight.risk.words import told_in_words
from triage.models.errors import FieldError

_PLAIN = 0.5
"""A "miss" may still be seen weakly, by a rule whose strength a frame has cut."""


def wrong_examples(pack: Pack) -> Iterator[FieldError]:
    """Each example that a rule does not keep."""
    for rule in pack.file.rules:
        yield from (
            FieldError(f"{rule.id}.hit", f"“{text}” is not found") for text in rule.hit if not _sees(rule, text, pack)
        )
        yield from (
            FieldError(f"{rule.id}.miss", f"“{text}” is found") for text in rule.miss if _sees(rule, text, pack)
        )


def _sees(rule: Rule, text: str, pack: Pack) -> bool:
    signs = rule_signs(told_in_words(text, pack.vocabulary), text, pack)
    return any(sign.rule is not None and sign.rule.id == rule.id and sign.strength >= _PLAIN for sign in signs)
