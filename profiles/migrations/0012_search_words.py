"""What people are found by, kept by the database itself whoever writes: accounts, profiles and job titles.

PostgreSQL: an index over a function of the row's own columns. SQLite: a full-text table beside each table, written
by triggers. Both forgive accents and small letters and know each column apart, so that a search can be held to
what its reader may see.

A later migration that rebuilds one of these tables on SQLite drops its triggers: it must call ``guard`` again.
"""

from django.db import migrations

#: Letters with which no accent can be taken off.
LETTERS = {"ø": "o", "Ø": "o", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ß": "ss", "ẞ": "ss", "ł": "l", "Ł": "l",
           "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i"}  # fmt: skip
#: What does not count inside a number, an address or a phone.
MARKS = " -._@/+()'"
#: How many of the last digits of a phone find it: without the code of the country or of the town.
TAILS = (10, 9, 8, 7, 6)

#: Index → its table, the column that is the person's or the row's key, and how each column is found.
SOURCES = {
    "profiles_accountwords": (
        "auth_user",
        "id",
        {"username": "code", "email": "mail", "first_name": "words", "last_name": "words"},
    ),
    "profiles_profilewords": (
        "profiles_profile",
        "user_id",
        {
            "full_name": "words",
            "preferred_name": "words",
            "employee_number": "code",
            "work_phone": "phone",
            "mobile": "phone",
            "personal_email": "mail",
        },
    ),
    "profiles_jobwords": ("profiles_employmentrecord", "id", {"job_title": "words"}),
}
#: On PostgreSQL each word begins with the letter of its column; the order of ``profiles.models.search`` is the same.
CODES = {
    name: chr(ord("a") + at)
    for at, name in enumerate(name for _table, _key, columns in SOURCES.values() for name in columns)
}


def replaced(value, pairs):
    """The expression with each text replaced by another."""
    for old, new in pairs:
        quoted = old.replace("'", "''")
        value = f"replace({value}, '{quoted}', '{new}')"
    return value


def holding(value, marks, then, otherwise):
    """Only the few texts that hold one of the marks take the dear way."""
    listed = "".join(sorted(marks, key="-".__eq__)).replace("'", "''")
    return f"CASE WHEN {value} GLOB '*[{listed}]*' THEN {then} ELSE {otherwise} END"


def sqlite_compact(column, how):
    """The text without marks, of a phone also without the zeros that it begins with."""
    # The parser's stack holds about twenty calls inside each other: marks and letters are never replaced together.
    value = f"coalesce({column}, '')"
    compact = holding(column, MARKS, replaced(value, [(mark, "") for mark in MARKS]), value)
    return f"ltrim({compact}, '0')" if how == "phone" else compact


def sqlite_text(column, how):
    """What is kept of a column: FTS5 splits it into words and takes the accents off."""
    compact = f"compact_{column}"
    if how == "phone":
        tails = " || ".join(
            f"CASE WHEN length({compact}) > {tail} THEN ' ' || substr({compact}, -{tail}) ELSE '' END" for tail in TAILS
        )
        return f"CASE {compact} WHEN '' THEN '' ELSE {column} || ' ' || {compact} || {tails} END"
    told = f"substr({column}, 1, max(instr({column}, '@') - 1, 0))" if how == "mail" else column
    words = holding(told, LETTERS, replaced(told, LETTERS.items()), told)
    if how == "words":
        return words
    # Most texts of letters and digits alone are the same without marks and zeros.
    compact_too = f"CASE {compact} WHEN {column} THEN '' ELSE ' ' || {compact} END"
    zeros = f"CASE WHEN {compact} GLOB '0*' THEN ' ' || ltrim({compact}, '0') ELSE '' END"
    return f"{words} || {compact_too}" + (f" || {zeros}" if how == "code" else "")


