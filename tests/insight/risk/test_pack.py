"""The rule pack: it keeps its own examples, and what is wrong in one is told by the rule's id."""

from __future__ import annotations

from pathlib import Path

import pytest

from triage.cli import main
from triage.insight.risk.examples import wrong_examples
from triage.insight.risk.pack import read_pack, shipped_content, shipped_pack
from triage.insight.risk.patterns import Compiler
from triage.insight.risk.sense import rule_signs
from triage.insight.risk.words import told_in_words
from triage.models.errors import InputError


def test_the_shipped_pack_keeps_its_examples() -> None:
    assert list(wrong_examples(shipped_pack())) == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('kind = "weapon"', 'kind = "wepon"', "“wepon” is no kind"),
        ("@sharp|@gun|@acid", "@shrap|@gun|@acid", "@shrap"),
        ("strength = 0.85", "strength = 1.5", "at most 1"),
        ('id = "violence-fairly"', 'id = "violence-plain"', "more than one rule"),
        ("[levels]", "[levels", "not TOML"),
        ("least = 0.25", 'least = "a"', "least"),
    ],
)
def test_what_is_wrong_is_named(before: str, after: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        read_pack(shipped_content().replace(before, after, 1))
    assert words in " ".join((caught.value.what, *(f"{one.pointer} {one.detail}" for one in caught.value.errors)))


def test_a_pack_can_be_written_out_and_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rulepack", "show"]) == 0
    path = tmp_path / "own.toml"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["rulepack", "check", str(path)]) == 0
    assert "SHA-256" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("keep passport", "he's KEEPING all my passports", "KEEPING all my passports"),
        ("hit|kick + face|head", "kikced? He kicked me. He kicked her head", "kicked her head"),
        ("take .. money", "she took every bit of their money", "took every bit of their money"),
        ("take .. money", "she took it. Money is tight", ""),
        ("can not breathe", "i cnt breeth", "cnt breeth"),
        ("is on his way", "he IS now on his way here", "IS now on his way"),
        ("is + (right) + outside", "hes right outside", "hes right outside"),
    ],
)
def test_phrases_match_words_in_any_form(phrase: str, text: str, found: str) -> None:
    vocabulary = shipped_pack().vocabulary
    told = told_in_words(text, vocabulary)
    hit = Compiler(vocabulary, {}).compile(phrase).search.search(told.joined)
    if hit is None:
        assert found == ""
        return
    first, last = told.at(hit.start() + 1), told.at(hit.end() - 2)
    assert text[told.spans[first][0] : told.spans[last][1]] == found


@pytest.mark.parametrize(
    "text", ["Stabbing Wood Residents", "Mrs Savage has a gun dog show", "Weapon: none", "no sign of a knife at all"]
)
def test_names_and_denials_are_no_weapons(text: str) -> None:
    pack = shipped_pack()
    signs = rule_signs(told_in_words(text, pack.vocabulary), text, pack)
    assert not [sign for sign in signs if sign.kind == "weapon" and sign.strength > 0.7]
