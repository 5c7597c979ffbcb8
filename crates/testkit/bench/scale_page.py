"""What scale.py found in, the measured parts of docs/scale.md out: tables, and the sentences that hold numbers. Between its marks nothing of the page is written by hand."""

import re

from page import MIB, table

GIB = 1024 * MIB
WAYS = {"embedded": "index", "datafusion": "DataFusion", "duckdb-cubes": "DuckDB, cubes", "duckdb-files": "DuckDB, files"}
GROUPS = {
    "Cubes can say it": ["everything", "one category", "one tag"],
    "Files, without texts": ["two tags in one", "pay above a bound", "a country"],
    "Texts": ["a word", "a phrase"],
    "All panels of a report": ["report"],
}
# Seconds after which somebody who waits for a chart does something else, and after which they would rather be told by mail.
WAIT, PATIENCE = 10, 60
BILLION = 1_000_000_000
MARK = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def written(text, found):
    made = all_of(found)
    named = [match[2] for match in MARK.finditer(text)]
    if sorted(named) != sorted(made):
        raise SystemExit(f"scale: the page has marks for {named}, and there is {list(made)}")
    return MARK.sub(lambda match: f"{match[1]}\n{made[match[2]].strip()}\n\n{match[3]}", text)


def parts(found):
    return "\n".join(all_of(found).values())


def all_of(found):
    sizes = [one for _, one in sorted((int(size), one) for size, one in found["sizes"].items()) if "held" in one]
    if not sizes:
        raise SystemExit("scale: nothing was found of any size")
    return {"moving": moving(sizes), "writing": writing(sizes), "disk": disk(sizes), "queries": queries(sizes), "growth": growth(sizes), "billion": billion(sizes), "machine": machine(found, sizes)}


def count(number):
    """Three digits, so that nobody reads more out of an extrapolation than is in it."""
    if number <= 0:
        return "0"
    unit, name = next(((unit, name) for unit, name in ((1e9, " billion"), (1e6, " million"), (1, "")) if number >= unit), (1, ""))
    return f"{number / unit:.3g}{name}" if name else f"{number:,.0f}"


def size(number):
    for unit, name in ((1 << 40, "TiB"), (GIB, "GiB"), (MIB, "MiB"), (1024, "KiB")):
        if number >= unit:
            return f"{number / unit:.3g} {name}" if number / unit < 1000 else f"{number / unit:,.0f} {name}"
    return f"{number:.0f} B"


def seconds(number):
    for unit, name in ((86400, "days"), (3600, "h"), (60, "min")):
        if number >= 3 * unit:
            return f"{number / unit:.3g} {name}"
    return f"{number:.2f} s" if number < 10 else f"{number:,.0f} s"


def held(one):
    return one["held"]["postings"]


def spent_of(one, name, way):
    asked = one["asked"].get(f"{name}/{way}")
    return asked["spent"] if asked else None


def sum_of(runs, place):
    return sum(run[place] for run in runs)


def lake_runs(one):
    return [piece["lake"] for piece in one["written"]["pieces"]]


def store_runs(one):
    return [piece["store"] for piece in one["written"]["pieces"] if "store" in piece]


def largest_with(sizes, name, way):
    there = [one for one in sizes if spent_of(one, name, way)]
    return there[-1] if there else None


def lake_bytes(one):
    return sum(one["held"][part]["bytes"] for part in ("files", "counts", "pay"))


# Tables.


