"""Which folder includes which: downwards only, and the stages do not know each other.

    cli -> (ingest | transform | sink) -> (bus | warehouse) -> proto -> base

A folder may include itself and everything below it; folders between bars stand next to each other and include
only what is below all of them. Includes are written from the root of the project."""
import pathlib
import re

FLOORS = [["base"], ["proto"], ["bus", "warehouse"], ["ingest", "transform", "sink"], ["cli"]]
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def allowed():
    """Folder -> the folders that it may include."""
    below, result = set(), {}
    for floor in FLOORS:
        for folder in floor:
            result[folder] = below | {folder}
        below |= set(floor)
    return result


def fault(folder, quote, included, may):
    """What is wrong with an include in this folder, or None."""
    target = included.split("/")[0]
    if ".." in included.split("/"):
        return "an include goes by way of .."
    if target in may:
        return None if target in may[folder] else f"{folder} must not include {target}"
    if quote == '"':
        return "an include of the project begins with its folder"
    return None


def faults(root):
    """Lines `file:line: what`, for all C files of the folders under root."""
    may, found = allowed(), []
    for folder in may:
        for path in sorted(pathlib.Path(root, folder).rglob("*.[ch]")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                include = INCLUDE.match(line)
                what = fault(folder, *include.groups(), may) if include else None
                if what:
                    found.append(f"{path.relative_to(root)}:{number}: {what}: {include.group(2)}")
    return found
