"""What a text leads to, and what a reader finds while a new version comes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.insight.reference.builders import (
    AT,
    EAST,
    NSPL,
    WEST,
    county,
    name_row,
    row,
    take,
    write_areas,
    write_csv,
)
from triage.insight.reference import shelf
from triage.insight.reference.areas import Areas
from triage.insight.reference.areas_import import import_areas
from triage.insight.reference.importing import import_file
from triage.insight.reference.library import open_library
from triage.insight.reference.lists import with_classes
from triage.insight.reference.lookup import look_up, of_point
from triage.insight.reference.reading import Faults
from triage.models.errors import InputError, KnownError
from triage.models.profile_file import default_profile
from triage.models.reference import Point


def test_a_postcode_leads_to_force_district_point_and_source(tmp_path: Path) -> None:
    (found,) = look_up("eb1 1aa", county(tmp_path))
    assert (found.name, found.force, found.district, found.version) == ("EB1 1AA", "Eastshire Police", "D01", "nspl")
    assert found.point == Point(latitude=52.5, longitude=0.5)
    assert found.source == "postcodes"


def test_ended_mistyped_and_wrapped_in_words(tmp_path: Path) -> None:
    library = county(tmp_path, [row("EB10 1AA", doterm="201105"), row("EB2 0IA", WEST, 52.5, -0.5)])
    (ended,) = look_up("EB10 1AA", library)
    assert (ended.ended, ended.note) == ("2011-05", "ended in 2011-05")
    (mended,) = look_up("EBI0 1AA", library)
    assert mended.mended
    assert mended.name == "EB10 1AA"
    inside = look_up("by the shop, EB2 0IA, or was it EB10 1AA?", library)
    assert [one.name for one in inside] == ["EB2 0IA", "EB10 1AA"]
    assert not inside[0].mended


def test_a_part_of_a_postcode_has_a_force_only_where_all_of_it_has(tmp_path: Path) -> None:
    library = county(tmp_path, [row("EB1 1AA"), row("EB1 2AA"), row("EB2 1AA"), row("EB2 2AA", WEST)])
    assert [one.force for one in look_up("EB1", library)] == ["Eastshire Police"]
    (shared,) = look_up("EB2", library)
    assert shared.force == ""
    assert shared.note == "shared by Eastshire Police, Westshire Police"
    assert [one.force for one in look_up("EB2 2", library)] == ["Westshire Police"]
    assert look_up("EB3", library) == ()


def test_a_postcode_that_is_too_new_leads_to_its_district(tmp_path: Path) -> None:
    (found,) = look_up("EB1 9ZZ", county(tmp_path))
    assert (found.how, found.force) == ("partial postcode", "Eastshire Police")
    assert found.note == "EB1 9ZZ is not in the list; EB1 is"


def test_a_place_name_is_narrowed_by_what_follows_it(tmp_path: Path) -> None:
    county(tmp_path)
    rows = [
        name_row("Staithe Road", 550000, 290000, "Stannerby"),
        name_row("Staithe Road", 551000, 291000, "Cawdle"),
        name_row("Tŷ Gwernen", 552000, 291000, kind="Hamlet"),
        ["too", "short"],
    ]
    taken = take("places", write_csv(tmp_path / "names.csv", (), rows), tmp_path)
    assert (taken.entry.rows, taken.entry.refused) == (3, 1)
    library = open_library(tmp_path / "refdata")
    assert len(look_up("Staithe Road", library)) == 2
    (one,) = look_up("14 Staithe road, CAWDLE", library)
    assert (one.name, one.force) == ("Staithe Road, Cawdle", "Eastshire Police")
    assert [found.name for found in look_up("Ty Gwernen", library)] == ["Tŷ Gwernen, Eastshire"]
    assert library.places is not None
    assert one.point is not None
    near = library.places.nearest(one.point)
    assert near is not None
    assert near.full == "Staithe Road, Cawdle"
    assert library.places.nearest(Point(latitude=58.0, longitude=-3.0)) is None


@pytest.mark.parametrize(
    ("latitude", "longitude", "codes"),
    [(52.5, 0.2, [EAST]), (52.5, 0.5, []), (52.5, -0.5, [WEST]), (53.5, 0.5, []), (52.41, 0.39, [EAST]), (0, 0, [])],
)
def test_a_point_lies_in_an_area_but_not_in_its_hole(
    latitude: float, longitude: float, codes: list[str], tmp_path: Path
) -> None:
    import_areas(write_areas(tmp_path / "a.geojson", hole=True), tmp_path / "out", Faults("a"), lambda _rows: None)
    areas = Areas.open(tmp_path / "out")
    assert [area.code for area in areas.at(Point(latitude=latitude, longitude=longitude))] == codes
    outline = areas.outline(next(iter(areas)), 0.0001)
    assert len(outline) == 2
    assert len(outline[0][0]) == 5


def test_nothing_imported_leads_nowhere(tmp_path: Path) -> None:
    library = open_library(tmp_path / "nowhere")
    assert look_up("SW1A 1AA", library) == look_up("", library) == look_up("Leeds, ,", library) == ()
    assert of_point(Point(latitude=51.5, longitude=0), library) is None
    assert library.forces.of("E23000001") is not None  # the starter list


def test_a_reader_keeps_what_it_opened_while_another_version_comes(tmp_path: Path) -> None:
    before = county(tmp_path)
    take("postcodes", write_csv(tmp_path / "new.csv", NSPL, [row("EB5 5AA")]), tmp_path)
    after = open_library(tmp_path / "refdata")
    assert look_up("EB1 1AA", before)
    assert not look_up("EB1 1AA", after)
    assert look_up("EB5 5AA", after)[0].version == "new"
    assert not look_up("EB5 5AA", before)


def test_an_import_that_is_cut_short_leaves_the_old_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    county(tmp_path)

    def full(_path: Path) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("triage.insight.reference.importing.sha256_of", full)
    with pytest.raises(KnownError, match="cannot be written"):
        take("postcodes", write_csv(tmp_path / "new.csv", NSPL, [row("EB5 5AA")]), tmp_path)
    assert look_up("EB1 1AA", open_library(tmp_path / "refdata"))
    assert not list((tmp_path / "refdata").glob("*.part"))


def test_a_damaged_file_is_left_out_and_told(tmp_path: Path) -> None:
    county(tmp_path)
    folder = tmp_path / "refdata"
    entry = next(one for one in shelf.in_use(folder) if one.kind == "postcodes")
    file = shelf.file_of(folder, entry)
    file.write_bytes(file.read_bytes()[:150])
    library = open_library(folder)
    assert library.postcodes is None
    assert [error.what for error in library.faults] == [f"The reference data {file.name} is damaged."]


def test_crime_classes_keep_counting_rule_and_words(tmp_path: Path) -> None:
    profile = default_profile()
    known = next(entry for entry in profile.crime_classes if entry.words and entry.counting)
    rows = [
        ("Recorded crime", ""),
        ("", ""),
        ("Offence code", "Offence description"),
        (known.code, "New name"),
        ("999Z", "New"),
    ]
    take("crime-classes", write_csv(tmp_path / "classes.csv", (), rows), tmp_path, version="2026/27")
    found = with_classes(profile, open_library(tmp_path / "refdata").classes)
    entry = found.crime_class(known.code)
    assert entry is not None
    assert (entry.name, entry.counting) == ("New name", known.counting)
    assert set(known.words) <= set(entry.words)
    assert found.crime_classes_year == "2026/27"
    assert len(found.crime_classes) == 2


def test_a_spreadsheet_is_read_like_a_csv(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["Classes 2026"],
        ["Code", "Description", "Per"],
        [2, "Attempted murder", "victim"],
        ["8N", "Assault", "sheep"],
    ):
        sheet.append(line)
    book.save(tmp_path / "classes.xlsx")
    taken = take("crime-classes", tmp_path / "classes.xlsx", tmp_path)
    classes = open_library(tmp_path / "refdata").classes
    assert classes is not None
    assert [(one.code, one.per) for one in classes.classes] == [("2", "victim")]
    assert taken.faults[0].detail == "“sheep” is not what crimes are counted by: victim, incident, course, vehicle"


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    for kind, content in (
        ("force-areas", "[]"),
        ("force-areas", "{"),
        ("crime-classes", "a,b\n1,2"),
        ("places", "x,y"),
    ):
        (tmp_path / "file").write_text(content)
        with pytest.raises(InputError):
            import_file(kind, tmp_path / "file", tmp_path / "refdata", at=AT)
    assert shelf.in_use(tmp_path / "refdata") == ()
