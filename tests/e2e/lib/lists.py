"""Random traject lists in which numbers move between clients, and who has them: the slow, obvious answer.

Few numbers, clients and days, so that everything collides: corrected BSNs that go and come back, withdrawn lines under either
client, several lists of one day whose names decide, the same number of two aanbieders, lists pseudonymised at the source.
"""
import dataclasses
import random

from messages import BSNS
from pseudonym import Pseudonyms
from region import Delivery

HEADER = "trajectnummer;{};gemeente;product;team;gestart;status"


@dataclasses.dataclass(frozen=True)
class Line:
    aanbieder: str
    received: str
    name: str         # of the list
    number: str
    client: str       # pseudonym
    team: str         # names the line
    is_withdrawn: bool


class Lists:
    def __init__(self, chance: random.Random, pseudonyms: Pseudonyms, aanbieders: list[str], days: list[str], clients: int = 4, numbers: int = 4):
        self.chance, self.pseudonyms = chance, pseudonyms
        self.bsns = list(BSNS.values())[:clients]
        self.numbers = [f"N-{number}" for number in range(numbers)]
        self.deliveries: list[Delivery] = []
        self.lines: list[Line] = []
        for aanbieder in aanbieders:
            for day in days:
                for name in chance.sample(["a.csv", "b.csv", "b-2.csv", "c.csv"], chance.randint(0, 2)):
                    self.add_list(aanbieder, day, name)

    def add_list(self, aanbieder: str, day: str, name: str) -> None:
        is_pseudonymised = self.chance.random() < 0.4
        rows = []
        for number in self.chance.sample(self.numbers, self.chance.randint(1, len(self.numbers))):
            bsn, withdrawn = self.chance.choice(self.bsns), self.chance.random() < 0.15
            line = Line(aanbieder, day, name, number, self.pseudonyms.of_bsn(bsn), f"T{len(self.lines)}", withdrawn)
            self.lines.append(line)
            client = line.client if is_pseudonymised else bsn
            rows.append(f"{number};{client};;;;;3" if withdrawn else f"{number};{client};0983;jw:48T01;{line.team};2025-01-06;1")
        key = [f"# sluis-sleutel: {self.pseudonyms.key_id} {self.pseudonyms.check_value}"] if is_pseudonymised else []
        text = "\n".join([*key, HEADER.format("pseudoniem" if is_pseudonymised else "bsn"), *rows]) + "\n"
        self.deliveries.append(Delivery(day, aanbieder, name, text.encode()))

    def known_on(self, day: str) -> set[tuple[str, str, str]]:
        """(client, aanbieder, team) of each traject: of every number its last line, as if later days had brought nothing."""
        last: dict[tuple[str, str], Line] = {}
        for line in self.lines:
            key = line.aanbieder, line.number
            if line.received <= day and (key not in last or (line.received, line.name) > (last[key].received, last[key].name)):
                last[key] = line
        return {(line.client, line.aanbieder, line.team) for line in last.values() if not line.is_withdrawn}

    def moves(self) -> int:
        """How often a number is told to a client that has an earlier line of it: each later line of another client."""
        def place(line):
            return line.received, line.name
        found = 0
        for key in {(line.aanbieder, line.number) for line in self.lines}:
            lines = sorted((line for line in self.lines if (line.aanbieder, line.number) == key), key=place)
            for client in {line.client for line in lines}:
                first = next(index for index, line in enumerate(lines) if line.client == client)
                found += sum(line.client != client for line in lines[first:])
        return found
