#!/usr/bin/env python3
"""A private PostgreSQL, databases in it, the program on them, and what dwh holds in a canonical order.

    with Server() as server:
        server.create("een")
        house = Warehouse(server, "een", folder, key_file)
        house.sluis("migrate")
        rows = house.dump()

As a script it prints the dump of the database that the PG* variables name, to compare two with diff:
    tests/e2e/lib/warehouse.py [SCHEMA]
"""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = pathlib.Path(os.environ.get("SLUIS_PROGRAM", ROOT / "build" / "sluis"))
BUS = os.environ.get("SLUIS_E2E_BUS", "inproc")   # else what is loaded is loaded by `ingest` and `load` instead of `run`
if BUS not in ("inproc", "ipc", "kafka"):
    sys.exit(f"SLUIS_E2E_BUS is inproc, ipc or kafka, not {BUS}")
PARTITIONS = 3   # of the topics of a warehouse over kafka
KEY = os.environ.get("SLUIS_E2E_KEY", "1")   # of the keys that there are, which one


def clean_environment() -> dict[str, str]:
    """What the caller has set for another warehouse must not reach ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SLUIS_", "PG"))} | {"LC_ALL": "C.UTF-8"}


def scratch() -> tempfile.TemporaryDirectory:
    """A folder for what a test makes: in memory where there is room and the caller has named no TMPDIR.

    Making and dropping databases is most of the work of a scenario, and on a disk that syncs and unlinks slowly
    it takes ten times as long. What a disk does to a run is for the tests of crashes and the bench to see.
    """
    memory = pathlib.Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 << 30
    return tempfile.TemporaryDirectory(prefix="sluis-e2e-", dir=memory if roomy and "TMPDIR" not in os.environ else None)


class Server:
    """A PostgreSQL of our own on a unix socket, and a Kafka beside it when the bus is one; gone with their data at the end of the `with`."""

    def __init__(self, options: str = ""):
        self.options = options   # as of the command postgres: -c name=value

    def __enter__(self) -> "Server":
        self.home = scratch()
        self.folder = pathlib.Path(self.home.name)
        self.folder.chmod(0o755)   # the server may run as another user
        self.script("start")
        told = subprocess.run([ROOT / "deploy" / "postgres", "env", self.folder / "pg"], check=True, capture_output=True, text=True)
        self.environment = clean_environment() | dict(re.findall(r"(PG\w+)=(\S+)", told.stdout))
        if BUS == "kafka":
            self.environment |= self.start_kafka()
        return self

    def __exit__(self, *_) -> None:
        self.script("remove")
        if BUS == "kafka":
            self.kafka("remove")
        self.home.cleanup()

    def kafka(self, verb: str) -> str:
        return subprocess.run([ROOT / "deploy" / "kafka" / "cluster", verb, self.folder / "kafka"], check=True, env=clean_environment(),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True).stdout

    def start_kafka(self) -> dict[str, str]:
        self.kafka("start")
        return dict(re.findall(r"(SLUIS_KAFKA_\w+)=(\S+)", self.kafka("env")))

    def script(self, verb: str) -> None:
        environment = clean_environment() | {
            "SLUIS_PG_OPTIONS": f"-c fsync=off {self.options}"}   # nothing here has to outlive the machine
        subprocess.run([ROOT / "deploy" / "postgres", verb, self.folder / "pg"], check=True, env=environment,
                       stdin=subprocess.DEVNULL)

    def create(self, name: str, template: str = "template1") -> None:
        subprocess.run(["createdb", "--template", template, name], check=True, env=self.environment)

    def drop(self, name: str) -> None:
        """Whoever is still there: a backend whose client was killed may not have noticed yet."""
        subprocess.run(["dropdb", "--if-exists", "--force", name], check=True, env=self.environment)


def psql(environment: dict[str, str], sql: str, *options: str) -> str:
    done = subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *options], input=sql, env=environment, capture_output=True,
                          text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"psql: {done.stderr.strip()}")
    return done.stdout


TABLES = """
SELECT c.relname, string_agg(a.attname, ',' ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relnamespace = '{0}'::regnamespace AND c.relkind = 'r' GROUP BY 1 ORDER BY 1"""


def dump(environment: dict[str, str], schema: str = "dwh") -> dict[str, list[str]]:
    """Every table of the schema: its columns, then its rows as text in byte order (of the calendar, which is long and
    computed, a digest of them)."""
    columns = dict(line.split("|") for line in psql(environment, TABLES.format(schema), "-A", "-t").splitlines())
    rows = ("SELECT '{1}|' || t FROM (SELECT replace(r::text, E'\\n', '\\n') AS t FROM {0}.\"{1}\" r) AS rows "
            'ORDER BY t COLLATE "C";')
    calendar = "SELECT '{1}|' || md5(string_agg(r::text, E'\n' ORDER BY datum)) FROM {0}.\"{1}\" r;"
    tables = {table: [names] for table, names in columns.items()}
    for line in psql(environment, "\n".join((calendar if table == "dim_datum" else rows).format(schema, table) for table in columns),
                     "-A", "-t").splitlines():
        table, row = line.split("|", 1)
        tables[table].append(row)
    return tables


class Warehouse:
    """One database with its inbox and outbox."""

    def __init__(self, server: Server, database: str, folder: pathlib.Path, key_file: pathlib.Path, **settings: str):
        self.folder = folder
        self.inbox, self.outbox = folder / "inbox", folder / "outbox"
        for place in (self.inbox, self.outbox):
            place.mkdir(parents=True, exist_ok=True)
        self.environment = server.environment | {
            "PGDATABASE": database, "SLUIS_INBOX": str(self.inbox), "SLUIS_OUTBOX": str(self.outbox),
            "SLUIS_KEY_FILE": str(key_file), **{f"SLUIS_{key.upper()}": value for key, value in settings.items()}}

    def make_key(self) -> None:
        """The same every time: pseudonyms, ids and the order of both follow from it, and what follows from those is then no matter of chance."""
        path = pathlib.Path(self.environment["SLUIS_KEY_FILE"])
        path.touch(0o600)
        path.write_text(hashlib.sha256(f"sleutel {KEY}".encode()).hexdigest() + "\n", encoding="ascii")

    def ingest_environment(self) -> dict[str, str]:
        """Without a database."""
        return {name: value for name, value in self.environment.items() if not name.startswith("PG")} | {
            "PGHOST": "/nonexistent", "SLUIS_BUS_ENDPOINT": f"ipc://{self.folder}/bus"}

    def load_environment(self) -> dict[str, str]:
        """Without a key and without an inbox."""
        return {name: value for name, value in self.environment.items() if not name.startswith(("SLUIS_KEY", "SLUIS_INBOX", "SLUIS_OUTBOX"))} | {
            "SLUIS_BUS_ENDPOINT": f"ipc://{self.folder}/bus"}

    def load_once(self) -> str:
        """As `run --once`, by two processes; what `load` says."""
        return self.load_once_over_kafka() if BUS == "kafka" else self.load_once_over_ipc()

    def load_once_over_kafka(self) -> str:
        """One after the other: in between all of it is on topics that are this warehouse's own."""
        bus = {"SLUIS_BUS": "kafka", "SLUIS_BUS_TOPICS": self.environment["PGDATABASE"], "SLUIS_KAFKA_LINGER_MS": "1"}
        for environment, words in ((self.environment, ("topics", "create", "--partitions", str(PARTITIONS), "--replicas", "1")),
                                   (self.ingest_environment(), ("ingest", "--once")), (self.load_environment(), ("load", "--once"))):
            done = subprocess.run([PROGRAM, *words], env=environment | bus, cwd=self.folder, capture_output=True, text=True, timeout=300,
                                  stdin=subprocess.DEVNULL, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"`sluis {' '.join(words)}` ended {done.returncode}: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def load_once_over_ipc(self) -> str:
        listening = self.folder / "bus"
        listening.unlink(missing_ok=True)
        options = {"cwd": self.folder, "text": True, "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen([PROGRAM, "load"], env=self.load_environment(), **options) as load:
            try:
                ingest = subprocess.run([PROGRAM, "ingest", "--once"], env=self.ingest_environment(), timeout=300, check=False, **options)
            finally:
                while load.poll() is None and not listening.exists():   # until then a SIGTERM is not heard
                    time.sleep(0.005)
                load.terminate()
                told, log = load.communicate(timeout=60)
        if ingest.returncode != 0 or load.returncode != 0:
            raise RuntimeError(f"ingest ended {ingest.returncode} and load {load.returncode}: {(ingest.stderr + log).strip()[-2000:]}")
        return told

    def sluis(self, *arguments, expected: int = 0) -> str:
        if BUS != "inproc" and arguments == ("run", "--once") and expected == 0:
            return self.load_once()
        done = subprocess.run([PROGRAM, *map(str, arguments)], env=self.environment, cwd=self.folder, capture_output=True, text=True,
                              timeout=300, stdin=subprocess.DEVNULL, check=False)
        if done.returncode != expected:
            words = " ".join(map(str, arguments))
            raise RuntimeError(f"`sluis {words}` ended {done.returncode}, expected {expected}: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def query(self, sql: str) -> str:
        """Rows as CSV with a header."""
        return psql(self.environment, sql, "--csv")

    def dump(self) -> dict[str, list[str]]:
        return dump(self.environment)


def main(schema: str = "dwh") -> None:
    for table, lines in dump(dict(os.environ), schema).items():
        for line in lines:
            print(f"{table}\t{line}")


if __name__ == "__main__":
    main(*sys.argv[1:])
