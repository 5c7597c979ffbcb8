"""Measures how the lake and its engines grow with the postings, and writes what came out into docs/scale.md.

    scale.py --programs TARGET --work FOLDER [--engines-program JOBTIDE] [--sizes 1000000,5000000,20000000] [--write PAGE]
    scale.py --found FILE --write PAGE

TARGET is cargo's release folder with `jobtide` and `examples/corpus` in it; JOBTIDE one that was built with `--features engines`. FOLDER is scratch, and keeps `found-scale.json`
from run to run: what it holds of a size is not measured again unless `--again` names the size, so that a run that was cut short is taken up where it ended.

A market comes in pieces, each of another seed, written, imported and deleted in turn, so that the disk never holds all of it as JSON. Every answer of
every engine is held against DuckDB's over the same lake; where one count of one month differs, the run fails.
"""

import argparse
import json
import pathlib
import shutil
import sys
import threading

import page
import scale_page
from run import HERE, PROFILE, ROOT, Spent, clean, median, size_of, touch
from scale_duckdb import QUESTIONS

RUNS = 3
REPORT = "ai-and-jobs"
# Bytes for each posting that a run needs at most: the lake twice while it is compacted; store, folds, index and a second lake; a piece as JSON lines.
FOR_LAKE, FOR_STORE, FOR_JSON = 450, 1250, 870
GIB = 1 << 30


class Fullest:
    """How full a folder was at most while something ran, in bytes."""

    def __init__(self, folder):
        self.folder, self.most, self.ended = folder, 0, threading.Event()

    def __enter__(self):
        threading.Thread(target=self.watch, daemon=True).start()
        return self

    def watch(self):
        while not self.ended.is_set():
            try:
                self.most = max(self.most, size_of(self.folder))
            except OSError:
                # A file went while it was looked at.
                pass
            self.ended.wait(2)

    def __exit__(self, *_):
        self.ended.set()


