"""Composition root of a hub's exports: what others need, in a file."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kiosk.errors import HubCommandRefused

if TYPE_CHECKING:
    from sqlalchemy import Connection


def export_repairs(database: str, file: Path | None, own_kinds: Path | None, country: str) -> int:
    """Write the repairs as Open Repair Data and return how many there are."""
    from kiosk.reference_hub.exports.kinds import read_kinds
    from kiosk.reference_hub.exports.ords import write_ords
    from kiosk.reference_hub.exports.walking import every_item

    kinds = read_kinds(own_kinds)
    return _export(database, file, lambda connection, out: write_ords(every_item(connection), kinds, country, out))


def export_kilograms(database: str, file: Path | None, own_kinds: Path | None) -> int:
    """Write kilograms by month, site, outcome and stream and return how many rows there are."""
    from kiosk.reference_hub.exports.kg import write_kg
    from kiosk.reference_hub.exports.kinds import read_kinds
    from kiosk.reference_hub.exports.walking import every_item, sites

    kinds = read_kinds(own_kinds)
    return _export(database, file, lambda connection, out: write_kg(every_item(connection), kinds, sites(connection), out))


def export_supply_chain(database: str, file: Path | None, kiosk: str) -> int:
    """Write the events as EPCIS 2.0 and return how many there are."""
    from kiosk.reference_hub.database import now_s
    from kiosk.reference_hub.exports.epcis import write_epcis
    from kiosk.reference_hub.folding import at_of, read
    from kiosk.reference_hub.reading import every_body

    def write(connection: "Connection", out: TextIO) -> int:
        return write_epcis(read(every_body(connection, kiosk)), at_of(now_s(connection) * 1000), out)

    return _export(database, file, write)


def export_sheet(database: str, file: Path | None, own_kinds: Path | None, code: str) -> int:
    """Write the reuse sheet of the item with this code.

    :raises HubCommandRefused: no item has it.
    """
    from kiosk.reference_hub.exports.kinds import read_kinds
    from kiosk.reference_hub.exports.sheet import write_sheet
    from kiosk.reference_hub.exports.walking import every_item, sites

    def write(connection: "Connection", out: TextIO) -> int:
        item = next(every_item(connection, code), None)
        if item is None:
            raise HubCommandRefused(f"no item of this hub has the code {code}; is its kiosk offline?")
        write_sheet(item, read_kinds(own_kinds), sites(connection).get(item.kiosk, item.kiosk), out)
        return 1

    return _export(database, file, write)


def export_learned(database: str, file: Path | None, agreeing: int) -> int:
    """Write what staff named as the content of a dataset *catalogue*, and return how many products there are."""
    from kiosk.reference_hub.exports.learned import write_catalogue
    from kiosk.reference_hub.folding import read
    from kiosk.reference_hub.reading import every_body

    return _export(database, file, lambda connection, out: write_catalogue(read(every_body(connection)), agreeing, out))


def _export(database: str, file: Path | None, write: Callable[["Connection", TextIO], int]) -> int:
    from kiosk.reference_hub.database import Database
    from kiosk.reference_hub.projecting import project

    with closing(Database(database)) as hub:
        project(hub)
        with hub.reading() as connection, _opened(file) as out:
            return write(connection, out)


@contextmanager
def _opened(file: Path | None) -> Iterator[TextIO]:
    """Give the file to write, or standard output for none.

    :raises HubCommandRefused: it cannot be written.
    """
    if file is None:
        yield sys.stdout
        return
    try:
        with file.open("w", encoding="utf-8", newline="") as out:
            yield out
    except OSError as error:
        raise HubCommandRefused(f"{file} cannot be written: {error.strerror}") from error
