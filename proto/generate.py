#!/usr/bin/env python3
"""generate.py OUTDIR SCHEMA.avsc...: C structs and Avro codecs from the schemas, which are their only source.

For every schema, in an order where a name stands before its use, OUTDIR gets `<name>.h` and `<name>.c`:
  record  struct, <name>_encode, <name>_decode, <name>_schema (complete JSON), <name>_fingerprint (CRC-64-AVRO of the
          Parsing Canonical Form), and <name>_spec (proto/field.h) when all fields are plain values
  enum    enum, <name>_text, <name>_parse
  fixed   Id only, which is base/id.h
How an Avro type looks in C is written once, in the class of that type below.
"""
import json
import pathlib
import re
import sys


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Plain:
    """A value that one wire function writes and one reads."""
    nested = False
    symbols = None

    def __init__(self, c_type, kind, write, read):
        self.c_type, self.kind, self.write, self.read = c_type, kind, write, read

    def header(self):
        return None

    def encode(self, value):
        return [self.write.format(v=value) + ";"]

    def decode(self, value):
        return [f"{value} = {self.read};"]


class Enum(Plain):
    def __init__(self, schema):
        name = snake(schema["name"])
        self.name, self.schema, self.doc = name, schema, schema.get("doc", "")
        self.values = schema["symbols"]
        self.symbols = f"{name}_symbols"
        super().__init__(f"enum {name}", "FIELD_ENUM", "wire_write_long(out, {v})",
                         f"(enum {name})wire_read_index(in, {len(self.values)})")

    def header(self):
        return f"proto/{self.name}.h"


class Record:
    nested = True

    def __init__(self, schema, fields):
        self.schema, self.fields = schema, fields
        self.name, self.doc = snake(schema["name"]), schema.get("doc", "")
        self.c_type = f"struct {self.name}"

    def header(self):
        return f"proto/{self.name}.h"

    def encode(self, value):
        return [f"{self.name}_write(out, &{value});"]

    def decode(self, value):
        return [f"{self.name}_read(in, &{value});"]

    def is_plain(self):
        return all(isinstance(f.type, Plain) or isinstance(f.type, Nullable) for f in self.fields)


class Nullable:
    """["null", X] of a plain value: a NULL text, or the value with a `has_` flag in front."""
    nested = False

    def __init__(self, inner):
        self.inner, self.is_text = inner, inner.kind == "FIELD_TEXT"

    def header(self):
        return self.inner.header()


class Array:
    nested = True

    def __init__(self, item):
        self.item = item

    def header(self):
        return self.item.header()


class Union:
    """[RecordA, RecordB]: a tag and a C union."""
    nested = True

    def __init__(self, branches):
        self.branches = branches


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
    def __init__(self):
        self.types, self.json = {}, {}

    def resolve(self, t):
        if isinstance(t, str):
            return PRIMITIVES.get(t) or self.types[t]
        if isinstance(t, list):
            if t[0] == "null":
                assert len(t) == 2, "a nullable field has one other type"
                return Nullable(self.resolve(t[1]))
            return Union([self.resolve(b) for b in t])
        if t["type"] == "array":
            return Array(self.resolve(t["items"]))
        if "logicalType" in t:
            return LOGICAL[t["logicalType"]]
        raise ValueError(f"no C form for {t}")

    def add(self, schema):
        if schema["type"] == "fixed":
            assert schema["name"] == "Id" and schema["size"] == 16
            made = ID
        elif schema["type"] == "enum":
            made = Enum(schema)
        else:
            made = Record(schema, [Field(f["name"], self.resolve(f["type"]), f.get("doc", "")) for f in schema["fields"]])
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
                return {k: v for k, v in schema.items()}
            fields = [{**f, "type": expand(f["type"])} for f in schema["fields"]]
            return {"type": "record", "namespace": schema["namespace"], "name": n, "doc": schema.get("doc", ""), "fields": fields}
        return named(name)


def canonical(s):
    """Parsing Canonical Form (Avro 1.11): full names, fixed attribute order, nothing that does not change the bytes."""
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
        fields = ",".join(f'{{"name":{json.dumps(f["name"])},"type":{canonical(f["type"])}}}' for f in s["fields"])
        parts.append(f'"fields":[{fields}]')
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


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def declare(c_type, name):
    return f"{c_type}{'' if c_type.endswith('*') else ' '}{name};"


