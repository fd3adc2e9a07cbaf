"""The postcode reader: whatever the rows are, what is kept is right, what is not kept is counted and named."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.insight.reference.builders import EAST, NSPL, WEST, row, take, write_csv
from triage.insight.reference.library import open_library
from triage.insight.reference.postcodes import Postcodes
from triage.insight.reference.postcodes_import import import_postcodes
from triage.insight.reference.reading import Faults
from triage.models.errors import InputError

CELL = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ["EB1 1AA", "eb11ab", "201001", "201013", "99.999999", "52.5", "nan", "inf", "-0.1", "0.000000", ""]
    ),
)
ROWS = st.lists(st.lists(CELL, max_size=len(NSPL) + 1), max_size=20)


def read(
    folder: Path, rows: list[tuple[str, ...]] | list[list[str]], header: tuple[str, ...] = NSPL
) -> tuple[Postcodes, Faults]:
    faults = Faults("nspl.csv")
    import_postcodes(write_csv(folder / "nspl.csv", header, rows), folder / "out", faults, lambda _rows: None)
    return Postcodes.open(folder / "out"), faults


@given(ROWS)
def test_any_rows_are_taken_or_counted(rows: list[list[str]]) -> None:
    good = row("EB9 9ZZ")
    with TemporaryDirectory() as name:
        found, faults = read(Path(name), [list(good), *rows])
        assert found.find("EB9 9ZZ") is not None
        blank = sum(not any(cells) and len(cells) < 2 for cells in rows)
        assert len(rows) + 1 - blank - 1 <= len(found) + faults.count <= len(rows) + 1 + len(found)
        for key in list(found._key):
            assert 0 <= key < 2**32
        assert list(found._key) == sorted(set(found._key))


@given(st.sets(st.integers(0, 6759), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_every_postcode_of_a_shuffled_file_is_found_and_no_other(units: set[int], rng: random.Random) -> None:
    names = {unit: f"EB1 {unit // 676}{chr(65 + unit // 26 % 26)}{chr(65 + unit % 26)}" for unit in range(6760)}
    rows = [row(names[unit], doterm="201205" if unit % 3 == 0 else "") for unit in units]
    rng.shuffle(rows)
    with TemporaryDirectory() as name:
        found, faults = read(Path(name), rows)
        assert faults.count == 0
        assert len(found) == len(units)
        for unit in (*units, *rng.sample(range(6760), 20)):
            there = found.find(names[unit])
            assert (there is not None) is (unit in units)
            if there is not None:
                assert there.postcode == names[unit]
                assert there.ended == ("2012-05" if unit % 3 == 0 else "")


@pytest.mark.parametrize(
    ("district", "force"),
    [("laua", "pfa"), ("oslaua", "pfa"), ("lad23cd", "pfa23cd"), ("LAD25CD", "PFA24CD"), ("lad20", "pfa")],
)
def test_columns_are_found_in_every_release(district: str, force: str, tmp_path: Path) -> None:
    header = tuple({"laua": district, "pfa": force}.get(name, name) for name in NSPL)
    found, _ = read(tmp_path, [row("EB1 1AA", WEST)], header)
    there = found.find("EB1 1AA")
    assert there is not None
    assert (there.district, there.force_area) == ("D01", WEST)


def test_a_grid_reference_serves_where_no_degrees_are_given(tmp_path: Path) -> None:
    header = ("pcds", "doterm", "lad25cd", "pfa24cd", "east1m", "north1m")
    found, _ = read(
        tmp_path, [("KW17 2AA", "", "S12", "S23", "331720", "1019258"), ("KW17 2AB", "", "S12", "S23", "", "")], header
    )
    there, nowhere = found.find("KW17 2AA"), found.find("KW17 2AB")
    assert there is not None
    assert there.point is not None
    assert there.point.latitude == pytest.approx(59.0548, abs=0.0005)
    assert nowhere is not None
    assert nowhere.point is None


def test_a_row_without_grid_has_no_point(tmp_path: Path) -> None:
    found, faults = read(tmp_path, [row("EB1 1AA", lat="99.999999", long="0.000000")])
    there = found.find("EB1 1AA")
    assert there is not None
    assert there.point is None
    assert faults.count == 0


def test_faults_name_row_and_column(tmp_path: Path) -> None:
    rows = [row("EB1 1AA"), row("12345"), row("EB1 1AB", doterm="2010"), row("EB1 1AC", lat=12), row("EB1 1AD")[:4]]
    found, faults = read(tmp_path, rows)
    assert len(found) == 1
    assert [entry.pointer for entry in faults.told] == ["row 3, postcode", "row 4, doterm", "row 5, lat, long", "row 6"]


def test_of_two_the_living_one_is_kept(tmp_path: Path) -> None:
    found, faults = read(tmp_path, [row("EB1 1AA", EAST, doterm="199001"), row("EB1 1AA", WEST)])
    there = found.find("EB1 1AA")
    assert there is not None
    assert (there.force_area, there.ended, faults.count) == (WEST, "", 1)


def test_too_many_faults_change_nothing(tmp_path: Path) -> None:
    take("postcodes", write_csv(tmp_path / "good.csv", NSPL, [row("EB1 1AA")]), tmp_path)
    bad = write_csv(tmp_path / "bad.csv", NSPL, [row("EB1 1AB"), *[row("nothing")] * 80])
    with pytest.raises(InputError, match="80 of 81 rows") as raised:
        take("postcodes", bad, tmp_path)
    assert raised.value.errors[0].pointer == "row 3, postcode"
    postcodes = open_library(tmp_path / "refdata").postcodes
    assert postcodes is not None
    assert postcodes.find("EB1 1AA") is not None
    assert not list((tmp_path / "refdata").glob("*.part"))


def test_a_file_without_the_columns_says_which(tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, [("EB1 1AA",)], ("pcds",))
    assert {entry.pointer for entry in raised.value.errors} == {"district", "force", "ended"}


def test_the_office_s_own_file(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "geo_nspl_2021_dev" / "NSPL_NOV_2021_UK_ZE.csv"
    faults = Faults(source.name)
    rows = import_postcodes(source, tmp_path / "out", faults, lambda _rows: None)
    found = Postcodes.open(tmp_path / "out")
    assert (rows, faults.count) == (752, 0)
    with source.open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            there = found.find(line["pcds"])
            assert there is not None
            assert there.force_area == line["pfa"]
            assert there.ended.replace("-", "") == line["doterm"]
