"""Messages of release 3.2 from one line of text each, for scenarios that are read by people.

A scenario's file `leveringen` has lines like

    ontvangen 2025-01-07
    301 jw 0983 12345678 client=A nr=1001 product=45:45A04 toegewezen=2025-01-06 ingang=2025-01-10
        + nr=1002 product=45:45A05 toegewezen=2025-01-06 ingang=2025-02-01
    305 jw 0983 12345678 client=A nr=1001 product=45:45A04 begin=2025-01-12
    307 jw 0983 12345678 client=A nr=1001 product=45:45A04 begin=2025-01-12 reden=31 einde=2025-06-30
    bestand kapot.xml 0983
    nogmaals 02-jw305.xml
    referentie nieuwe-indeling
    verwerk

ontvangen   the day of receipt of what follows
301 ...     kind, domein, gemeente, aanbieder, fields; each `+` line is one more product of the same message
            (323 and 325: one more line; lib/declaraties.py says what they have)
bestand     a file of the scenario's own folder `bestanden`, as it is, in the inbox folder named; in a list (.csv) the BSN
            of a client is written as {A}; a workbook (.xlsx) is made of the list of that name with .csv behind it
referentie  a folder in `bestanden` with reference files, as received that day; loaded before any levering comes
nogmaals    the bytes of an earlier levering under the same name once more, in another folder if one is named
verwerk     `sluis run --once` here already; at the end it happens anyway

Fields of the message: client (a letter) or bsn, id, dagtekening (default: the day of receipt), geboren, geslacht,
naam (file name; default: number, domein and kind), map (folder of the inbox; default: the gemeente, which sends
copies of what it sends and gets). Fields of a product: see PRODUCTS. The same text always gives the same bytes.
"""
import dataclasses
import pathlib
import re
import string

import declaraties
import workbook

CODES = {("jw", "301"): "436", ("jw", "305"): "438", ("jw", "307"): "440",
         ("jw", "323"): "490", ("jw", "325"): "491", ("wmo", "323"): "484", ("wmo", "325"): "485",
         ("wmo", "301"): "414", ("wmo", "305"): "418", ("wmo", "307"): "420"}

# kind -> element of the list, of one product, and in the order of the standard: element, field
PRODUCTS = {
    "301": ("ToegewezenProducten", "ToegewezenProduct", [
        ("ToewijzingNummer", "nr"), ("ReferentieAanbieder", "ref"), ("Product", "product"), ("Toewijzingsdatum", "toegewezen"),
        ("Toewijzingstijd", "tijd"), ("Ingangsdatum", "ingang"), ("Einddatum", "einde"), ("RedenWijziging", "wijziging"),
        ("Omvang", "omvang"), ("Budget", "budget")]),
    "305": ("StartProducten", "StartProduct", [
        ("ToewijzingNummer", "nr"), ("Product", "product"), ("ToewijzingIngangsdatum", "ingang"), ("Begindatum", "begin"),
        ("StatusAanlevering", "status")]),
    "307": ("StopProducten", "StopProduct", [
        ("ToewijzingNummer", "nr"), ("Product", "product"), ("ToewijzingIngangsdatum", "ingang"), ("Begindatum", "begin"),
        ("RedenBeeindiging", "reden"), ("Einddatum", "einde"), ("StatusAanlevering", "status")]),
}
MESSAGE_FIELDS = {"client", "bsn", "id", "dagtekening", "geboren", "geslacht", "naam", "map"}
PARTS = {"Product": ("Categorie", "Code"), "Omvang": ("Volume", "Eenheid", "Frequentie")}   # of the basisschema
DEFAULTS = {"301": {"tijd": "10:00:00"}, "305": {"status": "1"}, "307": {"status": "1"}}


def passes_elfproef(number: int) -> bool:
    digits = [int(d) for d in f"{number:09d}"]
    return sum(d * w for d, w in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1))) % 11 == 0


def client_bsns() -> dict[str, str]:
    """A BSN for each letter: the first 26 test numbers (999900000 and up) that pass the 11-proef."""
    numbers = (n for n in range(999900000, 1000000000) if passes_elfproef(n))
    return {letter: f"{number:09d}" for letter, number in zip(string.ascii_uppercase, numbers)}


BSNS = client_bsns()


@dataclasses.dataclass(frozen=True)
class Levering:
    """One file for the inbox."""
    folder: str
    received: str
    name: str
    content: bytes


