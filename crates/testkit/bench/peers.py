"""What a user would pick instead: DuckDB, Polars and SQLite with FTS5 doing the whole job on a file of JSON lines.

    peers.py ENGINE CORPUS FOLDER RULES

ENGINE is `sqlite`, `duckdb` or `polars`, each: load the file, make it searchable where it can, count by day and category, count each
tag's keywords, take the median rate; or `parquet` (write the columns that the next one reads) or `columns` (DuckDB on that Parquet file
alone: daily counts by category and the median rate). RULES is the tagger's skills.toml, whose patterns are the keywords. Prints
one JSON object: seconds by step, and what was counted, so that nobody compares programs that count different things.
"""

import json
import pathlib
import sqlite3
import sys
import time
import tomllib

BATCH = 10_000


def patterns(rules):
    """Each tag's patterns as one regular expression without look-around, as RE2 and Rust's regex read it."""
    found = {}
    for tag in tomllib.loads(pathlib.Path(rules).read_text())["tag"]:
        plain = [p for key in ("include", "certain") for p in tag.get(key, [])]
        plain += [p["pattern"] for p in tag.get("spanning", [])]
        cased = tag.get("case_sensitive", [])
        parts = [f"(?i:{'|'.join(plain)})"] if plain else []
        parts += [f"(?:{'|'.join(cased)})"] if cased else []
        if parts:
            found[tag["slug"]] = rf"\b(?:{'|'.join(parts)})\b"
    return found


def phrases(rules):
    """Each tag's patterns that are plain words, as phrases of FTS5: it knows no regular expression."""
    found = {}
    for tag in tomllib.loads(pathlib.Path(rules).read_text())["tag"]:
        plain = [p for key in ("include", "certain") for p in tag.get(key, [])]
        plain = [p for p in plain if all(c.isalnum() or c in " -" for c in p)]
        if plain:
            found[tag["slug"]] = " OR ".join(f'"{p}"' for p in plain)
    return found


class Steps:
    def __init__(self):
        self.seconds = {}

    def run(self, name, work):
        started = time.perf_counter()
        result = work()
        self.seconds[name] = time.perf_counter() - started
        return result


