"""What came out, counted: added up part by part, so that it is the same however often a run was stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..model.words import DISPOSITIONS

LISTS = ("red_flags", "open_flags", "care", "blocked_care")


@dataclass
class Tally:
    """How many people were answered and rejected, and how many have each disposition, flag, leading culprit, care."""

    people: int = 0
    rejected: int = 0
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, table: pa.Table) -> None:
        """Count the answers of a table."""
        self.people += len(table)
        self._count("disposition", table["disposition"])
        for name in LISTS:
            entries = pc.list_flatten(table[name])
            self._count(name, entries if name == "care" else pc.struct_field(entries, "id"))
        culprits = pc.list_flatten(table["culprits"])
        leading = pc.struct_field(culprits, "leads")
        self._count("leads", pc.struct_field(culprits, "id").filter(leading))
        self._count("bands", pc.struct_field(culprits, "band").filter(leading))

    def count_rejects(self, reasons: Iterable[tuple[str, str]], rows: int) -> None:
        """Count rejected rows, and the fields that were wrong."""
        self.rejected += rows
        self.counts.setdefault("rejected_fields", Counter()).update(field for field, _ in reasons)

    def join(self, data: Mapping[str, Any]) -> None:
        """Add what another tally came to, as plain data."""
        self.people += data["people"]
        self.rejected += data["rejected"]
        for name, counts in data["counts"].items():
            self.counts.setdefault(name, Counter()).update(counts)

    def plain(self) -> dict[str, Any]:
        """The tally as plain data: the most frequent first, dispositions in their own order."""
        return {
            "people": self.people,
            "rejected": self.rejected,
            "counts": {name: self._sorted(name) for name in sorted(self.counts)},
        }

    def _sorted(self, name: str) -> dict[str, int]:
        counts = self.counts[name]
        if name == "disposition":
            return {one: counts[one] for one in DISPOSITIONS if one in counts}
        return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))

    def _count(self, name: str, words: pa.ChunkedArray) -> None:
        counter = self.counts.setdefault(name, Counter())
        for chunk in words.chunks:
            found = np.bincount(chunk.indices.drop_null().to_numpy(), minlength=len(chunk.dictionary))
            for code in np.flatnonzero(found).tolist():
                counter[chunk.dictionary[code].as_py()] += int(found[code])
