"""Small regions of random messages over few keys: two clients, two numbers, two gemeenten, two aanbieders, few dates.

Every message is right by itself; what they say together is nonsense as often as not. The same seed gives the same bytes.
"""
import dataclasses
import random

import declaraties
import messages

GEMEENTEN, AANBIEDERS, NUMBERS = ("0983", "0957"), ("12345678", "23456789"), ("1001", "1002")
PRODUCTS = {"jw": (None, "45", "45:45A04", "45:45A05"), "wmo": (None, "01", "01:01A01", "02:02A01")}
REASONS = {"jw": ("20", "20", "31", "32", "37", "02"), "wmo": ("20", "20", "31", "19", "21", "37")}
CARE_DAYS = ("2025-01-06", "2025-01-10", "2025-01-20", "2025-02-03", "2025-02-17")
WRITTEN = ("2025-03-03", "2025-03-04", "2025-03-10")
RECEIVED = ("2025-03-10", "2025-03-11", "2025-03-17", "2025-04-01", "2025-04-02")


def bsns(count: int):
    """Numbers from 999000000 on that pass the 11-proef."""
    number = 999000000
    while count:
        if messages.passes_elfproef(number):
            yield f"{number:09d}"
            count -= 1
        number += 1


def a_product(dice: random.Random, kind: str, domein: str) -> dict:
    product = {"nr": dice.choice(NUMBERS), "product": dice.choice(PRODUCTS[domein])}
    days = sorted(dice.choices(CARE_DAYS, k=2))
    if kind == "301":
        product |= {"toegewezen": dice.choice(CARE_DAYS[:3]), "tijd": dice.choice(("09:00:00", "10:00:00")), "ingang": days[0],
                    "einde": dice.choice((None, days[1], "2025-12-31")), "wijziging": dice.choice((None, None, "05", "13"))}
        if product["product"] is None:   # CD079, CD075
            product |= {"budget": "10000", "einde": product["einde"] or days[1]}
        if product["wijziging"] == "13":
            product["einde"] = product["ingang"]   # CS335
    else:
        product |= {"begin": days[0], "status": dice.choice("1113")}
        if dice.random() < 0.2:
            product["nr"] = None
    if kind == "307":
        product |= {"reden": dice.choice(REASONS[domein]), "einde": days[1]}
    return messages.complete_product(kind, {name: value for name, value in product.items() if value is not None})


def a_region(seed: int, pair: list[str]) -> list[messages.Levering]:
    """A few keys of their own, so that most messages meet others."""
    dice = random.Random(seed)
    calm = dice.random() < 0.5   # one domein, gemeente and aanbieder: deeper stories
    found, sent = [], {}
    for number in range(dice.randint(3, 16)):
        kind = dice.choice(("301", "305", "305", "307", "307"))
        domein = "jw" if calm else dice.choice(("jw", "jw", "wmo"))
        gemeente = GEMEENTEN[0] if calm else dice.choice(GEMEENTEN)
        aanbieder = AANBIEDERS[0] if calm else dice.choice((AANBIEDERS[0], *AANBIEDERS))
        written, received = dice.choice(WRITTEN), dice.choice(RECEIVED)
        fields = {"bsn": dice.choice(pair), "id": f"R{seed}N{number}", "dagtekening": written, "geslacht": dice.choice("1112"),
                  "geboren": dice.choice(("2010-02-14", "2010-02-14", "2011-02-14"))}
        sender = (kind, domein, gemeente if kind == "301" else aanbieder)
        if sender in sent and dice.random() < 0.1:   # an Identificatie that was used before
            fields["id"] = dice.choice(sent[sender])
        sent.setdefault(sender, []).append(fields["id"])
        content = messages.write_message(domein, kind, gemeente, aanbieder, fields, [a_product(dice, kind, domein)])
        levering = messages.Levering(gemeente, max(written, received), f"r{seed}n{number}.xml", content)
        found.append(levering)
        if dice.random() < 0.15:   # the same bytes again, on another day, perhaps from the other side
            again = dataclasses.replace(levering, received=dice.choice(RECEIVED[1:]), name=f"r{seed}n{number}-nogmaals.xml",
                                        folder=dice.choice((gemeente, aanbieder)))
            found.append(again)
    return found


DECLARED, DECLARATIES, REFERENTIES = ("2025-01-01", "2025-02-01"), ("D1", "D2", "D3", "D4"), ("P1", "P2", "P3")
DECLARED_PRODUCTS = {"jw": ("45:45A04", "45:45A04", "45:45A05", "54:54001"), "wmo": ("01:01A01", "01:01A01", "02:02A01")}


def a_line(dice: random.Random, domein: str, bsn: str) -> dict:
    line = {"bsn": bsn, "ref": dice.choice(REFERENTIES), "nr": dice.choice((*NUMBERS, *NUMBERS, "1003")),
            "product": dice.choice(DECLARED_PRODUCTS[domein]), "cent": dice.choice(("100", "100", "120")), "begin": dice.choice(DECLARED)}
    if dice.random() < 0.4:
        line |= {"vorig": dice.choice([ref for ref in REFERENTIES if ref != line["ref"]]), "cent": "-" + line["cent"]}
    return declaraties.complete_line(line, {"maand": line["begin"][:7]}, {})


def a_ledger(seed: int, pair: list[str]) -> list[messages.Levering]:
    """Declaraties and answers about the same numbers: credits of what is rejected, declared twice or never was."""
    dice, found = random.Random(f"ledger {seed}"), []
    for number in range(dice.randint(0, 9)):
        kind, domein = dice.choice(("323", "323", "325")), dice.choice(("jw", "jw", "jw", "wmo"))
        gemeente, aanbieder = GEMEENTEN[0], dice.choice((AANBIEDERS[0], *AANBIEDERS))
        written, received = dice.choice(WRITTEN), dice.choice(RECEIVED)
        lines = [a_line(dice, domein, bsn) for bsn in dice.sample(pair, dice.randint(1, 2))]
        named = [line[name] for line in lines for name in ("ref", "vorig", "nr") if name in line]
        if len(set(named)) < len(named):   # two lines of one message with a number in common: TR315, TR316, TR416
            del lines[1:]
        declaratie = f"R{seed}{dice.choice(DECLARATIES)}"
        fields = {"dagtekening": written, "maand": "2025-02", "nummer": f"N{seed}"}
        if kind == "323":
            fields["id"] = declaratie
        else:
            fields |= {"id": f"R{seed}A{number}", "declaratie": declaratie, "ingediend": str(declaraties.total(lines))}
            if dice.random() < 0.2:   # as a whole
                fields["antwoord"], lines = "9333", []
        content = messages.write_message(domein, kind, gemeente, aanbieder, fields, lines)
        found.append(messages.Levering(gemeente, max(written, received), f"r{seed}d{number}.xml", content))
    return found
