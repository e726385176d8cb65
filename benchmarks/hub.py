"""Write benchmarks/hub.md: how many events a second a hub on PostgreSQL takes, beside plain INSERTs of the same rows.

python benchmarks/hub.py [--events 50000] [--rounds 3]

Two kiosks' worth of signed, packed batches of 200 are made before the clock starts. Two client
processes send them over HTTP to `kiosk hub serve --workers 2`; then two processes insert the rows
that arose with multi-row INSERTs of 200, one commit each, into a table like it. Both on one server
with PostgreSQL's own settings, in turns.
"""

import argparse
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.hub_cost import Cost, cpu_s, postmaster
from benchmarks.hub_parcels import BATCH, Key, Kiosk, Parcel, parcels_of
from benchmarks.hub_postgres import postgres

PAGE = Path(__file__).with_suffix(".md")
CLIENTS = 2
SMALL = 500
"""How often something small is asked or sent."""
WORKERS = 2
_COLUMNS = "kiosk, epoch, sequence, type, hash, prevhash, body, status, reason, gap, received"


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with postgres() as url:
        rounds = [_round(url, asked.events) for _ in range(asked.rounds)]
    PAGE.write_text(_page(rounds, asked.events), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Round:
    """What one round found."""

    taken: float
    """Events a second over HTTP."""
    plain: float
    """Rows a second by plain INSERT."""
    cost: Cost
    """Processor seconds of all batches together."""
    question_ms: float
    """Processor milliseconds of a small question with a token, in workers and database."""
    single_ms: float
    """Processor milliseconds of a batch of one event, in workers and database."""
    folded: float
    """Events a second that one process counts into items, stock and daily counts."""
    row_bytes: float
    """What an event takes on the disk, with its index."""


def _round(url: str, events: int) -> Round:
    port = _free_port()
    command = [
        str(Path(sys.executable).with_name("kiosk")),
        "hub",
        "serve",
        "--database",
        url,
        "--port",
        str(port),
        "--workers",
        str(WORKERS),
    ]
    served = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address)
        kiosks = [_enrolled(url, address) for _ in range(CLIENTS)]
        parcels = [parcels_of(each, events // CLIENTS) for each in kiosks]
        before = [cpu_s(served.pid), cpu_s(postmaster(url)), cpu_s(os.getpid())]
        taken = _at_once(_send, [(address, each) for each in parcels])
        workers, database, everything = (
            cpu_s(pid) - was for pid, was in zip((served.pid, postmaster(url), os.getpid()), before, strict=True)
        )
        both = (served.pid, postmaster(url))
        question_ms = _cost_ms(both, lambda: _ask(address, kiosks[0]))
        singles = parcels_of(_enrolled(url, address), SMALL, 1)
        single_ms = _cost_ms(both, lambda: _send(address, singles))
    finally:
        served.terminate()
        served.wait()
    folded = _folded(url)
    with psycopg.connect(url) as connection:
        connection.execute("DROP TABLE IF EXISTS plain")
        connection.execute("CREATE TABLE plain (LIKE events INCLUDING ALL)")
    plain = _at_once(_insert, [(url, each.id) for each in kiosks])
    with psycopg.connect(url) as connection:
        kept = connection.execute("SELECT count(*) FROM plain").fetchone()
        (size, rows) = connection.execute("SELECT pg_total_relation_size('events'), count(*) FROM events").fetchone() or (0, 1)
    if kept != (events // CLIENTS * CLIENTS,):
        raise SystemExit(f"{events} events were sent, {kept} are there")
    return Round(events / taken, events / plain, Cost(workers, database, everything - workers), question_ms, single_ms, folded, size / rows)


def _at_once(work: Callable[..., None], shares: Sequence[tuple[object, ...]]) -> float:
    """Return the seconds all shares take, each in a process of its own that is ready before the clock starts."""
    ready = multiprocessing.Barrier(len(shares) + 1)
    processes = [multiprocessing.Process(target=_when_ready, args=(ready, work, share)) for share in shares]
    for each in processes:
        each.start()
    ready.wait()
    began = time.perf_counter()
    for each in processes:
        each.join()
    took_s = time.perf_counter() - began
    if any(each.exitcode for each in processes):
        raise SystemExit("a client failed; see above")
    return took_s


def _when_ready(ready: "multiprocessing.synchronize.Barrier", work: Callable[..., None], share: tuple[object, ...]) -> None:
    ready.wait()
    work(*share)


def _cost_ms(processes: Sequence[int], work: Callable[[], None]) -> float:
    """Return the processor milliseconds that processes spend on each of the small things that are done."""
    before = sum(map(cpu_s, processes))
    work()
    return (sum(map(cpu_s, processes)) - before) / SMALL * 1000


def _ask(address: str, kiosk: Kiosk) -> None:
    with requests.Session() as session:
        for _ in range(SMALL):
            session.get(
                f"{address}/v1/kiosks/{kiosk.id}/cursor", headers={"Authorization": f"Bearer {kiosk.token}"}, timeout=30
            ).raise_for_status()


def _folded(url: str) -> float:
    from kiosk.reference_hub.database import Database
    from kiosk.reference_hub.projecting import project

    with closing(Database(url)) as hub:
        began = time.perf_counter()
        return project(hub) / (time.perf_counter() - began)


def _send(address: str, parcels: Sequence[Parcel]) -> None:
    with requests.Session() as session:
        for each in parcels:
            answer = session.post(f"{address}/v1/events", data=each.body, headers=each.headers, timeout=30)
            if answer.status_code != requests.codes.ok or {result["status"] for result in answer.json()["results"]} != {"accepted"}:
                raise SystemExit(f"not taken: {answer.status_code} {answer.text[:200]}")


def _insert(url: str, kiosk: str) -> None:
    with psycopg.connect(url) as connection:
        rows = connection.execute(f"SELECT {_COLUMNS} FROM events WHERE kiosk = %s ORDER BY sequence", [kiosk]).fetchall()  # noqa: S608 - our own column names
        line = f"({', '.join(['%s'] * len(rows[0]))})"
        for start in range(0, len(rows), BATCH):
            part = rows[start : start + BATCH]
            connection.execute(
                f"INSERT INTO plain ({_COLUMNS}) VALUES {', '.join([line] * len(part))}",  # noqa: S608 - our own column names
                [value for row in part for value in row],
            )
            connection.commit()


def _enrolled(url: str, address: str) -> Kiosk:
    from kiosk.adapters.hub_http import enrol
    from kiosk.reference_hub.enrolment import issue_code

    key = Key(Ed25519PrivateKey.generate())
    granted = enrol(address, issue_code(url, "Leuven"), key, 30)
    return Kiosk(granted.kiosk, granted.token, key)


def _wait_for(address: str) -> None:
    for _ in range(200):
        try:
            requests.get(f"{address}/healthz", timeout=5).raise_for_status()
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the hub does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _page(rounds: Sequence[Round], events: int) -> str:
    taken, plain = statistics.median(each.taken for each in rounds), statistics.median(each.plain for each in rounds)
    ratio = statistics.median(each.taken / each.plain for each in rounds)
    batches = events / BATCH
    costs = [(each.cost.workers, each.cost.database, each.cost.clients) for each in rounds]
    workers_ms, database_ms, clients_ms = (statistics.median(each) / batches * 1000 for each in zip(*costs, strict=True))
    alone = (os.cpu_count() or 1) * BATCH * 1000 / (workers_ms + database_ms + clients_ms)
    per_core = BATCH * 1000 / (workers_ms + database_ms)
    rows = "\n".join(
        f"| {place} | {each.taken:,.0f} | {each.plain:,.0f} | {each.taken / each.plain:.2f} | {each.cost.hub / batches * 1000:.1f} |"
        for place, each in enumerate(rounds, 1)
    )
    return f"""# The hub: measured

Generated by `python benchmarks/hub.py`: PostgreSQL with its own settings, `kiosk hub serve --workers {WORKERS}`, {CLIENTS} clients,
batches of {BATCH} over HTTP with schema, chain and signed head verified, {events} events a round, all on the same {os.cpu_count()}
cores; load at the end {os.getloadavg()[0]:.1f}. Beside it, in turns, the same rows by plain multi-row INSERTs from as many processes.

| round | events/s over HTTP | rows/s by INSERT | ratio | processor ms a batch, workers and database |
|--:|--:|--:|--:|--:|
{rows}

Median: **{taken:,.0f} events/s** (target 10,000), **{ratio:.2f} of plain INSERT** at {plain:,.0f} rows/s (target 0.4).

A batch of {BATCH} costs {workers_ms:.1f} ms of a processor in the workers, {database_ms:.1f} ms in the database and {clients_ms:.1f} ms in the clients,
which share these cores: by processor time alone two cores nobody else uses would take {alone:,.0f} events/s, and **one core
of a hub, workers and database together, {per_core:,.0f} events/s**.

| beside | |
|---|--:|
| a small question with a token, processor ms in workers and database | {statistics.median(each.question_ms for each in rounds):.1f} |
| a batch of one event, the same | {statistics.median(each.single_ms for each in rounds):.1f} |
| events/s that one process counts into items, stock and daily counts | {statistics.median(each.folded for each in rounds):,.0f} |
| bytes an event takes in the database, with its index | {statistics.median(each.row_bytes for each in rounds):,.0f} |
"""


if __name__ == "__main__":
    main()
