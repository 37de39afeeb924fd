"""How long the whole proof takes when nothing of it is kept. The bound is 90 s on two idle cores.

python bench/prove.py
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time

from musculprit.knowledge.folder import folder_of
from musculprit.quality.casefile import read_cases
from musculprit.quality.prove.run import CORES, prove
from musculprit.triage import load_rules


def main() -> None:
    root = folder_of("cases")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MUSCULPRIT_CACHE"] = folder
        start = time.perf_counter()
        found = list(prove(load_rules(), read_cases([root], root)[0]))
        whole = time.perf_counter() - start
    print(json.dumps({
        "python": sys.version.split()[0], "cores": f"{CORES} of {os.cpu_count()}", "whole_s": round(whole, 1),
        "each_s": {one.id: round(one.seconds, 1) for one in found},
        "broken": [one.id for one in found if one.broken], "bound_s": 90,
    }, indent=1))  # fmt: skip


if __name__ == "__main__":
    main()
