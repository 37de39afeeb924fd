"""How long a question takes as a whole process, against importing what it cannot do without.

python bench/startup.py [RUNS]

Both commands run in turn, so that a machine that slows down slows both. The bound is 2.5 (design, section 8).
Run it on Python 3.11 or 3.12: on 3.13 the second command does not work.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time

QUESTION = [sys.executable, "-m", "musculprit", "ask", "low back ache, worse sitting, tingling down my right leg"]
IMPORTS = [sys.executable, "-c", "import click, durable.lang; from pydantic import BaseModel"]
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed program is compiled; where this is set, a checkout would be compiled anew at every start."""


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=COMPILED)
    return time.perf_counter() - start


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    seconds(QUESTION), seconds(IMPORTS)
    pairs = [(seconds(QUESTION), seconds(IMPORTS)) for _ in range(runs)]
    question, imports = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    print(json.dumps({
        "python": sys.version.split()[0], "runs": runs, "question_ms": round(question * 1000, 1),
        "imports_ms": round(imports * 1000, 1), "ratio": round(ratio, 2), "bound": 2.5,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
