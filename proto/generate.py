#!/usr/bin/env python3
"""generate.py OUTDIR SCHEMA.avsc...: C structs and Avro codecs from the schemas, which are their only source.

For every schema, in an order where a name stands before its use, OUTDIR gets `<name>.h` and `<name>.c`:
  record  struct, <name>_encode, <name>_decode, <name>_schema (complete JSON), <name>_fingerprint (CRC-64-AVRO of
          the Parsing Canonical Form), and <name>_spec (proto/field.h) when all fields are plain values
  enum    enum, <name>_symbols, <name>_text, <name>_parse
  fixed   Id only, which is base/id.h

To find your way: a class for each kind of Avro type says how a field of it looks in C (declare), how it is written
(encode) and read (decode), as lists of lines; Schemas turns JSON into those classes; record_header() and
record_source() put the lines into files. Two attributes of a record schema are ours, not Avro's: `tabel` (where its
rows are kept) and `sleutelvelden` (how many fields from the first one are its key).

What Avro allows and no schema of ours uses (maps, defaults, unions of other things than null or records) ends the
build with a message here instead of as wrong C.
"""
import json
import pathlib
import re
import sys


def snake(name):
    """FeitClient -> feit_client"""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def indent(lines, by="  "):
    return [by + line for line in lines]


def member(c_type, name, note=""):
    """A line of a struct: `const char *` stands against the name, other types do not."""
    return f"{c_type}{'' if c_type.endswith('*') else ' '}{name};{note}"


# How types look in C. In all of them: `r` is a pointer to the record, `out` a struct buffer *, `in` a struct
# wire_reader *. Single values (Plain, Enum, Record) also know how to write and read any expression.

class Plain:
    """A value that one wire function writes and one reads."""
    symbols = None  # name of the table of symbols, of an enum

    def __init__(self, c_type, kind, write, read):
        self.c_type, self.kind, self.write, self.read = c_type, kind, write, read

    def headers(self):
        return []

    def declare(self, record, name, note):
        return [member(self.c_type, name, note)]

    def write_value(self, value):
        return self.write.format(v=value) + ";"

    def read_value(self, value):
        return f"{value} = {self.read};"

    def encode(self, record, name):
        return [self.write_value(f"r->{name}")]

    def decode(self, record, name):
        return [self.read_value(f"r->{name}")]

    def spec(self, record, name):
        return self.kind, "FIELD_ALWAYS", self.symbols or "NULL"


class Enum(Plain):
    def __init__(self, schema):
        name = snake(schema["name"])
        self.name, self.schema, self.doc = name, schema, schema.get("doc", "")
        self.values = schema["symbols"]
        self.symbols = f"{name}_symbols"
        super().__init__(f"enum {name}", "FIELD_ENUM", "wire_write_long(out, {v})",
                         f"(enum {name})wire_read_index(in, {len(self.values)})")

    def headers(self):
        return [f"proto/{self.name}.h"]


class Record:
    """As a whole, and as an item of an array or a branch of a union."""

    def __init__(self, schema, fields):
        self.schema, self.fields = schema, fields
        self.name, self.doc = snake(schema["name"]), schema.get("doc", "")
        self.c_type = f"struct {self.name}"

    def headers(self):
        return [f"proto/{self.name}.h"]

    def write_value(self, value):
        return f"{self.name}_write(out, &{value});"

    def read_value(self, value):
        return f"{self.name}_read(in, &{value});"

    def is_plain(self):
        return all(isinstance(f.type, (Plain, Nullable)) for f in self.fields)


class Nullable:
    """["null", X] of a plain value: a NULL text, or the value with a `has_` flag in front."""

    def __init__(self, inner):
        if not isinstance(inner, Plain):
            raise ValueError("a field that may be null is of a plain type")
        self.inner, self.is_text = inner, inner.kind == "FIELD_TEXT"

    def headers(self):
        return self.inner.headers()

    def declare(self, record, name, note):
        flag = [] if self.is_text else [member("bool", f"has_{name}")]
        return flag + [member(self.inner.c_type, name, note)]

    def encode(self, record, name):
        present = f"r->{name} != NULL" if self.is_text else f"r->has_{name}"
        return [f"wire_write_long(out, {present} ? 1 : 0);",
                f"if ({present})",
                "  " + self.inner.write_value(f"r->{name}")]

    def decode(self, record, name):
        read = "  " + self.inner.read_value(f"r->{name}")
        if self.is_text:
            return ["if (wire_read_index(in, 2) == 1)", read]
        return [f"r->has_{name} = wire_read_index(in, 2) == 1;", f"if (r->has_{name})", read]

    def spec(self, record, name):
        kind, always, symbols = self.inner.spec(record, name)
        return kind, always if self.is_text else f"offsetof(struct {record.name}, has_{name})", symbols