class Scale:
    def __init__(self, arguments):
        self.programs = pathlib.Path(arguments.programs).absolute()
        self.work = pathlib.Path(arguments.work).absolute()
        # Absolute: the program works in another folder.
        self.engines = arguments.engines_program and pathlib.Path(arguments.engines_program).absolute()
        self.pieces = arguments.pieces
        self.embedded_up_to = arguments.embedded
        self.room = arguments.room
        self.keeps = arguments.keep
        self.work.mkdir(parents=True, exist_ok=True)
        self.kept = self.work / "found-scale.json"
        self.found = json.loads(self.kept.read_text()) if self.kept.exists() else {"sizes": {}}
        self.found["options"] = f"--pieces {arguments.pieces} --embedded {arguments.embedded}"

    def say(self, text):
        print(f"scale: {text}", file=sys.stderr, flush=True)

    def keep(self):
        fresh = self.kept.with_suffix(".new")
        fresh.write_text(json.dumps(self.found, indent=1))
        fresh.rename(self.kept)

    def jobtide(self, *words, program=None, more=(), **options):
        # Its own configuration, so that nothing of the person's is read.
        settings = self.work / "jobtide.toml"
        settings.touch()
        program = program or self.programs / "jobtide"
        return Spent([program, "--config", settings, "--data", self.data, "--quiet", *words, *more], cwd=ROOT, **options)

    def size(self, postings):
        """All of one size, part by part; a part that was found before is left."""
        name = str(postings)
        self.one = self.found["sizes"].setdefault(name, {})
        self.data, self.lake = self.work / f"data-{name}", self.work / f"lake-{name}"
        self.has_store = postings <= self.embedded_up_to
        if self.is_whole():
            self.say(f"{postings:,} is there already; `--again {postings}` measures it anew")
            return
        if not self.is_written():
            self.write(postings)
        steps = [("from_store", self.from_store)] if self.has_store else []
        steps += [("compact", self.compact), ("verify", self.verify), ("held", self.hold)]
        for part, step in steps:
            if part not in self.one:
                self.say(f"{part} at {postings:,}")
                self.one[part] = step()
                self.keep()
        self.ask(postings)
        if not self.keeps:
            for path in (self.data, self.lake):
                clean(path)

    def is_whole(self):
        asked = self.one.get("asked", {})
        wanted = [f"{name}/{way}" for way, names in self.ways().items() for name in names]
        return "held" in self.one and all(one in asked for one in wanted)

    def is_written(self):
        there = (self.lake / "manifest.json").exists() and (not self.has_store or (self.data / "index").exists())
        return "written" in self.one and there

    def ways(self):
        """Who is asked what."""
        names = list(QUESTIONS)
        ways = {"duckdb-cubes": [name for name, one in QUESTIONS.items() if one[1]], "duckdb-files": names}
        if self.has_store:
            ways["embedded"] = [*names, "report"]
        if self.engines:
            # A report is held against that of the index.
            ways["datafusion"] = [*names, "report"] if self.has_store else names
        return ways

    def write(self, postings):
        """Piece by piece into the store, where one is wanted, and straight into the lake."""
        for path in (self.data, self.lake):
            clean(path)
        self.one.clear()
        each = postings // self.pieces
        self.look_for_room(postings, each)
        pieces = []
        corpus = self.work / "piece.jsonl"
        with Fullest(self.work) as fullest:
            for seed in range(1, self.pieces + 1):
                self.say(f"piece {seed} of {self.pieces} of {postings:,}")
                Spent([self.programs / "examples/corpus", each, corpus, seed])
                words = ["import", corpus, "--profile", PROFILE, "--json"]
                piece = {"bytes": corpus.stat().st_size}
                # 3: some rows were not read, as they are in real archives.
                if self.has_store:
                    touch()
                    piece["store"] = whole(self.jobtide(*words, statuses=(0, 3)))
                touch()
                spent = self.jobtide(*words, "--to-lake", self.lake, statuses=(0, 3))
                told = json.loads(spent.out)
                pieces.append(piece | {"lake": whole(spent), "lines": told["read"], "new": told["new"]})
                clean(corpus)
        self.one["written"] = {"pieces": pieces, "fullest": fullest.most}
        if self.has_store:
            self.one["store"] = {part: size_of(self.data / part) for part in ("store", "folds", "index")}
        self.keep()

    def look_for_room(self, postings, each):
        need = postings * (FOR_LAKE + (FOR_STORE if self.has_store else 0)) + each * FOR_JSON
        free = shutil.disk_usage(self.work).free
        if need > min(free - GIB, self.room * GIB):
            sys.exit(
                f"scale: {postings:,} postings need about {need / GIB:.1f} GiB of {self.work}, where {free / GIB:.1f} are free and --room lets {self.room} be used; "
                "a greater --room, more --pieces or a lower --embedded helps"
            )

    def from_store(self):
        second = self.work / "lake-from-store"
        clean(second)
        touch()
        with Fullest(self.work) as fullest:
            spent = self.jobtide("lake", "write", second, "--json")
        self.same_postings(second)
        clean(second)
        return {"spent": whole(spent), "fullest": fullest.most}

    def same_postings(self, second):
        """The store's lake counts as the archive's does: one way of writing a lake is as good as the other."""
        ours, theirs = (duckdb(lake, "everything", "files")[1] for lake in (self.lake, second))
        if ours != theirs:
            sys.exit(f"scale: the lakes of store and archive differ: {differing(ours, theirs)}")

    def compact(self):
        before = len(self.manifest()["files"])
        touch()
        with Fullest(self.work) as fullest:
            spent = self.jobtide("lake", "compact", self.lake, "--json")
        return {"spent": whole(spent), "before": before, "after": len(self.manifest()["files"]), "fullest": fullest.most}

    def verify(self):
        return {"spent": whole(self.jobtide("lake", "verify", self.lake, "--json"))}

    def manifest(self):
        return json.loads((self.lake / "manifest.json").read_text())

    def hold(self):
        """What the lake is made of, by its own manifest."""
        manifest = self.manifest()
        parts = {"files": manifest["files"]}
        for kind in ("counts", "pay"):
            parts[kind] = [cube for cube in manifest["cubes"] if cube["cube"] == kind]
        sums = {name: {"bytes": sum(one["bytes"] for one in part), "rows": sum(one["rows"] for one in part)} for name, part in parts.items()}
        return {"postings": manifest["postings"], **sums}

    def ask(self, postings):
        asked = self.one.setdefault("asked", {})
        for way, names in self.ways().items():
            for name in names:
                key = f"{name}/{way}"
                if key in asked:
                    continue
                self.say(f"{name} of {postings:,} by {way}")
                # Once unmeasured, so that the page cache holds what it reads, as far as there is memory.
                runs = [self.answer(way, name) for _ in range(RUNS + 1)]
                found = runs[0][1]
                self.compare(name, way, found)
                asked[key] = {"spent": [median(one) for one in zip(*(took for took, _ in runs[1:]))], "count": counted(found)}
                self.keep()

    def compare(self, name, way, found):
        """With what DuckDB counted over the files, or for a report with what the same program made of it by the index."""
        if name == "report":
            known = found if way == "embedded" else self.report("datafusion", through={"program": self.engines})[1]
        elif way == "duckdb-files":
            self.one.setdefault("months", {})[name] = found
            return
        else:
            known = self.one.get("months", {}).get(name)
            if known is None:
                known = self.one.setdefault("months", {})[name] = duckdb(self.lake, name, "files")[1]
        if found != known:
            sys.exit(f"scale: {way} answers {name!r} otherwise than {'the index' if name == 'report' else 'DuckDB over the files'}: {differing(found, known)}")

    def answer(self, way, name):
        """One run: wall, processor seconds, peak MiB, bytes read; and what came out."""
        if way.startswith("duckdb"):
            return duckdb(self.lake, name, way.split("-")[1])
        if name == "report":
            return self.report(way)
        query = QUESTIONS[name][0]
        spent = self.jobtide("trend", query, "--json", **self.through(way))
        line = json.loads(spent.out)["lines"][0]
        return whole(spent), {month["month"]: month["count"] for month in line["months"] if month["count"]}

    def report(self, way, through=None):
        out = self.work / "report"
        clean(out)
        spent = self.jobtide("report", REPORT, "--out", out, **(through or self.through(way)))
        claims = next(out.rglob("claims.json")).read_text()
        clean(out)
        return whole(spent), {"claims": claims}

    def through(self, way):
        return {"program": self.engines, "more": ["--engine", "datafusion", "--lake", self.lake]} if way == "datafusion" else {}


