"""What the tables themselves refuse: overlapping jobs, circles of managers and departments, births to come.

The models' ``clean`` says the same in words; these guards hold for every other way in. SQLite knows no recursion
in triggers, so there the walk upwards is a chain of joins of the greatest depth allowed.

A later migration that rebuilds one of these tables on SQLite drops its triggers: it must call ``guard`` again.
"""

from django.db import migrations

JOBS, DEPARTMENTS, PROFILES = "profiles_employmentrecord", "profiles_department", "profiles_profile"
MANAGER_DEPTH, DEPARTMENT_DEPTH = 20, 12
END = "'9999-12-31'"

OVERLAP = f"""
    SELECT 1 FROM {JOBS} r
    WHERE r.person_id = NEW.person_id AND r.id IS NOT NEW.id
      AND (r.effective_to IS NULL OR r.effective_to > NEW.effective_from)
      AND (NEW.effective_to IS NULL OR r.effective_from < NEW.effective_to)
"""


def sqlite_manager_chain():
    """Rows up to MANAGER_DEPTH levels above NEW, joined only where all periods share a day."""
    starts, ends = ["NEW.effective_from"], [f"coalesce(NEW.effective_to, {END})"]
    joins, shared = [], []
    for level in range(1, MANAGER_DEPTH + 1):
        starts.append(f"r{level}.effective_from")
        ends.append(f"coalesce(r{level}.effective_to, {END})")
        below = "NEW" if level == 1 else f"r{level - 1}"
        shared.append(f"r{level}.person_id = {below}.manager_id AND max({', '.join(starts)}) < min({', '.join(ends)})")
        joins.append(f"FROM {JOBS} r1" if level == 1 else f"LEFT JOIN {JOBS} r{level} ON {shared[-1]}")
    found = ", ".join(f"r{level}.manager_id" for level in range(1, MANAGER_DEPTH + 1))
    return f"SELECT 1 {' '.join(joins)} WHERE {shared[0]} AND NEW.person_id IN ({found})"


def sqlite_department_chain():
    """The department itself found among the DEPARTMENT_DEPTH levels above it, or more levels than that."""
    joins = [f"FROM {DEPARTMENTS} d1"]
    joins += [
        f"LEFT JOIN {DEPARTMENTS} d{level} ON d{level}.id = d{level - 1}.parent_id"
        for level in range(2, DEPARTMENT_DEPTH + 1)
    ]
    found = ", ".join(f"d{level}.id" for level in range(1, DEPARTMENT_DEPTH + 1))
    return (
        f"SELECT 1 {' '.join(joins)} WHERE d1.id = NEW.parent_id"
        f" AND (NEW.id IN ({found}) OR d{DEPARTMENT_DEPTH}.id IS NOT NULL)"
    )


def sqlite_guards():
    """Name, table, columns, condition and message of each trigger."""
    return [
        (
            "jobs_overlap",
            JOBS,
            "person_id, effective_from, effective_to",
            f"EXISTS ({OVERLAP})",
            "jobs overlap",
        ),
        (
            "jobs_circle",
            JOBS,
            "person_id, manager_id, effective_from, effective_to",
            f"NEW.manager_id IS NOT NULL AND EXISTS ({sqlite_manager_chain()})",
            "circle of managers",
        ),
        (
            "departments_circle",
            DEPARTMENTS,
            "parent_id",
            f"NEW.parent_id IS NOT NULL AND EXISTS ({sqlite_department_chain()})",
            "circle of departments",
        ),
        (
            "profiles_birth",
            PROFILES,
            "birth_date",
            "NEW.birth_date > date('now')",
            "birth date in the future",
        ),
    ]


POSTGRES = f"""
CREATE FUNCTION hr_jobs_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(71001, NEW.person_id::int);
    IF EXISTS ({OVERLAP.replace("IS NOT NEW.id", "IS DISTINCT FROM NEW.id")}) THEN
        RAISE EXCEPTION 'jobs overlap' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER jobs_overlap BEFORE INSERT OR UPDATE OF person_id, effective_from, effective_to ON {JOBS}
    FOR EACH ROW EXECUTE FUNCTION hr_jobs_overlap();

CREATE FUNCTION hr_jobs_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(71002);
    IF EXISTS (
        WITH RECURSIVE above(person_id, low, high, depth) AS (
            SELECT NEW.manager_id, NEW.effective_from, coalesce(NEW.effective_to, 'infinity'::date), 1
            UNION
            SELECT r.manager_id, greatest(a.low, r.effective_from),
                   least(a.high, coalesce(r.effective_to, 'infinity'::date)), a.depth + 1
            FROM above a JOIN {JOBS} r ON r.person_id = a.person_id
            WHERE r.manager_id IS NOT NULL AND a.depth <= {MANAGER_DEPTH} AND a.person_id <> NEW.person_id
              AND greatest(a.low, r.effective_from) < least(a.high, coalesce(r.effective_to, 'infinity'::date))
        )
        SELECT 1 FROM above WHERE person_id = NEW.person_id
    ) THEN
        RAISE EXCEPTION 'circle of managers' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER jobs_circle BEFORE INSERT OR UPDATE OF person_id, manager_id, effective_from, effective_to ON {JOBS}
    FOR EACH ROW WHEN (NEW.manager_id IS NOT NULL) EXECUTE FUNCTION hr_jobs_circle();

CREATE FUNCTION hr_departments_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(71003);
    IF EXISTS (
        WITH RECURSIVE above(id, depth) AS (
            SELECT NEW.parent_id, 2
            UNION
            SELECT d.parent_id, a.depth + 1
            FROM above a JOIN {DEPARTMENTS} d ON d.id = a.id
            WHERE d.parent_id IS NOT NULL AND a.depth <= {DEPARTMENT_DEPTH} AND a.id <> NEW.id
        )
        SELECT 1 FROM above WHERE id = NEW.id OR depth > {DEPARTMENT_DEPTH}
    ) THEN
        RAISE EXCEPTION 'circle of departments' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER departments_circle BEFORE INSERT OR UPDATE OF parent_id ON {DEPARTMENTS}
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION hr_departments_circle();

CREATE FUNCTION hr_profiles_birth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'birth date in the future' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER profiles_birth BEFORE INSERT OR UPDATE OF birth_date ON {PROFILES}
    FOR EACH ROW WHEN (NEW.birth_date > CURRENT_DATE) EXECUTE FUNCTION hr_profiles_birth();
"""
POSTGRES_UNDO = "".join(
    f"DROP TRIGGER {name} ON {table}; DROP FUNCTION hr_{name}();"
    for name, table in (
        ("jobs_overlap", JOBS),
        ("jobs_circle", JOBS),
        ("departments_circle", DEPARTMENTS),
        ("profiles_birth", PROFILES),
    )
)


def sqlite_statements():
    """The statements that put the triggers on."""
    for name, table, columns, condition, message in sqlite_guards():
        for moment, suffix in (("INSERT", "insert"), (f"UPDATE OF {columns}", "update")):
            yield (
                f"CREATE TRIGGER {name}_{suffix} BEFORE {moment} ON {table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )


def guard(apps, schema_editor):
    """Put the guards on the tables."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
        return
    for statement in sqlite_statements():
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    """Take the guards off again."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_UNDO)
        return
    for name, *_rest in sqlite_guards():
        for suffix in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER {name}_{suffix}")


class Migration(migrations.Migration):
    dependencies = [("profiles", "0001_people_documents_history")]
    operations = [migrations.RunPython(guard, unguard)]
