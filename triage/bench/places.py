"""Reference data measured: right forces, agreement of boundaries, import rate, look-ups beside plain SQLite, memory.

Accuracy is measured on real postcodes (ONS) that lie in the developers' data; rate and look-up time on as many
synthetic rows as the whole country has, which are written first and not timed.
"""

from __future__ import annotations

import csv
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from triage.insight.reference.importing import import_file
from triage.insight.reference.library import Library, open_library
from triage.insight.reference.lookup import of_point, of_postcode
from triage.insight.reference.postcode import unpack
from triage.insight.reference.postcodes import Postcodes
from triage.insight.reference.shelf import file_of, in_use
from triage.models.clock import SystemClock
from triage.models.errors import KnownError
from triage.models.reference import FORCE_AREAS, POSTCODES, Point

NSPL, AREAS = "geo_nspl_2021_dev", "geo_police_force_areas/police_force_areas_ew_wgs84.geojson"
LOOKUPS, COLD = 20_000, 500
"""Look-ups that are timed; the first of them come from the disk."""
NO_GRID = 99.0
_HEADER = (
    "pcd,pcd2,pcds,dointr,doterm,usertype,oseast1m,osnrth1m,osgrdind,oa11,cty,ced,laua,ward,hlthau,nhser,ctry,rgn,pcon,"
    "eer,teclec,ttwa,pct,itl,park,lsoa11,msoa11,wz11,ccg,bua11,buasd11,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,calncv,stp"
)
_MEMORY = """
import sys
from pathlib import Path
from triage.bench.places import rss
from triage.insight.reference.postcodes import Postcodes
from triage.insight.reference.postcode import unpack
before = rss()
postcodes = Postcodes.open(Path(sys.argv[1]))
opened = rss()
step = max(1, len(postcodes) // 20000)
for at in range(0, len(postcodes), step):
    assert postcodes.find(unpack(postcodes._key[at]))
after = rss()
print(*before, *opened, *after)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``data``: the developers' data; ``rows``: synthetic postcodes of the timed import."""

    data: Path
    rows: int = 2_700_000
    seed: int = 1


def data_folder() -> Path:
    """The developers' data: TRIAGE_SHARED, else beside the repository.

    Raises:
        KnownError: it is not on this machine.
    """
    beside = Path(__file__).resolve().parents[3] / "shared"
    data = Path(os.environ.get("TRIAGE_SHARED") or beside) / "data"
    if not (data / NSPL).is_dir():
        raise KnownError("The developers' data is not on this machine.", "Set TRIAGE_SHARED to its folder.")
    return data


def measure(plan: Plan) -> dict[str, Any]:
    """All figures; ``held`` tells whether the targets were met."""
    with tempfile.TemporaryDirectory(prefix="triage-places-") as name:
        folder = Path(name)
        found = {**_accuracy(plan.data, folder / "real"), **_speed(plan, folder)}
    found["held"] = found["right_force"] == 1.0 and found["areas_agree"] >= 0.995 and found["lookup_p99_us"] < 1000
    return found


def _accuracy(data: Path, folder: Path) -> dict[str, Any]:
    now = SystemClock().now()
    import_file(POSTCODES, data / NSPL, folder, at=now)
    import_file(FORCE_AREAS, data / AREAS, folder, at=now)
    library = open_library(folder)
    live = right = placed = agree = 0
    for line in _rows(data / NSPL):
        if line["doterm"] or not line["pfa"]:
            continue
        live += 1
        force = library.forces.of(line["pfa"])
        told = of_postcode(line["pcds"], library)
        right += told is not None and force is not None and told.force == force.name
        if line["pfa"].startswith(("E", "W")) and float(line["lat"]) < NO_GRID:
            placed += 1
            agree += _by_point(line, library) == line["pfa"]
    return {
        "live_postcodes": live,
        "right_force": right / live,
        "placed_postcodes": placed,
        "areas_agree": round(agree / placed, 5),
    }


def _by_point(line: dict[str, str], library: Library) -> str:
    found = of_point(Point(latitude=float(line["lat"]), longitude=float(line["long"])), library)
    return found.force_area if found is not None else ""