def writing(sizes):
    rows = []

    def row(what, of):
        cells = [of(one) for one in sizes]
        rows.append([what, *(cell if cell else "–" for cell in cells)])

    def spent(run):
        return f"{run[0]:,.1f} / {run[1]:,.1f} / {run[2]:,.0f}"

    def all_runs(runs):
        return f"{sum_of(runs, 0):,.1f} / {sum_of(runs, 1):,.1f} / {max(run[2] for run in runs):,.0f}" if runs else None

    row("store and index (`import`), all runs", lambda one: all_runs(store_runs(one)))
    row("straight into the lake (`import --to-lake`), all runs", lambda one: all_runs(lake_runs(one)))
    for at in range(max(len(lake_runs(one)) for one in sizes)):
        row(f"its run {at + 1}", lambda one: spent(lake_runs(one)[at]) if at < len(lake_runs(one)) else None)
    row("from the store, at once (`lake write`)", lambda one: spent(one["from_store"]["spent"]) if "from_store" in one else None)
    row("`lake compact`", lambda one: spent(one["compact"]["spent"]))
    row("`lake verify`", lambda one: spent(one["verify"]["spent"]))
    row("files before and after compacting", lambda one: f"{one['compact']['before']} → {one['compact']['after']}")
    row("scratch disk at most, JSON lines and store with it", lambda one: size(max(one["written"]["fullest"], one["compact"]["fullest"], one.get("from_store", {}).get("fullest", 0))))
    first = [lake_runs(one)[0] for one in sizes]
    last = [lake_runs(one)[-1] for one in sizes]
    text = ", ".join(f"{b[1] / a[1]:.2f} times at {held(one):,}" for one, a, b in zip(sizes, first, last) if len(lake_runs(one)) > 1)
    text = f"\nThe last run, beside all that the earlier ones wrote, takes the CPU of the first {text}.\n" if text else ""
    return table(["wall s / CPU s / peak MiB", *(f"{held(one):,}" for one in sizes)], rows) + text


def disk(sizes):
    rows = []

    def row(what, of):
        rows.append([what, *(of(one) for one in sizes)])

    row("lake, whole", lambda one: size(lake_bytes(one)))
    row("files of postings, bytes a posting", lambda one: f"{one['held']['files']['bytes'] / held(one):.1f}")
    for part in ("counts", "pay"):
        row(f"cubes of {part}: cells", lambda one: f"{one['held'][part]['rows']:,}")
        row(f"cubes of {part}: bytes a posting", lambda one: f"{one['held'][part]['bytes'] / held(one):.2f}")
    row("store, folds and index, bytes a posting", lambda one: f"{sum(one['store'].values()) / held(one):.0f}" if "store" in one else "–")
    row("the same postings as JSON lines, bytes a posting", lambda one: f"{sum(piece['bytes'] for piece in one['written']['pieces']) / held(one):.0f}")
    return table(["", *(f"{held(one):,}" for one in sizes)], rows)


def cell(spent, way):
    if not spent:
        return "–"
    wall, cpu, peak, read = spent
    # What the index reads is mapped, which the kernel counts as nobody's.
    told = "mapped" if way == "embedded" else size(read)
    return f"{wall:.3f} / {cpu:.3f} / {peak:,.0f} / {told}"


def queries(sizes):
    text = ""
    for group, names in GROUPS.items():
        rows = []
        for name in names:
            for way, shown in WAYS.items():
                spent = [spent_of(one, name, way) for one in sizes]
                if not any(spent):
                    continue
                counts = {one["asked"][f"{name}/{way}"]["count"] for one in sizes[-1:] if f"{name}/{way}" in one["asked"]}
                said = name + (f" ({counts.pop():,} at the largest)" if way == "duckdb-files" and counts else "")
                rows.append([said, shown, *(cell(one, way) for one in spent)])
        if rows:
            text += f"### {group}\n\n" + table(["wall s / CPU s / peak MiB / read", "by", *(f"{held(one):,}" for one in sizes)], rows) + "\n"
    return text


def ways_of(name, kind):
    """Who answers a query from cubes, or from files; the index counts everything by its columns."""
    over_cubes = name in GROUPS["Cubes can say it"]
    return {"cubes": ["datafusion", "duckdb-cubes"] if over_cubes else [], "files": ["duckdb-files"] if over_cubes else ["datafusion", "duckdb-files"], "index": ["embedded"]}[kind]