def struct_fields(record):
    out = []
    for f in record.fields:
        note = f" /* {f.doc} */" if f.doc else ""
        t = f.type
        if isinstance(t, Nullable):
            if not t.is_text:
                out.append(f"  bool has_{f.name};")
            out.append(f"  {declare(t.inner.c_type, f.name)}{note}")
        elif isinstance(t, Array):
            out.append(f"  {t.item.c_type} *{f.name};{note}")
            out.append(f"  size_t {f.name}_count;")
        elif isinstance(t, Union):
            tag = f"enum {record.name}_{f.name}"
            out.append(f"  {tag} {f.name}_soort;{note}")
            out.append("  union {")
            out += [f"    {b.c_type} {b.name};" for b in t.branches]
            out.append(f"  }} {f.name};")
        else:
            out.append(f"  {declare(t.c_type, f.name)}{note}")
    return out


def tag_value(record, field, branch):
    return f"{record.name}_{field.name}_{branch.name}".upper()


def tag_enums(record):
    out = []
    for f in record.fields:
        if isinstance(f.type, Union):
            values = [f"  {tag_value(record, f, b)}," for b in f.type.branches]
            count = f"  {(record.name + '_' + f.name).upper()}_COUNT"
            out += [f"enum {record.name}_{f.name} {{", *values, count, "};", ""]
    return out


def headers_of(record):
    found = set()
    for f in record.fields:
        types = f.type.branches if isinstance(f.type, Union) else [f.type]
        found |= {t.header() for t in types if t.header()}
    return sorted(found)


def encode_field(record, f):
    value, t = f"r->{f.name}", f.type
    if isinstance(t, Nullable):
        present = f"{value} != NULL" if t.is_text else f"r->has_{f.name}"
        return [f"wire_write_long(out, {present} ? 1 : 0);", f"if ({present})", "  " + t.inner.encode(value)[0]]
    if isinstance(t, Array):
        return [f"if (r->{f.name}_count > 0)", f"  wire_write_long(out, (int64_t)r->{f.name}_count);",
                f"for (size_t i = 0; i < r->{f.name}_count; i++)", "  " + t.item.encode(f"{value}[i]")[0],
                "wire_write_long(out, 0);"]
    if isinstance(t, Union):
        lines = [f"wire_write_long(out, r->{f.name}_soort);", f"switch (r->{f.name}_soort) {{"]
        for b in t.branches:
            lines += [f"case {tag_value(record, f, b)}:", "  " + b.encode(f"{value}.{b.name}")[0], "  break;"]
        return lines + [f"case {(record.name + '_' + f.name).upper()}_COUNT:", "  break;", "}"]
    return t.encode(value)


def decode_field(record, f):
    value, t = f"r->{f.name}", f.type
    if isinstance(t, Nullable):
        if t.is_text:
            return ["if (wire_read_index(in, 2) == 1)", "  " + t.inner.decode(value)[0]]
        return [f"r->has_{f.name} = wire_read_index(in, 2) == 1;", f"if (r->has_{f.name})", "  " + t.inner.decode(value)[0]]
    if isinstance(t, Array):
        n = f"r->{f.name}_count"
        return ["for (size_t block = wire_read_block(in); block > 0; block = wire_read_block(in)) {",
                f"  {value} = wire_grow(in, {value}, {n}, {n} + block, sizeof *{value});",
                "  for (size_t i = 0; i < block && !in->failed; i++)", "    " + t.item.decode(f"{value}[{n}++]")[0], "}"]
    if isinstance(t, Union):
        count = f"{(record.name + '_' + f.name).upper()}_COUNT"
        lines = [f"r->{f.name}_soort = (enum {record.name}_{f.name})wire_read_index(in, {count});",
                 f"switch (r->{f.name}_soort) {{"]
        for b in t.branches:
            lines += [f"case {tag_value(record, f, b)}:", "  " + b.decode(f"{value}.{b.name}")[0], "  break;"]
        return lines + [f"case {count}:", "  break;", "}"]
    return t.decode(value)


def spec(record):
    rows = []
    for f in record.fields:
        plain = f.type.inner if isinstance(f.type, Nullable) else f.type
        has = "FIELD_ALWAYS"
        if isinstance(f.type, Nullable) and not f.type.is_text:
            has = f"offsetof(struct {record.name}, has_{f.name})"
        rows.append(f'    {{"{f.name}", {plain.kind}, offsetof(struct {record.name}, {f.name}), {has}, {plain.symbols or "NULL"}}},')
    table = c_string(record.schema["tabel"]) if "tabel" in record.schema else "NULL"
    return [f"static const struct field_spec fields[] = {{", *rows, "};", "",
            f"const struct record_spec {record.name}_spec = {{", f'    "{record.name}", {table}, sizeof(struct {record.name}), '
            f"{record.schema.get('sleutelvelden', 0)}, sizeof fields / sizeof *fields, fields}};", ""]


