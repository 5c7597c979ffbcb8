"""Measures the whole program beside what a user would pick instead, and writes what came out as a page.

    run.py --programs TARGET --work FOLDER [--sizes 100000,1000000,5000000] [--runs 3] [--peers 1000000] [--write PAGE]

TARGET is cargo's release folder with `jobtide`, `examples/bare` and `examples/corpus` in it. Python with the packages
of requirements.txt runs it; `cargo xtask bench --all` makes both. Every figure is a ratio of medians of one run on one machine, ours and its yardstick in
turns, so that what else the machine does meets both. Wall and processor time and the peak of memory are the kernel's own of each process.
"""

import argparse
import html
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time

import page

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]
# Kept beside the tree, never in it.
REAL = ROOT.parent / "shared/data/hn_whoishiring"
PROFILE = ROOT / "crates/synth/data/synthetic-jsonl.toml"
RULES = ROOT / "crates/tagger/data/skills.toml"

# A kind and a query of it, asked of the index of every size.
QUERIES = [
    ("everything", "*"),
    ("common word", "developer"),
    ("two words", "developer shop"),
    ("phrase", '"machine learning"'),
    ("rare word", "chatbot"),
    ("start of a word", "dev*"),
    ("misspelt", "wordpres~1"),
    ("field", "country:germany"),
    ("exclusion", "developer -shop"),
]
TRENDS = [("rare", "chatbot"), ("common", "developer"), ("everything", "*")]
COLD = 9
WARM = 200
DAY = 10_000
# The allocator of both programs gives pages back that nobody uses. A guest that hands them on to its host then waits for each that it wants again,
# which was seen to make bare tantivy take twice as long; so for the comparison both keep theirs. One run as shipped stands beside it.
KEEPING = {**os.environ, "MIMALLOC_PURGE_DELAY": "-1"}
# GiB
TOUCHED = 3


class Spent:
    """What one process took: wall and processor seconds, the peak of its memory in MiB, what it read in bytes, and what it printed."""

    def __init__(self, command, statuses=(0,), watched=False, **options):
        quiet = subprocess.DEVNULL
        started = time.perf_counter()
        child = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=options.pop("stderr", quiet), **options)
        self.own = 0
        if watched:
            threading.Thread(target=self.watch, args=(child.pid,), daemon=True).start()
        self.out = child.stdout.read()
        # Once it ended and before it is gone the kernel still knows what it read: through calls, that is, from the page cache too, and not what it mapped.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        self.read = int(re.search(r"rchar: (\d+)", pathlib.Path(f"/proc/{child.pid}/io").read_text())[1])
        _, status, usage = os.wait4(child.pid, 0)
        self.wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak = usage.ru_maxrss / 1024
        if child.returncode not in statuses:
            sys.exit(f"bench: {' '.join(map(str, command))} ended with {child.returncode}")

    def watch(self, process):
        """The peak of what is the process's own, in MiB: pages of mapped files are the page cache's, and gone when anybody needs the room."""
        try:
            while True:
                status = pathlib.Path(f"/proc/{process}/status").read_text()
                self.own = max(self.own, int(re.search(r"RssAnon:\s*(\d+)", status)[1]) / 1024)
                time.sleep(0.05)
        except (OSError, TypeError):
            return


def touch():
    """Lets this machine have its memory before something is measured that needs much of it: a guest that gave freed pages back to its host waits for
    each of them, which was seen to cost three times as much as the work on them."""
    Spent([sys.executable, "-c", f"b'\\1' * ({TOUCHED} << 30)"])


def median(values):
    return statistics.median(values)


def size_of(path):
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    # What lies on the disk, not what the files say: sled makes room ahead.
    return sum(one.stat().st_blocks * 512 for one in files)


def clean(path):
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()


