"""What the scripts of the bench share: a server of their own, and the CPU, time and memory of a command next to it."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SLUIS = ROOT / "build/sluis"
TICK = os.sysconf("SC_CLK_TCK")


def log(text):
    print(text, file=sys.stderr, flush=True)


def sh(*words, **options):
    return subprocess.run([str(w) for w in words], check=True, text=True, stdout=subprocess.PIPE, **options).stdout


class Server:
    """A server of its own in a folder, by deploy/postgres."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.command("start")
        self.environment = dict(os.environ)
        for name, value in re.findall(r"(PG\w+)=(\S+)", self.command("env")):
            self.environment[name] = value
        data = (folder / "data").resolve()
        self.pid = int((data / "postmaster.pid").read_text().split()[0])

    def command(self, word):
        return sh(ROOT / "deploy/postgres", word, self.folder, stderr=subprocess.STDOUT)

    def sql(self, text, database="postgres"):
        return sh("psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", text, env=self.environment).strip()

    def has_backend(self):
        """One that serves somebody, or that has ended and is not reaped yet."""
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                state, parent = path.read_text().rsplit(")", 1)[1].split()[:2]
                if int(parent) == self.pid and (state == "Z" or b"[local]" in (path.parent / "cmdline").read_bytes()):
                    return True
            except OSError:
                continue
        return False

    def cpu_seconds(self):
        """utime and stime of the postmaster and its children alive, and of those it has reaped."""
        while self.has_backend():  # it would be missed between being alive and being reaped
            time.sleep(0.01)
        total = 0
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(path.parent.name) == self.pid:
                total += sum(map(int, fields[11:15]))
            elif int(fields[1]) == self.pid:
                total += int(fields[11]) + int(fields[12])
        return total / TICK

    def fresh(self, name, template=None):
        self.sql(f"drop database if exists {name}")
        self.sql(f"create database {name}" + (f" template {template}" if template else ""))
        self.sql("checkpoint")

    def settings(self):
        names = ["shared_buffers", "max_wal_size", "synchronous_commit", "fsync", "full_page_writes", "autovacuum"]
        return ", ".join(f"{n} {self.sql('show ' + n)}" for n in names)


def run_measured(words, environment, server):
    """The peak is as time(1) tells it: of what Python starts, wait4 counts Python's own memory as a peak."""
    before = server.cpu_seconds()
    started = time.monotonic()
    with tempfile.TemporaryFile(mode="w+") as output, tempfile.NamedTemporaryFile(mode="r") as told:
        process = subprocess.Popen(["/usr/bin/time", "-q", "-f", "%M", "-o", told.name, *map(str, words)], env=environment,
                                   stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
        peak = told.read()
    if process.returncode != 0:
        raise SystemExit(f"{words[0]} ended with {process.returncode}: {said[-2000:]}")
    return {
        "wall_s": wall,
        "client_user_s": usage.ru_utime,
        "client_sys_s": usage.ru_stime,
        "server_s": server.cpu_seconds() - before,
        "peak_mb": int(peak) / 1024,
        "said": said,
    }