class Array:
    """Items in the reader's arena and their number. Written as one block, read in as many as there are."""

    def __init__(self, item):
        self.item = item

    def headers(self):
        return self.item.headers()

    def declare(self, record, name, note):
        return [member(f"{self.item.c_type} *", name, note), member("size_t", f"{name}_count")]

    def encode(self, record, name):
        return [f"if (r->{name}_count > 0)",
                f"  wire_write_long(out, (int64_t)r->{name}_count);",
                f"for (size_t i = 0; i < r->{name}_count; i++)",
                "  " + self.item.write_value(f"r->{name}[i]"),
                "wire_write_long(out, 0);"]

    def decode(self, record, name):
        items, count = f"r->{name}", f"r->{name}_count"
        return ["for (size_t block = wire_read_block(in); block > 0; block = wire_read_block(in)) {",
                f"  {items} = wire_grow(in, {items}, {count}, {count} + block, sizeof *{items});",
                "  for (size_t i = 0; i < block && !in->failed; i++)",
                "    " + self.item.read_value(f"{items}[{count}++]"),
                "}"]


class Union:
    """[RecordA, RecordB]: a tag `<name>_soort` and a C union."""

    def __init__(self, branches):
        if not all(isinstance(b, Record) for b in branches):
            raise ValueError("a union is of null and one type, or of records")
        self.branches = branches

    @staticmethod
    def constant(record, name, what):
        return f"{record.name}_{name}_{what}".upper()

    def headers(self):
        return [h for b in self.branches for h in b.headers()]

    def tag_enum(self, record, name):
        values = [self.constant(record, name, b.name) for b in self.branches]
        return [f"enum {record.name}_{name} {{", *[f"  {v}," for v in values],
                "  " + self.constant(record, name, "COUNT"), "};", ""]

    def specs(self, record, name):
        """What each branch looks like, by its tag."""
        count = self.constant(record, name, "COUNT")
        return f"const struct record_spec *const {record.name}_{name}_specs[{count}]"

    def specs_source(self, record, name):
        rows = [f"    [{self.constant(record, name, b.name)}] = &{b.name}_spec," for b in self.branches]
        return [self.specs(record, name) + " = {", *rows, "};", ""]

    def declare(self, record, name, note):
        return [member(f"enum {record.name}_{name}", f"{name}_soort", note),
                "union {", *[f"  {member(b.c_type, b.name)}" for b in self.branches], f"}} {name};"]

    def switch(self, record, name, statement):
        lines = [f"switch (r->{name}_soort) {{"]
        for b in self.branches:
            lines += [f"case {self.constant(record, name, b.name)}:", f"  {statement(b)}", "  break;"]
        return lines + [f"case {self.constant(record, name, 'COUNT')}:", "  break;", "}"]

    def encode(self, record, name):
        return [f"wire_write_long(out, r->{name}_soort);",
                *self.switch(record, name, lambda b: b.write_value(f"r->{name}.{b.name}"))]

    def decode(self, record, name):
        count = self.constant(record, name, "COUNT")
        return [f"r->{name}_soort = (enum {record.name}_{name})wire_read_index(in, {count});",
                *self.switch(record, name, lambda b: b.read_value(f"r->{name}.{b.name}"))]


class Field:
    def __init__(self, name, type_, doc):
        self.name, self.type, self.doc = name, type_, doc


PRIMITIVES = {
    "int": Plain("int32_t", "FIELD_INT", "wire_write_long(out, {v})", "wire_read_int(in)"),
    "long": Plain("int64_t", "FIELD_LONG", "wire_write_long(out, {v})", "wire_read_long(in)"),
    "boolean": Plain("bool", "FIELD_BOOLEAN", "wire_write_boolean(out, {v})", "wire_read_boolean(in)"),
    "string": Plain("const char *", "FIELD_TEXT", "wire_write_text(out, {v})", "wire_read_text(in)"),
}
LOGICAL = {
    "date": Plain("int32_t", "FIELD_DATE", "wire_write_long(out, {v})", "wire_read_int(in)"),
    "time-micros": Plain("int64_t", "FIELD_TIME", "wire_write_long(out, {v})", "wire_read_long(in)"),
}
ID = Plain("struct id", "FIELD_ID", "wire_write_id(out, &{v})", "wire_read_id(in)")