def sqlite(corpus, folder, rules):
    steps = Steps()
    db = sqlite3.connect(folder / "market.sqlite")
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("CREATE TABLE posting (id TEXT, day TEXT, category TEXT, kind TEXT, low REAL, country TEXT)")
    db.execute("CREATE VIRTUAL TABLE words USING fts5 (title, body, skills, tokenize = 'porter unicode61')")

    def load():
        seen = set()
        rows, texts = [], []
        number = 0

        def put():
            db.executemany("INSERT INTO posting (rowid, id, day, category, kind, low, country) VALUES (?,?,?,?,?,?,?)", rows)
            db.executemany("INSERT INTO words (rowid, title, body, skills) VALUES (?,?,?,?)", texts)
            rows.clear()
            texts.clear()

        with open(corpus, "rb") as lines:
            for line in lines:
                one = json.loads(line)
                if one["id"] in seen:
                    continue
                seen.add(one["id"])
                number += 1
                rows.append((number, one["id"], one["published"][:10], one["leaf"], one["pay_kind"], one["low"], one["country"]))
                texts.append((number, one["title"], one["body"], " ".join(one["skills"])))
                if len(rows) == BATCH:
                    put()
        put()
        db.commit()
        return number

    postings = steps.run("load and index", load)

    def optimise():
        db.execute("INSERT INTO words (words) VALUES ('optimize')")
        db.commit()

    steps.run("optimise", optimise)
    days = steps.run("daily counts", lambda: db.execute("SELECT day, category, count(*) FROM posting GROUP BY 1, 2").fetchall())

    def tags():
        count = "SELECT count(*) FROM words WHERE words MATCH ?"
        return {slug: db.execute(count, (phrase,)).fetchone()[0] for slug, phrase in phrases(rules).items()}

    found = steps.run("tags", tags)

    def median():
        hourly = "FROM posting WHERE kind = 'hourly' AND low IS NOT NULL"
        count = db.execute(f"SELECT count(*) {hourly}").fetchone()[0]
        return db.execute(f"SELECT low {hourly} ORDER BY low LIMIT 1 OFFSET ?", (count // 2,)).fetchone()[0]

    rate = steps.run("median rate", median)
    return steps, postings, len(days), found, rate


DUCK_COLUMNS = (
    "{id: 'VARCHAR', title: 'VARCHAR', body: 'VARCHAR', published: 'TIMESTAMP', leaf: 'VARCHAR', skills: 'VARCHAR[]', "
    "pay_kind: 'VARCHAR', low: 'DOUBLE', high: 'DOUBLE', currency: 'VARCHAR', country: 'VARCHAR', organisation: 'VARCHAR'}"
)
DUCK_DAYS = "SELECT CAST(published AS DATE) AS day, leaf, count(*) FROM {table} GROUP BY 1, 2"
DUCK_MEDIAN = "SELECT median(low) FROM {table} WHERE pay_kind = 'hourly'"


def duckdb(corpus, folder, rules):
    import duckdb as engine

    steps = Steps()
    db = engine.connect(str(folder / "market.duckdb"))
    db.execute("SET threads = 2")

    def load():
        rows = f"read_json('{corpus}', format = 'newline_delimited', columns = {DUCK_COLUMNS})"
        db.execute(f"CREATE TABLE posting AS SELECT DISTINCT ON (id) * FROM {rows}")
        db.execute("CHECKPOINT")
        return db.execute("SELECT count(*) FROM posting").fetchone()[0]

    postings = steps.run("load", load)
    days = steps.run("daily counts", lambda: db.execute(DUCK_DAYS.format(table="posting")).fetchall())

    def tags():
        text = "title || ' ' || body || ' ' || array_to_string(skills, ' ')"
        all_of = patterns(rules)
        counts = ", ".join(f"count(*) FILTER (regexp_matches(t, $p{at}))" for at in range(len(all_of)))
        values = {f"p{at}": pattern for at, pattern in enumerate(all_of.values())}
        row = db.execute(f"SELECT {counts} FROM (SELECT {text} AS t FROM posting)", values).fetchone()
        return dict(zip(all_of, row))

    found = steps.run("tags", tags)
    rate = steps.run("median rate", lambda: db.execute(DUCK_MEDIAN.format(table="posting")).fetchone()[0])
    return steps, postings, len(days), found, rate


def polars(corpus, folder, rules):
    import polars as pl

    steps = Steps()
    columns = ["id", "title", "body", "published", "leaf", "skills", "pay_kind", "low", "high", "currency", "country", "organisation"]

    def load():
        frame = pl.read_ndjson(corpus, infer_schema_length=10_000).select(columns).unique(subset="id", keep="first", maintain_order=True)
        frame = frame.with_columns(pl.col("published").str.slice(0, 10).str.to_date().alias("day"))
        frame.write_parquet(folder / "market.parquet")
        return frame

    frame = steps.run("load", load)
    days = steps.run("daily counts", lambda: frame.group_by("day", "leaf").len())

    def tags():
        text = pl.concat_str("title", "body", pl.col("skills").list.join(" "), separator=" ", ignore_nulls=True).alias("t")
        counts = [pl.col("t").str.contains(pattern).sum().alias(slug) for slug, pattern in patterns(rules).items()]
        return frame.select(text).select(counts).row(0, named=True)

    found = steps.run("tags", tags)
    rate = steps.run("median rate", lambda: frame.filter(pl.col("pay_kind") == "hourly").select(pl.col("low").median()).item())
    return steps, frame.height, days.height, found, rate


def parquet(corpus, folder, rules):
    import duckdb as engine

    steps = Steps()
    rows = f"read_json('{corpus}', format = 'newline_delimited', columns = {DUCK_COLUMNS})"
    target = folder / "columns.parquet"
    chosen = "published, leaf, pay_kind, low"
    steps.run("write", lambda: engine.execute(f"COPY (SELECT {chosen} FROM {rows}) TO '{target}' (FORMAT parquet)"))
    return steps, 0, 0, {}, None


def columns(corpus, folder, rules):
    steps = Steps()

    def imported():
        import duckdb as engine

        return engine

    engine = steps.run("start", imported)
    table = f"'{folder / 'columns.parquet'}'"
    engine.execute("SET threads = 2")
    days = steps.run("daily counts", lambda: engine.execute(DUCK_DAYS.format(table=table)).fetchall())
    rate = steps.run("median rate", lambda: engine.execute(DUCK_MEDIAN.format(table=table)).fetchone()[0])
    return steps, 0, len(days), {}, rate


def main():
    engine, corpus, folder, rules = sys.argv[1:]
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    steps, postings, days, tags, rate = globals()[engine](corpus, folder, rules)
    print(json.dumps({"seconds": steps.seconds, "postings": postings, "days": days, "tags": tags, "median": rate}))


if __name__ == "__main__":
    main()
