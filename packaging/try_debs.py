"""Install both packages in a clean Debian root and work in it: from the first installation to the purge.

    sudo .venv/bin/python packaging/try_debs.py [--older FOLDER] [--root FOLDER] [--apt-conf FILE]

Needs root, debootstrap and, for the installation alone, Debian's mirror; then the network is cut off. The packages are
those in dist/ (`make deb`). ``--older`` names a folder with older ones to upgrade from; without it what was frozen
is packed a second time under a lower number, which tries the upgrade but no change of a store.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from trial.evidence import STORE, check_arrived, files_with, ours, read_store, record_of, texts_of
from trial.root import Root, cut_off, enter_own_namespace
from trial.startup import measure
from trial.stations import ACCOUNT, HOME, PERSON, UNIT, Stations, Steps, ask, open_stations

from triage.models.clock import SystemClock
from triage.training.post import post_all
from triage.training.reports import generate, payload
from triage.ui.tour.hands import RATIONALE, SURNAME

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("triage", "triage-gateway")
LOWER = "0.0.1"
REPORTS = 12
LOOK_SECONDS = 0.2


def main() -> int:
    """0 when every step held."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--debs", type=Path, default=ROOT / "dist", metavar="FOLDER", help="the packages to try")
    parser.add_argument("--older", type=Path, metavar="FOLDER", help="older packages to upgrade from")
    parser.add_argument("--root", type=Path, default=ROOT / "build/trial/root", metavar="FOLDER")
    parser.add_argument(
        "--base", type=Path, default=ROOT / "build/trial/base", metavar="FOLDER", help="a clean root to copy"
    )
    parser.add_argument(
        "--apt-conf", type=Path, action="append", default=[], metavar="FILE", help="for apt in the root"
    )
    told = parser.parse_args()
    enter_own_namespace()
    newer = [_newest(told.debs, name) for name in NAMES]
    older = [_newest(told.older, name) for name in NAMES] if told.older else _packed_lower(newer)
    steps = Steps(say=lambda words: print(words, flush=True))
    for deb in (*older, *newer):
        print(f"{deb.name}: {deb.stat().st_size / 1e6:.0f} MB")
    print("A clean Debian root")
    root = Root.fresh(told.root, told.base, told.apt_conf)
    install(root, older, steps)
    cut_off()
    markers = asyncio.run(work(root, steps, newer))
    print("How long it takes to start")
    print(f"  seconds: {json.dumps(measure(root))}")
    take_away(root, steps, markers)
    print(f"{steps.held} steps held, {len(steps.failed)} failed: {', '.join(steps.failed) or 'none'}")
    return 1 if steps.failed else 0


def install(root: Root, debs: list[Path], steps: Steps) -> None:
    """The first installation, with everything that the packages ask for, and PostgreSQL."""
    print("Installed from nothing, with PostgreSQL")
    root.run("apt-get", "update", "-q")
    root.install("postgresql", "systemd")
    before = int(root.run("du", "-skx", "/").split()[0])
    said = root.install(*map(str, debs))
    after = int(root.run("du", "-skx", "/").split()[0])
    steps.tell(
        f"both packages are installed ({(after - before) // 1024} MB with what they need)", "Setting up triage" in said
    )
    steps.tell("the gateway's package says what to do next", "gateway.env" in said and "triage-gateway check" in said)
    owner = root.run("stat", "-c", "%U:%G %a", "/etc/triage-gateway/gateway.env").strip()
    steps.tell(
        f"the gateway's settings are root's, and readable by its account only ({owner})", owner == f"root:{ACCOUNT} 640"
    )
    root.run("useradd", "--create-home", PERSON)


async def work(root: Root, steps: Steps, newer: list[Path]) -> list[str]:
    """A day on the older packages, upgraded in the middle of it; gives texts that nobody may find later."""
    logs = Path(tempfile.mkdtemp(prefix="triage-trial-"))
    payloads = [payload(report) for report in islice(generate(REPORTS + 1, 5, now=SystemClock().now()), REPORTS + 1)]
    async with open_stations(root, steps, logs) as stations:
        print("A day with the packages installed first; no network but loopback from here on")
        records = stations.real_records
        await stations.start_gateway()
        await deliver(stations, payloads[:REPORTS])
        for part in ("journey", "offline", "begun"):
            await stations.play(part)
        before = read_store(root)
        schema = ask(root, "SELECT version_num FROM alembic_version")
        steps.tell("one draft with words and two unsent decisions are in the store", _is_left(before.drafts, stations))
        print("Upgraded in the middle of it")
        await stations.stop_gateway()
        await stations.stop_records()
        for deb in newer:
            print(f"  {(await asyncio.to_thread(root.install, str(deb))).splitlines()[-1]}")
        steps.tell(
            "what was written into /etc is still there",
            "postgresql://" in root.of("/etc/triage-gateway/gateway.env").read_text(),
        )
        await stations.start_gateway()
        unit = [
            line
            for line in root.run("systemd-analyze", "verify", "--man=no", UNIT, ok=False).splitlines()
            if ACCOUNT in line
        ]
        steps.tell(f"systemd-analyze finds fault with the unit: {unit or 'none'}", not unit)
        await stations.start_records(urlsplit(records).netloc)
        now = ask(root, "SELECT version_num FROM alembic_version")
        print(f"  the gateway's database: {schema[0]['version_num']} → {now[0]['version_num']}")
        checked = root.run("triage-gateway", "check", ok=False).strip()
        print(f"  {checked}")
        steps.tell(
            "asked by root, as the guide says, the check finds the database in order",
            f"It answers and stands at schema {now[0]['version_num']}." in checked,
        )
        await stations.play("killed", killed=True)
        after = read_store(root)
        print(f"  the desktop's store: schema {before.schema} → {after.schema}, copies made first: {after.copies}")
        steps.tell("all three decisions are in the upgraded store", after.decisions == before.decisions + 1)
        steps.tell("the report begun before the upgrade was decided after it", stations.drafted in stations.reports)
        await stations.play("restored")
        steps.tell("its record holds what was written before the upgrade", SURNAME in record_of(root, stations.drafted))
        print("A report that comes now, from POST /incidents to its crime reference")
        await deliver(stations, payloads[REPORTS:])
        await stations.play("journey")
        check_arrived(stations)
        await stations.stop_gateway()
    print(f"  logs: {logs}")
    markers = [*texts_of(payloads), SURNAME, RATIONALE[:30]]
    found = files_with(root, markers)
    steps.tell(
        f"nothing that people wrote is outside the databases ({len(found)} files of theirs hold it)",
        all(_is_database(file) for file in found) and bool(found),
    )
    return markers


