#!/usr/bin/env python3
"""command_line_test.py PROGRAM: sluis as a stranger's script calls it, as far as no key and no database are needed.

What each line of the command line does to the exit status and to the settings that are in force.
"""
import datetime
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
WITHOUT_SETTINGS = {name: value for name, value in os.environ.items() if not name.startswith("SLUIS_")}


class CommandLine(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sluis-command-line-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def sluis(self, *words, **variables):
        return subprocess.run([PROGRAM, *words], cwd=self.folder, env=WITHOUT_SETTINGS | variables, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def assert_refused(self, status, reason, *words, **variables):
        result = self.sluis(*words, **variables)
        self.assertEqual((result.returncode, result.stdout), (status, ""))
        self.assertIn(reason, result.stderr)

    def test_without_a_command_or_with_an_unknown_one_it_is_usage(self):
        self.assert_refused(64, "sluis push")
        self.assert_refused(64, "no command foo", "foo")
        self.assert_refused(64, "no command --foo", "--foo", "check")

    def test_a_day_of_receipt_after_today_is_usage(self):
        (self.folder / "x.xml").write_text("<x/>")
        later = datetime.date.today() + datetime.timedelta(days=2)   # two: the day turns in Amsterdam first
        self.assert_refused(64, "in the future", "push", "x.xml", "--from", "0983", "--received", later.isoformat())
        self.assertEqual(self.sluis("push", "x.xml", "--from", "0983", "--received", "2024-01-31").returncode, 0)

    def test_an_unknown_flag_is_usage_beside_print_config_too(self):
        self.assert_refused(64, "--foo", "--print-config", "--foo")
        self.assert_refused(64, "extra", "--print-config", "extra")

    def test_a_flag_weighs_more_than_a_variable_and_that_more_than_the_file(self):
        (self.folder / "sluis.conf").write_text("inbox = a\noutbox = a\nbus = a\n")
        result = self.sluis("--inbox=c", "--print-config", SLUIS_INBOX="b", SLUIS_OUTBOX="b")
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertEqual(result.stdout.splitlines()[:2], ["inbox = c", "outbox = b"])
        self.assertIn("\nbus = a\n", result.stdout)

    def test_an_unknown_key_ends_it_and_an_unknown_variable_is_said(self):
        result = self.sluis("--print-config", SLUIS_FOO="1")
        self.assertEqual(result.returncode, 0)
        self.assertIn("SLUIS_FOO", result.stderr)
        (self.folder / "sluis.conf").write_text("foo = 1\n")
        self.assert_refused(78, "unknown key foo", "--print-config")

    def test_a_command_that_needs_no_configuration_does_not_mind_a_faulty_one(self):
        (self.folder / "sluis.conf").write_text("foo = 1\n")
        (self.folder / "x.xml").write_text("<x/>")
        self.assertEqual(self.sluis("check", "x.xml").returncode, 1)
        self.assertEqual(self.sluis("keygen", "key").returncode, 0)

    def test_a_size_of_nothing_is_a_mistake_in_the_configuration(self):
        for key in ("batch_bytes", "queue_bytes", "partij_bytes", "partij_leveringen"):
            self.assert_refused(78, key, "run", "--once", f"--{key}=0")

    def test_less_memory_than_the_ingest_threads_need_is_a_mistake_in_the_configuration(self):
        self.assert_refused(78, "memory", "run", "--once", "--memory=31")
        self.assert_refused(78, "memory", "run", "--once", "--memory=47", "--ingest_threads=3")

    def test_a_server_that_never_answers_does_not_keep_it_from_stopping(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.sluis("keygen", "sluis.key")
            variables = {"PGHOST": "127.0.0.1", "PGPORT": str(silent.getsockname()[1]), "PGDATABASE": "sluis"}
            with subprocess.Popen([PROGRAM, "run"], cwd=self.folder, env=WITHOUT_SETTINGS | variables,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
                peer = silent.accept()   # kept open: it waits for an answer now
                run.terminate()
                try:
                    self.assertEqual(run.wait(30), 75)
                finally:
                    run.kill()
                    peer[0].close()

    def test_the_processes_name_what_they_miss(self):
        self.assertEqual(self.sluis("keygen", "sluis.key").returncode, 0)
        (self.folder / "inbox").mkdir()
        self.assert_refused(78, ".overeenkomsten is not in the inbox", "ingest")
        (self.folder / "inbox" / ".overeenkomsten").write_text("")
        self.assert_refused(78, "bus_curve_key is not set", "ingest", "--bus-endpoint", "tcp://127.0.0.1:1")
        self.assert_refused(78, "bus_curve_key is not set", "load", "--bus-endpoint", "tcp://127.0.0.1:1")
        self.assert_refused(78, "ipc://PATH or tcp://HOST:PORT", "load", "--bus-endpoint", "127.0.0.1:1")
        self.assert_refused(78, "no bus called pigeon", "load", "--bus", "pigeon")
        self.assert_refused(64, "extra", "load", "extra")

    def test_run_is_one_process_and_knows_no_kafka(self):
        self.assertEqual(self.sluis("keygen", "sluis.key").returncode, 0)
        (self.folder / "inbox").mkdir()
        self.assert_refused(78, "bus = kafka is not for `sluis run`", "run", "--bus", "kafka", SLUIS_KAFKA_BOOTSTRAP_SERVERS="localhost:1")

    def test_properties_of_kafka_that_are_missing_or_would_break_a_promise_are_named(self):
        self.assertEqual(self.sluis("keygen", "sluis.key").returncode, 0)
        (self.folder / "inbox").mkdir()
        (self.folder / "inbox" / ".overeenkomsten").write_text("")
        for command in ("ingest", "load"):
            self.assert_refused(78, "bootstrap.servers is not set", command, "--bus", "kafka")
            for name in ("acks", "enable.auto.commit", "enable.idempotence", "auto.offset.reset", "partition.assignment.strategy", "retries"):
                self.assert_refused(78, f"[kafka] {name} cannot be set", command, "--bus", "kafka", SLUIS_KAFKA_BOOTSTRAP_SERVERS="localhost:1",
                                    **{"SLUIS_KAFKA_" + name.upper().replace(".", "_"): "1"})
            self.assert_refused(78, "sasl.pasword: librdkafka has no such property", command, "--bus", "kafka", SLUIS_KAFKA_SASL_PASWORD="geheim")

    def test_what_is_printed_of_the_configuration_holds_no_password(self):
        result = self.sluis("--print-config", SLUIS_KAFKA_SASL_PASSWORD="geheim", SLUIS_KAFKA_SSL_KEY_PASSWORD="geheim", SLUIS_KAFKA_CLIENT_ID="x")
        self.assertEqual(result.returncode, 0)
        self.assertNotIn("geheim", result.stdout + result.stderr)
        for line in ("# sasl.password has a value that is not shown", "# ssl.key.password has a value that is not shown", "client.id = x"):
            self.assertIn(line, result.stdout.splitlines())

    def test_a_stop_is_heard_while_the_configuration_is_still_read(self):
        self.assertEqual(self.sluis("keygen", "sluis.key").returncode, 0)
        (self.folder / "inbox").mkdir()
        (self.folder / "inbox" / ".overeenkomsten").write_text("")
        os.mkfifo(self.folder / "sluis.conf")
        with subprocess.Popen([PROGRAM, "ingest"], cwd=self.folder, env=WITHOUT_SETTINGS, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as ingest:
            try:
                with open(self.folder / "sluis.conf", "w") as configuration:   # opens when ingest does
                    ingest.terminate()
                    configuration.write("inbox = inbox\n")
                self.assertEqual(ingest.communicate(timeout=60), (None, ""))
            finally:
                ingest.kill()
        self.assertEqual(ingest.returncode, 0)

    def test_a_key_pair_of_the_bus_is_made_once_and_its_secret_is_for_its_owner(self):
        self.assertEqual(self.sluis("keygen", "--curve", "bus").returncode, 0)
        self.assertEqual((self.folder / "bus").stat().st_mode & 0o777, 0o600)
        self.assertEqual([len((self.folder / name).read_text()) for name in ("bus", "bus.pub")], [41, 41])
        before = (self.folder / "bus").read_text()
        self.assertEqual(self.sluis("keygen", "--curve", "bus").returncode, 64)
        self.assertEqual((self.folder / "bus").read_text(), before)
        (self.folder / "bus").chmod(0o644)
        self.assert_refused(77, "can be used by others", "load", "--bus-endpoint", "tcp://127.0.0.1:0", "--bus-curve-key", "bus")

    def test_behind_two_dashes_nothing_is_a_flag(self):
        self.assert_refused(66, "--inbox", "check", "--", "--inbox")

    def test_help_goes_to_stdout_and_is_good(self):
        for words in (["--help"], ["help"], ["run", "--help"], ["--version"]):
            result = self.sluis(*words)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            self.assertIn("sluis", result.stdout)


if __name__ == "__main__":
    unittest.main()
