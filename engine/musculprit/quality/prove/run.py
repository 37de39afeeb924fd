"""The whole proof: every property for every possible person, on two cores, kept by the rule base's content."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ...errors import MissingExtra
from ...policy import cache
from ...triage.assessing import plain
from ...triage.base import RuleBase, load_rules
from ..casefile import Located
from ..coverage import shown_by
from .replay import breaks, second_engine, shortest

CORES = 2


@dataclass(frozen=True, slots=True)
class Proved:
    """One property and what came out: nothing in `broken` is a proof; `except_for` are exceptions by name."""

    id: str
    says: str
    seconds: float
    broken: tuple[str, ...] = ()
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    replayed: bool = False
    second_engine: str = ""
    except_for: tuple[str, ...] = ()


def prove(
    base: RuleBase, cases: Iterable[Located] = (), only: Sequence[str] = (), fresh: bool = False
) -> Iterator[Proved]:
    """Prove each property, those in `only` or all. Raises MissingExtra without the solver.

    What `cases` reach needs no solver for L2; they are taken only when that is not kept.
    """
    need_solver()
    jobs = _jobs(base, cases)
    wanted = {name: job for name, job in jobs.items() if not only or name in only}
    key = _key(base)
    for name, job in _results(wanted, key, base, fresh):
        yield job if isinstance(job, Proved) else _kept(key, name, job)


def names() -> tuple[str, ...]:
    """The ids of all properties, in the order of the design."""
    return ("S1", "S2", "S3", "S3m", "S4", "S5", "S6", "S10a", "S10s", "S10p", "S11", "L1", "L1b", "L2", "L3")


def _kept(key: str, name: str, proved: Callable[[], Proved]) -> Proved:
    result = proved()
    cache.keep(key, f"proof.{name}", json.dumps(asdict(result)))
    return result


def _results(
    wanted: dict[str, Callable[[], Proved] | str], key: str, base: RuleBase, fresh: bool
) -> Iterator[tuple[str, Proved | Callable[[], Proved]]]:
    """What is kept at once; what a solver must search for in two processes; the rest here."""
    waiting: list[tuple[str, Future[Proved]]] = []
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        for name, job in sorted(wanted.items(), key=lambda one: _COST.get(one[0], 0), reverse=True):
            if not fresh and (text := cache.fetch(key, f"proof.{name}")) is not None:
                yield name, _read(text)
            elif isinstance(job, str):
                waiting.append((name, pool.submit(search, job, base.folder)))
            else:
                yield name, job
        for name, future in waiting:
            yield name, future.result


_COST = {"S11": 9, "S4": 8, "S3": 7, "S10s": 6, "S6": 5, "S3m": 4, "S2": 3}
"""The slow ones first, so that the two cores end together."""


def search(property_id: str, folder: str) -> Proved:
    """One property of the rules in a folder; runs in a process of its own."""
    return searched(property_id, load_rules(folder or None))


def searched(property_id: str, base: RuleBase) -> Proved:
    """One property of a rule base: proved, or a counterexample cut short and replayed by judge."""
    from ...reasoning.proof.properties import PROPERTIES

    one = next(one for one in PROPERTIES if one.id == property_id)
    start = time.perf_counter()
    found = next(one.search(base.program), None)
    if found is None:
        return Proved(one.id, one.says, time.perf_counter() - start)
    before, after = shortest(one.id, base.program, found.before, found.after)
    return Proved(
        one.id,
        one.says,
        time.perf_counter() - start,
        (found.about,),
        plain(before),
        None if after is None else plain(after),
        replayed=breaks(one.id, base.program, before, after),
        second_engine=second_engine(base, [before] if after is None else [before, after]),
    )


def _jobs(base: RuleBase, cases: Iterable[Located]) -> dict[str, Callable[[], Proved] | str]:
    from ...reasoning.proof.properties import PROPERTIES

    jobs: dict[str, Callable[[], Proved] | str] = {one.id: one.id for one in PROPERTIES}
    jobs["L1b"] = lambda: plan_for_everybody(base)
    jobs["L2"] = lambda: everything_is_reached(base, cases)
    jobs["L3"] = lambda: nothing_is_said_twice(base)
    return jobs


def plan_for_everybody(base: RuleBase) -> Proved:
    """L1, the other half."""
    from .ordinary import without_a_plan

    start = time.perf_counter()
    stuck = list(without_a_plan(base))
    broken = [one for one in stuck if not one.known]
    return Proved(
        "L1b",
        "an ordinary ache and none of these reach a plan",
        time.perf_counter() - start,
        tuple(dict.fromkeys(one.because for one in broken)),
        plain(broken[0].answers) if broken else None,
        replayed=bool(broken),
        except_for=tuple(dict.fromkeys(one.because for one in stuck if one.known)),
    )


def everything_is_reached(base: RuleBase, cases: Iterable[Located]) -> Proved:
    """L2: what a case reaches is reached; the rest is searched for."""
    from ...conversation.cases import case_of
    from ...errors import CaseError
    from ...reasoning.proof.reach import unreachable
    from ...triage.state import state_of

    start = time.perf_counter()
    reached: set[str] = set()
    for one in cases:
        try:
            case = case_of(base, one.case.given, one.case.says)
        except CaseError:
            continue
        reached |= shown_by(base, state_of(case, base).said)
    missing = tuple(unreachable(base.program, reached))
    return Proved("L2", "every rule, level, band and action can be reached", time.perf_counter() - start, missing)


def nothing_is_said_twice(base: RuleBase) -> Proved:
    """L3."""
    from ...reasoning.proof.reach import implied

    start = time.perf_counter()
    texts = base.texts["rules"]
    told = {flag.rule: (texts[flag.rule]["tell"], texts[flag.rule].get("go_to", "")) for flag in base.program.flags}
    twice = tuple(f"{one} is implied by {other}" for one, other in implied(base.program, told))
    return Proved("L3", "no flag only repeats another", time.perf_counter() - start, twice)


def _read(text: str) -> Proved:
    data = json.loads(text)
    return Proved(**{**data, "broken": tuple(data["broken"]), "except_for": tuple(data["except_for"])})


def _key(base: RuleBase) -> str:
    home = Path(__file__).resolve().parents[2]
    parts = ("model", "policy", "knowledge", "reasoning", "reasoning/proof", "quality/prove", "triage")
    made_by = [(str(file), file.read_bytes()) for part in parts for file in sorted((home / part).glob("*.py"))]
    return cache.content_key(made_by, salt=sha256(base.program.sha256.encode()).hexdigest())


def need_solver() -> None:
    """Raises MissingExtra where the solver is not installed."""
    if find_spec("z3") is None:
        raise MissingExtra("the proof needs Z3: pip install 'musculprit[prove]'")
