"""Everything side by side in one run: this kernel, its peers, and what limits it.

python bench/compare.py [--rows 1000000] [--rules 50 150 300 600] [--quick] [--no-docs]

Prints tables, writes bench/results/*.json, and writes docs/performance.md again.
Needs `pip install 'musculprit[bench]'`.
Each contender is a process of its own; each round runs all of them once, and the median of five rounds counts.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cases import SEED, People, write_json_lines, write_parquet
from programs import program_of, rules_in, rules_shipped
from rounds import OUT_OF_TIME, Contest, Entry

from musculprit.model.codec import to_json

ROOT = Path(__file__).resolve().parents[1]
ENGINES = ("durable-rules", "durable-rules over its pipe", "clips", "zen-engine")
PACKAGES = ("numpy", "pyarrow", "polars", "duckdb", "durable_rules", "clipspy", "zen-engine", "msgspec")
CHECKED_ROWS = 200
QUICK_RULES = 60


def main() -> None:
    options = _options()
    start = time.monotonic()
    data = Data(options.data)
    results: dict[str, Any] = {"about": _about(options), "contests": []}
    waiting = _contests(options, data)
    while waiting:
        share = waiting[0].seconds / sum(contest.seconds for contest in waiting)
        contest = waiting.pop(0)
        left = start + 60 * options.minutes - time.monotonic()
        if left < 5:
            contest.skip(OUT_OF_TIME)
        else:
            contest.run(left * share, options.rounds)
        results["contests"].append(contest.plain())
        print(contest.text(), flush=True)
        _keep(options.results, results)
    results["about"]["minutes"] = round((time.monotonic() - start) / 60, 1)
    path = _keep(options.results, results)
    print(f"Wrote {path}.")
    if options.docs:
        from report import write

        print(f"Wrote {write(results, ROOT / 'docs')}.")
    if any(row["error"] not in ("", OUT_OF_TIME) for one in results["contests"] for row in one["rows"]):
        sys.exit(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="people in the main table")
    parser.add_argument("--most-rows", type=int, default=10_000_000, help="people in the longest file")
    parser.add_argument("--rules", type=int, nargs="+", default=[50, 150, 300, 600], help="how many rules to try")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=24, help="stop measuring after so long")
    parser.add_argument("--quick", action="store_true", help="small files, one round: does it still run?")
    parser.add_argument("--data", type=Path, default=Path(tempfile.gettempdir()) / "musculprit-bench")
    parser.add_argument("--results", type=Path, default=ROOT / "bench" / "results")
    parser.add_argument("--no-docs", dest="docs", action="store_false", help="leave docs/performance.md as it is")
    options = parser.parse_args()
    if options.quick:
        options.rows, options.rules = 2_000, [QUICK_RULES]
        options.rounds, options.minutes, options.docs = 1, 1.8, False
    return options


class Data:
    """Files of generated people, made once for a rule base and kept."""

    def __init__(self, folder: Path) -> None:
        self.program = program_of()
        self.folder = folder / self._key()
        self._compiled: set[Path] = set()

    def parquet(self, rows: int) -> Path:
        """So many people, a column for each finding."""
        path = self.folder / f"{rows}-people.parquet"
        if not path.exists():
            write_parquet(path, People(self.program).batches(rows))
        return path

    def json_lines(self, rows: int) -> Path:
        """The same people, an object for each."""
        path = self.folder / f"{rows}-people.jsonl"
        if not path.exists():
            write_json_lines(path, People(self.program).batches(rows))
        return path

    def samples(self) -> list[Path]:
        """People on whom each contender is checked: busy ones and ordinary ones, others than those that are timed."""
        paths = [self.folder / f"{kind}.parquet" for kind in ("busy", "ordinary")]
        for path in paths:
            if not path.exists():
                write_parquet(path, People(self.program, SEED + 1, busy=path.stem == "busy").batches(CHECKED_ROWS))
        return paths

    def program_file(self, rules: int) -> Path:
        """The program with so many rules, compiled once."""
        path = self.folder / f"{rules}-rules.json"
        if path not in self._compiled:
            self._compiled.add(path)
            path.write_text(json.dumps(to_json(program_of(rules))), encoding="utf-8")
        return path

    def _key(self) -> str:
        from hashlib import sha256

        made = (Path(__file__).with_name("cases.py").read_bytes(), repr(self.program.vocabulary).encode())
        pages = repr(self.program.pages).encode()
        return sha256(b"".join((*made, pages))).hexdigest()[:12]


def _contests(options: argparse.Namespace, data: Data) -> list[Contest]:
    samples = data.samples()
    main_rows = options.rows
    small = max(1_000, main_rows // 10)
    least = min(10_000, max(1_000, main_rows // 100))
    sizes = sorted({least, small, main_rows})

    def files(*rows: int) -> dict[int, Path]:
        return {one: data.parquet(one) for one in rows}

    def contest(title: str, seconds: float, entries: Sequence[Entry], **more: Any) -> Contest:
        return Contest(title, seconds, list(entries), samples, data.program_file, **more)

    if options.quick:
        return [contest("quick", 110, _quick(data))]
    everything = [
        Entry(name, threads, files(*sizes))
        for threads in (1, 2)
        for name in ("reading", "our reading", "batch", "planes", "planes in memory", "polars", "duckdb")
    ]
    found = [contest("whole", 480, [*everything, Entry("judge", 1, files(least))])]
    flags = [Entry(name, 1, files(least), flags_only=True) for name in ("judge", *ENGINES)]
    planes = [Entry("planes", threads, files(main_rows), flags_only=True) for threads in (1, 2)]
    found.append(contest("flags", 150, [*planes, *flags]))
    json_lines = {small: data.json_lines(small)}
    parsers = (("pyarrow.json", 1), ("pyarrow.json", 2), ("msgspec", 1), ("batch", 1), ("batch", 2))
    found.append(contest("json lines", 180, [Entry(name, threads, json_lines) for name, threads in parsers]))
    for count in options.rules:
        columns = [Entry(name, 2, files(least, small), rules=count) for name in ("planes", "polars", "duckdb")]
        engines = [
            Entry(n, 1, files(least), rules=count, flags_only=True) for n in ("durable-rules", "clips", "zen-engine")
        ]
        ours = Entry("planes", 1, files(small), rules=count, flags_only=True)
        judge = Entry("judge", 1, files(least), rules=count)
        found.append(contest(f"{count} rules", 120, [*columns, judge, ours, *engines], longest=3.0))
    for rows in sorted({least, small, main_rows, options.most_rows}):
        names = ("reading", "batch", "planes") if rows <= main_rows else ("reading", "batch")
        entries = [Entry(name, 2, {rows: None}) for name in names]
        found.append(contest(f"{rows} rows", 300 if rows > main_rows else 60, entries, make=data.parquet))
    return found


def _quick(data: Data) -> list[Entry]:
    """Every contender once, with few rules and few people."""
    people, lines = {1_000: data.parquet(1_000)}, {1_000: data.json_lines(1_000)}
    columns = [
        Entry(name, 1, people, QUICK_RULES)
        for name in ("reading", "our reading", "planes", "judge", "polars", "duckdb")
    ]
    engines = [Entry(name, 1, people, QUICK_RULES, flags_only=True) for name in ENGINES]
    whole = [Entry("batch", 2, people), Entry("batch", 2, lines)]
    return [*columns, *engines, Entry("pyarrow.json", 1, lines), Entry("msgspec", 1, lines), *whole]


def _about(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "day": date.today().isoformat(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "load": round(os.getloadavg()[0], 1),
        "packages": {name: _version(name) for name in PACKAGES},
        "shipped_rules": rules_shipped(),
        "definitions": len(program_of().definitions),
        "rules": {str(count): rules_in(program_of(count)) for count in options.rules},
        "rows": options.rows,
        "rounds": options.rounds,
        "seed": SEED,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _keep(folder: Path, results: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "results.json"
    path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return path


if __name__ == "__main__":
    main()