def _rows(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            yield from csv.DictReader(file)


def _speed(plan: Plan, folder: Path) -> dict[str, Any]:
    source = folder / "synthetic.csv"
    keys = write_synthetic(source, plan.rows, plan.seed)
    size = source.stat().st_size
    seconds, peak = _import(source, folder / "large")
    file = file_of(folder / "large", in_use(folder / "large")[0])
    plain = folder / "plain.sqlite"
    build = _build_sqlite(source, plain)
    source.unlink()
    memory = [int(part) for part in _run([sys.executable, "-c", _MEMORY, str(file)]).split()]
    return {
        "import_rows": plan.rows,
        "import_csv_mb": round(size / 1e6),
        "import_seconds": round(seconds, 1),
        "import_rows_a_second": round(plan.rows / seconds),
        "import_peak_mb": round(peak),
        "file_mb": round(file.stat().st_size / 1e6, 1),
        "sqlite_file_mb": round(plain.stat().st_size / 1e6, 1),
        "sqlite_build_seconds": round(build, 1),
        **_lookups(file, plain, keys, random.Random(plan.seed)),
        "memory_open_own_mb": round((memory[2] - memory[0]) / 1024, 1),
        "memory_after_own_mb": round((memory[4] - memory[0]) / 1024, 1),
        "memory_after_mapped_mb": round((memory[5] - memory[1]) / 1024, 1),
    }


def write_synthetic(path: Path, rows: int, seed: int) -> range:
    """A CSV as wide as the real one; returns the numbers of its postcodes."""
    rng = random.Random(seed)
    step = (2**32 - 2**31 - 2**29) // rows  # spread over the areas, as postcodes are
    keys = range(7, 7 + rows * step, step)
    rest = "E00000001,E99999999,E99999999,E09000029,E05000555,E18000007,E40000003,E92000001,E12000007,E14000984"
    tail = "E15000007,24,E30000234,E16000011,E05000555,E99999999,E01004006,E02000850,E33033194,E38000179,E34999999"
    with path.open("w", encoding="ascii", newline="") as file:
        file.write(_HEADER + "\n")
        for key in keys:
            code = unpack(key)
            ended = "201906" if rng.random() < 0.34 else ""
            place = f"{50 + rng.random() * 8:.6f},{-5 + rng.random() * 6:.6f}"
            file.write(
                f"{code},{code},{code},198001,{ended},0,525123,164456,1,{rest},{tail},E35999999,A1,2A1,{place},"
                f"E37000051,,E23{key % 43 + 1:06},12345,E56000010,E54000030\n"
            )
    return keys


def _import(source: Path, folder: Path) -> tuple[float, float]:
    """Seconds and peak memory (MB) of `triage refdata import` as a process of its own."""
    import resource

    started = time.perf_counter()
    command = [sys.executable, "-m", "triage.cli", "refdata", "import", "postcodes", str(source)]
    _run([*command, "--to", str(folder), "--json"])
    return time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _run(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own


def _build_sqlite(source: Path, target: Path) -> float:
    """The same columns in a table whose primary key is the postcode."""
    started = time.perf_counter()
    with closing(sqlite3.connect(target)) as database, source.open(encoding="ascii") as file:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute(
            "CREATE TABLE p (k TEXT PRIMARY KEY, lat REAL, lng REAL, d TEXT, f TEXT, e TEXT) WITHOUT ROWID"
        )
        lines = csv.reader(file)
        next(lines)
        rows = ((one[2], float(one[33]), float(one[34]), one[12], one[37], one[4]) for one in lines)
        database.executemany("INSERT INTO p VALUES (?, ?, ?, ?, ?, ?)", rows)
        database.commit()
    return time.perf_counter() - started


def _lookups(file: Path, plain: Path, keys: range, rng: random.Random) -> dict[str, Any]:
    wanted = [unpack(keys[rng.randrange(len(keys))]) for _ in range(LOOKUPS)]
    forget(file)
    forget(plain)
    postcodes = Postcodes.open(file)
    with closing(sqlite3.connect(f"file:{plain}?mode=ro&immutable=1", uri=True)) as database:
        ask = "SELECT lat, lng, d, f, e FROM p WHERE k = ?"

        def by_sqlite(text: str) -> object:
            return database.execute(ask, (text,)).fetchone()

        cold, cold_plain = _times(postcodes.find, wanted[:COLD]), _times(by_sqlite, wanted[:COLD])
        ours, theirs = _times(postcodes.find, wanted), _times(by_sqlite, wanted)
    return {
        "lookups": LOOKUPS,
        "cold_lookups": COLD,
        **_told("lookup", ours),
        **_told("sqlite", theirs),
        "cold_p50_us": round(statistics.median(cold), 1),
        "cold_over_1ms": sum(one > 1000 for one in cold),
        "cold_worst_us": round(max(cold), 1),
        "sqlite_cold_p50_us": round(statistics.median(cold_plain), 1),
        "sqlite_cold_over_1ms": sum(one > 1000 for one in cold_plain),
        "sqlite_cold_worst_us": round(max(cold_plain), 1),
    }


def _times(find: Callable[[str], object], wanted: list[str]) -> list[float]:
    """Microseconds of each look-up; every one must find its row."""
    made = []
    for text in wanted:
        started = time.perf_counter()
        found = find(text)
        made.append((time.perf_counter() - started) * 1e6)
        if found is None:
            raise KnownError(f"The look-up lost {text}.", "Tell the developers.")
    return made


def _told(name: str, times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {f"{name}_p50_us": round(cuts[49], 1), f"{name}_p99_us": round(cuts[98], 1)}


def forget(file: Path) -> None:
    """Have the system drop the file's pages, where it can (Linux), so that the next reads come from the disk."""
    advise = getattr(os, "posix_fadvise", None)
    if advise is not None:
        number = os.open(file, os.O_RDONLY)
        os.fsync(number)
        advise(number, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(number)


def rss() -> tuple[int, int]:
    """Memory of this process in kB: its own, and that of mapped files, which all processes share (Linux)."""
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("ascii").splitlines())
    return int(told["RssAnon"].split()[0]), int(told["RssFile"].split()[0])
