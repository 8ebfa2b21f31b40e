"""The fold a second time: slow, obvious, and written from the definitions alone, to judge the program by.

known_on(events, day) gives what is known on that day as plain tuples: client, toewijzingen, trajecten, onderbrekingen and
signalen. It knows no history and no differences: every day is worked out afresh from the events with bekend_van <= that day.

Where the definitions leave room it reads them as the program does, so that every difference is a finding:
- a line with a ToewijzingNummer belongs to that number, whichever aanbieder it comes from;
- what is started on a removed toewijzing gives no traject, and TR019; the first version is the first that removes nothing;
- starts of one day go by Dagtekening and event id, those that a stop implies among them;
- a signaal about a start or stop that several messages bring is about the one that decides it;
- TR415 is for all definitive stops of a start but the first, TR413 for all temporary ones but the first, TR414 for one that
  ends before the stop just before it; SL01 for the one that holds and for temporary stops;
- TR071 is on the line that withdrew a start for good, while a stop of it is in effect that is not dated after that line;
- TR063 and TR074 look at the lines of one key: a Dagtekening has no order inside, each withdrawal makes room for one more;
- a stop that names the start before an onderbreking still counts after the restart;
- an onderbreking after the end is none; one that is still open on the day of the end is none either.
"""
import collections
import dataclasses
from xml.parsers import expat

REASONS = {
    "jw": {"02": "overleden", "20": "tijdelijk", "31": "volgens_plan", "32": "door_client", "33": "door_aanbieder",
           "34": "in_overleg", "35": "externe_oorzaak", "36": "gemeente", "37": "wijzigingsverzoek", "38": "andere_aanbieder",
           "39": "ander_domein"},
    "wmo": {"02": "overleden", "20": "tijdelijk", "19": "volgens_plan", "21": "door_client", "22": "door_aanbieder",
            "23": "in_overleg", "31": "externe_oorzaak", "36": "gemeente", "37": "wijzigingsverzoek", "38": "andere_aanbieder",
            "39": "ander_domein"},
}
PAUSE, REMOVED, FOREVER = "20", "13", "9999-12-31"
CARE = ("301", "305", "307")


@dataclasses.dataclass(frozen=True)
class Event:
    """One product line of one message. `place` is (day of receipt, organisation, file name, line): where it stands."""
    kind: str
    client: str
    domein: str
    gemeente: str
    aanbieder: str
    identificatie: str
    dagtekening: str
    geboortejaar: str
    geslacht: str
    fields: tuple
    place: tuple = dataclasses.field(compare=False)
    number: str = dataclasses.field(compare=False, default="")   # the program's id, to break ties by

    def __getitem__(self, name: str):
        return dict(self.fields).get(name)


# ------------------------------------------------------------------------------------------------ reading
@dataclasses.dataclass
class Node:
    name: str
    line: int
    text: str = ""
    children: list["Node"] = dataclasses.field(default_factory=list)

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()


def parse(content: bytes) -> tuple[str, Node]:
    """The namespace of the root, and the elements by their local names with the line they begin on."""
    parser, open_nodes, namespaces = expat.ParserCreate(namespace_separator=" "), [Node("", 0)], []

    def start(name: str, _) -> None:
        namespace, local = name.split(" ")
        namespaces.append(namespace)
        open_nodes[-1].children.append(Node(local, parser.CurrentLineNumber))
        open_nodes.append(open_nodes[-1].children[-1])

    def text(data: str) -> None:
        open_nodes[-1].text += data

    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda _: open_nodes.pop()
    parser.Parse(content, True)
    return namespaces[0], open_nodes[0].children[0]


def leaf(node: Node, *names: str) -> str | None:
    for child in node.children:
        if child.name == names[0]:
            return child.text if len(names) == 1 else leaf(child, *names[1:])
    return None


