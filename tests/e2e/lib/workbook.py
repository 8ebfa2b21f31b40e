"""Workbooks (XLSX), written cell by cell, so that a form that no library writes can be tried too.

    content = Book([["trajectnummer", "bsn"], ["T-1", 999900006]]).bytes()
    content = of_csv(text)
"""
import datetime
import io
import re
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DAY = 'numFmtId="14"'   # a style: built in, a day


def letters(column):
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


class Raw(str):
    """A whole cell as XML, in which {r} is its reference."""


class Book:
    """Sheets are lists of rows; a cell is None, a text (shared), a number, a pair (number, style), or Raw."""

    def __init__(self, *sheets, styles=('numFmtId="0"', DAY), formats="", is_1904=False):
        self.strings = []
        self.parts = {}
        book = "".join(f'<sheet name="Blad{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1))
        self.parts["xl/workbook.xml"] = (f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">'
                                         f'<workbookPr date1904="{int(is_1904)}"/><sheets>{book}</sheets></workbook>')
        relations = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
        relations += [("rId90", "styles", "styles.xml"), ("rId91", "sharedStrings", "/xl/sharedStrings.xml")]
        self.parts["xl/_rels/workbook.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            + "".join(f'<Relationship Id="{i}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for i, kind, target in relations)
            + '<Relationship Id="rId99" Type="x/worksheet" Target="file:///etc/passwd" TargetMode="External"/></Relationships>')
        for number, rows in enumerate(sheets, 1):
            self.parts[f"xl/worksheets/sheet{number}.xml"] = self.sheet(rows)
        self.parts["xl/styles.xml"] = (f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellStyleXfs><xf {DAY}/></cellStyleXfs>'
                                       f'<cellXfs>{"".join(f"<xf {style}/>" for style in styles)}</cellXfs></styleSheet>')
        self.parts["xl/sharedStrings.xml"] = (f'<sst xmlns="{MAIN}">'
                                              + "".join(f"<si><t>{escape(text)}</t></si>" for text in self.strings) + "</sst>")

    def cell(self, reference, value):
        if value is None:
            return ""
        if isinstance(value, Raw):
            return value.replace("{r}", reference)
        if isinstance(value, tuple):
            return f'<c r="{reference}" s="{value[1]}"><v>{value[0]}</v></c>'
        if isinstance(value, str):
            self.strings.append(value)
            return f'<c r="{reference}" t="s"><v>{len(self.strings) - 1}</v></c>'
        return f'<c r="{reference}"><v>{value}</v></c>'

    def sheet(self, rows):
        if isinstance(rows, str):
            return rows
        text = "".join(f'<row r="{line}">' + "".join(self.cell(f"{letters(column)}{line}", value) for column, value in enumerate(row))
                       + "</row>" for line, row in enumerate(rows, 1) if row)
        return f'<worksheet xmlns="{MAIN}"><dimension ref="A1"/><sheetData>{text}</sheetData></worksheet>'

    def bytes(self, method=zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as archive:
            for path, text in {"[Content_Types].xml": "<Types/>", **self.parts}.items():
                archive.writestr(path, text)
        return out.getvalue()


def cell_of(text):
    """As somebody who types it in a spreadsheet gets it: numbers and days become numbers."""
    day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text) or re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", text)
    if day:
        parts = [int(part) for part in day.groups()]
        return (datetime.date(*(parts if parts[0] > 99 else parts[::-1])) - datetime.date(1899, 12, 30)).days, 1
    return int(text) if re.fullmatch(r"[1-9]\d*", text) else text or None


def of_csv(text):
    """A list with ; between its cells, on the second sheet."""
    rows = [[line] if line.startswith("#") else [cell_of(cell) for cell in line.split(";")] for line in text.splitlines()]
    return Book([["Toelichting"]], rows).bytes()