def _is_left(drafts: dict[str, str], stations: Stations) -> bool:
    return SURNAME in drafts.get(stations.drafted, "") and read_store(stations.root).waiting > 0


def _is_database(file: str) -> bool:
    return file.startswith(("/var/lib/postgresql/", f"{HOME}/records/"))


async def deliver(stations: Stations, payloads: list[bytes]) -> None:
    """Send as the hub does, and wait until the gateway has read them."""
    accepted = await post_all(stations.intake, payloads)
    later = bool(
        ask(stations.root, "SELECT to_regclass('unread')::text AS kept")[0]["kept"]
    )  # early gateways read at once
    unread = "SELECT count(*) AS n FROM unread"
    while later and ask(stations.root, unread)[0]["n"]:  # noqa: ASYNC110 - nobody tells us
        await asyncio.sleep(LOOK_SECONDS)
    stations.steps.tell(f"{accepted} reports accepted by POST /incidents and read", accepted == len(payloads))


def take_away(root: Root, steps: Steps, markers: list[str]) -> None:
    """Removed, then purged: what stays on the disk."""
    print("Removed")
    root.run("apt-get", "remove", "-y", "-q", *NAMES)
    steps.tell(
        "the programs are gone",
        not root.of("/usr/lib/triage").exists() and not root.of("/usr/bin/triage-gateway").exists(),
    )
    kept = read_store(root).decisions > 0 and root.of("/etc/triage-gateway/gateway.env").exists()
    steps.tell("the person's store and the gateway's settings stay", kept)
    print("Purged")
    said = root.run("apt-get", "purge", "-y", "-q", *NAMES)
    steps.tell("each folder that is erased is named", f"{HOME}/.local/share/triage" in said)
    steps.tell("the line that erases the database is printed", "dropdb" in said)
    steps.tell("the store is gone", not root.of(STORE).exists())
    root.run("dropdb", "triage", user="postgres", env={"HOME": "/"})
    root.run("dropuser", ACCOUNT, user="postgres", env={"HOME": "/"})
    left = [file for file in ours(root) if not file.startswith(f"{HOME}/")]
    steps.tell(f"no file of ours or of the account is left: {left or 'none'}", not left)
    found = [file for file in files_with(root, markers) if not file.startswith(f"{HOME}/records/")]
    outside = [file for file in found if not file.startswith("/var/lib/postgresql/")]
    steps.tell(f"nothing that people wrote is left on the disk outside PostgreSQL: {outside or 'none'}", not outside)
    print(f"  files of PostgreSQL in which it still stands after dropdb: {len(found)} (its log, until written over)")


def _newest(folder: Path, name: str) -> Path:
    found = sorted(folder.glob(f"{name}_*_amd64.deb"), key=lambda file: file.stat().st_mtime)
    if not found:
        raise SystemExit(f"There is no package {name} in {folder}: run “make deb” first.")
    return found[-1]


def _packed_lower(newer: list[Path]) -> list[Path]:
    """The same programs again under a number that is certainly lower."""
    folder = ROOT / "build/trial/lower"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for deb in newer:
        tree = folder / deb.name.split("_")[0]
        subprocess.run(["dpkg-deb", "-R", str(deb), str(tree)], check=True)
        control = tree / "DEBIAN/control"
        lines = [
            f"Version: {LOWER}" if line.startswith("Version:") else line for line in control.read_text().splitlines()
        ]
        control.write_text("\n".join(lines) + "\n")
        subprocess.run(["dpkg-deb", "-Znone", "--build", str(tree), str(folder)], check=True, stdout=sys.stderr)
    return [_newest(folder, name) for name in NAMES]


if __name__ == "__main__":
    raise SystemExit(main())
