#!/usr/bin/env python3
"""embed.py OUT FILE...: writes OUT.c and OUT.h with a table of (name, text) of the files, in the order given.

name is the file's name without extension. The table is `<basename of OUT>[]`, its length `<basename>_count`.
"""
import pathlib
import sys


def literal(text: str) -> str:
    lines = []
    for line in text.splitlines(keepends=True):
        escaped = line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
        without_trigraphs = escaped.replace("??", '?" "?')
        lines.append(f'    "{without_trigraphs}"')
    return "\n".join(lines) or '    ""'


def main(out: str, *files: str) -> None:
    target = pathlib.Path(out)
    name = target.name
    head = (f"#ifndef SLUIS_{name.upper()}_H\n#define SLUIS_{name.upper()}_H\n#include <stddef.h>\n"
            "#include \"base/embedded.h\"\n\n"
            f"extern const struct embedded_file {name}[];\nextern const size_t {name}_count;\n\n#endif\n")
    entries = [f'  {{"{pathlib.Path(f).stem}",\n{literal(pathlib.Path(f).read_text(encoding="utf-8"))}}},' for f in files]
    body = (f'#include "{target.parent.name}/{name}.h"\n\nconst struct embedded_file {name}[] = {{\n' + "\n".join(entries)
            + f"\n}};\nconst size_t {name}_count = {len(files)};\n")
    target.with_suffix(".h").write_text(head, encoding="utf-8")
    target.with_suffix(".c").write_text(body, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
