"""A generated region: its leveringen, its reference data, and what the figures must be."""
import csv
import dataclasses
import pathlib
import subprocess

from warehouse import PROGRAM, Server, Warehouse, clean_environment


REFERENCE = (".indicatoren", ".overeenkomsten", ".producten")   # in the inbox, snapshots of reference data


@dataclasses.dataclass(frozen=True, order=True)
class Delivery:
    """One file for the inbox."""
    received: str
    organisation: str
    name: str
    content: bytes = dataclasses.field(repr=False)


class Region:
    def __init__(self, folder: pathlib.Path, seed: int, clients: int, months: int, *more: str):
        self.folder = folder
        subprocess.run([PROGRAM, "generate", folder, "--seed", str(seed), "--clients", str(clients), "--months", str(months), *more],
                       check=True, env=clean_environment(), capture_output=True, stdin=subprocess.DEVNULL)
        self.inbox, self.truth, self.reference = folder / "inbox", folder / "waarheid", folder / "referentie"

    def deliveries(self) -> list[Delivery]:
        paths = sorted(path for path in self.inbox.glob("*/*/*") if not path.name.startswith("."))
        return [Delivery(path.parts[-2], path.parts[-3], path.name, path.read_bytes()) for path in paths]

    def table(self, name: str) -> list[dict[str, str]]:
        with open(self.truth / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def lay(house: Warehouse, deliveries: list[Delivery]) -> None:
    """Into the folders of their days, each by one rename, as a transfer program would."""
    for delivery in deliveries:
        day = house.inbox / delivery.organisation / delivery.received
        day.mkdir(parents=True, exist_ok=True)
        part = day / f"{delivery.name}.part"
        part.write_bytes(delivery.content)
        part.rename(day / delivery.name)


def left_in(inbox: pathlib.Path) -> list[str]:
    """Every file but the lists of names (`.namen/`) and what `reference load` leaves for ingest; `.werk` and `.apart` would hold one."""
    paths = [path.relative_to(inbox) for path in inbox.rglob("*") if path.is_file()]
    return sorted(str(path) for path in paths if ".namen" not in path.parts and str(path) not in REFERENCE)


def template(server: Server, name: str, reference: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    """A database with tables and reference data to copy others from; returns the key file for all of them."""
    key_file = folder / "sleutel"
    server.create(name)
    house = Warehouse(server, name, folder / name, key_file)
    house.make_key()
    house.sluis("migrate")
    house.sluis("reference", "load", reference)
    return key_file
