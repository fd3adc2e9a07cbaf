"""Files of a report dropped into a folder: whole, once, under names that nobody else's file takes, whenever we die."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.architecture.source import ROOT
from triage.models.errors import InputError
from triage.models.ids import ReportId
from triage.models.verdict import Reply, Transport
from triage.records.connector import SentFile
from triage.records.mapped import dropped_files
from triage.records.mapped.dropped_files import DroppedFiles
from triage.records.mapped.reading import load_mapping

CONTENT = b"Just words.\n" * 900
HOLLIN = (ROOT / "docs" / "mappings" / "hollin.toml").read_text("utf-8")


class Killed(BaseException):
    """The program ends at this moment."""


def a_file(content: bytes = CONTENT, name: str = "words.TXT") -> SentFile:
    async def pieces() -> AsyncIterator[bytes]:
        for first in range(0, len(content), 1000):
            yield content[first : first + 1000]

    sha256 = hashlib.sha256(content).hexdigest()
    return SentFile(
        report_id=ReportId("r-1"), version=1, number=1, name=name, media_type="text/plain", sha256=sha256,
        size=len(content), content=pieces,
    )  # fmt: skip


class Folder:
    """Where files are dropped, and the system that takes them away."""

    def __init__(self, home: Path) -> None:
        self.place = home / "files"
        self.place.mkdir()
        self.files = DroppedFiles(self.place, home / "sent", "{record_id}_{sha256}{extension}")
        self.taken: list[bytes] = []

    def take(self) -> None:
        for path in self.place.glob("[!.]*"):
            self.taken.append(path.read_bytes())
            path.unlink()

    async def knows(self, file: SentFile) -> bool:
        return (await self.files.find("H1", file)).receipt is not None


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


async def test_a_file_lies_there_whole_and_is_known_after_it_was_taken(folder: Folder) -> None:
    file = a_file()
    assert not await folder.knows(file)
    assert (await folder.files.drop("H1", file)).outcome == Reply(status=201)
    assert [path.name for path in folder.place.iterdir()] == [f"H1_{file.sha256}.txt"]
    folder.take()
    assert await folder.knows(file)
    assert not await folder.knows(a_file(b"Another."))
    assert (await folder.files.drop("H1", file)).outcome == Reply(status=200)
    folder.take()
    assert folder.taken == [CONTENT]


@pytest.mark.parametrize("step", ["_write", "_note", "_name", "settle"])
@pytest.mark.parametrize("after", [False, True])
async def test_a_death_at_any_step_ends_with_the_file_there_once(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    owner = dropped_files if step == "settle" else folder.files
    does = getattr(owner, step)

    async def dies_writing(*told: object) -> None:
        if after:
            await does(*told)
        raise Killed

    def dies(*told: object) -> None:
        if after:
            does(*told)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(owner, step, dies_writing if step == "_write" else dies)
        with pytest.raises(Killed):
            await folder.files.drop("H1", a_file())
    folder.take()
    if not await folder.knows(a_file()):
        await folder.files.drop("H1", a_file())
    folder.take()
    assert folder.taken == [CONTENT]


async def test_other_bytes_than_were_told_never_get_the_name(folder: Folder) -> None:
    wrong = replace(a_file(), sha256=a_file(b"Another.").sha256)
    assert (await folder.files.drop("H1", wrong)).outcome is Transport.NOT_SENT
    folder.take()
    assert folder.taken == []
    assert not await folder.knows(wrong)


async def test_a_folder_that_is_away_says_nothing_about_its_files(folder: Folder) -> None:
    folder.place.rmdir()
    assert (await folder.files.find("H1", a_file())).outcome is Transport.NOT_SENT
    assert (await folder.files.drop("H1", a_file())).outcome is Transport.NOT_SENT


@given(record_id=st.text(max_size=20), name=st.text(max_size=40))
def test_a_name_is_one_plain_name_whatever_records_and_the_public_wrote(record_id: str, name: str) -> None:
    made = DroppedFiles(Path("x"), Path("y"), "{record_id}_{sha256}{extension}").name(record_id, a_file(name=name))
    assert made.isascii()
    assert not set(made) & set('/\\:*?"<>|\0 ')
    assert a_file().sha256 in made


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("{record_id}.bin", "must hold {record_id} and {sha256}"),
        ("x/{record_id}_{sha256}", "folder.files says in which folder"),
        ("{record_id}_{sha256}_{name}", "“{name}” is not known here"),
        ("{record_id}_{sha256", "is not known here"),
    ],
)
def test_a_name_that_could_clash_or_lead_away_is_refused_with_the_mapping(path: str, told: str) -> None:
    text = HOLLIN.replace("{record_id}_{sha256}{extension}", path)
    with pytest.raises(InputError) as caught:
        load_mapping(text, source="hollin.toml")
    assert told in caught.value.what + "".join(one.detail for one in caught.value.errors)
