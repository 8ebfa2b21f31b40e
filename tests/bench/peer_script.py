#!/usr/bin/python3
"""The peer of the benchmark: what a careful data engineer would write in Python for the same job.

    peer_script.py INBOX XSD_DIR [--processes N] [--validate | --no-validate]

Reads every message under INBOX, validates it with lxml against the official XSD, replaces the BSN by an HMAC, and COPYs one row
per product into one table per message, a thousand messages a transaction with the position in it; files are removed after the
commit. N processes share the files by their names. It knows no trajecten, no history, no rules, no reports.
"""
import argparse
import hashlib
import hmac
import io
import multiprocessing
import os
import pathlib
import zlib

import psycopg2
from lxml import etree

PER_TRANSACTION = 1000
KEY = bytes(range(32))
KINDS = {"301": ("ToegewezenProduct", "toewijzing"), "305": ("StartProduct", "start"), "307": ("StopProduct", "stop")}
FIELDS = {
    "toewijzing": ["ToewijzingNummer", "ReferentieAanbieder", "Product/Categorie", "Product/Code", "Toewijzingsdatum",
                   "Toewijzingstijd", "Ingangsdatum", "Einddatum", "RedenWijziging", "Omvang/Volume", "Omvang/Eenheid",
                   "Omvang/Frequentie", "Budget"],
    "start": ["ToewijzingNummer", "Product/Categorie", "Product/Code", "ToewijzingIngangsdatum", "Begindatum",
              "StatusAanlevering"],
    "stop": ["ToewijzingNummer", "Product/Categorie", "Product/Code", "ToewijzingIngangsdatum", "Begindatum",
             "RedenBeeindiging", "Einddatum", "StatusAanlevering"],
}
HEAD = ["pseudoniem", "bericht", "afzender", "ontvanger", "dagtekening", "ontvangen", "geboortedatum", "geslacht"]


def columns(table):
    return HEAD + [f.replace("/", "_").lower() for f in FIELDS[table]]


def create_tables(connection):
    with connection, connection.cursor() as cursor:
        for table in FIELDS:
            wide = ", ".join(f"{c} text" for c in columns(table)[1:])
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {table} (pseudoniem uuid NOT NULL, {wide})")
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {table}_client ON {table} (pseudoniem)")
        cursor.execute("CREATE TABLE IF NOT EXISTS positie (proces int PRIMARY KEY, verwerkt bigint NOT NULL)")


def load_schemas(folder):
    schemas = {}
    for domain in ("jw", "wmo"):
        for number in KINDS:
            path = pathlib.Path(folder) / domain / f"{domain.upper()}{number}.xsd"
            schemas[f"{domain}{number}"] = etree.XMLSchema(etree.parse(str(path)))
    return schemas


def local(tag):
    return tag.rsplit("}", 1)[-1]


def find(element, path):
    for step in path.split("/"):
        element = next((child for child in element if local(child.tag) == step), None)
        if element is None:
            return None
    return element.text


def eleven_proof(bsn):
    return len(bsn) == 9 and bsn.isdigit() and int(bsn) > 0 and (
        sum(int(d) * w for d, w in zip(bsn, (9, 8, 7, 6, 5, 4, 3, 2, -1))) % 11 == 0)


def rows_of(data, day, schemas, parser, keyed):
    """(table, rows) of one message; None when it is refused."""
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    kind = root.tag.split("}")[0].rstrip("/").split("/")[-2] if "}" in root.tag else ""
    if kind[-3:] not in KINDS:
        return None
    if schemas is not None and (kind not in schemas or not schemas[kind].validate(root)):
        return None
    header, client = root[0], root[1]
    bsn = (find(client, "Bsn") or "").strip()
    if not eleven_proof(bsn):
        return None
    mac = keyed.copy()
    mac.update(b"NL:bsn:" + bsn.encode())
    head = [mac.hexdigest()[:32], find(header, "BerichtIdentificatie/Identificatie"), find(header, "Afzender"),
            find(header, "Ontvanger"), find(header, "BerichtIdentificatie/Dagtekening"), day,
            find(client, "Geboortedatum/Datum"), find(client, "Geslacht")]
    element, table = KINDS[kind[-3:]]
    rows = []
    for group in client:
        for product in group:
            if local(product.tag) == element:
                rows.append(head + [find(product, f) for f in FIELDS[table]])
    return table, rows


def copy_text(value):
    if value is None:
        return "\\N"
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def store(connection, process, batch, done):
    with connection, connection.cursor() as cursor:
        for table, rows in batch.items():
            if rows:
                text = "".join("\t".join(map(copy_text, r)) + "\n" for r in rows)
                cursor.copy_expert(f"COPY {table} ({','.join(columns(table))}) FROM STDIN", io.StringIO(text))
        cursor.execute("INSERT INTO positie VALUES (%s, %s) ON CONFLICT (proces) DO UPDATE SET verwerkt = EXCLUDED.verwerkt",
                       (process, done))


def work(process, processes, inbox, xsd):
    schemas = load_schemas(xsd) if xsd else None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    keyed = hmac.new(KEY, b"", hashlib.sha256)
    connection = psycopg2.connect("")
    paths, batch, done = [], {t: [] for t in FIELDS}, 0

    def flush():
        nonlocal paths, batch
        store(connection, process, batch, done)
        for path in paths:
            os.unlink(path)
        paths, batch = [], {t: [] for t in FIELDS}

    for folder, _, names in os.walk(inbox):
        day = os.path.basename(folder)
        for name in names:
            path = os.path.join(folder, name)
            if zlib.crc32(path.encode()) % processes != process:
                continue
            with open(path, "rb") as f:
                data = f.read()
            made = rows_of(data, day, schemas, parser, keyed)
            if made is not None:
                batch[made[0]].extend(made[1])
            paths.append(path)
            done += 1
            if len(paths) == PER_TRANSACTION:
                flush()
    flush()
    connection.close()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("inbox")
    options.add_argument("xsd")
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--no-validate", action="store_true")
    given = options.parse_args()
    connection = psycopg2.connect("")
    create_tables(connection)
    connection.close()
    xsd = None if given.no_validate else given.xsd
    workers = [multiprocessing.Process(target=work, args=(i, given.processes, given.inbox, xsd))
               for i in range(given.processes)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    raise SystemExit(max(worker.exitcode for worker in workers))


if __name__ == "__main__":
    main()
