"""What `sluis generate` does not make and some reports need: tarieven, budgetten, capaciteit, and lists of trajecten and
indicatoren of six aanbieders. Made up from what the warehouse holds, the same each time for the same warehouse and key."""
import datetime
import hashlib
import hmac
import pathlib
import random

DATE, DAY = datetime.date, datetime.timedelta(1)
LISTED = 6      # aanbieders that deliver lists
TRAJECT = "trajectnummer;pseudoniem;gemeente;product;voorziening;team;melder;hoofddomein;aangemeld;intake;gestart;gestopt;reden"


def key_line(key_file):
    """What a list says whose clients carry a pseudoniem already."""
    def mac(key, text):
        return hmac.new(key, text, hashlib.sha256).digest()
    master = bytes.fromhex(pathlib.Path(key_file).read_text(encoding="ascii").strip())
    key_id = mac(master, b"sluis/v1/key-id").hex()[:8]
    key = mac(mac(bytes(32), master), f"sluis/v1/bsn/{key_id}".encode() + b"\x01")
    return f"# sluis-sleutel: {key_id} {mac(key, b'NL:bsn:000000000').hex()[:16]}"


def write(path, head, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def write_reference(folder, base, assigned, aanbieders):
    """assigned: aanbieder, domein:code and eenheid of the toewijzingen."""
    prices = [",".join(row) for row in assigned if row[2] not in ("", "83")]
    write(folder / "tarieven.csv", "aanbieder,product,eenheid,tarief_cent,geldig_van,geldig_tot",
          [f"{row},{1000 + at % 900 * 10 + more},{days}" for at, row in enumerate(prices) if at % 7
           for more, days in ((0, ",2024-12-31"), (100, "2025-01-01,"))])
    pairs = sorted({row[:2] for row in assigned})
    write(folder / "budgetten.csv", "aanbieder,product,jaar,bedrag_cent,aantal",
          [f"{','.join(pair)},{year},{10 ** 7 + at * 1000}," for at, pair in enumerate(pairs) if at % 5
           for year in range(2023, 2028)])
    write(folder / "capaciteit.csv", "aanbieder,voorziening,product,plaatsen,geldig_van,geldig_tot",
          [f"{agb},,,{20 + at},2024-01-01," for at, agb in enumerate(aanbieders) if at % 4] +
          [f"{agb},De Haven,,5,2024-01-01,2025-06-30" for agb in aanbieders])
    write(folder / "indicatoren.csv", "code,naam,eenheid,norm", ["tevredenheid,Tevredenheid,procent,80", "bedden,Bedden,aantal,"])
    for name, more in (("overeenkomsten.csv", ""), ("leveringsplan.csv", "maand,")):
        head, *rows = (base / name).read_text(encoding="utf-8").splitlines()
        write(folder / name, head, rows + [f"{agb},{dataset},{more}2020-01-01," for agb in aanbieders[:LISTED]
                                           for dataset in ("traject", "indicator")])


def trajecten(chance, count, clients, gemeenten, products):
    """Rows of a list; a client may come back under a number of its own."""
    for number in range(count):
        client, registered = chance.choice(clients), DATE(2024, 1, 1) + DAY * chance.randrange(1000)
        intake = registered + DAY * chance.randrange(20)
        start = intake + DAY * chance.randrange(-3, 30)
        for again in range(chance.choice((1, 1, 2, 3))):
            stop = start + DAY * chance.randrange(300)
            words = [chance.choice(values) for values in (gemeenten, products, ("De Haven", "De Kade", ""), ("Noord", "Zuid", ""),
                                                          ("huisarts", "school", "zelf", ""), ("geld", "werk", "geld|werk", ""))]
            yield [f"T{number}-{again}", client, *words, "" if again else registered, "" if again else intake, start,
                   stop if chance.random() > 0.3 else "", "volgens_plan"]
            start = stop + DAY * chance.randrange(400)


def known_on(day, row):
    """The row as a list of that day has it."""
    *words, registered, intake, start, stop, reason = row
    days = [value if value and value <= day else "" for value in (registered, intake, start, stop)]
    return ";".join(str(value) for value in [*words, *days, reason if days[3] else ""])


def indicators(chance, gemeenten, last):
    for month in range(36):
        first, after = (DATE(2024 + (month + more) // 12, (month + more) % 12 + 1, 1) for more in (0, 1))
        if after <= last:
            for gemeente in gemeenten:
                yield f"tevredenheid;{first};{after - DAY};{gemeente};;;{chance.randrange(40)};{chance.randrange(40, 60)}"
                yield f"bedden;{first};{after - DAY};{gemeente};vrouwen;{chance.randrange(30)};;"


def write_all(sql, key_file, base, reference, inbox):
    """sql: asks the warehouse, rows as lines with | between; base: the region's reference data; reference, inbox: where to."""
    chance = random.Random(1)
    assigned = [tuple(line.split("|")) for line in sql(
        "select distinct t.aanbieder, t.domein || ':' || t.product, coalesce(t.eenheid, '') from dwh.toewijzing t "
        "join dwh.dim_product p on p.domein = t.domein and p.code = t.product and p.bekend_tot = 'infinity' "
        "where t.bekend_tot = 'infinity' order by 1, 2, 3").splitlines()]
    aanbieders = sorted({row[0] for row in assigned})
    products = sorted({row[1] for row in assigned})
    clients = sql("select distinct pseudoniem from dwh.client order by 1").splitlines()
    gemeenten = sql("select code from dwh.dim_gemeente where bekend_tot = 'infinity' and code <> 'onbekend' order by 1").splitlines()
    write_reference(reference, base, assigned, aanbieders)
    for at, agb in enumerate(aanbieders[:LISTED]):
        rows = list(trajecten(chance, max(200, len(clients) // 20), clients, [*gemeenten, ""], products))
        for day, part in ((DATE(2025, 1 + at, 10), rows[::2]), (DATE(2026, 10, 5), rows)):
            folder = inbox / agb / str(day)
            write(folder / "trajecten.csv", key_line(key_file) + "\n" + TRAJECT, [known_on(day, row) for row in part])
            write(folder / "indicatoren.csv", "indicator;van;tot;gemeente;kenmerk;waarde;teller;noemer",
                  indicators(chance, gemeenten, day))