@dataclasses.dataclass
class Story:
    """What a scenario delivers: in each step the leveringen before a `verwerk`, and the numbers it uses."""
    steps: list[list[Levering]]
    numbers: set[tuple[str, str, str]]   # domein, gemeente, ToewijzingNummer
    named: set[tuple[str, str]]          # other text that is hashed, and what the reader calls it
    references: list[tuple[str, pathlib.Path]]   # day of receipt, folder


class Writer:
    """Elements of one message, indented, with its namespaces."""

    def __init__(self, domein: str, kind: str):
        self.prefix = f"{domein}{kind}"
        self.base = f"i{domein}"
        self.lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        self.depth = 0
        namespace = f"http://www.istandaarden.nl/i{domein}/3_2"
        self.root = (f'{self.prefix}:Bericht xmlns:{self.base}="{namespace}/basisschema/schema" '
                     f'xmlns:{self.prefix}="{namespace}/{self.prefix}/schema"')

    def put(self, text: str) -> None:
        self.lines.append("  " * self.depth + text)

    def group(self, name: str, inside, base: bool = False) -> None:
        """inside writes the elements in it."""
        tag = f"{self.base if base else self.prefix}:{name}"
        self.put(f"<{tag}>")
        self.depth += 1
        inside()
        self.depth -= 1
        self.put(f"</{tag}>")

    def value(self, name: str, value: str, base: bool = False) -> None:
        tag = f"{self.base if base else self.prefix}:{name}"
        self.put(f"<{tag}>{value}</{tag}>")

    def values(self, *pairs: tuple[str, str], base: bool = False) -> None:
        for name, value in pairs:
            self.value(name, value, base)

    def document(self, inside) -> bytes:
        self.put(f"<{self.root}>")
        self.depth += 1
        inside()
        self.depth -= 1
        self.put(f"</{self.prefix}:Bericht>")
        return ("\n".join(self.lines) + "\n").encode()


def write_header(out: Writer, domein: str, kind: str, sender: str, receiver: str, fields: dict) -> None:
    out.values(("BerichtCode", CODES[domein, kind]), ("BerichtVersie", "3"), ("BerichtSubversie", "2"), ("Afzender", sender),
               ("Ontvanger", receiver))
    out.group("BerichtIdentificatie", lambda: out.values(
        ("Identificatie", fields["id"]), ("Dagtekening", fields["dagtekening"]), base=True))
    out.group("XsdVersie", lambda: out.values(
        ("BasisschemaXsdVersie", "1.0.0"), ("BerichtXsdVersie", "1.0.0"), base=True))


def write_address(out: Writer) -> None:
    def parts():
        out.group("Huis", lambda: out.value("Huisnummer", "1", base=True), base=True)
        out.values(("Postcode", "5900AA"), ("LandCode", "NL"), base=True)
    out.value("Soort", "01")
    out.group("Adres", parts)


def write_name(out: Writer, kind: str) -> None:
    out.group("Geslachtsnaam", lambda: out.value("Achternaam", "Proef", base=True), base=True)
    out.value("Voorletters", "P", base=True)
    if kind == "301":
        out.value("NaamGebruik", "1", base=True)


def write_product(out: Writer, kind: str, product: dict) -> None:
    for element, field in PRODUCTS[kind][2]:
        if field not in product:
            continue
        if element in PARTS:
            separator = ":" if element == "Product" else "/"
            pairs = zip(PARTS[element], product[field].split(separator))
            out.group(element, lambda pairs=pairs: out.values(*pairs, base=True))
        else:
            out.value(element, product[field])


def write_message(domein: str, kind: str, gemeente: str, aanbieder: str, fields: dict, products: list[dict]) -> bytes:
    out = Writer(domein, kind)
    parties = (gemeente, aanbieder) if kind in ("301", "325") else (aanbieder, gemeente)

    def client():
        group, single, _ = PRODUCTS[kind]
        out.value("Bsn", fields["bsn"])
        out.group("Geboortedatum", lambda: out.value("Datum", fields["geboren"], base=True))
        out.value("Geslacht", fields["geslacht"])
        out.group("Naam", lambda: write_name(out, kind))
        if kind == "301":
            out.group("Contactgegevens", lambda: out.group("Contact", lambda: write_address(out)))
        out.group(group, lambda: [out.group(single, lambda p=p: write_product(out, kind, p)) for p in products])

    def header():
        write_header(out, domein, kind, *parties, fields)
        if kind == "325":
            declaraties.write_answer_header(out, fields)

    def body():
        out.group("Header", header)
        if kind in declaraties.KINDS:
            declaraties.write_body(out, kind, fields, products)
        else:
            out.group("Client", client)
    return out.document(body)


