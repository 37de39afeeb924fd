"""docs/performance.md and its charts, from the results of one run.

python bench/report.py bench/results/results.json
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from charts import bars, lines

Row = Mapping[str, Any]
TEXTS = Path(__file__).with_name("texts")

SHOWN = {
    "reading": "pyarrow, reading only",
    "our reading": "musculprit, reading only",
    "batch": "musculprit batch, file to file",
    "planes": "musculprit kernel, file to Arrow",
    "planes in memory": "musculprit kernel, Arrow to Arrow",
    "polars": "Polars expressions",
    "duckdb": "DuckDB SQL",
    "judge": "musculprit judge",
    "durable-rules": "durable-rules, no pipe",
    "durable-rules over its pipe": "durable-rules, as in the product",
    "clips": "CLIPS (clipspy)",
    "zen-engine": "zen-engine",
    "pyarrow.json": "pyarrow.json, parsing only",
    "msgspec": "msgspec, parsing only",
}
ENGINES = ("durable-rules", "clips", "zen-engine")


def write(results: Mapping[str, Any], docs: Path) -> Path:
    """Write the page and its charts; the page's path."""
    contests = {one["title"]: one["rows"] for one in results["contests"]}
    folder = docs / "performance"
    folder.mkdir(exist_ok=True)
    for name, chart in _charts(contests):
        (folder / f"{name}.svg").write_text(chart, encoding="utf-8")
    page = docs / "performance.md"
    page.write_text("\n".join(_page(results["about"], contests)), encoding="utf-8")
    return page


def _page(about: Mapping[str, Any], contests: Mapping[str, Sequence[Row]]) -> Iterable[str]:
    rules, rows = _by(contests, "rules"), _by(contests, "rows")
    yield "# Performance\n"
    yield f"Written by `python bench/compare.py` (one run, {about['minutes']} minutes); do not edit by hand.\n"
    yield _machine(about)
    yield "## Goals\n"
    yield from _goals(contests)
    yield "\n## The whole program\n"
    yield _text("whole").format(**about)
    yield from _table(contests.get("whole", ()), "reading")
    yield "![Cases a second, the whole program](performance/whole.svg)\n"
    yield "## Red flags alone\n"
    yield _text("flags").format(**about)
    yield from _table(contests.get("flags", ()), "planes")
    yield "![Cases a second, red flags alone](performance/flags.svg)\n"
    yield "## JSON Lines\n"
    yield _text("json").format(**about)
    yield from _table(contests.get("json lines", ()), "pyarrow.json")
    yield "## More rules\n"
    yield _text("rules").format(**about)
    yield from _grid("rules", rules)
    yield "![Cases a second as the rules grow](performance/rules.svg)\n"
    yield "## More people\n"
    yield from _grid("people", rows)
    yield "![Cases a second as the people grow](performance/rows.svg)\n"
    yield "## What limits it now\n"
    yield from _limits(contests)
    yield _text("peers")


def _machine(about: Mapping[str, Any]) -> str:
    packages = ", ".join(f"{name} {one}" for name, one in about["packages"].items())
    return (
        f"{about['day']}: {about['processor']}, {about['cores']} cores, {about['memory_gib']} GiB, {about['system']}, "
        f"Python {about['python']}; {packages}. Load when it began: {about['load']}. Seed {about['seed']}. "
        "Each figure is the median of the runs shown, all in the same session: "
        "compare within this page, not with another machine.\n"
    )


def _goals(contests: Mapping[str, Sequence[Row]]) -> Iterable[str]:
    whole, flags, parsed = (contests.get(name, ()) for name in ("whole", "flags", "json lines"))
    batch, reading = _rate(whole, "batch", 2), _rate(whole, "reading", 2)
    yield "| goal | measured | |\n|---|---|---|"
    yield _goal("batch, Parquet to Parquet, two threads: at least 0.5 of pure reading", batch, reading, 0.5)
    parser = max((one for t in (1, 2) if (one := _rate(parsed, "pyarrow.json", t))), default=None)
    yield _goal(
        "batch, JSON Lines, two threads: at least 0.5 of pyarrow.json alone", _rate(parsed, "batch", 2), parser, 0.5
    )
    polars = _rate(whole, "polars", 2)
    yield _goal(
        "batch, file to file: at least 2 times Polars expressions, file to Arrow, two threads", batch, polars, 2
    )
    yield _goal("the kernel, same columns file to Arrow: at least 2 times Polars", _rate(whole, "planes", 2), polars, 2)
    for name in ENGINES:
        yield _goal(f"batch: at least 200 times {SHOWN[name]}", batch, _rate(flags, name, 1), 200)


