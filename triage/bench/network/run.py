"""`triage bench network`: desk, gateway and records on hosts of their own, and everything that a network does to them.

Each round posts reports, brings one fault between the desk and one of the two services while they are worked, takes it
away again, and waits until every report is settled. At the end the account is taken, with every record looked up.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from triage.bench.crash.orders import Acks
from triage.bench.exactly_once import first_versions
from triage.bench.filed import TYPE, figures_of, with_file
from triage.bench.network import hosts
from triage.bench.network.wire import FAULTS, Wire
from triage.gateway.routes.accounting import SETTLING
from triage.models.errors import KnownError
from triage.training.children import Child, child_environment, own_command
from triage.training.ledger import Ledger, read_ledger
from triage.training.post import Intake, post_all
from triage.training.programs import HANDLER, Tokens, profile_for, start_gateway, start_records

LOOK_SECONDS = 0.05
LONGEST_RECOVERY = 180.0
FAULT_AT_LEAST_MET = 30.0
"""Seconds that a fault is waited for to bite, beyond its time."""
KILLED_SHARE = 0.25
LONGEST_FAULT = 25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``hold``: seconds that each fault lasts; 0 draws them, up to 25. The first rounds take each fault in turn."""

    home: Path
    rounds: int
    reports: int = 3
    hold: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """``killed``: the desk's process is killed while the fault lasts, and started again after it."""

    fault: str
    host: str
    hold: float
    killed: bool


@dataclass(slots=True)
class Site:
    """The running programs."""

    plan: Plan
    tokens: Tokens
    wire: Wire
    desk: Child
    acks: Acks
    told: list[dict[str, Any]] = field(default_factory=list)

    @property
    def intake(self) -> Intake:
        address = hosts.url(hosts.GATEWAY)
        return Intake(url=address, client_id=Tokens.CLIENT_ID, client_secret=self.tokens.client_secret)


async def measure(plan: Plan) -> dict[str, Any]:
    """All figures; ``held``: nothing lost, nothing doubled, and the account balances. Runs inside `hosts.apart`."""
    await asyncio.to_thread(hosts.lay)
    async with _open(plan) as site:
        made = iter(first_versions(plan.rounds * plan.reports, plan.seed))
        for number, one in enumerate(rounds(plan)):
            site.told.append(await _round(site, one, [with_file(next(made)) for _ in range(plan.reports)], number))
        account = await _account(site)
    return _figures(site, account, read_ledger(plan.home))


def rounds(plan: Plan) -> Iterator[Round]:
    """Each fault at each service once, then what the seed draws."""
    rng = random.Random(plan.seed)
    services = (hosts.RECORDS, hosts.GATEWAY)
    first = [(fault, services[number % 2]) for number, fault in enumerate(FAULTS)]
    first += [(fault, services[1 - number % 2]) for number, fault in enumerate(FAULTS)]
    for number in range(plan.rounds):
        fault, host = first[number] if number < len(first) else (rng.choice(FAULTS), rng.choice(services))
        hold = plan.hold or rng.uniform(0.5, LONGEST_FAULT)
        killed = rng.random() < KILLED_SHARE
        yield Round(fault=fault, host=host, hold=hold, killed=killed)


async def _round(site: Site, one: Round, bodies: list[bytes], number: int) -> dict[str, Any]:
    accepted = await post_all(site.intake, bodies)
    rng = random.Random(site.plan.seed + number)
    await _until(site, lambda: len(site.acks.last_saved()) > site.plan.reports * number)
    await asyncio.sleep(rng.uniform(0, 0.3))  # so that the fault comes at another moment of the work each time
    async with site.wire.fault(one.fault, one.host, number) as met:
        await asyncio.sleep(one.hold)
        await _until(site, met, FAULT_AT_LEAST_MET)
        if one.killed:
            site.desk.kill()
            await site.desk.wait()
            site.desk = await _start_desk(site.plan, site.tokens)
    started = time.perf_counter()
    wanted = site.plan.reports * (number + 1)
    await _until(site, lambda: len(read_ledger(site.plan.home).settled) >= wanted)
    return {
        "fault": one.fault,
        "of": one.host,
        "seconds": round(one.hold, 1),
        "desk_killed": one.killed,
        "posted": accepted,
        "met": met(),
        "seconds_until_settled": round(time.perf_counter() - started, 1),
    }


