"""Declaraties a second time: slow, obvious, and written from the definitions alone, to judge the program by.

known_on(events, day) gives what is known on that day of one client's lines: rows as in dwh.prestatie, and signalen. Where the
definitions leave room it reads them as docs/signalen.md and docs/rapporten.md say:
- a line is known by its declaratie (Identificatie of the 323) and ReferentieNummer; what was said of it last holds;
- a 325 that names a line rejects it; one that rejects a declaratie as a whole says nothing of its lines here;
- a credit takes back the debit under the number that it names: of those dated on or before it the last that no 325 names,
  else the last; without any, the first dated after it;
- a credit whose debit is named counts as rejected too; a line stands when it is not rejected and, of a debit, when no
  credit that is not rejected takes it back;
- TR389 is for the same care after a line that stands, whichever aanbieder; TR390 for a credit of the same debit, or of the
  same unknown number, after a credit that stands.
"""
import collections
import dataclasses

from fold import Event, Toewijzing, leaf

KEPT = {
    "ref": ("ProductReferentie", "ReferentieNummer"), "vorig": ("ProductReferentie", "VorigReferentieNummer"),
    "nr": ("ToewijzingNummer",), "categorie": ("ProductCategorie",), "code": ("ProductCode",),
    "begin": ("ProductPeriode", "Begindatum"), "einde": ("ProductPeriode", "Einddatum"), "volume": ("GeleverdVolume",),
    "eenheid": ("Eenheid",), "tarief": ("ProductTarief",), "bedrag": ("IngediendBedrag", "Bedrag"),
    "dc": ("IngediendBedrag", "DebetCredit")}


def read_lines(kind: str, domein: str, root, place: tuple):
    """The lines of a 323 or 325; root as fold.parse gives it, place without the line."""
    header = root.children[0]
    sender, receiver = leaf(header, "Afzender"), leaf(header, "Ontvanger")
    gemeente, aanbieder = (receiver, sender) if kind == "323" else (sender, receiver)
    identificatie, dagtekening = (leaf(header, "BerichtIdentificatie", name) for name in ("Identificatie", "Dagtekening"))
    for body in root.children[1:]:
        period = leaf(body, "DeclaratiePeriode", "Begindatum") if kind == "323" else None
        for client in (node for node in body.walk() if node.name == "Client"):
            for node in (node for node in client.walk() if node.name == "Prestatie"):
                if kind == "323":
                    fields = {key: leaf(node, *path) for key, path in KEPT.items()}
                    fields |= {"declaratie": identificatie, "maand": period}
                else:
                    codes = "|".join(sorted({code.text for code in node.walk() if code.name == "RetourCode"}))
                    fields = {"ref": leaf(node, *KEPT["ref"]), "codes": codes,
                              "declaratie": leaf(header, "DeclaratieIdentificatie", "Identificatie")}
                fields["nummer"] = leaf(body, "DeclaratieNummer")
                yield Event(kind, leaf(client, "Bsn"), domein, gemeente, aanbieder, identificatie, dagtekening, "", "",
                            tuple(fields.items()), (*place, node.line))


def scope(event: Event) -> tuple:
    return event.domein, event.gemeente, event.aanbieder


def key_of(event: Event) -> tuple:
    return (*scope(event), event["declaratie"], event["ref"])


def order(event: Event) -> tuple:
    return event.dagtekening, event.number


@dataclasses.dataclass(eq=False)
class Line:
    event: Event             # what was said last
    named: Event | None      # the last rejection
    debit: "Line | None" = None
    credits: list = dataclasses.field(default_factory=list)   # those that take it back, rejected or not

    def __getitem__(self, name: str):
        return self.event[name]

    def is_credit(self) -> bool:
        return self["dc"] == "C"

    def is_rejected(self) -> bool:
        return self.named is not None or (self.debit is not None and self.debit.named is not None)

    def stands(self) -> bool:
        return not self.is_rejected() and all(credit.is_rejected() for credit in self.credits)


