#!/usr/bin/env python3
"""read_with_fastavro.py SCHEMAS RECORDS: reads records (a line each, hexadecimal) by a reader that shares nothing with sluis.

The schema of each is found by the fingerprint in front of it: that of a file in SCHEMAS as fastavro computes it, which has to be
the one that the name of the file says. Written again the record has to have the same bytes. Prints how many there were.
"""
import io
import json
import pathlib
import sys

import fastavro


def read_schemas(folder: pathlib.Path) -> dict[bytes, dict]:
    schemas = {}
    for path in folder.glob("*.avsc"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        digits = fastavro.schema.fingerprint(fastavro.schema.to_parsing_canonical_form(schema), "CRC-64-AVRO")   # little endian, as on the wire
        if bytes.fromhex(digits)[::-1].hex() != path.stem.split("-")[1]:
            sys.exit(f"{path.name} is not named by its fingerprint: fastavro says {digits}, the low byte first")
        schemas[bytes.fromhex(digits)] = fastavro.parse_schema(schema)
    return schemas


def main(folder: str, records: str) -> None:
    schemas = read_schemas(pathlib.Path(folder))
    lines = pathlib.Path(records).read_text(encoding="ascii").split()
    for number, line in enumerate(lines):
        value = bytes.fromhex(line)
        if value[:2] != b"\xc3\x01" or value[2:10] not in schemas:
            sys.exit(f"record {number} is of no known schema: {value[:10].hex()}")
        schema, source, again = schemas[value[2:10]], io.BytesIO(value[10:]), io.BytesIO()
        read = fastavro.schemaless_reader(source, schema, None)
        if source.read():
            sys.exit(f"record {number} is longer than its schema says")
        fastavro.schemaless_writer(again, schema, read)
        if again.getvalue() != value[10:]:
            sys.exit(f"record {number} is written with other bytes")
    print(len(lines), "records read")


if __name__ == "__main__":
    main(*sys.argv[1:])
