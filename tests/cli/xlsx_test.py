#!/usr/bin/env python3
"""xlsx_test.py PROGRAM: workbooks as lists, as spreadsheet programs write them and as nobody should.

What `sluis check` says of them, and that `sluis pseudonymize` makes of a workbook what it makes of the same list as CSV.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile
from xml.sax.saxutils import escape

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e" / "lib"))
from workbook import MAIN, RELATIONS, Book, Raw   # noqa: E402  (the path comes first)

PROGRAM = pathlib.Path(sys.argv.pop(1)).resolve()
HEAD = ["trajectnummer", "bsn", "product", "gestart"]


class Workbooks(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="sluis-xlsx-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def sluis(self, *words, **variables):
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SLUIS_")}
        return subprocess.run([PROGRAM, *map(str, words)], cwd=self.folder, env=inherited | variables, timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)

    def judge(self, content, name="lijst.xlsx"):
        """(oordeel, good, bad, [(code, row, column)])"""
        (self.folder / name).write_bytes(content.bytes() if isinstance(content, Book) else content)
        result = self.sluis("check", "--format", "json", name)
        self.assertIn(result.returncode, (0, 1), result.stderr)
        told = json.loads(result.stdout)
        return (told["oordeel"], told["regels_goed"], told["regels_fout"],
                [(m["code"], m["regel"], m["kolom"]) for m in told["meldingen"]])

    def assert_refused(self, content, code, line=1):
        oordeel, good, _, meldingen = self.judge(content)
        self.assertEqual((oordeel, good, meldingen[0][:2]), ("afgekeurd", 0, (code, line)))

    def pseudonymized(self, name, content):
        if not (self.folder / "sleutel").exists():
            self.sluis("keygen", "sleutel")
        (self.folder / name).write_bytes(content)
        return self.sluis("pseudonymize", name, SLUIS_KEY_FILE=str(self.folder / "sleutel"))

    def as_csv(self, book):
        result = self.pseudonymized("lijst.xlsx", book.bytes())
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return [line.split(";") for line in result.stdout.splitlines()[1:]]

    def test_a_workbook_is_the_same_list_as_a_csv(self):
        csv = ("# sluis-periode: 2024-01-01 2024-03-31\ntrajectnummer;bsn;product;gestart;gestopt;team\n"
               "T-1;999900006;16A01;2024-01-10;;Noord & Oost\n17;999900018;wmo:16A01;2024-02-29;2024-03-01;\n").encode()
        book = Book([["# sluis-periode: 2024-01-01 2024-03-31"], HEAD + ["gestopt", "team"],
                     ["T-1", "999900006", "16A01", (45301, 1), None, "Noord & Oost"],
                     [17, 999900018, Raw('<c r="{r}" t="inlineStr"><is><r><t>wmo:</t></r><r><t>16A01</t></r></is></c>'), (45351, 1), (45352, 1)]])
        self.assertEqual(self.judge(book), ("goed", 2, 0, []))
        self.assertEqual(self.pseudonymized("lijst.xlsx", book.bytes()).stdout, self.pseudonymized("lijst.csv", csv).stdout)

    def test_what_libreoffice_writes_is_read(self):
        sheet = (f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
                 '<sheetPr filterMode="false"><pageSetUpPr fitToPage="false"/></sheetPr><dimension ref="A1:D3"/><sheetViews><sheetView>'
                 '<selection pane="topLeft" activeCell="A1" activeCellId="0" sqref="A1"/></sheetView></sheetViews><cols><col min="1" max="4" '
                 'width="11.5"/></cols><sheetData><row r="1" customFormat="false" ht="12.8" hidden="false"><c r="A1" s="0" t="s"><v>0</v></c>'
                 '<c r="B1" s="0" t="s"><v>1</v></c><c r="C1" s="0" t="s"><v>2</v></c><c r="D1" s="0" t="s"><v>3</v></c></row>'
                 '<row r="2"><c r="A2" s="0" t="s"><v>4</v></c><c r="B2" s="0" t="n"><v>999900006</v></c><c r="C2" s="0" t="s"><v>5</v></c>'
                 '<c r="D2" s="2" t="n"><v>45301</v></c></row><row r="3"><c r="A3" s="0"/><c r="B3" s="1"/></row></sheetData>'
                 '<printOptions headings="false"/></worksheet>')
        book = Book(sheet, styles=('numFmtId="164" fontId="0"', 'numFmtId="165"', 'numFmtId="166" applyFont="true"'),
                    formats='<numFmt numFmtId="164" formatCode="General"/><numFmt numFmtId="165" formatCode="&quot;dag &quot;0.00"/>'
                            '<numFmt numFmtId="166" formatCode="[$-413]DD\\-MM\\-YYYY;@"/>')
        book.parts["xl/sharedStrings.xml"] = (f'<sst xmlns="{MAIN}" count="6" uniqueCount="6">' + "".join(
            f'<si><t xml:space="preserve">{text}</t></si>' for text in [*HEAD, "T-1", "16A01"]) + "</sst>")
        self.assertEqual(self.judge(book), ("goed", 1, 0, []))
        self.assertEqual([row[::3] for row in self.as_csv(book)], [["trajectnummer", "gestart"], ["T-1", "2024-01-10"]])

    def test_a_formula_or_an_error_makes_its_line_wrong_at_its_cell(self):
        good = ["T-1", "999900006", "16A01", (45301, 1)]
        for cell in ('<c r="{r}"><f>B2+1</f><v>999900018</v></c>', '<c r="{r}" t="str"><f>A1</f><v>999900018</v></c>',
                     '<c r="{r}"><f t="shared" si="0"/><v>999900018</v></c>', '<c r="{r}" t="e"><v>#N/A</v></c>'):
            book = Book([HEAD, good, ["T-2", Raw(cell), "16A01"]])
            self.assertEqual(self.judge(book), ("gedeeltelijk", 1, 1, [("LIJST", 3, "bsn")]))
            self.assertEqual(self.pseudonymized("lijst.xlsx", book.bytes()).returncode, 65)
        self.assertEqual(self.judge(Book([HEAD, good, [None, None, None, Raw('<c r="{r}"><f>NOW()</f></c>')]]))[3],
                         [("LIJST", 3, "trajectnummer"), ("LIJST", 3, "bsn"), ("LIJST", 3, "gestart"), ("LIJST", 3, "product")])

    def test_days_are_those_that_the_spreadsheet_shows(self):
        def days(*cells, **options):
            rows = [[f"T-{n}", "999900006", "16A01", cell] for n, cell in enumerate(cells)]
            return [row[3] for row in self.as_csv(Book([HEAD, *rows], **options))[1:]]
        self.assertEqual(days((1, 1), (59, 1), (61, 1), (45351.75, 1), ("4.5351E4", 1), (2958465, 1)),
                         ["1900-01-01", "1900-02-28", "1900-03-01", "2024-02-29", "2024-02-29", "9999-12-31"])
        self.assertEqual(days((0, 1), (43889, 1), is_1904=True), ["1904-01-01", "2024-02-29"])
        self.assertEqual(days("2024-02-29", "29-02-2024", Raw('<c r="{r}" t="d"><v>2024-02-29T00:00:00</v></c>')),
                         ["2024-02-29", "29-02-2024", "2024-02-29"])
        formats = {'yyyy"-"mm': True, "d mmm": True, "[Red]0.00": False, '"dag "0': False, "\\d0": False, "hh:ss": False}
        text = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>' for n, code in enumerate(formats))
        found = days(*((45351, n) for n in range(len(formats))), formats=text, styles=[f'numFmtId="{200 + n}"' for n in range(len(formats))])
        self.assertEqual(found, ["2024-02-29" if is_day else "45351" for is_day in formats.values()])
        for wrong in ((60, 1), (0, 1), (-1, 1), (2958466, 1), 45301):
            self.assertEqual(self.judge(Book([HEAD, ["T-1", "999900006", "16A01", wrong]]))[3], [("LIJST", 2, "gestart")])

    def test_numbers_are_written_as_a_list_writes_them(self):
        head = ["indicator", "van", "tot", "waarde"]
        def judge(cell):
            return self.judge(Book([head, ["x", "2024-01-01", "2024-01-31", (cell, 0)]]))
        for number in (0, -3, 12.5, "0.1", "0.10000000000000001", "1E3", "12.345678", "1.5E-3", "999999999999"):
            self.assertEqual(judge(number), ("goed", 1, 0, []), number)
        for number in ("1E15", "0.0000001", "abc", "1E400", "nan", ""):
            expected = [] if number == "" else [("LIJST", 2, "waarde")]
            self.assertEqual(judge(number)[3], expected, number)

    def test_a_bsn_that_lost_its_leading_zero_is_the_same(self):
        rows = self.as_csv(Book([HEAD, ["T-1", "010000008", "x"], ["T-2", 10000008, "x"]]))
        self.assertEqual(rows[1][1], rows[2][1])

    def test_true_and_false_are_no_status(self):
        self.assertEqual(self.judge(Book([HEAD + ["status"], ["T-1", "999900006", "16A01", None, Raw('<c r="{r}" t="b"><v>1</v></c>')]]))[3],
                         [("LIJST", 2, "status")])

    def test_the_sheet_with_the_columns_is_read_and_of_several_none(self):
        lijst = [["# sluis-periode:", (45292, 1), (45322, 1)], [], HEAD, [], ["T-1", "999900006", "16A01"]]
        self.assertEqual(self.judge(Book([["Toelichting"], ["van alles"]], [], lijst)), ("goed", 1, 0, []))
        self.assert_refused(Book(lijst, lijst), "LIJST")
        self.assert_refused(Book([[], ["naam", "plaats"]]), "LIJST", 2)
        self.assert_refused(Book([]), "LIJST")

    def test_rows_and_columns_are_those_of_the_sheet(self):
        book = Book([["# een opmerking"], [], HEAD, [], [], ["T-1", "999900007", "16A01"], ["T-2", "999900006", "16A01", None, None],
                     ["T-3", "999900006", "16A01", None, "te veel"]])
        self.assertEqual(self.judge(book), ("gedeeltelijk", 1, 2, [("LIJST", 6, "bsn"), ("LIJST", 8, None)]))
        self.assertEqual(self.judge(Book([HEAD + ["naam"], ["T-1", "999900006", "16A01"]]))[3], [("LIJST", 1, "5")])

    def test_references_may_be_left_out(self):
        row = '<row><c t="inlineStr"><is><t>{}</t></is></c><c t="inlineStr"><is><t>{}</t></is></c><c t="inlineStr"><is><t>{}</t></is></c></row>'
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{row.format(*HEAD[:3])}{row.format("T-1", "999900006", "16A01")}</sheetData></worksheet>'
        self.assertEqual(self.judge(Book(sheet)), ("goed", 1, 0, []))

    def test_what_is_no_workbook_is_refused(self):
        good = Book([HEAD, ["T-1", "999900006", "16A01"]])
        self.assert_refused(b"", "VORM")
        self.assert_refused(b"trajectnummer;bsn\n", "VORM")
        self.assert_refused(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "VORM")   # one with a password
        self.assert_refused(good.bytes()[:-30], "VORM")
        for part in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
            for text in (None, "", "<a>", f'<!DOCTYPE a [<!ENTITY x "y">]>{good.parts[part]}'):
                book = Book([HEAD, ["T-1", "999900006", "16A01"]])
                if text is None:
                    del book.parts[part]
                else:
                    book.parts[part] = text
                self.assertEqual(self.judge(book)[:2], ("afgekeurd", 0), f"{part}: {text}")

    def test_a_sheet_out_of_order_or_over_a_limit_is_refused(self):
        def sheet(rows):
            return Book(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')
        cell = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'
        self.assert_refused(sheet('<row r="2"/><row r="2"/>'), "VORM")
        self.assert_refused(sheet(f'<row r="1">{cell.format("B1", "bsn")}{cell.format("A1", "x")}</row>'), "VORM")
        self.assert_refused(sheet(f'<row r="1">{cell.format("ZZ1", "bsn")}</row>'), "VORM")
        self.assert_refused(sheet('<row r="1048577"/>'), "VORM")
        self.assert_refused(sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'), "VORM")
        self.assert_refused(sheet(f'<row r="1">{cell.format("A1", "x" * 70000)}</row>'), "VORM")

    def test_a_zip_bomb_is_refused_without_being_unpacked(self):
        book = Book([HEAD])
        book.parts["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{MAIN}"><sheetData>' + " " * (200 << 20) + "</sheetData></worksheet>"
        self.assert_refused(book, "VORM")
        many = Book(*([["x"]] * 100))
        self.assert_refused(many, "VORM")

    def test_one_above_the_size_that_is_held_is_read_all_the_same(self):
        rows = [[f"T-{n}", "999900006", "16A01", (45301, 1)] for n in range(20000)]
        content = Book([HEAD, *rows]).bytes(zipfile.ZIP_STORED)
        self.assertGreater(len(content), 1 << 20)
        self.assertEqual(self.judge(content), ("goed", 20000, 0, []))


if __name__ == "__main__":
    unittest.main()
