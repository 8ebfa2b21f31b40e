#!/usr/bin/env python3
"""A generated region, the program on it, and whether what came of it is what an undisturbed run makes.

A Bench holds the region and the answers of the undisturbed run; fresh() gives a warehouse with the whole region waiting in
its inbox, faults() says in words how a warehouse differs from the undisturbed one.
"""
import contextlib
import datetime
import difflib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
import zoneinfo

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lib"))
from large import GEMEENTE, declaratie   # noqa: E402  (the path comes first)
from lists import Lists   # noqa: E402
from pseudonym import Pseudonyms   # noqa: E402
from warehouse import PROGRAM, ROOT, Server, Warehouse, dump, psql   # noqa: E402  (the path comes first)

CRASHING = pathlib.Path(os.environ.get("SLUIS_CRASH_PROGRAM", ROOT / "build" / "tests" / "sluis-crash"))
SEVERAL = {"partij_leveringen": "20", "batch_bytes": "16K", "ingest_threads": "2"}   # many partijen, many batches under way
ONE = {"batch_bytes": "512M", "partij_bytes": "512M", "queue_bytes": "1G"}           # all leveringen in one
FEW = {"partij_leveringen": "5", "batch_bytes": "4K"}
SLOW = {"partij_leveringen": "1", "batch_bytes": "4K"}                               # a transaction for each levering
UNFINISHED = "nog-niet-af.xml.part"   # lies in a day, is never a levering, and stays
IN_PARTS = 1200000    # bytes of a declaratie that goes onto the bus in parts; valid from this day on:
IN_PARTS_DAY = "2025-02-10"
LIST_DAYS = [f"2025-02-{day:02d}" for day in range(10, 18)]
BROKEN = 8            # leveringen that are refused, so that there are verslagen; and as many doubles
DEADLINE_S = 60

BEHEER = """
select 'levering|' || (to_jsonb(l) - 'opgeslagen')::text from beheer.levering l
union all select 'melding|' || to_jsonb(m)::text from beheer.melding m order by 1"""
COUNTS = "select (select count(*) from beheer.levering), (select count(*) from dwh.gebeurtenis)"


class Fault(Exception):
    """Something is not as it must be."""