KEPT = {
    "nr": ("ToewijzingNummer",), "ref": ("ReferentieAanbieder",), "categorie": ("Product", "Categorie"),
    "code": ("Product", "Code"), "toegewezen": ("Toewijzingsdatum",), "tijd": ("Toewijzingstijd",), "ingang": ("Ingangsdatum",),
    "einde": ("Einddatum",), "wijziging": ("RedenWijziging",), "volume": ("Omvang", "Volume"), "eenheid": ("Omvang", "Eenheid"),
    "frequentie": ("Omvang", "Frequentie"), "budget": ("Budget",), "toewijzing_ingang": ("ToewijzingIngangsdatum",),
    "begin": ("Begindatum",), "status": ("StatusAanlevering",), "reden": ("RedenBeeindiging",)}


def parse_message(content: bytes) -> tuple[str, str, Node]:
    namespace, root = parse(content)
    name = namespace.rsplit("/", 2)[1]   # .../jw301/schema
    return name[-3:], name[:-3], root


def read_message(content: bytes, received: str, organisation: str, name: str):
    kind, domein, root = parse_message(content)
    header, client = root.children
    sender, receiver = leaf(header, "Afzender"), leaf(header, "Ontvanger")
    gemeente, aanbieder = (sender, receiver) if kind == "301" else (receiver, sender)
    for node in root.walk():
        if node.name in ("ToegewezenProduct", "StartProduct", "StopProduct"):
            fields = tuple((key, leaf(node, *path)) for key, path in KEPT.items())
            yield Event(kind, leaf(client, "Bsn"), domein, gemeente, aanbieder, leaf(header, "BerichtIdentificatie", "Identificatie"),
                        leaf(header, "BerichtIdentificatie", "Dagtekening"), leaf(client, "Geboortedatum", "Datum")[:4],
                        leaf(client, "Geslacht"), fields, (received, organisation, name, node.line))


def once(events: list[Event]) -> list[Event]:
    """The same message again changes nothing: of equal events the earliest received stays."""
    found: dict[Event, Event] = {}
    for event in events:
        if event not in found or event.place < found[event].place:
            found[event] = event
    return list(found.values())


# ------------------------------------------------------------------------------------------------ folding
def agree(left: Event, right: Event) -> bool:
    """Products compared only where both have one."""
    return all(None in (left[part], right[part]) or left[part] == right[part] for part in ("categorie", "code"))


def same(left: Event, right: Event) -> bool:
    return (left["categorie"], left["code"]) == (right["categorie"], right["code"])


def key_of(line: Event) -> tuple:
    key = (line.domein, line.gemeente, line.aanbieder, line["nr"], line["categorie"], line["code"], line["begin"])
    return key if line.kind == "305" else (*key, line["reden"], line["einde"])


@dataclasses.dataclass
class Line:
    """All messages about one start or stop, and what holds: given or withdrawn, by the last Dagtekening that says."""
    events: list[Event]

    def __post_init__(self):
        self.one = self.events[0]
        self.given, self.day, self.speaker = False, "", None
        for day in sorted({e.dagtekening for e in self.events}):
            of_day = [e for e in self.events if e.dagtekening == day]
            net = sum(1 if e["status"] == "1" else -1 for e in of_day)
            if net != 0:
                self.given, self.day = net > 0, day
                self.speaker = max(e.number for e in of_day if e["status"] == ("1" if net > 0 else "3"))
        if not self.day:   # given and withdrawn on every day: it counts as withdrawn, by the last that says so
            self.day = max(e.dagtekening for e in self.events)
            self.speaker = max(e.number for e in self.events if e.dagtekening == self.day and e["status"] == "3")

    def __getitem__(self, name: str):
        return self.one[name]

    def order(self) -> tuple:
        return self.day, self.speaker

    def never_given(self) -> list[Event]:
        """TR063: withdrawals of what was not given by then."""
        given = [e.dagtekening for e in self.events if e["status"] == "1"]
        return [e for e in self.events if e["status"] == "3" and not any(day <= e.dagtekening for day in given)]

    def given_again(self) -> list[Event]:
        """TR074: what was given and stood, once more, by another message."""
        found, stands = [], False
        for day in sorted({e.dagtekening for e in self.events}):
            of_day = sorted((e for e in self.events if e.dagtekening == day), key=lambda e: e.number)
            gifts: dict[str, Event] = {}
            for event in of_day:
                if event["status"] == "1":
                    gifts.setdefault(event.identificatie, event)
            withdrawals = sum(e["status"] == "3" for e in of_day)
            found += list(gifts.values())[withdrawals + (not stands):]
            net = len(of_day) - 2 * withdrawals
            stands = net > 0 or (stands and net == 0)
        return found


