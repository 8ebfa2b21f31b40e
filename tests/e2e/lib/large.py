"""Declaraties of any size, valid to the last line, and as many BSNs as they need."""
import itertools

from messages import passes_elfproef, write_message

GEMEENTE, AANBIEDER = "0983", "12345678"
MARGIN = 2000         # bytes: what head and total come to
LINES_A_CLIENT = 12


def bsns():
    return (f"{number:09d}" for number in itertools.count(100000000) if passes_elfproef(number))


def declaratie(name: str, size: int, lines_a_client: int = LINES_A_CLIENT, gemeente: str = GEMEENTE,
               aanbieder: str = AANBIEDER) -> tuple[bytes, int]:
    """A declaratie of nearly this size, and its number of lines."""
    def lines(count: int) -> list[dict]:
        clients = bsns()
        of_client = [next(clients) for _ in range(-(-count // lines_a_client))]
        return [{"bsn": of_client[i // lines_a_client], "ref": f"{name}{i:07d}", "nr": str(100000 + i), "product": "45:45A04",
                 "cent": "10000", "eenheid": "04", "begin": "2025-01-01", "einde": "2025-01-31"} for i in range(count)]

    def message(count: int) -> bytes:
        fields = {"id": f"D{name}", "dagtekening": "2025-02-05", "nummer": f"N{name}", "maand": "2025-01"}
        return write_message("jw", "323", gemeente, aanbieder, fields, lines(count))
    sample = 10 * min(lines_a_client, 100)
    each = (len(message(2 * sample)) - len(message(sample))) / sample
    count = int((size - MARGIN) / each)
    whole = message(count)
    if not 0.9 * size <= len(whole) <= size:
        raise ValueError(f"a declaratie of {len(whole)} bytes instead of {size}")
    return whole, count