def until(condition, what: str, seconds: float = DEADLINE_S):
    """The first true answer of condition(); asked again and again until the deadline."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.005)   # between two looks, not to wait for anything
    raise Fault(f"not within {seconds:.0f} s: {what}")


def today() -> str:
    return datetime.datetime.now(zoneinfo.ZoneInfo("Europe/Amsterdam")).date().isoformat()


def files_of(folder: pathlib.Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def difference(name: str, expected: list[str], found: list[str]) -> list[str]:
    if expected == found:
        return []
    lines = list(difflib.unified_diff(expected, found, "undisturbed", "found", lineterm="", n=0))
    return [f"{name}: {len(expected)} undisturbed, {len(found)} found", *lines[:12]]


class House(Warehouse):
    """A warehouse that is disturbed."""

    def start(self, *arguments: str, program: pathlib.Path = PROGRAM, **variables: str) -> subprocess.Popen:
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen([program, *arguments], env=self.environment | variables, cwd=self.folder, stdout=log, stderr=log,
                                    stdin=subprocess.DEVNULL)

    def ends(self, *arguments: str, program: pathlib.Path = CRASHING, **variables: str) -> int:
        """Runs the program to its end; -9 when it was killed."""
        return wait(self.start(*arguments, program=program, **variables), 120)

    def ask(self, sql: str) -> list[str]:
        return psql(self.environment, sql, "-A", "-t").splitlines()

    def stored(self) -> int:
        return int(self.ask("select count(*) from beheer.levering")[0])

    def day(self) -> str:
        """Of receipt of the files that came loose: the newest there is."""
        return self.ask("select coalesce(max(ontvangen)::text, '') from beheer.levering")[0] or today()

    def counters(self) -> dict:
        total = json.loads(self.sluis("status", "--format", "json"))
        return total["leveringen"] | {"gebeurtenissen": total["gebeurtenissen"]}

    def listed(self) -> list[str]:
        """What the lists of accepted leveringen say, without which list says it."""
        lists = self.outbox.rglob("ontvangen.*")
        return sorted(line for path in lists for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(("goed ", "gedeeltelijk ")))

    def verslagen(self) -> list[str]:
        return [f"{name}: {(self.outbox / name).read_text(encoding='utf-8')}" for name in files_of(self.outbox)
                if "/ontvangen." not in name]

    def left_behind(self) -> list[str]:
        inbox = [name for name in files_of(self.inbox) if "/.namen/" not in name]
        taken = [str(path.relative_to(self.inbox)) for path in self.inbox.glob("*/.werk/*")]
        growing = [name for name in files_of(self.outbox) if name.endswith(".part")]
        return inbox + taken + growing

    def state(self) -> dict[str, list[str]]:
        """Everything that must not depend on how it came about."""
        counters = self.counters()
        tables = {f"dwh.{name}": rows for name, rows in self.dump().items()}
        return tables | {
            "beheer": self.ask(BEHEER), "counters": [json.dumps(counters)], "lists": self.listed(), "verslagen": self.verslagen(),
            "left behind": self.left_behind(), "counters and tables": self.disagreements(counters)}

    def disagreements(self, counters: dict) -> list[str]:
        leveringen, events = map(int, self.ask(COUNTS)[0].split("|"))
        told = sum(counters[name] for name in ("goed", "gedeeltelijk", "afgekeurd", "dubbel"))
        pairs = {"leveringen": (told, leveringen), "gebeurtenissen": (counters["gebeurtenissen"], events), "wachtend": (counters["wachtend"], 0)}
        return [f"{name}: status says {says}, the tables {are}" for name, (says, are) in pairs.items() if says != are]


def wait(process: subprocess.Popen, seconds: float) -> int:
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        end(process)
        raise Fault(f"the program did not end within {seconds:.0f} s") from None


def signal_twice(process: subprocess.Popen, number: int) -> None:
    """Two that are sent at once would arrive as one."""
    process.send_signal(number)

    def is_seen():
        text = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii", errors="replace")
        pending = [int(line.split()[1], 16) for line in text.splitlines() if line.startswith(("SigPnd", "ShdPnd"))]
        return not any(mask >> (number - 1) & 1 for mask in pending)
    until(is_seen, "the first signal arrives")
    process.send_signal(number)


def end(process: subprocess.Popen) -> None:
    """Whatever state it is in."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
        process.wait()