def growth(sizes):
    rows, flat = [], []
    for kind in ("cubes", "files", "index"):
        for name in [name for names in GROUPS.values() for name in names if name != "report"]:
            for way in ways_of(name, kind):
                both = [one for one in sizes if spent_of(one, name, way)]
                if len(both) < 2:
                    continue
                first, last = spent_of(both[0], name, way), spent_of(both[-1], name, way)
                times = held(both[-1]) / held(both[0])
                grown = [last[place] / first[place] for place in (0, 1, 3)]
                read = "mapped" if way == "embedded" else f"{grown[2]:.1f}"
                rows.append([name, {"cubes": "cubes", "files": "files", "index": "columns"}[kind], WAYS[way], f"{times:.0f}", f"{grown[0]:.1f}", f"{grown[1]:.1f}", read])
                if kind == "cubes":
                    flat.append(max(grown) < 1 + (times - 1) / 4)
    if not rows:
        return "One size alone was measured, so that nothing grows.\n"
    text = table(["query", "from", "by", "postings, times", "wall, times", "CPU, times", "bytes, times"], rows)
    if flat:
        cells = [one["held"]["counts"]["rows"] for one in sizes]
        times = held(sizes[-1]) / held(sizes[0])
        text += f"\nOf {len(flat)} queries over cubes {sum(flat)} grew by less than a quarter of what the postings grew by. While these became {times:.0f} times as many, the cells of counts became {cells[-1] / cells[0]:.2f} times as many: once there is a cell for each day, source and category with each tag and sense that occurs there, more postings make none.\n"
    return text


# Sentences.


def reached(sizes, names, way, bound):
    """How many postings the slowest of these queries takes so many seconds for."""
    lines = [line(sizes, lambda one: (spent_of(one, name, way) or [None])[0]) for name in names if largest_with(sizes, name, way)]
    return min((bound - start) / each for each, start, _ in lines)


def engine(sizes):
    """Whose figures stand for a query over a lake: the program's own engine, where it was measured."""
    return "datafusion" if largest_with(sizes, "a word", "datafusion") else "duckdb-files"


def worst(one, names, way, place=0):
    there = [spent_of(one, name, way)[place] for name in names if spent_of(one, name, way)]
    return max(there) if there else None


def moving(sizes):
    lines = []
    stored = [one for one in sizes if "store" in one and spent_of(one, "a word", "embedded")]
    names = [name for names in GROUPS.values() for name in names if name != "report"]
    if stored:
        one = stored[-1]
        runs = store_runs(one)
        each = sum(one["store"].values()) / held(one)
        text = f"**Stay with the index** while it answers and the disk holds it. Among {held(one):,} postings its slowest query here took {seconds(worst(one, names, 'embedded'))}"
        text += f" and every panel of the report {seconds(spent_of(one, 'report', 'embedded')[0])}" if spent_of(one, "report", "embedded") else ""
        text += f"; importing them took {seconds(sum_of(runs, 0))}, {size(max(run[2] for run in runs) * MIB)} of memory and {each:.0f} bytes of disk each."
        if len(stored) > 1:
            few = stored[0]
            before, after = (sum_of(store_runs(other), 1) / held(other) for other in (few, one))
            text += f" A posting cost {after / before:.2f} times the CPU that it cost among {held(few):,}."
        lines.append(text)
        lines.append(
            f"**Keep a lake beside it** as soon as anybody else shall read the postings, or the archive shall be kept where there is no room for an index: it takes {lake_bytes(one) / held(one):.0f} bytes a posting, "
            f"{each * held(one) / lake_bytes(one):.1f} times less than the store with its index, and the import straight into it took {sum_of(lake_runs(one), 1) / sum_of(runs, 1):.2f} times the index's CPU."
        )
    top = sizes[-1]
    over = next((way for way in ("datafusion", "duckdb-cubes") if worst(top, GROUPS["Cubes can say it"], way)), None)
    if over:
        took, read = (worst(top, GROUPS["Cubes can say it"], over, place) for place in (0, 3))
        lines.append(f"**Ask cubes** whatever they can say, at any size: {WAYS[over].split(',')[0]} took at most {seconds(took)} and read {size(read)} for {held(top):,} postings.")
    way = engine(sizes)
    facts = largest_with(sizes, "a country", way)
    words = largest_with(sizes, "a word", way)
    who = WAYS[way].split(",")[0]
    if facts:
        bound = reached(sizes, GROUPS["Files, without texts"], way, WAIT)
        lines.append(f"**One machine and {who}** are enough for facts (unions of tags, pay, countries) until they take {WAIT} s, which is at about {count(bound)} postings here (extrapolated from {held(facts):,} and fewer).")
    if words:
        bound = reached(sizes, GROUPS["Texts"], way, PATIENCE)
        peak = worst(words, GROUPS["Texts"], way, 2)
        lines.append(
            f"**A cluster, or an index of words elsewhere** (below), is for words: {who} reads all texts for each such query, which is {PATIENCE} s at about {count(bound)} postings here (extrapolated from {held(words):,} and fewer; "
            f"there it held {size(peak * MIB)} at most). A machine's cores and what its disk gives a second move that bound; more machines do so only as far as was not measured here."
        )
    if way != "datafusion":
        lines.append("DataFusion was not measured in this run (`--engines-program`); the sentences about engines hold DuckDB's figures.")
    return "\n".join(f"- {line}" for line in lines) + "\n"