def split_fields(words: list[str]) -> dict[str, str]:
    return dict(word.split("=", 1) for word in words)


def complete_product(kind: str, product: dict) -> dict:
    allowed = {field for _, field in PRODUCTS[kind][2]}
    unknown = set(product) - allowed
    if unknown:
        raise ValueError(f"a {kind} has no field {sorted(unknown)}")
    full = DEFAULTS[kind] | product
    if kind == "301" and ":" in full.get("product", "") and "budget" not in full:
        full.setdefault("omvang", "2/04/4")   # a product with a code needs one (CD041)
    return full


def split_lines(lines: list[list[str]], of_message: set[str]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """The fields of the message, and those of each product or line."""
    first = split_fields(lines[0][4:])
    rest = {key: value for key, value in first.items() if key not in of_message}
    return {key: value for key, value in first.items() if key in of_message}, [rest, *(split_fields(words[1:]) for words in lines[1:])]


def declaratie_of(lines: list[list[str]], fields: dict) -> tuple[dict, list[dict]]:
    """Of a 323 or 325: a client belongs to a line, and an answer need not have any."""
    own, found = split_lines(lines, declaraties.MESSAGE_FIELDS | MESSAGE_FIELDS - {"client", "bsn"})
    fields = {"maand": fields["dagtekening"][:7]} | fields | own
    if lines[0][0] == "323":
        fields.setdefault("nummer", f"N{fields['id']}")
    return fields, [declaraties.complete_line(line, fields, BSNS) for line in found if line]


def message_of(lines: list[list[str]], received: str, number: int) -> tuple[Levering, set, set]:
    """lines: the words of the line of the message and of its `+` lines."""
    kind, domein, gemeente, aanbieder = lines[0][:4]
    named = set()
    fields = {"id": f"B{number:03d}", "dagtekening": received, "geboren": "2010-02-14", "geslacht": "1", "map": gemeente,
              "naam": f"{number:02d}-{domein}{kind}.xml"}
    if kind in declaraties.KINDS:
        fields, products = declaratie_of(lines, fields)
        named = declaraties.hashed_names(kind, f"{domein}:{gemeente}:{aanbieder}", fields, products)
    else:
        own, products = split_lines(lines, MESSAGE_FIELDS)
        fields |= own
        fields.setdefault("bsn", BSNS.get(fields.get("client"), ""))
        products = [complete_product(kind, product) for product in products]
    content = write_message(domein, kind, gemeente, aanbieder, fields, products)
    numbers = {(domein, gemeente, product["nr"]) for product in products if "nr" in product}
    return Levering(fields["map"], received, fields["naam"], content), numbers, named


def statements(text: str) -> list[list[list[str]]]:
    """The words of each line, `+` lines with the line they belong to; comments and empty lines left out."""
    found = []
    for line in text.splitlines():
        words = line.split("#", 1)[0].split()
        if words and words[0] == "+":
            found[-1].append(words)
        elif words:
            found.append([words])
    return found


def content_of(path: pathlib.Path) -> bytes:
    if path.suffix == ".xlsx":
        return workbook.of_csv(content_of(path.with_suffix(".xlsx.csv")).decode())
    content = path.read_bytes()
    if path.suffix != ".csv":
        return content
    return re.sub(rb"\{([A-Z])\}", lambda hit: BSNS[hit[1].decode()].encode(), content)


def read_story(folder: pathlib.Path) -> Story:
    """The file `leveringen` of a scenario."""
    steps, numbers, named, references, received, delivered = [[]], set(), set(), [], None, {}
    for lines in statements((folder / "leveringen").read_text(encoding="utf-8")):
        verb, rest = lines[0][0], lines[0][1:]
        if verb == "ontvangen":
            received = rest[0]
            continue
        if verb == "verwerk":
            steps.append([])
            continue
        if verb == "referentie":
            references.append((received, folder / "bestanden" / rest[0]))
            continue
        if verb == "bestand":
            levering = Levering(rest[1], received, rest[0], content_of(folder / "bestanden" / rest[0]))
        elif verb == "nogmaals":
            levering = dataclasses.replace(delivered[rest[0]], received=received)
            levering = dataclasses.replace(levering, folder=rest[1] if len(rest) > 1 else levering.folder)
        else:
            levering, used, names = message_of(lines, received, len(delivered) + 1)
            numbers |= used
            named |= names
        delivered[levering.name] = levering
        steps[-1].append(levering)
    return Story([step for step in steps if step], numbers, named, references)
