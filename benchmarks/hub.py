"""Write benchmarks/hub.md: how many events a second a hub on PostgreSQL takes, beside plain INSERTs of the same rows.

python benchmarks/hub.py [--events 50000] [--rounds 3]

Two kiosks' worth of signed, packed batches of 200 are made before the clock starts. Two client
processes send them over HTTP to `kiosk hub serve --workers 2`; then two processes insert the rows
that arose with multi-row INSERTs of 200, one commit each, into a table like it. Both on one server
with PostgreSQL's own settings, in turns.
"""

import argparse
import gzip
import multiprocessing
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.hub_postgres import postgres
from kiosk.contract.envelope import BATCH_TYPE, FIRST_PREVHASH, batch, seal
from kiosk.contract.events import Event, Link
from kiosk.contract.happened import IntakeRecorded, example, tell
from kiosk.contract.signature import HEADER, Head, SignedHead
from kiosk.domain.moment import Moment

PAGE = Path(__file__).with_suffix(".md")
BATCH = 200
CLIENTS = 2
WORKERS = 2
NOON = Moment(wall_s=1_800_000_000.0, boot_id="boot-1", boot_s=1000.0, synchronised=True)
_COLUMNS = "kiosk, epoch, sequence, type, hash, prevhash, body, status, reason, gap, received"


@dataclass(frozen=True, slots=True)
class Key:
    """A kiosk's key."""

    private: Ed25519PrivateKey

    @property
    def public_key(self) -> bytes:
        """The 32 bytes the hub knows it by."""
        return self.private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the signature of a message."""
        return self.private.sign(message)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A kiosk the hub knows, with its key."""

    id: str
    token: str
    key: Key


@dataclass(frozen=True, slots=True)
class Parcel:
    """A batch as it travels."""

    body: bytes
    headers: dict[str, str]


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


def _round(url: str, events: int) -> tuple[float, float]:
    """Return events a second over HTTP and rows a second by plain INSERT."""
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
        parcels = [_parcels(each, events // CLIENTS) for each in kiosks]
        taken = _at_once(_send, [(address, each) for each in parcels])
    finally:
        served.terminate()
        served.wait()
    with psycopg.connect(url) as connection:
        connection.execute("DROP TABLE IF EXISTS plain")
        connection.execute("CREATE TABLE plain (LIKE events INCLUDING ALL)")
    plain = _at_once(_insert, [(url, each.id) for each in kiosks])
    with psycopg.connect(url) as connection:
        kept = connection.execute("SELECT count(*) FROM plain").fetchone()
    if kept != (events // CLIENTS * CLIENTS,):
        raise SystemExit(f"{events} events were sent, {kept} are there")
    return events / taken, events / plain


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


def _parcels(kiosk: Kiosk, count: int) -> list[Parcel]:
    """Return the batches of a chain of recorded intakes, sealed, signed and packed."""
    happening = tell(IntakeRecorded(**example(IntakeRecorded)), "e1-1", NOON)
    parcels, run, prevhash = [], list[Event](), FIRST_PREVHASH
    for sequence in range(1, count + 1):
        event = seal(happening, Link(f"/kiosks/{kiosk.id}", "e1", sequence, prevhash))
        prevhash = event.hash
        run.append(event)
        if len(run) == BATCH or sequence == count:
            parcels.append(_parcel(kiosk, run))
            run = []
    return parcels


def _parcel(kiosk: Kiosk, run: Sequence[Event]) -> Parcel:
    head = Head(kiosk.id, run[-1].epoch, run[-1].sequence, run[-1].hash)
    signed = SignedHead(head, kiosk.key.sign(head.to_sign()))
    headers = {
        "Authorization": f"Bearer {kiosk.token}",
        "Content-Type": BATCH_TYPE,
        "Content-Encoding": "gzip",
        HEADER: signed.to_header(),
    }
    return Parcel(gzip.compress(batch([each.body for each in run]), 6), headers)


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


def _page(rounds: Sequence[tuple[float, float]], events: int) -> str:
    taken, plain = (statistics.median(each) for each in zip(*rounds, strict=True))
    ratio = statistics.median(one / other for one, other in rounds)
    rows = "\n".join(f"| {place} | {one:,.0f} | {other:,.0f} | {one / other:.2f} |" for place, (one, other) in enumerate(rounds, 1))
    return f"""# The hub: measured

Generated by `python benchmarks/hub.py`: PostgreSQL with its own settings, `kiosk hub serve --workers {WORKERS}`, {CLIENTS} clients,
batches of {BATCH} over HTTP with schema, chain and signed head verified, {events} events a round, all on the same {os.cpu_count()}
cores; load at the end {os.getloadavg()[0]:.1f}. Beside it, in turns, the same rows by plain multi-row INSERTs from as many processes.

| round | events/s over HTTP | rows/s by INSERT | ratio |
|--:|--:|--:|--:|
{rows}

Median: **{taken:,.0f} events/s** (target 10,000), **{ratio:.2f} of plain INSERT** at {plain:,.0f} rows/s (target 0.4).
"""


if __name__ == "__main__":
    main()
