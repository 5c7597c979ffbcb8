"""One question asked of a lake by DuckDB, the way a reader of docs/lake.md would: prints what came out and what it took as one JSON object.

    scale_duckdb.py LAKE NAME OVER

NAME is one of `QUESTIONS`, OVER `cubes` or `files`. Two threads. What is measured goes from the manifest being opened to the last row; the
interpreter's own start is left out. The universe, which a trend's shares are of, is asked too, as the program does.
"""

import json
import pathlib
import re
import sys
import time

# Each as the program is asked it, as a condition on cells, and as one on postings; `None` where it cannot be said. The forms of a word are those that the planted
# market writes: a market with others makes the counts differ, and the run fails.
DEVELOPER = r"(?i)\b(?:develop(?:s|er|ers|ed|ing|ment|ments)?)\b"
PHRASE = r"(?i)\bmachine[^\pL\pN_]+learning\b"


def has(pattern):
    texts = ["title", "array_to_string(skills, chr(10))", "body"]
    return " OR ".join(f"regexp_matches({text}, '{pattern}')" for text in texts)


QUESTIONS = {
    "everything": ("*", "tag IS NULL", "TRUE"),
    "one category": ("category:writing", "tag IS NULL AND category = 'writing'", "category = 'writing'"),
    "one tag": ("tag:chatbot", "tag = 'chatbot' AND sense = 'demand'", "tag_chatbot"),
    "two tags in one": ("tag:chatbot OR tag:ai_image", None, "tag_chatbot OR tag_ai_image"),
    "pay above a bound": (
        "pay:>=60usd/h",
        None,
        "pay_kind = 'hourly' AND pay_period = 'hour' AND pay_currency = 'USD' AND pay_high_hundredths >= 6000",
    ),
    "a country": ("country:germany", None, "country_plain = 'germany'"),
    "a word": ("developer", None, has(DEVELOPER)),
    "a phrase": ('"machine learning"', None, has(PHRASE)),
}
BY_CELLS = "SELECT day, sum(postings) FROM {table} WHERE date_kind = 'exact' AND NOT duplicate AND ({condition}) GROUP BY day"
BY_ROWS = "SELECT day, count(*) FROM {table} WHERE date_kind = 'exact' AND leader IS NULL AND ({condition}) GROUP BY day"


def read_so_far():
    return int(re.search(r"rchar: (\d+)", pathlib.Path("/proc/self/io").read_text())[1])


def asked(lake, name, over):
    import duckdb

    read, cpu, wall = read_so_far(), time.process_time(), time.perf_counter()
    manifest = json.loads((lake / "manifest.json").read_text())
    cells = [str(lake / cube["path"]) for cube in manifest["cubes"] if cube["cube"] == "counts"]
    rows = [str(lake / file["path"]) for file in manifest["files"]]
    db = duckdb.connect()
    db.execute("SET threads = 2")

    def days(statement, paths, condition):
        table = f"read_parquet({paths!r}, hive_partitioning = false)"
        return db.execute(statement.format(table=table, condition=condition)).fetchall()

    _, of_cells, of_rows = QUESTIONS[name]
    found = days(BY_CELLS, cells, of_cells) if over == "cubes" else days(BY_ROWS, rows, of_rows)
    days(BY_CELLS, cells, QUESTIONS["everything"][1])
    took = [time.perf_counter() - wall, time.process_time() - cpu, read_so_far() - read]
    months = {}
    for day, postings in found:
        month = day.isoformat()[:7]
        months[month] = months.get(month, 0) + int(postings)
    return {"took": took, "months": months}


if __name__ == "__main__":
    print(json.dumps(asked(pathlib.Path(sys.argv[1]), *sys.argv[2:])))
