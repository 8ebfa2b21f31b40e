"""includes_test.py SOURCE_DIR BUILD_DIR: holds the house against the rule of includes.py, and that rule against
trees that break it. BUILD_DIR has the generated code, in the same folders."""
import pathlib
import sys
import tempfile
import unittest

import includes

SOURCE, BUILD = sys.argv[1:3]


def faults_of(files):
    """Of a tree with these files: path -> text."""
    with tempfile.TemporaryDirectory() as root:
        for name, text in files.items():
            path = pathlib.Path(root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return includes.faults(root)


class Includes(unittest.TestCase):
    def test_a_floor_that_includes_one_above_it_is_found(self):
        self.assertEqual(faults_of({"base/a.c": '#include "base/a.h"\n#include "proto/b.h"\n'}),
                         ["base/a.c:2: base must not include proto: proto/b.h"])
        for below, above in (("proto", "bus"), ("proto", "warehouse"), ("bus", "ingest"), ("warehouse", "sink"),
                             ("transform", "cli"), ("base", "cli")):
            self.assertEqual(faults_of({f"{below}/a.h": f'#include "{above}/b.h"\n'}),
                             [f"{below}/a.h:1: {below} must not include {above}: {above}/b.h"])

    def test_stages_that_know_each_other_are_found(self):
        stages = ("ingest", "transform", "sink")
        for one in stages:
            for other in stages:
                expected = [] if one == other else [f"{one}/a.c:1: {one} must not include {other}: {other}/b.h"]
                self.assertEqual(faults_of({f"{one}/a.c": f'#include "{other}/b.h"\n'}), expected)

    def test_bus_and_warehouse_do_not_know_each_other(self):
        self.assertEqual(len(faults_of({"bus/a.c": '#include "warehouse/b.h"\n',
                                        "warehouse/a.c": '#include "bus/b.h"\n'})), 2)

    def test_neither_spelling_nor_depth_hides_an_include(self):
        self.assertEqual(len(faults_of({"base/deep/er/a.c": '  #  include <cli/b.h>\n'})), 1)
        self.assertEqual(faults_of({"sink/a.c": '#include "../cli/b.h"\n'}),
                         ["sink/a.c:1: an include goes by way of ..: ../cli/b.h"])
        self.assertEqual(faults_of({"sink/a.c": '#include "a.h"\n'}),
                         ["sink/a.c:1: an include of the project begins with its folder: a.h"])

    def test_the_way_down_is_open(self):
        self.assertEqual(faults_of({
            "cli/a.c": '#include "ingest/b.h"\n#include "sink/b.h"\n#include "base/b.h"\n#include <stdio.h>\n',
            "ingest/a.c": '#include "bus/b.h"\n#include "ingest/a.h"\n',
            "bus/a.c": '#include "proto/b.h"\n#include <sys/types.h>\n',
            "tests/a.c": '#include "cli/b.h"\n'}), [])

    def test_the_house_keeps_the_rule(self):
        self.assertTrue(list(pathlib.Path(SOURCE, "base").glob("*.c")), "no house found")
        self.assertEqual(includes.faults(SOURCE), [])

    def test_the_generated_code_keeps_the_rule(self):
        self.assertTrue(list(pathlib.Path(BUILD, "proto").glob("*.c")), "no generated code found")
        self.assertEqual(includes.faults(BUILD), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
