"""measure.py does not take Python's memory for that of what it starts."""
import unittest

from measure import run_measured

MB = 1 << 20


class NoServer:
    @staticmethod
    def cpu_seconds():
        return 0


class PeakTest(unittest.TestCase):
    def setUp(self):
        self.held = bytearray(300 * MB)

    def test_the_peak_is_not_that_of_the_python_that_measures(self):
        self.assertLess(run_measured(["true"], None, NoServer())["peak_mb"], 50)

    def test_the_peak_is_that_of_the_command(self):
        peak = run_measured(["python3", "-c", "bytearray(100 << 20)"], None, NoServer())["peak_mb"]
        self.assertGreater(peak, 100)
        self.assertLess(peak, 200)

    def test_cpu_time_is_that_of_the_command(self):
        self.assertGreater(run_measured(["python3", "-c", "sum(range(10 ** 7))"], None, NoServer())["client_user_s"], 0.05)

    def test_a_command_that_fails_ends_the_bench(self):
        with self.assertRaises(SystemExit):
            run_measured(["false"], None, NoServer())


if __name__ == "__main__":
    unittest.main()