def implied_order(stop: Line) -> tuple:
    """Of the stops that imply one start the one that names most of the product tells the product."""
    return stop["code"] is None, stop["code"] or "", stop["categorie"] is None, stop["categorie"] or "", stop.order()


def lines_of(events: list[Event], kind: str) -> list[Line]:
    keys = collections.defaultdict(list)
    for event in events:
        if event.kind == kind:
            keys[key_of(event)].append(event)
    return [Line(found) for found in keys.values()]


@dataclasses.dataclass
class Toewijzing:
    versions: list[Event]   # in business order

    def __post_init__(self):
        self.versions.sort(key=lambda v: (v["toegewezen"], v["tijd"], v.dagtekening, v.number))
        self.newest = self.versions[-1]
        self.first = next((v for v in self.versions if v["wijziging"] != REMOVED), self.newest)

    def removed(self) -> bool:
        return self.newest["wijziging"] == REMOVED

    def holds(self, line: Event) -> bool:
        n = self.newest
        return ((n.domein, n.gemeente, n.aanbieder) == (line.domein, line.gemeente, line.aanbieder) and agree(n, line)
                and n["ingang"] <= line["begin"] <= (n["einde"] or FOREVER))


@dataclasses.dataclass
class Traject:
    volgnummer: int
    start: object = None          # Event of the start, or of the stop that implies it
    start_bron: str | None = None
    stop: Event | None = None
    stops: list = dataclasses.field(default_factory=list)
    coming: list[str] = dataclasses.field(default_factory=list)   # Einddatum of temporary stops, unanswered as yet
    pauses: list[tuple] = dataclasses.field(default_factory=list)   # (van, tot)

    def restart(self, day: str) -> None:
        if not (self.pauses and self.pauses[-1][0] == min(self.coming)):   # stopped, restarted and stopped on one day: one pause
            self.pauses.append((min(self.coming), day))
        self.pauses[-1] = (min(self.coming), day)
        self.coming = [einde for einde in self.coming if einde > day]

    def all_pauses(self) -> list[tuple]:
        if not self.coming:
            return self.pauses
        last = min(self.coming)
        return [p for p in self.pauses if p[0] != last] + [(last, None)]