def last_of(events: list[Event], kind: str) -> dict[tuple, Event]:
    found = {}
    for event in sorted((e for e in events if e.kind == kind), key=order):
        found[key_of(event)] = event
    return found


def lines_of(events: list[Event]) -> list[Line]:
    named = last_of(events, "325")
    lines = [Line(event, named.get(key)) for key, event in last_of(events, "323").items()]
    for credit in filter(Line.is_credit, lines):
        under = [d for d in lines if not d.is_credit() and scope(d.event) == scope(credit.event) and d["ref"] == credit["vorig"]]
        before = [d for d in under if d.event.dagtekening <= credit.event.dagtekening]
        if before:
            credit.debit = max(before, key=lambda d: (d.named is None, order(d.event)))
        elif under:   # unnamed before named here, too
            credit.debit = min(under, key=lambda d: (d.named is not None, order(d.event)))
        if credit.debit:
            credit.debit.credits.append(credit)
    return lines


def held_against(line: Line, toewijzing: Toewijzing | None) -> set[str]:
    if toewijzing is None:
        return {"TR338"}
    if toewijzing.removed():
        return {"TR384"}
    newest = toewijzing.newest
    found = {
        "TR307": line["begin"] < newest["ingang"],
        "TR308": newest["einde"] is not None and line["einde"] > newest["einde"],
        "TR339": newest["categorie"] not in (None, line["categorie"]),
        "TR340": newest["code"] not in (None, line["code"])}
    return {code for code, holds in found.items() if holds}


def after_one_that_stands(lines: list[Line], thing) -> list[Line]:
    """Of the lines about the same thing those that come after one that stands."""
    groups, found = collections.defaultdict(list), []
    for line in sorted(lines, key=lambda line: order(line.event)):
        earlier = groups[thing(line)]
        found += [line] if any(one.stands() for one in earlier) else []
        earlier.append(line)
    return found


def care_of(line: Line) -> tuple:
    return (*scope(line.event)[:2], *(line[name] for name in ("nr", "categorie", "code", "begin", "einde")))


def taken_by(credit: Line) -> tuple:
    return (*scope(credit.event), credit["vorig"], id(credit.debit))


def row_of(line: Line) -> tuple:
    event = line.event
    rejection = line.named or (line.debit.named if line.debit else None)
    by = "regel" if line.named else "debet" if rejection else None
    return (*scope(event), event["declaratie"], event.dagtekening, event["ref"], event["vorig"],
            line.debit["declaratie"] if line.debit else None, event["nr"], event["categorie"], event["code"], event["begin"],
            event["einde"], event["volume"], event["eenheid"], event["tarief"], event["bedrag"], event["dc"], by,
            rejection["codes"] if rejection else None)


def known_on(events: list[Event], day: str) -> tuple[set, set]:
    """Rows and signalen; events: of one client, each once, with their numbers."""
    known = [e for e in events if e.place[0] <= day]
    numbers = collections.defaultdict(list)
    for event in known:
        if event.kind == "301":
            numbers[event.domein, event.gemeente, event["nr"]].append(event)
    toewijzingen = {key: Toewijzing(versions) for key, versions in numbers.items()}
    lines, signals = lines_of(known), set()
    debits, credits = [line for line in lines if not line.is_credit()], [line for line in lines if line.is_credit()]
    for line in lines:
        toewijzing = toewijzingen.get((line.event.domein, line.event.gemeente, line["nr"]))
        signals |= {(code, line.event.number) for code in held_against(line, toewijzing)}
    for credit in credits:
        if credit.debit is None or credit.debit.named or credit.debit.event.dagtekening > credit.event.dagtekening:
            signals.add(("TR323", credit.event.number))
    signals |= {("TR389", line.event.number) for line in after_one_that_stands(debits, care_of)}
    signals |= {("TR390", line.event.number) for line in after_one_that_stands(credits, taken_by)}
    return {row_of(line) for line in lines}, signals