async def _until(site: Site, so: Callable[[], object], longest: float = LONGEST_RECOVERY) -> None:
    """Look until it is ``so``.

    Raises:
        KnownError: it is not in time, or the desk ended.
    """
    end = time.monotonic() + longest
    while not await asyncio.to_thread(so):
        if not site.desk.running or time.monotonic() > end:
            how = "was not done in time" if site.desk.running else "ended"
            raise KnownError(f"The desk {how} in round {len(site.told) + 1}.", f"See {site.desk.log}.")
        await asyncio.sleep(LOOK_SECONDS)


@asynccontextmanager
async def _open(plan: Plan) -> AsyncIterator[Site]:
    """Every program on its host."""
    home, tokens, wire = plan.home, Tokens.make(), Wire()
    tokens.write(home)
    gateway, records = (f"{hosts.LOOPBACK}:{hosts.PORTS[host]}" for host in (hosts.GATEWAY, hosts.RECORDS))
    profile = profile_for(home, 0, TYPE)
    running = [await start_gateway(home, profile, listen=gateway, before=hosts.on(hosts.GATEWAY))]
    site: Site | None = None
    try:
        running.append(await start_records(home, tokens, listen=records, before=hosts.on(hosts.RECORDS)))
        for child in running:
            await child.line()
        await wire.start()
        acks = Acks(home)
        site = Site(plan, tokens, wire, await _start_desk(plan, tokens), acks)
        await _until(site, lambda: any(ack["what"] == "started" for ack in acks.read()))
        yield site
    finally:
        for child in [*([site.desk] if site else []), *running]:
            await child.stop()
        await wire.aclose()


async def _start_desk(plan: Plan, tokens: Tokens) -> Child:
    words = own_command("bench", "network", "--desk", str(plan.home))
    env = _environment(plan.home, tokens.write_for(plan.home, HANDLER), HANDLER)
    return await Child.start("desk", [*hosts.on(hosts.DESK), *words], log=plan.home / "desk.log", env=env)


async def _account(site: Site) -> dict[str, Any]:
    """`triage account` as a supervisor runs it, on the desk's host, with every record looked up."""
    await asyncio.sleep(SETTLING.total_seconds())  # the account leaves out what came just now
    supervisor = next(role for role in site.tokens.roles if role.key == "supervisor")
    env = _environment(site.plan.home, site.tokens.write_for(site.plan.home, supervisor.person), supervisor.person)
    words = [*hosts.on(hosts.DESK), *own_command("account", "--records", "--json")]
    child = await Child.start("account", words, log=site.plan.home / "account.log", env=env)
    told = await child.line()
    await child.wait()
    return told


def _environment(home: Path, token: Path, person: str) -> dict[str, str]:
    records = hosts.url(hosts.RECORDS)
    return child_environment(
        TRIAGE_MODE="training",
        TRIAGE_HOME=str(home / "desk"),
        TRIAGE_GATEWAY_URL=hosts.url(hosts.GATEWAY),
        TRIAGE_TOKEN_FILE=str(token),
        TRIAGE_CONTROL_URL=f"{records}/control",
        TRIAGE_CRIME_URL=f"{records}/crime",
        TRIAGE_HANDLER_ID=person,
        TRIAGE_HANDLER_NAME=person.title(),
    )


def _figures(site: Site, account: dict[str, Any], ledger: Ledger) -> dict[str, Any]:
    decided = site.acks.decided()
    found: dict[str, Any] = {"rounds": site.plan.rounds, "seed": site.plan.seed, "told": site.told}
    found |= {
        "posted": sum(one["posted"] for one in site.told),
        "decided": len(decided),
        "settled": len(ledger.settled),
        "desks_killed": sum(one["desk_killed"] for one in site.told),
        "drafts_lost": sum(ack["what"] == "draft lost" for ack in site.acks.read()),
        "decisions_lost": len(decided - set(ledger.settled)),
        "settled_twice": ledger.settlements - len(ledger.settled),
    }
    for system, external in ledger.records.items():
        found[f"{system}_doubled"] = len(external) - len(set(external))
        found[f"{system}_lost"] = len(decided - set(external))
    found |= figures_of(ledger, decided)
    found["references_agree"] = ledger.references_agree(decided)
    found["account"] = account
    wrong = [
        name for name, value in found.items() if name.endswith(("_lost", "_doubled", "_duplicates", "_twice")) and value
    ]
    agree = found["references_agree"] and account["balanced"] and not account["unanswered"]
    found["held"] = not wrong and agree and found["posted"] == found["settled"]
    return found