class Schemas:
    """The schemas read so far: as classes (types) and as they stand in their files (json)."""

    def __init__(self):
        self.types, self.json = {}, {}

    def resolve(self, t):
        if isinstance(t, str):
            return PRIMITIVES.get(t) or self.types[t]
        if isinstance(t, list):
            if t[0] == "null":
                if len(t) != 2:
                    raise ValueError("a field that may be null has one other type")
                return Nullable(self.resolve(t[1]))
            return Union([self.resolve(b) for b in t])
        if t["type"] == "array":
            return Array(self.resolve(t["items"]))
        if "logicalType" in t:
            return LOGICAL[t["logicalType"]]
        raise ValueError(f"no C form for {t}")

    def add(self, schema):
        if schema["type"] == "fixed":
            if (schema["name"], schema["size"]) != ("Id", 16):
                raise ValueError("the only fixed is Id, of 16 bytes")
            made = ID
        elif schema["type"] == "enum":
            made = Enum(schema)
        else:
            fields = [Field(f["name"], self.resolve(f["type"]), f.get("doc", "")) for f in schema["fields"]]
            made = Record(schema, fields)
        self.types[schema["name"]] = made
        self.json[schema["name"]] = schema
        return made

    def complete(self, name):
        """The schema as one JSON value in which every name is defined where it is first used."""
        seen = set()

        def expand(t):
            if isinstance(t, str):
                return named(t) if t in self.json else t
            if isinstance(t, list):
                return [expand(b) for b in t]
            if t["type"] == "array":
                return {"type": "array", "items": expand(t["items"])}
            return t

        def named(n):
            schema = self.json[n]
            full = f'{schema["namespace"]}.{n}'
            if n in seen:
                return full
            seen.add(n)
            if schema["type"] != "record":
                return schema
            fields = [{**f, "type": expand(f["type"])} for f in schema["fields"]]
            return {"type": "record", "namespace": schema["namespace"], "name": n, "doc": schema.get("doc", ""),
                    "fields": fields}

        return named(name)


def canonical(s):
    """Parsing Canonical Form (Avro 1.11): full names, a fixed order, nothing that does not change the bytes."""
    if isinstance(s, str):
        return json.dumps(s)
    if isinstance(s, list):
        return "[" + ",".join(canonical(b) for b in s) + "]"
    kind = s["type"]
    if kind == "array":
        return '{"type":"array","items":' + canonical(s["items"]) + "}"
    if kind not in ("record", "enum", "fixed"):
        return canonical(kind)
    parts = [f'"name":{json.dumps(s["namespace"] + "." + s["name"])}', f'"type":"{kind}"']
    if kind == "record":
        fields = [f'{{"name":{json.dumps(f["name"])},"type":{canonical(f["type"])}}}' for f in s["fields"]]
        parts.append('"fields":[' + ",".join(fields) + "]")
    elif kind == "enum":
        parts.append('"symbols":[' + ",".join(json.dumps(x) for x in s["symbols"]) + "]")
    else:
        parts.append(f'"size":{s["size"]}')
    return "{" + ",".join(parts) + "}"


EMPTY = 0xc15d213aa4d7a795


def crc64(data):
    """CRC-64-AVRO (Avro 1.11, "Schema Fingerprints")."""
    table = []
    for i in range(256):
        fp = i
        for _ in range(8):
            fp = (fp >> 1) ^ (EMPTY if fp & 1 else 0)
        table.append(fp)
    fp = EMPTY
    for byte in data:
        fp = (fp >> 8) ^ table[(fp ^ byte) & 0xff]
    return fp


def spec_source(record):
    """The table of its fields that treats all records alike."""
    n, rows = record.name, []
    for f in record.fields:
        kind, has, symbols = f.type.spec(record, f.name)
        rows.append(f'    {{"{f.name}", {kind}, offsetof(struct {n}, {f.name}), {has}, {symbols}}},')
    table = c_string(record.schema["tabel"]) if "tabel" in record.schema else "NULL"
    keys = record.schema.get("sleutelvelden", 0)
    return ["static const struct field_spec fields[] = {", *rows, "};", "",
            f"const struct record_spec {n}_spec = {{",
            f'    "{n}", {table}, sizeof(struct {n}), {keys}, sizeof fields / sizeof *fields, fields}};', ""]


