"""Pair precision, recall and F1 of scored pairs."""

from __future__ import annotations

from collections.abc import Mapping

from triage.bench.matching.people_file import Pair, Truth

PLACES = 4


def quality(bits: Mapping[Pair, float], truth: Truth, least: float) -> dict[str, float]:
    """How well "at least so many bits" finds the pairs of one person; pairs that no key brought together are missed."""
    chosen = {pair for pair, found in bits.items() if found >= least}
    if truth.asked is not None:
        chosen &= truth.asked
    right = len(chosen & truth.same)
    precision = right / len(chosen) if chosen else 0.0
    recall = right / len(truth.same) if truth.same else 0.0
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return {"precision": round(precision, PLACES), "recall": round(recall, PLACES), "f1": round(f1, PLACES)}


def best(bits: Mapping[Pair, float], truth: Truth) -> dict[str, float]:
    """The best F1 that any threshold gives, and that threshold in bits: what the scores are worth when the truth is
    used to choose. Told beside the figure at the program's own threshold, never in place of it."""
    tried = [(quality(bits, truth, half / 2), half / 2) for half in range(-60, 61)]
    found, least = max(tried, key=lambda one: one[0]["f1"])
    return {**found, "bits": least}
