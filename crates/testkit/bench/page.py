"""What a run of the bench found in, the page about it out: each target with what was measured, met or missed."""

import datetime
import os
import platform
import re
import statistics
import subprocess

MIB = 1024 * 1024


def of(found):
    sizes = {int(size): one for size, one in found["sizes"].items()}
    rows = list(targets(found, sizes))
    met = sum(1 for row in rows if row[3])
    parts = [HEAD, f"Options: `{found['options']}`. " + f"Of {len(rows)} targets {met} are met.\n", table(["what", "target", "measured", ""], [[what, bar, value, "met" if holds else "**missed**"] for what, bar, value, holds in rows])]
    if "real" in found:
        sizes_and_real = {**sizes, 10**9: found["real"]}
    else:
        sizes_and_real = sizes
    parts += ["## Ingest\n", ingest(sizes_and_real), "## Search\n", "Cold: a process from its start to its first page, ours (`jobtide search --json`) and bare tantivy (opens the same index, asks, fetches ten documents), medians in milliseconds. Warm: within one process, in turns, p50 and p99.\n", search(sizes), "## Trend, report, one day more\n", others(sizes), "## Growth\n", GROWTH, growth(sizes)]
    if "peers" in found:
        parts += ["## What a user would pick instead\n", peers(found["peers"], sizes)]
    parts += ["## Machine\n", machine(), spread(found)]
    return "\n".join(parts)


HEAD = """# Benchmarks

Written by `cargo xtask bench --all`, which builds the programs, installs the peers from their registry, writes the markets and runs everything below in one go. Postings are those of
`synth`, JSON lines of about 860 bytes; every figure is a ratio of medians within this one run, ours and its yardstick in turns. Bare
tantivy indexes the same documents with the same fields, stems, stored texts, writer settings and allocator, on two threads
(`crates/indexer/src/bare.rs`); what it leaves out is our own work: no tag, no comparison with other postings, no store.
Before each run of what needs much memory the machine is made to have it, and imports keep what they have (`touch` and `KEEPING` in
`crates/testkit/bench/run.py` say why).
"""

def spread(found):
    """How far runs of one program lay apart, at most: what a single figure is worth."""
    sets = [one[who] for one in found["sizes"].values() for who in ("ours", "bare")]
    apart = max(max(run[0] for run in runs) / min(run[0] for run in runs) for runs in sets)
    return f"Runs of the same program over the same postings lay up to {apart:.2f} times apart, so that smaller gaps are ties.\n"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def middle(runs, place):
    return statistics.median(run[place] for run in runs)


def times(value):
    return f"{value:.2f} ×"