def line(sizes, of):
    """The straight line through what the two largest sizes took, or through nothing and the only one: what starting costs is not multiplied."""
    points = [(held(one), of(one)) for one in sizes if of(one) is not None][-2:]
    (few, less), (many, more) = points if len(points) == 2 else [(0, 0), *points]
    # A line that falls is noise.
    each = (more - less) / (many - few) if more > less else more / many
    return each, more - each * many, " and ".join(f"{at:,}" for at, _ in points)


def billion(sizes):
    rows = []

    def row(what, shown, *parts):
        parts = [line(sizes, of) for of in parts]
        values = [start + each * BILLION for each, start, _ in parts]
        rows.append([what, shown(*values), parts[0][2]])

    row("lake on disk, without its cubes", size, lambda one: one["held"]["files"]["bytes"])
    row("import into the lake, CPU", seconds, lambda one: sum_of(lake_runs(one), 1))
    row("`lake compact` after it, CPU", seconds, lambda one: one["compact"]["spent"][1])
    row("`lake verify`, CPU", seconds, lambda one: one["verify"]["spent"][1])
    if any("store" in one for one in sizes):
        row("store, folds and index on disk", size, lambda one: sum(one["store"].values()) if "store" in one else None)
        row("import into store and index, CPU", seconds, lambda one: sum_of(store_runs(one), 1) if "store" in one else None)
    for group in ("Files, without texts", "Texts"):
        for name in GROUPS[group]:
            for way in ("datafusion", "duckdb-files"):
                if largest_with(sizes, name, way):
                    parts = [lambda one, place=place: (spent_of(one, name, way) or [None] * 4)[place] for place in (1, 3, 0)]
                    row(f"{name}, {WAYS[way].split(',')[0]}", lambda cpu, read, wall: f"{seconds(cpu)} of CPU, {size(read)} read; {seconds(wall)} on this machine", *parts)
    top = sizes[-1]
    text = table(["a billion postings (extrapolated, not measured)", "", "from"], rows)
    cells = top["held"]
    text += f"\nCubes are not multiplied: at {held(top):,} they have {cells['counts']['rows']:,} cells of counts ({size(cells['counts']['bytes'])}) and {cells['pay']['rows']:,} of pay ({size(cells['pay']['bytes'])})."
    if len(sizes) > 1:
        few = sizes[0]["held"]
        times = held(top) / held(sizes[0])
        grown = {part: cells[part]["rows"] / few[part]["rows"] for part in ("counts", "pay")}
        text += f" From {held(sizes[0]):,} postings to {times:.0f} times as many, counts grew {grown['counts']:.2f} and pay {grown['pay']:.2f} times."
    return text + "\n"


def machine(found, sizes):
    said = [f"Options: `{found['options']}`; sizes asked for: {', '.join(f'{int(size):,}' for size in found['sizes'])}. " + found.get("machine", "")]
    without = [f"{held(one):,}" for one in sizes if "store" not in one]
    if without:
        said.append(f"Of {', '.join(without)} postings no store and index were built: the run was told not to (`--embedded`).")
    left = [f"{held(one):,}" for one in sizes if not spent_of(one, "a word", "datafusion")]
    if left:
        said.append(f"DataFusion was not asked at {', '.join(left)}: no program with engines was given.")
    return "\n".join(said) + "\n"
