"""How long one case takes, once the program is loaded. The bound is 5 ms, judged and triaged, at the median.

python bench/single.py [RUNS]
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

from musculprit.conversation.cases import case_of
from musculprit.model.answers import flatten
from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.triage import assess, load_rules

PEOPLE = {
    "a plan": ({"age_years": 44, "sex": "female", "pain_site": ["mid_buttock.right", "low_back"], "screen": "none",
                "worse_sitting": "yes", "tingling": "yes", "duration_days": 10, "severity_0_10": 4}, ""),
    "an emergency": ({"age_years": 44, "sex": "female", "pain_site": ["low_back"], "ces_saddle_numb": "yes"}, ""),
    "too early": ({"pain_site": {"some_of": ["low_back", "leg.right"]}, "worse_sitting": "yes", "tingling": "yes"}, ""),
}  # fmt: skip


def milliseconds(call: Callable[[], object], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return round(statistics.median(times) * 1000, 2)


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    base = load_rules()
    figures: dict[str, object] = {"python": sys.version.split()[0], "runs": runs, "bound_ms": 5}
    with ForwardReader(base.plan, [flag.name for flag in base.program.flags]) as forward:
        for name, (given, says) in PEOPLE.items():
            case = case_of(base, given, says)
            world = flatten(case.answers, base.program.vocabulary)
            assess(case, base, forward)
            figures[name] = {
                "judged_ms": milliseconds(lambda world=world: base.judge.run(world), runs),
                "second_reading_ms": milliseconds(lambda world=world: forward.read(world), runs),
                "judged_and_triaged_by_both_ms": milliseconds(lambda case=case: assess(case, base, forward), runs),
            }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
