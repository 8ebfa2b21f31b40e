"""One scenario: a folder with leveringen, questions and the answers that a person worked out by hand.

    leveringen        what is delivered (lib/messages.py says how it is written); files as they are in bestanden/
    vragen            `NAME: sluis report ... --format csv`, or `NAME: SELECT ...`; a line that begins with a space continues
    verwacht/NAME.csv the answer; lines with # explain it, spaces around commas are for the reader

A NAME that is not in `vragen` is a standard question: lib/vragen/NAME.sql, or one of SPECIAL below. In an answer the
pseudonym of client A reads A, and the keyed hash of a number is that number again. Rows of SQL are compared in
sorted order, since pseudonyms have none that a person knows; reports exactly as they come, and may have further columns.

Then every scenario, whatever it is about, has to keep three promises: rebuild changes nothing, every message once more on
a later day changes nothing (a list of a later day says something new), and another order of arrival with other partijen ends in the same rows of dwh.
"""
import csv
import dataclasses
import datetime
import difflib
import io
import json
import pathlib
import random
import re
import shlex
import shutil

import messages
from pseudonym import Pseudonyms
from warehouse import Server, Warehouse

STANDARD = pathlib.Path(__file__).parent / "vragen"
CODE = re.compile(r"\b(?:XSD|VORM|SOORT|LIJST|AFZENDER|OVEREENKOMST|(?:CS|CD|TR)\d{3}|SL\d{2})\b")
UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")


@dataclasses.dataclass
class Result:
    name: str
    held: bool
    detail: str = ""


@dataclasses.dataclass
class Bench:
    """What all scenarios of a run share: the server, a key, a migrated database with the reference data in it."""
    server: Server
    key_file: pathlib.Path
    template: str
    inbox: pathlib.Path   # where the reference data left what ingest reads