class Fold:
    """All there is to know of one client, from a set of its events."""

    def __init__(self, events: list[Event]):
        self.signals, self.rows = set(), collections.defaultdict(set)
        numbers = collections.defaultdict(list)
        for event in events:
            if event.kind == "301":
                numbers[event.domein, event.gemeente, event["nr"]].append(event)
        every = {key: Toewijzing(versions) for key, versions in numbers.items()}
        self.removed = {("nr", *key) for key, t in every.items() if t.removed()}
        self.toewijzingen = {key: t for key, t in every.items() if not t.removed()}
        if events:
            self.tell_client(events)
        groups = collections.defaultdict(lambda: ([], []))
        for which, kind in ((0, "305"), (1, "307")):
            for line in lines_of(events, kind):
                self.signals |= {("TR063", e.number) for e in line.never_given()} | {("TR074", e.number) for e in line.given_again()}
                groups[self.group_of(line)][which].append(line)
        for key, toewijzing in self.toewijzingen.items():
            self.tell_toewijzing(key, toewijzing)
            groups.setdefault(("nr", *key), ([], []))
        for key, (starts, stops) in groups.items():
            if key not in self.removed:   # a removed toewijzing gives no traject, whatever was started on it
                self.walk(key, starts, stops)

    def flag(self, code: str, line: Line) -> None:
        if line.given:
            self.signals.add((code, line.speaker))

    def group_of(self, line: Line) -> tuple:
        one = line.one
        if one["nr"] is not None:
            key = (one.domein, one.gemeente, one["nr"])
            if key not in self.toewijzingen:
                self.flag("TR019", line)
            return ("nr", *key)
        found = [key for key, t in self.toewijzingen.items() if t.holds(one)]
        if one["code"] and any(same(self.toewijzingen[key].newest, one) for key in found):
            found = [key for key in found if same(self.toewijzingen[key].newest, one)]   # "and product, if given"
        if len(found) == 1:
            return ("nr", *found[0])
        self.flag("SL02", line)
        self.flag("TR019", line)
        return ("los", one.domein, one.gemeente, one.aanbieder)   # where each start is a traject of its own

    def tell_client(self, events: list[Event]) -> None:
        """A toewijzing knows it best: the newest of those, else the newest message."""
        newest = max(events, key=lambda e: (e["toegewezen"] or "", e["tijd"] or "", e.dagtekening, e.number))
        self.rows["client"].add((newest.geboortejaar, newest.geslacht))

    def tell_toewijzing(self, key: tuple, t: Toewijzing) -> None:
        n = t.newest
        self.rows["toewijzing"].add((*key, n.aanbieder, n["categorie"], n["code"], t.first["toegewezen"], t.first["ingang"],
                                     n["toegewezen"], n["tijd"], n["ingang"], n["einde"], n["wijziging"], len(t.versions)))

    def starts_with_stops(self, starts: list[Line], stops: list[Line]) -> list[tuple]:
        """(start, is implied, its stops), by Begindatum and then business order; each stop belongs to one start."""
        stops_of = {id(start): [] for start in starts}
        implied: list[Line] = []
        for stop in sorted(stops, key=implied_order):
            fitting = [s for s in starts if s["begin"] == stop["begin"] and agree(s.one, stop.one)]
            if fitting:
                stops_of[id(min(fitting, key=lambda s: (not s.given, not same(s.one, stop.one), s.order())))].append(stop)
                continue
            self.flag("TR382", stop)
            fitting = [s for s in implied if s["begin"] == stop["begin"] and agree(s.one, stop.one)]
            if not fitting:
                implied.append(stop)
            stops_of.setdefault(id(fitting[0] if fitting else stop), []).append(stop)
        for start in starts:
            if not start.given and any(stop.day <= start.day for stop in stops_of[id(start)]):
                self.signals.add(("TR071", start.speaker))
        found = [(s, False, stops_of[id(s)]) for s in starts if s.given] + [(s, True, stops_of[id(s)]) for s in implied]
        return sorted(found, key=lambda f: (f[0]["begin"], f[0].order()))

    def walk(self, key: tuple, starts: list[Line], stops: list[Line]) -> None:
        toewijzing = self.toewijzingen.get(key[1:]) if key[0] == "nr" else None
        trajecten: list[Traject] = []
        for start, is_implied, own_stops in self.starts_with_stops(starts, [s for s in stops if s.given]):
            current, begin = trajecten[-1] if trajecten else None, start["begin"]
            if current is None or key[0] == "los" or (current.stop and begin >= current.stop["einde"]):
                number = 1 if key[0] == "los" else len(trajecten) + 1
                trajecten.append(Traject(number, start.one, "stop" if is_implied else "start"))
            elif current.coming and begin >= min(current.coming):
                current.restart(begin)
            else:
                if not is_implied:
                    self.flag("TR326", start)
                continue
            self.stop(trajecten[-1], own_stops)
        if toewijzing and not trajecten:
            trajecten = [Traject(1)]
        for traject in trajecten:
            self.tell(key, toewijzing, traject)

    def stop(self, traject: Traject, stops: list[Line]) -> None:
        final = sorted((s for s in stops if s["reden"] != PAUSE), key=Line.order)
        pauses = [s for s in stops if s["reden"] == PAUSE]
        for later in final[1:]:
            self.flag("TR415", later)
        for later in sorted(pauses, key=Line.order)[1:]:
            self.flag("TR413", later)
        ordered = sorted(stops, key=Line.order)
        for before, after in zip(ordered, ordered[1:]):
            if after["einde"] < before["einde"]:
                self.flag("TR414", after)
        if final:
            traject.stop = final[-1].one
            traject.stops = [s for s in traject.stops if s["reden"] == PAUSE] + [final[-1]]
        traject.stops += pauses
        traject.coming += [s["einde"] for s in pauses]

    def tell(self, key: tuple, toewijzing: Toewijzing | None, t: Traject) -> None:
        n = toewijzing.newest if toewijzing else None
        head = n or t.start
        gestart = t.start["begin"] if t.start else None
        gestopt = bron = reden = code = None
        if t.stop:
            gestopt, bron, code = t.stop["einde"], "stop", t.stop["reden"]
            reden = REASONS[t.stop.domein].get(code)
        elif gestart and n and n["einde"]:
            gestopt, bron, reden = max(gestart, n["einde"]), "toewijzing", "niet_gemeld"
        number = key[3] if toewijzing else None
        named = head   # where the toewijzing names no code the start tells it, unless it is of another category
        if t.start and n and n["code"] is None and t.start["categorie"] and n["categorie"] in (None, t.start["categorie"]):
            named = t.start
        self.rows["traject"].add((head.domein, head.gemeente, head.aanbieder, number, t.volgnummer, named["categorie"], named["code"],
                                  toewijzing.first["toegewezen"] if n else None, n["ingang"] if n else None,
                                  n["einde"] if n else None, gestart, t.start_bron, gestopt, bron, reden, code))
        for van, tot in t.all_pauses():
            if gestopt and (van > gestopt or tot is None and van == gestopt):
                continue   # nothing is interrupted after the end
            self.rows["onderbreking"].add((head.domein, head.gemeente, number, gestart, t.volgnummer, van, tot))
        for line in t.stops:
            if n and n["einde"] and line["einde"] > n["einde"]:
                self.flag("SL01", line)