def whole(spent):
    return [spent.wall, spent.cpu, spent.peak, spent.read]


def duckdb(lake, name, over):
    spent = Spent([sys.executable, HERE / "scale_duckdb.py", lake, name, over])
    told = json.loads(spent.out)
    wall, cpu, read = told["took"]
    return [wall, cpu, spent.peak, read], told["months"]


def counted(found):
    return sum(found.values()) if "claims" not in found else None


def differing(ours, theirs):
    months = sorted({*ours, *theirs})
    return ", ".join(f"{month} {ours.get(month, 0)} and {theirs.get(month, 0)}" for month in months if ours.get(month, 0) != theirs.get(month, 0))[:500]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs")
    parser.add_argument("--work")
    parser.add_argument("--engines-program", help="a jobtide with engines; without it DataFusion is left out")
    parser.add_argument("--sizes", default="1000000,5000000,20000000")
    parser.add_argument("--pieces", type=int, default=4, help="runs of the import, each of a part of the postings")
    parser.add_argument("--embedded", type=int, default=5_000_000, help="the largest size that a store and an index are built of too")
    parser.add_argument("--room", type=float, default=15, help="GiB of the disk that may be used at any time")
    parser.add_argument("--keep", action="store_true", help="leave store and lake of each size, to ask more of them in a later run")
    parser.add_argument("--again", default="", help="sizes to measure anew")
    parser.add_argument("--write", help="the page whose measured parts are written")
    parser.add_argument("--found", help="the found-scale.json of an earlier run, to write its page again")
    arguments = parser.parse_args()
    if arguments.found:
        found = json.loads(pathlib.Path(arguments.found).read_text())
    else:
        if not (arguments.programs and arguments.work):
            parser.error("--programs and --work are needed, or --found")
        scale = Scale(arguments)
        for size in filter(None, arguments.again.split(",")):
            scale.found["sizes"].pop(str(int(size)), None)
        for size in arguments.sizes.split(","):
            scale.size(int(size))
        scale.found["machine"] = page.machine(peers=False)
        scale.keep()
        found = scale.found
    if arguments.write:
        path = pathlib.Path(arguments.write)
        path.write_text(scale_page.written(path.read_text(), found))
    else:
        print(scale_page.parts(found))


if __name__ == "__main__":
    main()