def targets(found, sizes):
    large = [size for size in sizes if size >= 1_000_000] or list(sizes)
    for size in large:
        one = sizes[size]
        ratio = middle(one["ours"], 0) / middle(one["bare"], 0)
        yield f"whole ingest of {one['lines']:,} against bare tantivy", "at most 1.35 ×", times(ratio), ratio <= 1.35
    peer = found.get("peers")
    if peer and peer["postings"] in sizes:
        ours = middle(sizes[peer["postings"]]["ours"], 0)
        for engine, bar, what in (("sqlite", 3, "SQLite FTS5, the same job"), ("duckdb", 2, "DuckDB, the same job without a search index"), ("polars", 1, "Polars, the same")):
            ratio = sum(peer[engine]["steps"].values()) / ours
            yield what, f"at least {bar} × our time" if bar > 1 else "more than our time", times(ratio), ratio >= bar
    if "real" in found:
        ratio = middle(found["real"]["ours"], 0) / middle(found["real"]["bare"], 0)
        yield f"whole ingest of {found['real']['lines']:,} real texts against bare tantivy", "at most 1.35 ×", times(ratio), ratio <= 1.35
    if 1_000_000 in sizes and 5_000_000 in sizes:
        growth = middle(sizes[5_000_000]["ours"], 0) / middle(sizes[1_000_000]["ours"], 0)
        yield "growth from 1 to 5 million", "at most 5.5 × the time", times(growth), growth <= 5.5
    for size in large:
        peak = sizes[size]["shipped"][2]
        yield f"peak memory of ingest as shipped, {size:,}", "at most 1.5 GiB", f"{peak / 1024:.2f} GiB", peak <= 1536
    if 1_000_000 in sizes and 5_000_000 in sizes:
        peaks = [sizes[size]["shipped"][2] for size in (1_000_000, 5_000_000)]
        yield "peak memory from 1 to 5 million", "flat (at most 1.1 ×)", times(peaks[1] / peaks[0]), peaks[1] <= 1.1 * peaks[0]
    for size in large:
        one = sizes[size]
        ratio = sum(one["disk"].values()) / one["bytes"]
        yield f"disk of store, folds and index against the JSON lines, {size:,}", "at most 1.25 ×", times(ratio), ratio <= 1.25
    top = max(sizes)
    one = sizes[top]
    part = middle(one["ours"], 0) / middle(one["day"]["spent"], 0)
    yield f"one day of 10,000 more on {top:,}, commit included", "under 1/150 of the ingest", f"1/{part:.0f}", part >= 150
    slowed = one["day"]["beside"][0] / one["day"]["alone"][0]
    yield "search while that is added, p50 against alone", "undisturbed (at most 2 ×, one of two cores is taken)", times(slowed), slowed <= 2
    worst = max(one["cold"], key=lambda row: row[2] / row[3])
    ratio = worst[2] / worst[3]
    yield f"`search` from a cold process, {top:,}, worst kind ({worst[0]})", "at most 3 × bare tantivy", times(ratio), ratio <= 3
    for place, name in ((0, "p50"), (1, "p99")):
        worst = max(one["warm"], key=lambda row: row[2][place] / row[3][place])
        ratio = worst[2][place] / worst[3][place]
        yield f"query in a warm process, {name}, {top:,}, worst kind ({worst[0]})", "at most 1.3 × bare tantivy", times(ratio), ratio <= 1.3
    for kind, query, ours, bare in one["trend"]:
        yield f"`trend` of {query!r} ({kind}), cold, {top:,}", "at most 5 × one pass over two columns", times(ours / bare), ours <= 5 * bare
    cpu = middle(one["report"], 1)
    yield f"`report`, cold, {top:,}, everything", "at most 3 s of CPU", f"{cpu:.2f} s", cpu <= 3
    least = min(sizes)
    if least < top:
        ratio = middle(one["report"], 0) / middle(sizes[least]["report"], 0)
        yield f"`report` against that on {least:,}", "at most 2 × the time", times(ratio), ratio <= 2
    if peer and peer["postings"] in sizes:
        theirs = peer["columns"]["steps"]["daily counts"] + peer["columns"]["steps"]["median rate"]
        ours = sizes[peer["postings"]]["trend_by_category"]
        yield "DuckDB on Parquet: daily counts and medians alone, its own start left out", "not faster than our `trend --by category`, start included", times(theirs / ours), theirs >= ours
    if found.get("refresh"):
        rate = found["refresh"][2]
        yield "`refresh` of 500 feeds of 100 items from a local server", "at least 20,000 items a second", f"{rate:,.0f}", rate >= 20_000


def ingest(sizes):
    rows = []
    for size, one in sorted(sizes.items()):
        for who, runs in (("jobtide", one["ours"]), ("bare tantivy", one["bare"])):
            wall, cpu, peak = (middle(runs, place) for place in range(3))
            disk = sum(one["disk"].values()) if who == "jobtide" else one["disk_bare"]
            walls = ", ".join(f"{run[0]:.1f}" for run in runs)
            name = f"{one['lines']:,}" + (" real texts" if size == 10**9 else "")
            own = middle(runs, 3)
            rows.append([name, who, f"{wall:.1f} ({walls})", f"{cpu:.1f}", f"{cpu / one['lines'] * 1e6:.0f}", f"{peak:,.0f} / {own:,.0f}", f"{disk / one['bytes']:.2f} ×"])
    text = table(["postings", "", "wall s (each run)", "CPU s", "CPU µs each", "peak MiB / its own", "disk"], rows)
    for _, one in sorted(sizes.items()):
        wall, _, peak, own = one["shipped"]
        text += f"\nWith its allocator as shipped jobtide took {wall:.1f} s for {one['lines']:,}, and {peak:,.0f} MiB at most, {own:,.0f} of them its own."
    for size, one in sorted(sizes.items()):
        parts = ", ".join(f"{name} {part / MIB:,.0f}" for name, part in one["disk"].items())
        text += f"\nDisk at {one['lines']:,}, MiB: {parts}; the JSON lines {one['bytes'] / MIB:,.0f}."
    return text + "\n"


GROWTH = """What each part takes at each size, in seconds, and how many times as much at the largest as at the smallest. Stages of an import are what they worked, waiting for the others
left out and waiting for a core not (`worked_ms` of `jobtide import --json`); storing is where a posting is held against all that are known, folding where it is
held against those like it. The rest are whole processes, cold, in seconds of processor time.
"""