class Bench:
    def __init__(self, server: Server, folder: pathlib.Path, seed: int, clients: int):
        self.server, self.folder, self.key = server, folder, folder / "sleutel"
        self.random = random.Random(seed)
        self.made = 0
        self.references = {}   # day on which loose files were received -> what an undisturbed run makes of all
        server.create("leeg")
        house = House(server, "leeg", folder / "leeg", self.key)
        house.make_key()
        house.sluis("keygen", "--sealing", folder / "archief.key")
        self.region = folder / "regio"
        house.sluis("generate", self.region, "--clients", str(clients), "--months", "6", "--seed", seed)
        self.shape_inbox()
        house.sluis("migrate")
        self.before_reference = house.dump()
        server.create("kaal", "leeg")
        house.sluis("reference", "load", self.region / "referentie")
        self.empty = house.dump()

    def shape_inbox(self) -> None:
        """Leaves some files loose, as a sender does who knows no days, one that its sender is still writing, some broken, some twice."""
        inbox = self.region / "inbox"
        organisation = max(inbox.iterdir(), key=lambda path: sum(1 for _ in path.rglob("*.xml")))
        days = sorted(organisation.iterdir())
        for path in sorted(days[-1].iterdir()):
            path.rename(organisation / path.name)
        days[-1].rmdir()
        (days[0] / UNFINISHED).write_text("<half")
        for number, whole in enumerate(self.random.sample(sorted(inbox.glob("*/*/*.xml")), BROKEN)):
            whole.with_name(f"afgebroken-{number}.xml").write_bytes(whole.read_bytes()[:-40])
            whole.with_name(f"nogmaals-{number}.xml").write_bytes(whole.read_bytes())
        self.zip_some(organisation / days[1].name)
        self.lay_large(inbox)
        self.lay_lists(inbox)
        self.pushed = (organisation.name, days[0].name, sorted(days[0].glob("*.xml")))
        self.leveringen = sum(1 for _ in inbox.rglob("*.xml"))

    @staticmethod
    def lay_large(inbox: pathlib.Path) -> None:
        """Loose, and as a member of a zip."""
        day = inbox / GEMEENTE / IN_PARTS_DAY
        day.mkdir(parents=True, exist_ok=True)
        (day / "groot.xml").write_bytes(declaratie("L", IN_PARTS)[0])
        with zipfile.ZipFile(day / "groot.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("klein.xml", declaratie("K", 20000)[0])
            bundle.writestr("groot.xml", declaratie("Z", IN_PARTS)[0])

    def lay_lists(self, inbox: pathlib.Path) -> None:
        """Of one aanbieder, with numbers that move between clients: a partij has events for clients that it does not name."""
        agreements = (self.region / "referentie" / "overeenkomsten.csv").read_text(encoding="utf-8").splitlines()
        aanbieder = next(line.split(",")[0] for line in reversed(agreements) if line.split(",")[1] == "traject")
        for delivery in Lists(self.random, Pseudonyms(self.key), [aanbieder], LIST_DAYS).deliveries:
            day = inbox / aanbieder / delivery.received
            day.mkdir(parents=True, exist_ok=True)
            (day / delivery.name).write_bytes(delivery.content)

    @staticmethod
    def zip_some(day: pathlib.Path) -> None:
        """A day's files as they are, and all of them once more with two broken, in a zip."""
        files = sorted(day.glob("*.xml"))
        with zipfile.ZipFile(day / "bundel.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
            for path in files:
                bundle.writestr(path.name, path.read_bytes())
            bundle.writestr("afgebroken.xml", files[0].read_bytes()[:-40])
            bundle.writestr("geknipt.xml", files[0].read_bytes()[:-50])

    @contextlib.contextmanager
    def fresh(self, template: str = "leeg", filled: bool = True, **settings: str):
        """A warehouse of its own; filled: with the whole region in the inbox."""
        self.made += 1
        name = f"huis{self.made}"
        self.server.create(name, template)
        folder = self.folder / name
        try:
            house = House(self.server, name, folder, self.key, archive_public_key=str(self.folder / "archief.key.pub"), **settings)
            if filled:
                shutil.copytree(self.region / "inbox", house.inbox, copy_function=os.link, dirs_exist_ok=True)
            yield house
        finally:
            self.server.drop(name)
            shutil.rmtree(folder, ignore_errors=True)

    def undisturbed(self, day: str | None = None) -> dict[str, list[str]]:
        """With the loose files received on this day, or today: when midnight comes in between, there are two."""
        day = day or today()
        if day not in self.references:
            with self.fresh() as house:
                for path in [path for path in house.inbox.glob("*/*") if path.is_file() and not path.name.startswith(".")]:
                    (path.parent / day).mkdir(exist_ok=True)
                    path.rename(path.parent / day / path.name)
                house.sluis("run", "--once")
                found = house.state()
            faults = found["counters and tables"]
            moved = any("verhuisd" in row for row in found["dwh.gebeurtenis"])
            if faults or not moved or json.loads(found["counters"][0])["goed"] == 0 or not found["verslagen"]:
                raise Fault(f"the undisturbed run itself is not right: {faults}")
            self.references[day] = found
        return self.references[day]

    def must_equal(self, house: House) -> None:
        """Everything in the house is as after an undisturbed run."""
        found = house.state()
        reference = self.undisturbed(house.day())
        faults = [line for name in reference for line in difference(name, reference[name], found.get(name, []))]
        if faults or set(found) != set(reference):
            raise Fault("\n".join(faults))

    def finish(self, house: House) -> None:
        """The rest by an ordinary run, and then nothing may show."""
        house.sluis("run", "--once")
        self.must_equal(house)