def _goal(what: str, ours: float | None, theirs: float | None, bound: float) -> str:
    if not (ours and theirs):
        return f"| {what} | not measured | |"
    return f"| {what} | {_times(ours / theirs)} | {'met' if ours / theirs >= bound else '**missed**'} |"


def _table(rows: Sequence[Row], against: str) -> Iterable[str]:
    yield f"| | threads | cases a second | of {SHOWN[against]} | people | runs | slowest / quickest | answers checked |"
    yield "|---|--:|--:|--:|--:|--:|--:|--:|"
    for row in rows:
        name = SHOWN[row["name"]]
        if not row["rate"]:
            yield f"| {name} | {row['threads']} | {row['error'] or 'not measured'} | | | | | |"
            continue
        base = _rate(rows, against, row["threads"]) or _rate(rows, against, 1)
        ratio = _times(row["rate"] / base) if base else ""
        spread = f"{row['spread']:.2f}"
        checked = f"{row['checked']:,}, {row['wrong']} wrong" if row["checked"] else ""
        yield (
            f"| {name} | {row['threads']} | {row['rate']:,.0f} | {ratio} | {row['cases']:,} | {row['runs']} "
            f"| {spread} | {checked} |"
        )
    yield ""


def _grid(what: str, contests: Mapping[int, Sequence[Row]]) -> Iterable[str]:
    names = list(dict.fromkeys(_label(row) for rows in contests.values() for row in rows))
    yield f"Cases a second:\n\n| {what} | {' | '.join(names)} |\n|--:|{'--:|' * len(names)}"
    for size, rows in contests.items():
        rates = {_label(row): f"{row['rate']:,.0f}" if row["rate"] else row["error"] for row in rows}
        yield f"| {size:,} | {' | '.join(rates.get(name, '') for name in names)} |"
    yield ""


def _limits(contests: Mapping[str, Sequence[Row]]) -> Iterable[str]:
    whole = contests.get("whole", ())
    rates = {name: _rate(whole, name, 1) for name in ("our reading", "planes in memory", "batch")}
    if all(rates.values()):
        reading, kernel, batch = (1e6 / one for one in rates.values() if one)
        yield "Seconds for a million people, one thread, each by itself:\n"
        yield "| | seconds |\n|---|--:|"
        yield f"| reading Parquet, as the batch does | {reading:.2f} |"
        yield f"| the kernel, Arrow to Arrow, all its columns | {kernel:.2f} |"
        yield f"| the whole batch, one thread answering while another reads and a third writes | {batch:.2f} |\n"
    yield _text("limits")


def _charts(contests: Mapping[str, Sequence[Row]]) -> Iterable[tuple[str, str]]:
    for name, title in (("whole", "The whole program, cases a second"), ("flags", "Red flags alone, cases a second")):
        rates = [(f"{SHOWN[r['name']]} ({r['threads']})", r["rate"]) for r in contests.get(name, ()) if r["rate"]]
        if rates:
            yield name, bars(f"{title} (threads)", sorted(rates, key=lambda one: -one[1]))
    for what, below in (("rules", "rules"), ("rows", "people")):
        series: dict[str, list[tuple[float, float]]] = {}
        for size, rows in _by(contests, what).items():
            for row in rows:
                if row["rate"]:
                    series.setdefault(_label(row), []).append((size, row["rate"]))
        if series:
            yield what, lines(f"Cases a second as the {below} grow", below, series)


def _by(contests: Mapping[str, Sequence[Row]], what: str) -> dict[int, Sequence[Row]]:
    sizes = {title.partition(" ")[0]: rows for title, rows in contests.items() if title.endswith(f" {what}")}
    return {int(size): rows for size, rows in sizes.items()}


def _label(row: Row) -> str:
    return f"{SHOWN[row['name']]}{', flags' if row['flags_only'] else ''} ({row['threads']})"


def _rate(rows: Sequence[Row], name: str, threads: int) -> float | None:
    return next((row["rate"] for row in rows if row["name"] == name and row["threads"] == threads), None)


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}×" if ratio >= 20 else f"{ratio:.2f}×" if ratio >= 0.1 else f"{ratio:.4f}×"


def _text(name: str) -> str:
    return TEXTS.joinpath(f"{name}.md").read_text(encoding="utf-8")


if __name__ == "__main__":
    print(
        write(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), Path(__file__).resolve().parents[1] / "docs")
    )