def growth(sizes):
    order = sorted(sizes)
    rows = []
    for stage in ("reading", "storing", "folding", "indexing"):
        rows.append([f"import: {stage}", "linear", [statistics.median(run[stage] for run in sizes[size]["worked_ms"]) / 1e3 for size in order]])
    for kind, query, *_ in sizes[order[0]]["trend"]:
        found = [next(row[2] for row in sizes[size]["trend"] if row[0] == kind) for size in order]
        rows.append([f"`trend {query}` ({kind}), wall", "linear in its matches and segments", found])
    rows.append(["`report`", "linear, behind a constant", [middle(sizes[size]["report"], 1) for size in order]])
    rows.append(["`verify` of it", "as the report", [middle(sizes[size]["verify"], 1) for size in order]])
    rows.append(["10,000 postings more", "constant, but for opening", [middle(sizes[size]["day"]["spent"], 1) for size in order]])
    head = ["part", "growth", *[f"{sizes[size]['lines']:,}" for size in order], "times"]
    lines = sizes[order[-1]]["lines"] / sizes[order[0]]["lines"]
    cells = [[what, stated, *[f"{one:.2f}" for one in found], f"{found[-1] / found[0]:.1f}" if found[0] else ""] for what, stated, found in rows]
    return table(head, cells) + f"\nThe largest has {lines:.1f} times the postings of the smallest.\n"


def search(sizes):
    rows = []
    for size, one in sorted(sizes.items()):
        for cold, warm in zip(one["cold"], one["warm"]):
            rows.append([f"{size:,}", f"{cold[0]}: `{cold[1]}`", f"{cold[2] * 1e3:.1f} / {cold[3] * 1e3:.1f}", times(cold[2] / cold[3])] + [f"{ours * 1e3:.2f} / {bare * 1e3:.2f} = {times(ours / bare)}" for ours, bare in zip(warm[2], warm[3])])
    return table(["postings", "query", "cold ms", "", "warm p50 ms", "warm p99 ms"], rows)


def others(sizes):
    rows = []
    for size, one in sorted(sizes.items()):
        for kind, query, ours, bare in one["trend"]:
            rows.append([f"{size:,}", f"`trend {query}` / one pass over day and category", f"{ours * 1e3:.0f} / {bare * 1e3:.0f} ms", times(ours / bare)])
        rows.append([f"{size:,}", "`trend '*' --by category`", f"{one['trend_by_category'] * 1e3:.0f} ms", ""])
        wall, cpu, peak = (middle(one["report"], place) for place in range(3))
        rows.append([f"{size:,}", "`report`, both languages, all kinds of file", f"{wall:.2f} s wall, {cpu:.2f} s CPU", f"{peak:,.0f} MiB"])
        wall, cpu, peak = (middle(one["day"]["spent"], place) for place in range(3))
        rows.append([f"{size:,}", "10,000 postings more", f"{wall:.2f} s wall, {cpu:.2f} s CPU", f"{peak:,.0f} MiB"])
        day = one["day"]
        rows.append([f"{size:,}", f"`search` meanwhile ({day['asked']} asked) / alone, p50 and p99", " and ".join(f"{a * 1e3:.0f} / {b * 1e3:.0f} ms" for a, b in zip(day["beside"], day["alone"])), ""])
    return table(["postings", "what", "", ""], rows)


def peers(peer, sizes):
    rows = []
    for engine in ("sqlite", "duckdb", "polars", "columns"):
        one = peer[engine]
        steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in one["steps"].items())
        name = {"columns": "DuckDB, its Parquet of four columns"}.get(engine, engine)
        rows.append([name, f"{sum(one['steps'].values()):.1f}", steps, f"{one['peak']:,.0f}", f"{one['disk'] / MIB:,.0f}", f"{one['told']['postings']:,}"])
    return f"On {peer['postings']:,} lines, once each.\n\n" + table(["engine", "s", "steps, s", "peak MiB", "disk MiB", "postings"], rows)


def machine(peers=True):
    cpu = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read())
    memory = int(re.search(r"MemTotal:\s*(\d+)", open("/proc/meminfo").read())[1]) / MIB
    versions = [subprocess.run([name, "--version"], capture_output=True, text=True).stdout.strip() for name in ("rustc",)]
    import duckdb

    versions += [f"Python {platform.python_version()}", f"DuckDB {duckdb.__version__}"]
    if peers:
        import polars
        import sqlite3

        versions += [f"Polars {polars.__version__}", f"SQLite {sqlite3.sqlite_version}"]
    return f"{os.cpu_count()} cores ({cpu[1] if cpu else platform.machine()}), {memory:.0f} GiB, {platform.system()} {platform.release()}. {'; '.join(versions)}. Written on {datetime.date.today()}.\n"
