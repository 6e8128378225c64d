"""What documents are found by, kept by the database itself whoever writes: titles, issuers, file names and their text.

The tables of ``search_words`` for three more columns, and one for the text that was read from a file. Of a text the
first TEXT_CHARACTERS are found. SQLite keeps the words of a text alone, not the text a second time.

A later migration that rebuilds one of these tables on SQLite drops its triggers: it must call ``guard`` again.
"""

from importlib import import_module

from django.db import migrations

WORDS = import_module("profiles.migrations.0012_search_words")

TEXT_CHARACTERS = 100_000
#: Longer words are found by their beginning; the database refuses words of more than two kilobytes.
WORD_LETTERS = 60

#: Index → its table, its key, and how each column is found.
SOURCES = {
    "profiles_documentwords": ("profiles_document", "id", {"title": "words", "issuer": "words"}),
    "profiles_filewords": ("profiles_documentversion", "id", {"display_name": "words"}),
}
TEXT, TEXT_TABLE = "profiles_textwords", "profiles_extract"
#: They go on where those of ``search_words`` end.
CODES = {"title": "l", "issuer": "m", "display_name": "n", "text": "o"}


def sqlite_text_guards():
    """The words of each text; what is taken out has to be said as it was put in."""

    def read(row):
        return WORDS.replaced(f"substr({row}text, 1, {TEXT_CHARACTERS})", WORDS.LETTERS.items())

    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {TEXT} USING fts5(text, content='', prefix='3',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    write = f"INSERT INTO {TEXT}(rowid, text) VALUES (NEW.id, {read('NEW.')})"
    remove = f"INSERT INTO {TEXT}({TEXT}, rowid, text) VALUES ('delete', OLD.id, {read('OLD.')})"
    yield f"CREATE TRIGGER {TEXT}_insert AFTER INSERT ON {TEXT_TABLE} BEGIN {write}; END"
    yield (
        f"CREATE TRIGGER {TEXT}_update AFTER UPDATE OF id, text ON {TEXT_TABLE}"
        f" WHEN NEW.text IS NOT OLD.text OR NEW.id IS NOT OLD.id BEGIN {remove}; {write}; END"
    )
    yield f"CREATE TRIGGER {TEXT}_delete AFTER DELETE ON {TEXT_TABLE} BEGIN {remove}; END"
    yield f"INSERT INTO {TEXT}({TEXT}) VALUES ('delete-all')"
    yield f"INSERT INTO {TEXT}(rowid, text) SELECT id, {read('')} FROM {TEXT_TABLE}"


def postgresql_guards():
    """A function and an index over it for each table; see ``search_words``."""
    for index, (table, _key, columns) in SOURCES.items():
        arguments = ", ".join(f"{name} text" for name in columns)
        words = " || ".join(f"hr_words('{CODES[name]}', '{how}', {name})" for name, how in columns.items())
        yield function(index, arguments, f"BEGIN RETURN array_to_tsvector({words}); END")
        yield f"CREATE INDEX {index}_found ON {table} USING gin ({index}({given(columns)}))"
    yield function(
        TEXT,
        "told text",
        f"""DECLARE folded text;
BEGIN
    folded := left(told, {TEXT_CHARACTERS});
    folded := lower({WORDS.replaced("folded", WORDS.LETTERS.items())});
    folded := normalize(regexp_replace(normalize(folded, NFD), '[\\u0300-\\u036f]', '', 'g'), NFC);
    RETURN array_to_tsvector(ARRAY(
        SELECT DISTINCT '{CODES["text"]}' || left(word, {WORD_LETTERS}) FROM regexp_split_to_table(
            folded, '[\\u0001-\\u002f\\u003a-\\u0040\\u005b-\\u0060\\u007b-\\u00bf\\u2000-\\u206f\\u3000-\\u303f]+'
        ) AS word WHERE word <> ''));
END""",
    )
    yield f"CREATE INDEX {TEXT}_found ON {TEXT_TABLE} USING gin ({TEXT}(text::text))"


def function(name, arguments, body):
    """Dear enough to call that the index is preferred also in small tables."""
    return (
        f"CREATE FUNCTION {name}({arguments}) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000"
        f" AS $$ {body} $$"
    )


def given(columns):
    """The columns as arguments."""
    return ", ".join(f"{name}::text" for name in columns)


def sqlite_guards():
    """The tables with their triggers and what is there already."""
    yield from WORDS.sqlite_guards(SOURCES)
    yield from sqlite_text_guards()


def guard(apps, schema_editor):
    """Make the indexes and fill them."""
    statements = postgresql_guards() if schema_editor.connection.vendor == "postgresql" else sqlite_guards()
    for statement in statements:
        # Percent signs and the like in a statement are its own.
        schema_editor.execute(statement, params=None)


def unguard(apps, schema_editor):
    """Take the indexes away."""
    numbers = {**{index: len(columns) for index, (_table, _key, columns) in SOURCES.items()}, TEXT: 1}
    for index, number in numbers.items():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX {index}_found")
            schema_editor.execute(f"DROP FUNCTION {index}({', '.join(['text'] * number)})")
            continue
        for moment in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {index}_{moment}")
        schema_editor.execute(f"DROP TABLE {index}")


class Migration(migrations.Migration):
    dependencies = [("profiles", "0013_people_in_order")]
    operations = [migrations.RunPython(guard, unguard)]