class Bench:
    def __init__(self, arguments):
        self.programs = pathlib.Path(arguments.programs)
        self.work = pathlib.Path(arguments.work)
        self.work.mkdir(parents=True, exist_ok=True)
        self.runs = arguments.runs
        self.found = {"sizes": {}}

    def say(self, text):
        print(f"bench: {text}", file=sys.stderr, flush=True)

    def program(self, name):
        return self.programs / name

    def jobtide(self, data, *words, **options):
        # Its own configuration, so that nothing of the person's is read.
        settings = data.parent / "jobtide.toml"
        settings.touch()
        return Spent([self.program("jobtide"), "--config", settings, "--data", data, "--quiet", *words], **options)

    def save(self):
        """After every part, so that a run that is cut short has told what it found."""
        (self.work / "found.json").write_text(json.dumps(self.found, indent=1))

    def real(self):
        """Real texts in the market's form, where the data folder is there: what people write compresses and repeats less than a grammar."""
        path = self.work / "corpus-real.jsonl"
        files = sorted(REAL.glob("*.json"))
        if not files:
            self.say(f"skipped: no real texts in {REAL}")
            return None
        with open(path, "w") as out:
            for file in files:
                year, month = file.name.split("-")[:2]
                for comment in json.loads(file.read_text())["comments"]:
                    text = html.unescape(re.sub(r"<[^>]*>", "\n", comment.get("text") or ""))
                    title = text.strip().split("\n")[0][:120].strip()
                    if not title:
                        continue
                    line = {"id": f"~{comment['id']}", "url": None, "title": title, "body": text, "published": f"{year}-{month}-02T12:00:00Z"}
                    line |= {"broad": None, "leaf": None, "skills": [], "pay_kind": None, "low": None, "high": None, "currency": None}
                    line |= {"country": None, "organisation": None}
                    out.write(json.dumps(line, ensure_ascii=False) + "\n")
        return path

    def corpus(self, postings):
        if postings == "real":
            path = self.real()
            with open(path, "rb") as lines:
                return path, sum(1 for _ in lines)
        path = self.work / f"corpus-{postings}.jsonl"
        if not path.exists():
            self.say(f"writing a market of {postings:,} postings")
            fresh = path.with_suffix(".new")
            Spent([self.program("examples/corpus"), postings, fresh])
            fresh.rename(path)
        with open(path, "rb") as lines:
            return path, sum(1 for _ in lines)

    def ingest(self, postings, runs):
        """Ours and bare tantivy in turns; the last of each stays for what comes after."""
        corpus, lines = self.corpus(postings)
        data, bare = self.work / f"data-{postings}", self.work / f"bare-{postings}"
        ours, theirs = [], []
        for run in range(runs):
            self.say(f"ingest of {lines:,}, run {run + 1} of {runs}")
            clean(bare)
            touch()
            theirs.append(Spent([self.program("examples/bare"), "build", corpus, bare], watched=True, env=KEEPING))
            clean(data)
            touch()
            # 3: some rows were not read, as they are in real archives.
            words = ["import", corpus, "--profile", PROFILE, "--json"]
            ours.append(self.jobtide(data, *words, statuses=(0, 3), watched=True, env=KEEPING))
        clean(data)
        touch()
        shipped = self.jobtide(data, *words, statuses=(0, 3), watched=True)
        parts = {name: size_of(data / name) for name in ("store", "folds", "index")}
        into = self.found if postings == "real" else self.found["sizes"]
        into[postings] = {
            "lines": lines,
            "bytes": corpus.stat().st_size,
            "ours": [[one.wall, one.cpu, one.peak, one.own] for one in ours],
            "bare": [[one.wall, one.cpu, one.peak, one.own] for one in theirs],
            "worked_ms": [json.loads(one.out)["worked_ms"] for one in ours],
            "disk": parts,
            "disk_bare": size_of(bare),
            "shipped": [shipped.wall, shipped.cpu, shipped.peak, shipped.own],
        }
        clean(bare)

    def peers(self, postings):
        corpus, _ = self.corpus(postings)
        found = {}
        for engine in ("sqlite", "duckdb", "polars", "parquet", "columns"):
            self.say(f"{engine} on {postings:,}")
            folder = self.work / f"peer-{'duckdb' if engine in ('parquet', 'columns') else engine}"
            if engine not in ("parquet", "columns"):
                clean(folder)
            times = COLD if engine == "columns" else 1
            all_of = [Spent([sys.executable, HERE / "peers.py", engine, corpus, folder, RULES]) for _ in range(times)]
            told = [json.loads(one.out) for one in all_of]
            steps = {name: median([one["seconds"][name] for one in told]) for name in told[0]["seconds"]}
            found[engine] = {
                "wall": median([one.wall for one in all_of]),
                "peak": max(one.peak for one in all_of),
                "steps": steps,
                "told": {name: told[0][name] for name in ("postings", "days", "median")},
                "disk": size_of(folder),
            }
        self.found["peers"] = {"postings": postings, **found}

    def in_turns(self, times, ours, theirs):
        pairs = [(ours(), theirs()) for _ in range(times)]
        return [one for one, _ in pairs], [other for _, other in pairs]

    def search(self, postings):
        data = self.work / f"data-{postings}"
        index = data / "index"
        cold = []
        for kind, query in QUERIES:
            ours, bare = self.in_turns(
                COLD,
                lambda: self.jobtide(data, "search", query, "--json").wall,
                lambda: Spent([self.program("examples/bare"), "search", index, query]).wall,
            )
            cold.append([kind, query, median(ours), median(bare)])
        queries = self.work / "queries"
        queries.write_text("".join(f"{kind}\t{query}\n" for kind, query in QUERIES))
        told = Spent([self.program("examples/bare"), "warm", index, WARM, queries]).out
        warm = [json.loads(line) for line in told.splitlines()]
        found = self.found["sizes"][postings]
        found["cold"] = cold
        found["warm"] = [[one["kind"], one["query"], *(quantiles(one[who]) for who in ("ours", "bare"))] for one in warm]

    def trends(self, postings):
        data = self.work / f"data-{postings}"
        rows = []
        for kind, query in TRENDS:
            ours, bare = self.in_turns(
                COLD,
                lambda: self.jobtide(data, "trend", query, "--json").wall,
                lambda: Spent([self.program("examples/bare"), "columns", data / "index"]).wall,
            )
            rows.append([kind, query, median(ours), median(bare)])
        by_category = [self.jobtide(data, "trend", "*", "--by", "category", "--json").wall for _ in range(COLD)]
        self.found["sizes"][postings]["trend"] = rows
        self.found["sizes"][postings]["trend_by_category"] = median(by_category)

    def report(self, postings):
        data = self.work / f"data-{postings}"
        out = self.work / "report"
        spent = []
        for _ in range(max(3, self.runs)):
            clean(out)
            touch()
            spent.append(self.jobtide(data, "report", "ai-and-jobs", "--out", out, cwd=ROOT))
        folder = next(out.rglob("manifest.json")).parent
        again = [self.jobtide(data, "verify", folder, cwd=ROOT) for _ in spent]
        found = self.found["sizes"][postings]
        found["report"] = [[one.wall, one.cpu, one.peak] for one in spent]
        found["verify"] = [[one.wall, one.cpu, one.peak] for one in again]

    def day(self, postings):
        """One day more into an open store: alone, then once more with somebody who searches all the while."""
        data = self.work / f"data-{postings}"
        spent = []
        for run in range(3):
            day = self.one_day(run)
            touch()
            spent.append(self.jobtide(data, "import", day, "--profile", PROFILE))
        alone = [self.jobtide(data, "search", "developer", "--json").wall for _ in range(COLD)]
        day, beside = self.one_day(3), []
        words = [self.program("jobtide"), "--config", data.parent / "jobtide.toml", "--data", data, "--quiet", "import", day, "--profile", PROFILE]
        importing = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while importing.poll() is None:
            beside.append(self.jobtide(data, "search", "developer", "--json").wall)
        if importing.returncode != 0:
            sys.exit(f"bench: one day more ended with {importing.returncode}")
        self.found["sizes"][postings]["day"] = {
            "spent": [[one.wall, one.cpu, one.peak] for one in spent],
            "alone": quantiles(alone),
            "beside": quantiles(beside),
            "asked": len(beside),
        }

    def one_day(self, run):
        """Ten thousand postings that no other corpus holds, of one day."""
        path = self.work / f"day-{run}.jsonl"
        source = self.work / f"market-of-the-day-{run}.jsonl"
        Spent([self.program("examples/corpus"), DAY * 11 // 10, source, 1000 + run])
        with open(source) as lines, open(path, "w") as day:
            for _, line in zip(range(DAY), lines):
                one = json.loads(line)
                one["published"] = f"2024-02-14T{one['published'][11:]}"
                day.write(json.dumps(one) + "\n")
        clean(source)
        return path

    def refresh(self):
        """Items a second of a refresh, by its own bench program."""
        self.say("refresh of 500 feeds")
        words = [os.environ.get("CARGO", "cargo"), "bench", "--quiet", "--package", "jobtide", "--bench", "refresh"]
        told = Spent(words, cwd=ROOT).out.decode()
        rates = re.findall(r"([\d.]+) ([KM]?)item/s", told)
        # Fastest, slowest, median, mean of divan.
        self.found["refresh"] = [float(number) * {"K": 1e3, "M": 1e6, "": 1}[unit] for number, unit in rates]


def quantiles(values):
    ordered = sorted(values)
    return [ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--sizes", default="100000,1000000,5000000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--large", type=int, default=2, help="runs of more than a million, which take minutes each")
    parser.add_argument("--peers", type=int, default=1_000_000)
    parser.add_argument("--write")
    parser.add_argument("--found", help="a JSON file of an earlier run, to write its page again")
    arguments = parser.parse_args()
    if arguments.found:
        found = json.loads(pathlib.Path(arguments.found).read_text())
    else:
        bench = Bench(arguments)
        bench.found["options"] = f"--sizes {arguments.sizes} --runs {arguments.runs} --large {arguments.large} --peers {arguments.peers}"
        sizes = [int(size) for size in arguments.sizes.split(",")]
        for size in sizes:
            # Five million take minutes each.
            bench.ingest(size, arguments.runs if size <= 1_000_000 else arguments.large)
            bench.search(size)
            bench.trends(size)
            bench.report(size)
            bench.day(size)
            bench.save()
        if arguments.peers:
            bench.peers(arguments.peers)
            bench.save()
        if any(REAL.glob("*.json")):
            bench.ingest("real", arguments.runs)
            bench.save()
        bench.refresh()
        bench.save()
        # JSON names are texts.
        found = json.loads(json.dumps(bench.found))
    text = page.of(found)
    if arguments.write:
        pathlib.Path(arguments.write).write_text(text)
    else:
        print(text)


if __name__ == "__main__":
    main()
