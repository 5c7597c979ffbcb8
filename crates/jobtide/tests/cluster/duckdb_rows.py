"""A statement, its table's name and the table's Parquet files come in as JSON; DuckDB's rows go out as a Parquet file.

    duckdb_rows.py OUT < ASKED
"""

import json
import sys

import duckdb

asked = json.load(sys.stdin)
names = ", ".join("'" + path.replace("'", "''") + "'" for path in asked["files"])
connection = duckdb.connect()
connection.execute("SET threads = 2")
connection.execute(f"CREATE VIEW {asked['table']} AS SELECT * FROM read_parquet([{names}], hive_partitioning = false)")
connection.execute(f"COPY ({asked['statement']}) TO '{sys.argv[1]}' (FORMAT parquet)")
