#!/usr/bin/env python3
"""seeds.py DIR: the first inputs of each fuzz target, one folder a target, made of the fixtures of the readers."""
import pathlib
import sys
import zipfile

fixtures = pathlib.Path(__file__).resolve().parent.parent / "ingest" / "fixtures"


def examples(text):
    """The examples of a file (rule_examples.h), one for each message that it is done to."""
    block = []
    for line in [*text.splitlines(), "end"]:
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" ") and block:
            kind, *bases = block[0].split()
            for base in bases:
                yield "\n".join([f"{kind} {base}", *block[1:]]) + "\n"
            block = []
        block.append(line)


def main(target_folder):
    messages = sorted(fixtures.glob("*.xml"))
    for target in ("bericht", "rules", "zip", "codec"):
        (target_folder / target).mkdir(parents=True, exist_ok=True)
    for message in messages:
        (target_folder / "bericht" / message.name).write_bytes(message.read_bytes())
    for file in sorted(fixtures.glob("rules/*.txt")):
        for number, example in enumerate(examples(file.read_text())):
            (target_folder / "rules" / f"{file.stem}-{number}").write_text(example)
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(target_folder / "zip" / f"{method}.zip", "w", method) as archive:
            for message in messages[:3]:
                archive.write(message, message.name)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