def known_on(events: list[Event], day: str) -> dict[str, set]:
    """events: of one client, each once, with their numbers; declaraties among them are for prestaties.py."""
    fold = Fold([e for e in events if e.place[0] <= day and e.kind in CARE])
    return {"client": fold.rows["client"], "toewijzing": fold.rows["toewijzing"], "traject": fold.rows["traject"],
            "onderbreking": fold.rows["onderbreking"], "signaal": fold.signals}


# ------------------------------------------------------------------------------------------------ over clients
def message_of(event: Event) -> tuple:
    sender = event.gemeente if event.kind in ("301", "325") else event.aanbieder
    return sender, event.domein, event.kind, event.identificatie


def over_clients(events: list[Event], day: str, leveringen: dict) -> dict[str, set]:
    """client -> signalen of all clients' events together. leveringen: (day of receipt, id of the levering) of each event's
    number, as the program named them."""
    known = [e for e in events if e.place[0] <= day]
    numbers, messages, found = collections.defaultdict(list), collections.defaultdict(list), collections.defaultdict(set)
    for event in known:
        messages[message_of(event)].append(event)
        if event.kind == "301":
            numbers[event.domein, event.gemeente, event["nr"], event.client].append(event)
    shared = collections.defaultdict(list)
    for (*number, _), versions in numbers.items():
        toewijzing = Toewijzing(versions)
        if not toewijzing.removed():
            shared[tuple(number)].append(toewijzing.first)
    for firsts in shared.values():
        for later in sorted(firsts, key=lambda v: (v["toegewezen"], v["tijd"], v.dagtekening, v.number))[1:]:
            found[later.client].add(("TR332", later.number))
    for same_message in messages.values():
        first = min(leveringen[e.number] for e in same_message)
        for event in same_message:
            if leveringen[event.number] != first:
                found[event.client].add(("SL03", event.number))
    return found
