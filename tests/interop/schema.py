"""Reads the form of a database so that two can be compared: everything a program could notice, nothing it could not."""

import re
import sqlite3
import subprocess


def sqlite_rows(path, sql):
    connection = sqlite3.connect("file:%s?mode=rw" % path, uri=True)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def sqlite_schema(path):
    """Every object's own text, by type and name; columns and foreign keys as SQLite understands them."""
    schema = {}
    for kind, name, table, sql in sqlite_rows(path, "SELECT type, name, tbl_name, sql FROM sqlite_master"):
        schema[kind, name] = (table, sql)
        if kind == "table":
            for pragma in ("table_xinfo", "foreign_key_list", "index_list"):
                schema[pragma, name] = sorted(sqlite_rows(path, "PRAGMA %s('%s')" % (pragma, name)), key=repr)
    return schema


def postgres_dump(url):
    """pg_dump's text of the schema, without what differs from run to run."""
    text = subprocess.run(["/usr/lib/postgresql/15/bin/pg_dump", "--schema-only", "--no-owner", url],
                          check=True, stdout=subprocess.PIPE, text=True).stdout
    return [line for line in text.splitlines() if line and not line.startswith(("--", "\\"))]


POSTGRES_QUERIES = {
    "columns": """SELECT table_name, ordinal_position, column_name, data_type, character_maximum_length,
                         is_nullable, column_default, is_identity, identity_generation
                  FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """SELECT conrelid::regclass::text, conname, contype, condeferrable, condeferred, convalidated,
                             pg_get_constraintdef(oid)
                      FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "sequences": """SELECT sequencename, data_type::text, start_value, min_value, max_value, increment_by, cycle
                    FROM pg_sequences WHERE schemaname = 'public'""",
    "owned": """SELECT a.attrelid::regclass::text, a.attname,
                       pg_get_serial_sequence(quote_ident(a.attrelid::regclass::text), a.attname)
                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
                      AND NOT a.attisdropped""",
    "others": """SELECT relkind::text, relname FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i', 'S')""",
}


def postgres_schema(connection):
    """Columns, constraints, indexes, sequences. Serial keys (Django up to 4.0) and identity keys (from 4.1) count as
    the same: both are filled by <table>_id_seq. Ordinal positions are counted without gaps, since a dropped column
    leaves one that no program sees."""
    schema = {}
    with connection.cursor() as cursor:
        for name, query in POSTGRES_QUERIES.items():
            cursor.execute(query)
            schema[name] = sorted(cursor.fetchall(), key=repr)
    schema["columns"] = [one_kind_of_key(row) for row in without_gaps(schema["columns"])]
    return schema


def without_gaps(rows):
    by_table = {}
    for row in sorted(rows, key=lambda row: (row[0], row[1])):
        columns = by_table.setdefault(row[0], [])
        columns.append((row[0], len(columns) + 1) + row[2:])
    return [row for table in sorted(by_table) for row in by_table[table]]


def one_kind_of_key(row):
    default, is_identity, generation = row[6:9]
    serial = re.fullmatch(r"nextval\('(\w+)'::regclass\)", default or "")
    if serial and serial.group(1) == row[0] + "_id_seq":
        return row[:6] + ("key",)
    if is_identity == "YES" and generation == "BY DEFAULT":
        return row[:6] + ("key",)
    return row
