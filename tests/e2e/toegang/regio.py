"""The figures of the region: what they are, who sees them, and a proof on random data that nothing small follows from them.

All that is published of a month is the cells that are shown: products, segments, the total. Whatever is computed from them
is a linear combination of rows of 0 and 1 over the products; their reduced form gives the smallest parts that can be told
apart. Each part, also less the rows of any one aanbieder, must be above the thresholds; then so is every sum of parts.
Clients are no such combination: parts less their whole give the clients that stand in several parts, held on its own.
"""
import collections
import csv
import fractions
import io
import itertools
import random

from checks import Checks
from warehouse import Server, Warehouse, psql

MONTH = "2024-02-01"
CLIENTEN, AANBIEDERS, DOMINANTIE = 10, 3, 10
ROUNDS = 14
TOTAL = ("totaal", "totaal", "totaal")
Row = collections.namedtuple("Row", "domein segment product aanbieder pseudoniem sleutel dagen")


def table(environment: dict[str, str], sql: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(psql(environment, sql, "--csv"))))


def fill(environment: dict[str, str], chance: random.Random) -> None:
    """Products in segments, and trajecten of skewed sizes: some products of one aanbieder, some of a few clients, some of none."""
    sql = ["truncate dwh.traject, beheer.regio_maand, beheer.regio_aanbieder;", "delete from dwh.dim_product where domein <> 'onbekend';"]
    products = []
    for segment in range(chance.randint(2, 4)):
        for number in range(chance.randint(1, 5)):
            code = f"{segment}P{number}"
            domain = "jw" if segment % 2 else "wmo"
            products.append((domain, code))
            sql.append(f"insert into dwh.dim_product values ('{domain}', '45', '{code}', null, 's{segment}', null, null, null, "
                       "'-infinity', 'infinity', '-infinity', 'infinity');")
    products.append(("jw", "ONBEKEND"))   # in no row of the table
    values, number = [], 0
    for domain, code in products:
        clients = chance.choice((0, 1, 4, 9, 12, 30, 60, 90))
        providers = chance.sample(range(1, 8), chance.choice((1, 2, 3, 4, 7)))
        heavy = chance.random() < 0.3
        for _ in range(clients):
            number += 1
            provider = providers[0] if heavy and chance.random() < 0.9 else chance.choice(providers)
            client = chance.randint(1, 200) if chance.random() < 0.3 else 1000 + number
            start = f"2024-0{chance.choice((1, 2))}-{chance.randint(1, 28):02d}"
            values.append(f"('{client:032x}', '{number:032x}', 'bericht', '{domain}', '0983', '1234567{provider}', 1, '45', '{code}', "
                          f"'{start}', '2024-06-30', 'infinity')")
    if values:
        sql.append("insert into dwh.traject (pseudoniem, sleutel, bron, domein, gemeente, aanbieder, volgnummer, categorie, product, gestart, "
                   f"bekend_van, bekend_tot) values {', '.join(values)};")
    psql(environment, "\n".join(sql))


def is_safe(rows: list[Row]) -> bool:
    """What may be told, whoever of the aanbieders listens."""
    clients = collections.defaultdict(set)
    trajecten, days = collections.Counter(), collections.Counter()
    for row in rows:
        clients[row.aanbieder].add(row.pseudoniem)
        trajecten[row.aanbieder] += 1
        days[row.aanbieder] += row.dagen
    if len(clients) < AANBIEDERS:
        return False
    everyone = set().union(*clients.values())
    for own in clients.values():
        if len(everyone) - len(own) < CLIENTEN:
            return False
    for measure in ({name: len(found) for name, found in clients.items()}, trajecten, days):
        sizes = sorted(measure.values(), reverse=True)
        if 100 * sum(sizes[2:]) < DOMINANTIE * sizes[0]:
            return False
    return True