def record_header(record, guard):
    n = record.name
    tags, members, headers = [], [], set()
    for f in record.fields:
        headers.update(f.type.headers())
        members += f.type.declare(record, f.name, f" /* {f.doc} */" if f.doc else "")
        if isinstance(f.type, Union):
            tags += f.type.tag_enum(record, f.name)
    lines = [
        f"/* {record.doc} Generated from {record.schema['name']}.avsc. */",
        f"#ifndef {guard}", f"#define {guard}", "",
        "#include <stdbool.h>", "#include <stddef.h>", "#include <stdint.h>", "",
        '#include "base/arena.h"', '#include "base/buffer.h"', '#include "base/id.h"',
        '#include "base/must_check.h"', '#include "proto/field.h"',
        *[f'#include "{h}"' for h in sorted(headers)], "",
        "struct wire_reader;", "",
        *tags,
        f"struct {n} {{", *indent(members), "};", "",
        "/* Avro binary; a full buffer fails as buffers do. */",
        f"void {n}_encode(const struct {n} *r, struct buffer *out);",
        "/* False unless data is exactly one record. Texts and arrays are put in the arena. */",
        f"MUST_CHECK bool {n}_decode(const void *data, size_t size, struct arena *arena, struct {n} *out);",
        "/* As part of a larger record. */",
        f"void {n}_write(struct buffer *out, const struct {n} *r);",
        f"void {n}_read(struct wire_reader *in, struct {n} *r);", "",
        f"extern const char {n}_schema[];",
        f"extern const uint64_t {n}_fingerprint;"]
    if record.is_plain():
        lines.append(f"extern const struct record_spec {n}_spec;")
    lines += [f"extern {f.type.specs(record, f.name)};" for f in record.fields if isinstance(f.type, Union)]
    return [*lines, "", "#endif"]


def schema_source(record, complete):
    """The schema as text, in pieces that every compiler takes, and its fingerprint."""
    text = json.dumps(complete, ensure_ascii=False, separators=(",", ":"))
    pieces = [c_string(text[i:i + 1000]) for i in range(0, len(text), 1000)]
    return [f"const char {record.name}_schema[] =", *indent(pieces[:-1], "    "), f"    {pieces[-1]};",
            f"const uint64_t {record.name}_fingerprint = 0x{crc64(canonical(complete).encode()):016x}u;"]


def record_source(record, schemas):
    n = record.name
    writes = [line for f in record.fields for line in f.type.encode(record, f.name)]
    reads = [line for f in record.fields for line in f.type.decode(record, f.name)]
    return [
        f'#include "proto/{n}.h"', "", "#include <string.h>", "", '#include "proto/wire.h"', "",
        f"void {n}_write(struct buffer *out, const struct {n} *r)", "{", *indent(writes), "}", "",
        f"void {n}_read(struct wire_reader *in, struct {n} *r)", "{", "  memset(r, 0, sizeof *r);",
        *indent(reads), "}", "",
        f"void {n}_encode(const struct {n} *r, struct buffer *out)", "{", f"  {n}_write(out, r);", "}", "",
        f"bool {n}_decode(const void *data, size_t size, struct arena *arena, struct {n} *out)", "{",
        "  struct wire_reader in = {.at = data, .end = (const uint8_t *)data + size, .arena = arena};",
        f"  {n}_read(&in, out);", "  return !in.failed && in.at == in.end;", "}", "",
        *(spec_source(record) if record.is_plain() else []),
        *[line for f in record.fields if isinstance(f.type, Union) for line in f.type.specs_source(record, f.name)],
        *schema_source(record, schemas.complete(record.schema["name"]))]


def enum_header(e, guard):
    n = e.name
    values = [f"  {n.upper()}_{v.upper()}," for v in e.values]
    return [
        f"/* {e.doc} Generated from {e.schema['name']}.avsc. */",
        f"#ifndef {guard}", f"#define {guard}", "", "#include <stdbool.h>", "",
        f"enum {n} {{", *values, f"  {n.upper()}_COUNT", "};", "",
        f"extern const char *const {n}_symbols[];",
        f"const char *{n}_text(enum {n} value);",
        f"bool {n}_parse(const char *text, enum {n} *out);", "", "#endif"]


def enum_source(e):
    n = e.name
    symbols = ", ".join(c_string(v) for v in e.values)
    return [
        f'#include "proto/{n}.h"', "", "#include <string.h>", "",
        f"const char *const {n}_symbols[] = {{{symbols}}};", "",
        f"const char *{n}_text(enum {n} value)", "{", f"  return {n}_symbols[value];", "}", "",
        f"bool {n}_parse(const char *text, enum {n} *out)", "{",
        f"  for (int i = 0; i < {len(e.values)}; i++) {{",
        f"    if (strcmp(text, {n}_symbols[i]) == 0) {{",
        f"      *out = (enum {n})i;", "      return true;", "    }", "  }", "  return false;", "}"]


def main(out, *files):
    schemas, folder = Schemas(), pathlib.Path(out)
    for path in files:
        made = schemas.add(json.loads(pathlib.Path(path).read_text(encoding="utf-8")))
        if made is ID:
            continue
        guard = f"SLUIS_PROTO_{made.name.upper()}_H"
        if isinstance(made, Enum):
            header, source = enum_header(made, guard), enum_source(made)
        else:
            header, source = record_header(made, guard), record_source(made, schemas)
        (folder / f"{made.name}.h").write_text("\n".join(header) + "\n", encoding="utf-8")
        (folder / f"{made.name}.c").write_text("\n".join(source) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
