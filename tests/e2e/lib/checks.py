"""Named checks that are counted, for runners that are programs: each says its sentence, the last line is the sum.

    checks = Checks()
    checks.hold("every levering left the inbox", not left, "\n".join(left))
    sys.exit(checks.close())
"""
import difflib
import threading
import traceback


def lines_of(tables: dict[str, list[str]]) -> list[str]:
    return [f"{table}: {row}" for table, rows in tables.items() for row in rows]


class Checks:
    def __init__(self):
        self.passed, self.failed, self.lock = 0, 0, threading.Lock()

    def hold(self, name: str, held: bool, detail: str = "") -> bool:
        """From any thread."""
        shown = [] if held else detail.splitlines()
        more = [f"... and {len(shown) - 40} lines more"] if len(shown) > 40 else []
        with self.lock:
            self.passed += bool(held)
            self.failed += not held
            print("\n        ".join([f"{'ok   ' if held else 'FELL '} {name}", *shown[:40], *more]), flush=True)
        return bool(held)

    def same(self, name: str, before: dict[str, list[str]], after: dict[str, list[str]]) -> bool:
        """Two dumps of a warehouse (warehouse.py)."""
        if before == after:
            return self.hold(name, any(len(rows) > 1 for rows in before.values()), "there are no rows to compare")
        found = difflib.unified_diff(lines_of(before), lines_of(after), "expected", "found", lineterm="", n=0)
        return self.hold(name, False, "\n".join(found))

    def part(self, name: str, function, *arguments) -> None:
        """A part that cannot run is a failure like any other, and the next one still runs."""
        try:
            function(*arguments)
        except Exception:
            self.hold(name, False, traceback.format_exc(limit=-3))

    def close(self) -> int:
        print(f"{self.passed} passed, {self.failed} failed")
        return 0 if self.failed == 0 and self.passed > 0 else 1