def indent(lines, by="  "):
    return [by + line for line in lines]


def record_header(record, guard):
    n = record.name
    lines = [f"/* {record.doc} Generated from {record.schema['name']}.avsc. */", f"#ifndef {guard}", f"#define {guard}", "",
             "#include <stdbool.h>", "#include <stddef.h>", "#include <stdint.h>", "",
             '#include "base/arena.h"', '#include "base/buffer.h"', '#include "base/id.h"', '#include "base/must_check.h"',
             '#include "proto/field.h"', *[f'#include "{h}"' for h in headers_of(record)], "", "struct wire_reader;", "",
             *tag_enums(record), f"struct {n} {{", *struct_fields(record), "};", "",
             f"/* Avro binary; a full buffer fails as buffers do. */",
             f"void {n}_encode(const struct {n} *r, struct buffer *out);",
             "/* False unless data is exactly one record. Texts and arrays are put in the arena. */",
             f"MUST_CHECK bool {n}_decode(const void *data, size_t size, struct arena *arena, struct {n} *out);",
             "/* As part of a larger record. */",
             f"void {n}_write(struct buffer *out, const struct {n} *r);", f"void {n}_read(struct wire_reader *in, struct {n} *r);", "",
             f"extern const char {n}_schema[];", f"extern const uint64_t {n}_fingerprint;"]
    if record.is_plain():
        lines.append(f"extern const struct record_spec {n}_spec;")
    return [*lines, "", "#endif"]


def record_source(record, schemas):
    n = record.name
    complete = schemas.complete(record.schema["name"])
    body = [f'#include "proto/{n}.h"', "", "#include <string.h>", "", '#include "proto/wire.h"', ""]
    body += [f"void {n}_write(struct buffer *out, const struct {n} *r)", "{"]
    for f in record.fields:
        body += indent(encode_field(record, f))
    body += ["}", "", f"void {n}_read(struct wire_reader *in, struct {n} *r)", "{", "  memset(r, 0, sizeof *r);"]
    for f in record.fields:
        body += indent(decode_field(record, f))
    body += ["}", "", f"void {n}_encode(const struct {n} *r, struct buffer *out)", "{", f"  {n}_write(out, r);", "}", "",
             f"bool {n}_decode(const void *data, size_t size, struct arena *arena, struct {n} *out)", "{",
             "  struct wire_reader in = {.at = data, .end = (const uint8_t *)data + size, .arena = arena};",
             f"  {n}_read(&in, out);", "  return !in.failed && in.at == in.end;", "}", ""]
    if record.is_plain():
        body += spec(record)
    text = json.dumps(complete, ensure_ascii=False, separators=(",", ":"))
    pieces = [text[i:i + 1000] for i in range(0, len(text), 1000)]
    body += [f"const char {n}_schema[] =", *[f"    {c_string(p)}" for p in pieces]]
    body[-1] += ";"
    body += [f"const uint64_t {n}_fingerprint = 0x{crc64(canonical(complete).encode()):016x}u;"]
    return body


def enum_header(e, guard):
    values = [f"  {e.name.upper()}_{v.upper()}," for v in e.values]
    return [f"/* {e.doc} Generated from {e.schema['name']}.avsc. */", f"#ifndef {guard}", f"#define {guard}", "",
            "#include <stdbool.h>", "", f"enum {e.name} {{", *values, f"  {e.name.upper()}_COUNT", "};", "",
            f"extern const char *const {e.name}_symbols[];", f"const char *{e.name}_text(enum {e.name} value);",
            f"bool {e.name}_parse(const char *text, enum {e.name} *out);", "", "#endif"]


def enum_source(e):
    n = e.name
    return [f'#include "proto/{n}.h"', "", "#include <string.h>", "",
            f"const char *const {n}_symbols[] = {{" + ", ".join(f'"{v}"' for v in e.values) + "};", "",
            f"const char *{n}_text(enum {n} value)", "{", f"  return {n}_symbols[value];", "}", "",
            f"bool {n}_parse(const char *text, enum {n} *out)", "{", f"  for (int i = 0; i < {len(e.values)}; i++) {{",
            f"    if (strcmp(text, {n}_symbols[i]) == 0) {{", f"      *out = (enum {n})i;", "      return true;", "    }",
            "  }", "  return false;", "}"]


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
