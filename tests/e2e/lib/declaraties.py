"""The bodies of 323 and 325: lines of money, of several clients. lib/messages.py does the rest.

    323 jw 0983 12345678 id=D1 nummer=DN1 maand=2025-01 client=A ref=R1 nr=1001 product=45:45A04 cent=10000
        + client=B ref=R2 vorig=R0 nr=1002 product=45:45A04 cent=-500 begin=2024-12-01
    325 jw 0983 12345678 declaratie=D1 nummer=DN1 ingediend=9500 client=B ref=R2 nr=1002 ... cent=-500 codes=9307
    325 jw 0983 12345678 declaratie=D1 header=0001
    325 jw 0983 12345678 declaratie=D1 nummer=DN1 ingediend=9500 antwoord=9333

A line: client or bsn, ref, vorig, nr, product, cent (below zero it is a credit), eenheid (04; 83 counts cents), volume (1), begin
and einde (default: the month of the declaratie, or that of begin), and of a 325 its codes. A 325 with ref rejects lines;
without `nummer` it has no DeclaratieAntwoord. Totals are what the lines come to.
"""
import calendar
import itertools

KINDS = ("323", "325")
MESSAGE_FIELDS = {"nummer", "maand", "declaratie", "declaratiedag", "ingediend", "header", "antwoord"}
LINE_FIELDS = {"client", "bsn", "ref", "vorig", "nr", "product", "cent", "eenheid", "volume", "begin", "einde", "codes"}


def month_end(day: str) -> str:
    year, month = int(day[:4]), int(day[5:7])
    return f"{year:04d}-{month:02d}-{calendar.monthrange(year, month)[1]:02d}"


def complete_line(line: dict, fields: dict, bsns: dict[str, str]) -> dict:
    unknown = set(line) - LINE_FIELDS
    if unknown:
        raise ValueError(f"a line of a declaratie has no field {sorted(unknown)}")
    begin = line.get("begin", f"{fields['maand']}-01")
    return {"eenheid": "04", "volume": "1", "codes": "9307", "begin": begin, "einde": month_end(begin),
            "bsn": bsns.get(line.get("client"), "")} | line


def write_amount(out, name: str, inner: str, cent: int) -> None:
    out.group(name, lambda: out.values((inner, str(abs(cent))), ("DebetCredit", "C" if cent < 0 else "D"), base=True))


def write_codes(out, codes: str) -> None:
    out.group("RetourCodes", lambda: [out.value("RetourCode", code) for code in codes.split("|")])


def write_period(out, name: str, begin: str, end: str) -> None:
    out.group(name, lambda: out.values(("Begindatum", begin), ("Einddatum", end), base=True))


def write_line(out, line: dict, is_answer: bool) -> None:
    def inside():
        names = [("ReferentieNummer", line["ref"])] + ([("VorigReferentieNummer", line["vorig"])] if "vorig" in line else [])
        out.group("ProductReferentie", lambda: out.values(*names, base=True))
        category, code = line["product"].split(":")
        out.values(("ToewijzingNummer", line["nr"]), ("ProductCategorie", category), ("ProductCode", code))
        write_period(out, "ProductPeriode", line["begin"], line["einde"])
        cent = int(line["cent"])
        counts_cents = line["eenheid"] == "83"
        out.values(("GeleverdVolume", str(abs(cent)) if counts_cents else line.get("volume", "1")), ("Eenheid", line["eenheid"]))
        if not counts_cents:
            out.value("ProductTarief", str(abs(cent) // int(line.get("volume", "1"))))
        write_amount(out, "IngediendBedrag", "Bedrag", cent)
        if is_answer:
            write_codes(out, line["codes"])
    out.group("Prestatie", inside)


def write_clients(out, lines: list[dict], is_answer: bool) -> None:
    def one(bsn, own):
        out.value("Bsn", bsn)
        out.group("Prestaties", lambda: [write_line(out, line, is_answer) for line in own])
        if is_answer:
            write_codes(out, "0200")
    grouped = itertools.groupby(sorted(lines, key=lambda line: line["bsn"]), key=lambda line: line["bsn"])
    out.group("Clienten", lambda: [out.group("Client", lambda b=bsn, g=list(own): one(b, g)) for bsn, own in grouped])


def total(lines: list[dict]) -> int:
    return sum(int(line["cent"]) for line in lines)


def write_declaratie(out, fields: dict, lines: list[dict]) -> None:
    def inside():
        out.value("DeclaratieNummer", fields["nummer"])
        write_period(out, "DeclaratiePeriode", f"{fields['maand']}-01", month_end(fields["maand"] + "-01"))
        out.value("DeclaratieDagtekening", fields["dagtekening"])
        write_amount(out, "TotaalIngediendBedrag", "TotaalBedrag", total(lines))
        write_clients(out, lines, False)
    out.group("Declaratie", inside)


def write_answer(out, fields: dict, lines: list[dict]) -> None:
    codes = fields.get("antwoord", "0200")
    submitted = int(fields["ingediend"])
    granted = submitted - total(lines) if set(codes.split("|")) <= {"0200", "8001"} else 0

    def inside():
        out.value("DeclaratieNummer", fields["nummer"])
        write_amount(out, "TotaalIngediendBedrag", "TotaalBedrag", submitted)
        write_amount(out, "TotaalToegekendBedrag", "TotaalBedrag", granted)
        if lines:
            write_clients(out, lines, True)
        write_codes(out, codes)
    out.group("DeclaratieAntwoord", inside)


def write_answer_header(out, fields: dict) -> None:
    """What the Header of a 325 has more than others."""
    def version():
        out.values(("BasisschemaXsdVersie", "1.0.0"), ("BerichtXsdVersie", "1.0.0"), base=True)
    out.group("DeclaratieIdentificatie", lambda: out.values(
        ("Identificatie", fields["declaratie"]), ("Dagtekening", fields.get("declaratiedag", fields["dagtekening"])), base=True))
    out.group("XsdVersieDeclaratie", version)
    write_codes(out, fields.get("header", "0200"))


def write_body(out, kind: str, fields: dict, lines: list[dict]) -> None:
    if kind == "323":
        write_declaratie(out, fields, lines)
    elif "nummer" in fields:
        write_answer(out, fields, lines)


def hashed_names(kind: str, scope: str, fields: dict, lines: list[dict]) -> set[tuple[str, str]]:
    """(what is hashed, what the reader calls it), as the contract spells it."""
    declaratie = fields["id"] if kind == "323" else fields["declaratie"]
    named = {(f"NL:declaratie:{scope}:{declaratie}", declaratie)}
    for line in lines:
        named |= {(f"NL:referentienummer:{scope}:{line[field]}", line[field]) for field in ("ref", "vorig") if field in line}
    return named