def sqlite_write(index, key, columns, row="", source=""):
    """Write the words of one row (``NEW.``), or of every row of a ``source``."""
    names = ", ".join(columns)
    texts = ", ".join(sqlite_text(column, how) for column, how in columns.items())
    given = [f"{row}{key} AS row_key", *(f"coalesce({row}{name}, '') AS {name}" for name in columns)]
    given += [f"{sqlite_compact(row + name, how)} AS compact_{name}" for name, how in columns.items() if how != "words"]
    return f"INSERT INTO {index}(rowid, {names}) SELECT row_key, {texts} FROM (SELECT {', '.join(given)}{source})"


def sqlite_guards(sources=SOURCES):
    """The tables, then for each the three triggers and what is there already."""
    for index, (table, key, columns) in sources.items():
        names = ", ".join(columns)
        yield (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5({names}, prefix='2', columnsize=0,"
            " tokenize='unicode61 remove_diacritics 2')"
        )
        write = sqlite_write(index, key, columns, row="NEW.")
        remove = f"DELETE FROM {index} WHERE rowid = OLD.{key}"
        changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in (key, *columns))
        yield f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {write}; END"
        yield (
            f"CREATE TRIGGER {index}_update AFTER UPDATE OF {key}, {names} ON {table} WHEN {changed}"
            f" BEGIN {remove}; {write}; END"
        )
        yield f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {remove}; END"
        yield f"DELETE FROM {index}"
        yield sqlite_write(index, key, columns, source=f" FROM {table}")


POSTGRES = (
    # Accents are taken off before letters are made small: that holds also where the server's locale knows ASCII alone.
    "CREATE FUNCTION hr_words(code text, how text, told text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE"
    f""" AS $$
DECLARE folded text; compact text; found text[];
BEGIN
    IF coalesce(told, '') = '' THEN RETURN '{{}}'; END IF;
    folded := lower({replaced("told", LETTERS.items())});
    folded := normalize(regexp_replace(normalize(folded, NFD), '[\\u0300-\\u036f]', '', 'g'), NFC);
    compact := translate(folded, ' -._@/+()''', '');
    found := CASE how WHEN 'words' THEN '{{}}'::text[] ELSE ARRAY[compact] END;
    IF how = 'phone' THEN
        compact := ltrim(compact, '0');
        found := found || ARRAY[compact, {", ".join(f"right(compact, {tail})" for tail in TAILS)}];
    ELSIF how = 'code' THEN
        found := found || ltrim(compact, '0');
    ELSIF how = 'mail' THEN
        folded := split_part(folded, '@', 1);
    END IF;
    found := found || regexp_split_to_array(
        folded, '[\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+');
    RETURN ARRAY(SELECT code || word FROM unnest(found) AS word WHERE word <> '');
END $$"""
)


def postgresql_guards():
    """The functions and the indexes over them; dear enough to call that the index is preferred also in small tables."""
    yield POSTGRES
    for index, (table, _key, columns) in SOURCES.items():
        arguments = ", ".join(f"{name} text" for name in columns)
        words = " || ".join(f"hr_words('{CODES[name]}', '{how}', {name})" for name, how in columns.items())
        yield (
            f"CREATE FUNCTION {index}({arguments}) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000"
            f" AS $$ BEGIN RETURN array_to_tsvector({words}); END $$"
        )
        given = ", ".join(f"{name}::text" for name in columns)
        yield f"CREATE INDEX {index}_found ON {table} USING gin ({index}({given}))"


def guard(apps, schema_editor):
    """Make the indexes and fill them."""
    statements = postgresql_guards() if schema_editor.connection.vendor == "postgresql" else sqlite_guards()
    for statement in statements:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Take the indexes away."""
    if schema_editor.connection.vendor == "postgresql":
        for index, (_table, _key, columns) in SOURCES.items():
            schema_editor.execute(f"DROP INDEX {index}_found")
            schema_editor.execute(f"DROP FUNCTION {index}({', '.join('text' for _column in columns)})")
        schema_editor.execute("DROP FUNCTION hr_words(text, text, text)")
        return
    for index in SOURCES:
        for moment in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {index}_{moment}")
        schema_editor.execute(f"DROP TABLE {index}")


class Migration(migrations.Migration):
    dependencies = [("profiles", "0011_import_jobs"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(guard, unguard)]