def reduced(matrix: list[list[int]]) -> list[list[fractions.Fraction]]:
    """Reduced row echelon form, without rows of zeros."""
    rows, done = [[fractions.Fraction(value) for value in row] for row in matrix], []
    for column in range(len(matrix[0]) if matrix else 0):
        pivot = next((row for row in rows if row[column] != 0), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [[a - row[column] * b for a, b in zip(row, pivot)] for row in rows]
        done = [[a - row[column] * b for a, b in zip(row, pivot)] for row in done] + [pivot]
    return done


class Published:
    """Cells, which products each has, and which are shown."""

    def __init__(self, cells: list[dict[str, str]], rows: list[Row]):
        self.cells = {(cell["domein"], cell["segment"], cell["product"]): cell for cell in cells}
        self.leaves = sorted(key for key in self.cells if key[2] != "totaal")
        self.rows = rows
        self.shown = [key for key, cell in self.cells.items() if cell["onderdrukt"] == "f"]

    def leaf_of(self, row: Row) -> tuple:
        key = (row.domein, row.segment, row.product)
        return key if key in self.cells else (row.domein, "onbekend", "onbekend")

    def under(self, cell: tuple) -> frozenset:
        return frozenset(leaf for leaf in self.leaves
                         if cell in (TOTAL, leaf) or cell[2] == "totaal" and leaf[:2] == cell[:2])

    def rows_of(self, leaves) -> list[Row]:
        return [row for row in self.rows if self.leaf_of(row) in leaves]

    def parts(self, shown: list[tuple]) -> tuple[list[frozenset], bool]:
        """What can be told apart, and whether the reduced form is indeed made of disjoint parts."""
        form = reduced([[int(leaf in self.under(cell)) for leaf in self.leaves] for cell in shown])
        # the reduced form holds differences where a segment hides in a total: the parts are where its columns agree
        columns = collections.defaultdict(set)
        for index, leaf in enumerate(self.leaves):
            columns[tuple(row[index] for row in form)].add(leaf)
        parts = [frozenset(leaves) for column, leaves in columns.items() if any(column)]
        return parts, len(parts) == len(form)

    def parts_of(self, cell: tuple) -> list[tuple]:
        """The cells right under it."""
        if cell == TOTAL:
            return [key for key in self.cells if key != TOTAL and key[2] == "totaal"]
        return [leaf for leaf in self.leaves if cell[2] == "totaal" and leaf[:2] == cell[:2]]

    def overlap_is_safe(self, cell: tuple) -> bool:
        """Whether enough clients stand in several of its parts, whoever of the aanbieders takes off its own."""
        parts = self.parts_of(cell)
        if not any(part in self.shown for part in parts):
            return True
        everybody, own, filled = collections.Counter(), collections.defaultdict(collections.Counter), 0
        for part in parts:
            rows = self.rows_of(self.under(part))
            filled += bool(rows)
            everybody.update({row.pseudoniem for row in rows})
            for provider, pseudonym in {(row.aanbieder, row.pseudoniem) for row in rows}:
                own[provider][pseudonym] += 1
        def more(counts: collections.Counter) -> int:
            return sum(counts.values()) - len(counts)
        return filled < 2 or more(everybody) - max(map(more, own.values())) >= CLIENTEN

    def spans(self, shown: list[tuple], leaves: frozenset) -> bool:
        matrix = [[int(leaf in self.under(cell)) for leaf in self.leaves] for cell in shown]
        return len(reduced(matrix)) == len(reduced(matrix + [[int(leaf in leaves) for leaf in self.leaves]]))


def judge(checks: Checks, published: Published, told: str, found: collections.Counter) -> None:
    wrong = []
    for key, cell in published.cells.items():
        rows = published.rows_of(published.under(key))
        truth = (len({row.pseudoniem for row in rows}), len({(row.pseudoniem, row.sleutel) for row in rows}), sum(row.dagen for row in rows))
        values = (cell["clienten"], cell["trajecten"], cell["clientdagen"])
        expected = tuple(map(str, truth)) if cell["onderdrukt"] == "f" else ("", "", "")
        if key in published.shown and not published.overlap_is_safe(key):
            expected = ("", *expected[1:])
            found["overlap"] += 1
        wrong += [key] if values != expected else []
    checks.hold(f"{told}: what is shown is right and what is hidden is empty", not wrong, str(wrong))
    safe = {key: is_safe(published.rows_of(published.under(key))) for key in published.cells}
    found["shown"] += len(published.shown)
    found["small"] += sum(not good for good in safe.values())
    found["secondary"] += sum(safe[key] and key not in published.shown for key in safe)
    parts, whole = published.parts(published.shown)
    bad = [sorted(part) for part in parts if not is_safe(published.rows_of(part))]
    checks.hold(f"{told}: every part that can be computed, less any one aanbieder's own, is above the thresholds", whole and not bad, str(bad))
    naive, _ = published.parts([key for key, good in safe.items() if good])
    found["would_leak"] += sum(not is_safe(published.rows_of(part)) for part in naive)
    pairs = [(a, b) for a, b in itertools.permutations(published.shown, 2) if published.under(b) < published.under(a)
             and not is_safe(published.rows_of(published.under(a) - published.under(b)))]
    checks.hold(f"{told}: no difference of two figures is below the thresholds", not pairs, str(pairs))
    few = [key for key in published.shown if published.cells[key]["clienten"] and len(published.parts_of(key)) > 1
           and all(part in published.shown and published.cells[part]["clienten"] for part in published.parts_of(key))
           and sum(int(published.cells[part]["clienten"]) for part in published.parts_of(key)) - int(published.cells[key]["clienten"]) < CLIENTEN]
    checks.hold(f"{told}: parts less their whole tell of no handful of clients that stand in several", not few, str(few))
    hidden = [key for key, good in safe.items() if not good and published.shown and published.spans(published.shown, published.under(key))]
    checks.hold(f"{told}: no cell below the thresholds is a combination of what is shown", not hidden, str(hidden))


def random_regions(checks: Checks, environment: dict[str, str]) -> None:
    found = collections.Counter()
    chance = random.Random(20240201)
    for number in range(ROUNDS):
        fill(environment, chance)
        psql(environment, f"select beheer.stel_regio_vast('{MONTH}')")
        rows = [Row(*row.values())._replace(dagen=int(row["dagen"])) for row in table(
            environment, f"select domein, segment, product, aanbieder, pseudoniem, sleutel, dagen from dwh.traject_maand where maand = '{MONTH}'")]
        cells = table(environment, "select * from beheer.regio_maand order by domein, segment, product")
        judge(checks, Published(cells, rows), f"random region {number}", found)
    checks.hold("the random regions have cells that are shown, small, and hidden for others, would leak without these, and totals without clients",
                min(found.values()) > 0 and len(found) == 5, str(found))


def readers(checks: Checks, house: Warehouse) -> None:
    """zorg reads for one aanbieder, concern for two, venlo for a gemeente."""
    def read(user: str, sql: str) -> list[dict[str, str]]:
        return table(house.environment | {"PGUSER": user}, sql)

    month = psql(house.environment, "select to_char(dag - interval '2 months', 'YYYY-MM') from dwh.stand", "-A", "-t").strip()
    house.sluis("access", "regio", month)
    cells = read("zorg", "select * from rapport.regio_maand order by 1, 2, 3, 4")
    own = psql(house.environment, f"""select count(distinct pseudoniem), count(distinct (pseudoniem, sleutel)), sum(dagen) from dwh.traject_maand
        where maand = '{month}-01' and aanbieder = (select organisatie from beheer.toegang where login = 'zorg')""", "-A", "-t").strip()
    total = next(cell for cell in cells if cell["domein"] == "totaal")
    checks.hold("an aanbieder sees its own figures beside those of the region",
                "|".join((total["eigen_clienten"], total["eigen_trajecten"], total["eigen_clientdagen"])) == own and int(total["clienten"]) > 0,
                f"{total} {own}")
    checks.hold("suppressed is empty, never 0", any(cell["onderdrukt"] == "t" for cell in cells) and all(
        (cell["trajecten"] == "") == (cell["onderdrukt"] == "t") and "0" not in (cell["clienten"], cell["trajecten"])
        and (cell["clienten"] == "" or cell["onderdrukt"] == "f") for cell in cells))
    checks.hold("who reads for two aanbieders sees no figures of the region", read("concern", "select * from rapport.regio_maand") == [])
    checks.hold("an analyst sees the figures of the region", len(read("analist", "select * from rapport.regio_maand")) == len(cells))
    plans = [psql(house.environment | {"PGUSER": "zorg"}, f"explain select * from rapport.regio_maand where clienten = {number}", "-A", "-t").replace(
        str(number), "") for number in (123456, 654321)]
    checks.hold("EXPLAIN of the figures names no table", plans[0] == plans[1] and "Function Scan" in plans[0], "\n".join(plans))

    before = cells
    psql(house.environment, """insert into dwh.traject (pseudoniem, sleutel, bron, domein, gemeente, aanbieder, volgnummer, product, gestart,
        bekend_van, bekend_tot) select gen_random_uuid(), gen_random_uuid(), bron, domein, gemeente, aanbieder, volgnummer, product, gestart,
        bekend_van, bekend_tot from dwh.traject where bekend_tot = 'infinity' limit 50""")
    told = house.sluis("access", "regio", month)
    checks.hold("a month that was fixed stays as it is, whatever comes in later",
                "waren al vastgesteld" in told and read("zorg", "select * from rapport.regio_maand order by 1, 2, 3, 4") == before, told)
    psql(house.environment, "delete from dwh.traject where pseudoniem not in (select pseudoniem from dwh.gebeurtenis)")
    try:
        psql(house.environment, "update beheer.instelling set waarde = minimum - 1")
        lowered = True
    except RuntimeError:
        lowered = False
    checks.hold("no threshold can be set below its minimum", not lowered)


def regio(checks: Checks, server: Server, house: Warehouse) -> None:
    checks.part("who reads the figures of the region", readers, checks, house)
    server.create("willekeurig")
    other = Warehouse(server, "willekeurig", house.folder, house.folder)
    other.sluis("migrate")
    checks.part("random regions", random_regions, checks, other.environment)
