#!/usr/bin/env python3
"""ctest_counts.py JUNIT: prints three lines of a ctest run: `PASSED FAILED`, the names of what fell, the names of what
skipped itself.

A whole program may skip (SKIP_RETURN_CODE) and so may one cmocka test inside a program that passes. A program that
could not be started counts as failed.
"""
import re
import sys
import xml.etree.ElementTree as tree


def chose_to_skip(case) -> bool:
    skipped = case.find("skipped")
    return case.get("status") == "disabled" or (
        skipped is not None and skipped.get("message", "").startswith("SKIP_"))


def skipped_inside(case) -> list[str]:
    lines = (case.findtext("system-out") or "").splitlines()
    hits = (re.match(r"\[\s+SKIPPED\s+\] ([a-z]\w+)$", line) for line in lines)
    return sorted({f"{case.get('name')}/{hit[1]}" for hit in hits if hit})


def main(path: str) -> None:
    cases = list(tree.parse(path).getroot().iter("testcase"))
    good = [case for case in cases if case.get("status") == "run"]
    skipped = [case for case in cases if chose_to_skip(case)]
    fell = [case.get("name") for case in cases if case not in good and case not in skipped]
    names = [case.get("name") for case in skipped] + [name for case in good for name in skipped_inside(case)]
    print(len(good), len(fell))
    print(*fell)
    print(*names)


if __name__ == "__main__":
    main(*sys.argv[1:])
