"""The klantreis as its definition reads, over rows that may hold anything: each traject looks at every other one.

A Traject is what a klantreis looks at, in the order in which trajecten go; `gestopt` is OPEN while there is none, an unknown
gemeente or product is LAST. rows(trajecten) gives, for each that started: sleutel, gestart, gestopt, vorige, gat, is_vervolg,
volgende, gat_na, loopt_naast, loopt_door.
"""
import datetime
import typing

OPEN = datetime.date.max
LAST = "\U0010ffff"   # behind any text


class Traject(typing.NamedTuple):
    gestart: datetime.date
    gestopt: datetime.date
    domein: str
    gemeente: str
    aanbieder: str
    product: str
    sleutel: str


def vorige(one: Traject, all_of_them: list[Traject]) -> Traject | None:
    ended = [t for t in all_of_them if t < one and t.gestopt <= one.gestart]
    return max(ended, key=lambda t: (t.gestopt, t), default=None)


def volgende(one: Traject, all_of_them: list[Traject]) -> Traject | None:
    return min((t for t in all_of_them if one < t and one.gestopt <= t.gestart), default=None)


def runs_on_after(one: Traject, all_of_them: list[Traject]) -> bool:
    return one.gestopt != OPEN and any(t.gestart <= one.gestopt and (t.gestopt > one.gestopt or (t.gestopt == one.gestopt and t > one))
                                       for t in all_of_them if t != one)


def rows(trajecten: list[Traject]) -> set[tuple]:
    found = set()
    for one in trajecten:
        before, after = vorige(one, trajecten), volgende(one, trajecten)
        found.add((one.sleutel, one.gestart, one.gestopt,
                   before and before.sleutel, before and (one.gestart - before.gestopt).days,
                   before is not None and volgende(before, trajecten) == one,
                   after and after.sleutel, after and (after.gestart - one.gestopt).days,
                   any(t < one and t.gestopt > one.gestart for t in trajecten), runs_on_after(one, trajecten)))
    return found
