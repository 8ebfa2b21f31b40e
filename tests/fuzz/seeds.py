#!/usr/bin/env python3
"""seeds.py DIR: the first inputs of each fuzz target, one folder a target, made of the fixtures of the readers."""
import pathlib
import sys
import zipfile

fixtures = pathlib.Path(__file__).resolve().parent.parent / "ingest" / "fixtures"


LISTS = ["# sluis-periode: 2025-01-01 2025-01-31\ntrajectnummer;bsn;product;gestart;gestopt;reden;status\nT-1;999900006;wmo:16A01;10-01-2025;;;\n",
         'indicator,van,tot,waarde,kenmerk\nx,2025-01-01,2025-03-31,"1,5",a|b\n']
# in the order of fuzz_xlsx.c
PARTS = ['<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>trajectnummer</t></is></c><c r="B1" t="s"><v>1</v></c></row>'
         '<row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" s="1"><f>A1</f><v>45301.5</v></c><c t="e"><v>#N/A</v></c></row></sheetData></worksheet>',
         '<sst><si><t>trajectnummer</t></si><si><t>bsn</t><rPh sb="0" eb="1"><t>x</t></rPh></si></sst>',
         '<styleSheet><numFmts><numFmt numFmtId="165" formatCode="[$-413]d\\-m;@"/></numFmts><cellXfs><xf numFmtId="14"/><xf numFmtId="165"/></cellXfs></styleSheet>',
         '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="a" r:id="rId1"/></sheets></workbook>',
         '<Relationships><Relationship Id="rId1" Type="/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>']


def examples(text):
    """The examples of a file (rule_examples.h), one for each message that it is done to."""
    block = []
    for line in [*text.splitlines(), "end"]:
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" ") and block:
            kind, *bases = block[0].split()
            for base in bases:
                yield "\n".join([f"{kind} {base}", *block[1:]]) + "\n"
            block = []
        block.append(line)


def main(target_folder):
    messages = sorted(fixtures.glob("*.xml"))
    for target in ("bericht", "rules", "zip", "codec", "lijst", "xlsx"):
        (target_folder / target).mkdir(parents=True, exist_ok=True)
    for message in messages:
        (target_folder / "bericht" / message.name).write_bytes(message.read_bytes())
    for file in sorted(fixtures.glob("rules/*.txt")):
        for number, example in enumerate(examples(file.read_text())):
            (target_folder / "rules" / f"{file.stem}-{number}").write_text(example)
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(target_folder / "zip" / f"{method}.zip", "w", method) as archive:
            for message in messages[:3]:
                archive.write(message, message.name)


    for number, text in enumerate(LISTS):
        (target_folder / "lijst" / f"lijst-{number}").write_text(text)
    for part, text in enumerate(PARTS):
        (target_folder / "xlsx" / f"deel-{part}").write_bytes(bytes([part]) + text.encode())


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