def rows_of(text: str) -> list[list[str]]:
    """CSV without its comments and empty lines, cells without the spaces around them."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [[cell.strip() for cell in row] for row in csv.reader(lines, skipinitialspace=True)]


def read_questions(path: pathlib.Path) -> dict[str, str]:
    questions, name = {}, None
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace():
            questions[name] += "\n" + line.strip()
        else:
            name, _, text = line.partition(":")
            questions[name] = text.strip()
    return questions


def counters(house: Warehouse) -> str:
    """The counters of `sluis status` over all organisations."""
    told = json.loads(house.sluis("status", "--format", "json"))
    names = ["wachtend", "goed", "gedeeltelijk", "afgekeurd", "dubbel"]
    values = [told["leveringen"][name] for name in names] + [told["gebeurtenissen"]]
    return ",".join(names + ["gebeurtenissen"]) + "\n" + ",".join(map(str, values))


def verslagen(house: Warehouse) -> str:
    """Folder of the outbox and codes of each verslag that names a rule; what was accepted stands in one that names none."""
    found = []
    for path in house.outbox.rglob("*.verslag.txt"):
        codes = sorted(set(CODE.findall(path.read_text(encoding="utf-8"))))
        if codes:
            found.append(f"{path.relative_to(house.outbox).parts[0]},{' '.join(codes)}")
    return "\n".join(["organisatie,codes"] + sorted(found))


SPECIAL = {"status": counters, "verslagen": verslagen}


class Scenario:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.name = folder.name
        self.story = messages.read_story(folder)
        self.questions = read_questions(folder / "vragen")
        self.expected = {path.stem: rows_of(path.read_text(encoding="utf-8")) for path in sorted((folder / "verwacht").glob("*.csv"))}
        unanswered = set(self.questions) - set(self.expected)
        if unanswered or not self.expected:
            raise ValueError(f"{self.name}: no expected answer to {sorted(unanswered) or 'anything'}")

    def run(self, bench: Bench, folder: pathlib.Path) -> list[Result]:
        bench.server.create(self.name, bench.template)
        try:
            return self.run_in(house_of(bench, self.name, folder / "eerst"), bench, folder)
        finally:
            bench.server.drop(self.name)

    def load_references(self, house: Warehouse) -> None:
        for received, folder in self.story.references:
            house.sluis("reference", "load", folder, "--received", received)

    def run_in(self, house: Warehouse, bench: Bench, folder: pathlib.Path) -> list[Result]:
        self.load_references(house)
        for step in self.story.steps:
            deliver(house, step)
            house.sluis("run", "--once")
        names = self.names_of(Pseudonyms(bench.key_file))
        results = [self.ask(house, name, names) for name in self.expected]
        results.append(inbox_is_empty(house))
        first = house.dump()
        house.sluis("rebuild")
        results.append(same("a rebuild changes no row", first, house.dump()))
        everything = [levering for step in self.story.steps for levering in step]
        results.append(no_bsn_is_left(house, everything, first))
        deliver(house, again_later([levering for levering in everything if not levering.name.endswith((".csv", ".xlsx"))], everything))
        house.sluis("run", "--once")
        results.append(same("every message a second time, on a later day, changes no row", first, house.dump()))
        results.append(self.another_order(bench, folder, everything, first))
        return results

    def another_order(self, bench: Bench, folder: pathlib.Path, everything: list, first: dict) -> Result:
        """One levering a time in a shuffled order, the days of receipt kept."""
        shuffled = random.Random(self.name).sample(everything, len(everything))
        database = f"{self.name}-geschud"
        bench.server.create(database, bench.template)
        try:
            house = house_of(bench, database, folder / "geschud", partij_leveringen="1")
            self.load_references(house)
            for levering in shuffled:
                deliver(house, [levering])
                house.sluis("run", "--once")
            return same("another order of arrival gives the same rows", first, house.dump())
        finally:
            bench.server.drop(database)

    def names_of(self, pseudonyms: Pseudonyms) -> dict[str, str]:
        """Keyed hash -> what a reader of the scenario calls it."""
        clients = {pseudonyms.of_bsn(bsn): letter for letter, bsn in messages.BSNS.items()}
        named = {pseudonyms.keyed(text): name for text, name in self.story.named}
        return clients | named | {pseudonyms.of_number(*key): key[2] for key in self.story.numbers}

    def ask(self, house: Warehouse, name: str, names: dict[str, str]) -> Result:
        expected = self.expected[name]
        question = self.questions.get(name)
        if question is None and name not in SPECIAL:
            question = (STANDARD / f"{name}.sql").read_text(encoding="utf-8")
        if name in SPECIAL:
            answer = rows_of(SPECIAL[name](house))
        elif question.startswith("sluis "):
            rows = csv.reader(io.StringIO(house.sluis(*shlex.split(question)[1:])))
            answer = [[plain(cell) for cell in row[:len(expected[0])]] for row in rows]   # further columns may follow
        else:
            text = UUID.sub(lambda hit: names.get(hit[0], hit[0]), house.query(question))
            answer = [row for row in csv.reader(io.StringIO(text))]
            answer = answer[:1] + sorted(answer[1:])
            expected = expected[:1] + sorted(expected[1:])
        return Result(name, answer == expected, difference(expected, answer))


def house_of(bench: Bench, database: str, folder: pathlib.Path, **settings: str) -> Warehouse:
    """With an inbox that knows the reference data."""
    house = Warehouse(bench.server, database, folder, bench.key_file, **settings)
    for path in bench.inbox.glob(".*"):
        if path.is_file():
            shutil.copy(path, house.inbox)
    return house


def plain(cell: str) -> str:
    """A number without the zeros at its end: 4.500000 and 4.5 are one figure."""
    return re.sub(r"\.?0+$", "", cell) if re.fullmatch(r"-?\d+\.\d+", cell) else cell


def no_bsn_is_left(house: Warehouse, everything: list, tables: dict[str, list[str]]) -> Result:
    """The BSNs of the leveringen are in no row of dwh and in nothing that goes back to the sender."""
    bsns = {hit for levering in everything for hit in re.findall(rb"(?:Bsn>|\b)(9999\d{5})\b", levering.content)}
    places = {f"dwh.{table}": "\n".join(rows).encode() for table, rows in tables.items()}
    places |= {str(path.relative_to(house.outbox)): path.read_bytes() for path in house.outbox.rglob("*") if path.is_file()}
    found = [place for place, content in places.items() if any(bsn in content for bsn in bsns)]
    return Result("no BSN is left in dwh or outbox", not found, "\n".join(found))


def difference(expected: list[list[str]], answer: list[list[str]]) -> str:
    def lines(rows):
        return [",".join(row) for row in rows]
    return "\n".join(difflib.unified_diff(lines(expected), lines(answer), "expected", "answer", lineterm="", n=1))


def deliver(house: Warehouse, leveringen: list) -> None:
    """Hands the leveringen to the inbox as an operator would, each under its own name."""
    offered = {}
    for levering in leveringen:
        place = house.folder / "aangeboden" / levering.received / levering.folder
        place.mkdir(parents=True, exist_ok=True)
        path = place / levering.name
        path.write_bytes(levering.content)
        offered.setdefault((levering.folder, levering.received), []).append(path)
    for (folder, received), paths in offered.items():
        house.sluis("push", *paths, "--from", folder, "--received", received)


def again_later(leveringen: list, everything: list) -> list:
    """The same files the day after the last day of receipt."""
    last = max(datetime.date.fromisoformat(levering.received) for levering in everything)
    later = (last + datetime.timedelta(days=1)).isoformat()
    return [dataclasses.replace(levering, received=later) for levering in leveringen]


def inbox_is_empty(house: Warehouse) -> Result:
    left = [str(path.relative_to(house.inbox)) for path in house.inbox.rglob("*")
            if path.is_file() and not path.name.startswith(".")]
    return Result("the inbox is empty", not left, "\n".join(left))


def same(name: str, before: dict[str, list[str]], after: dict[str, list[str]]) -> Result:
    def lines(tables):
        return [f"{table}: {row}" for table, rows in tables.items() for row in rows]
    found = list(difflib.unified_diff(lines(before), lines(after), "before", "after", lineterm="", n=0))
    return Result(name, not found and bool(before), "\n".join(found[:40]) if before else "dwh has no tables")
