"""Does the second engine say what judge says? Random programs and random people, counted in evaluations.

python bench/agree.py [EVALUATIONS]

An evaluation is one flag read for one person by both engines. Prints the first disagreement, if any, and exits 1.
"""

from __future__ import annotations

import json
import random
import sys
import time

from musculprit.model.answers import NOT_SURE
from musculprit.model.expression import All, Any, AtLeast, Between, Condition, Not, NotSure, Points, Reaches, Term, Yes
from musculprit.model.program import Flag, Program
from musculprit.model.vocabulary import Vocabulary
from musculprit.reasoning.forward.plan import plan_of
from musculprit.reasoning.forward.reader import ForwardReader
from musculprit.reasoning.judge import Judge

SIGNS = [f"sign_{n}" for n in range(60)]
NUMBERS = ["years", "days", "points"]
FLAGS_A_PROGRAM, PEOPLE_A_PROGRAM = 50, 500


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000_000
    dice = random.Random(20261123)
    done = programs = fired = silent = 0
    start = time.perf_counter()
    while done < wanted:
        program = a_program(dice)
        judge = Judge(program.definitions)
        with ForwardReader(plan_of(program), [flag.name for flag in program.flags], patience=600.0) as forward:
            for _ in range(PEOPLE_A_PROGRAM):
                person = a_person(dice)
                said, seen = judge.run(person), forward.read(person)
                if said != seen:
                    print(json.dumps({"differs": [name for name in said if said[name] is not seen[name]]}))
                    sys.exit(1)
                fired += sum(one is True for one in said.values())
                silent += sum(one is False for one in said.values())
                done += len(said)
        programs += 1
    print(json.dumps({
        "evaluations": done, "programs": programs, "people": programs * PEOPLE_A_PROGRAM,
        "fired": fired, "silent": silent,
        "open": done - fired - silent, "disagreements": 0, "seconds": round(time.perf_counter() - start),
        "python": sys.version.split()[0],
    }))  # fmt: skip


def a_program(dice: random.Random) -> Program:
    definitions = {f"flag_{n}": a_condition(dice, depth=dice.randint(1, 4)) for n in range(FLAGS_A_PROGRAM)}
    return Program("0", "0", 0, Vocabulary({}), definitions, flags=tuple(Flag(name, name, 3) for name in definitions))


def a_condition(dice: random.Random, depth: int) -> Condition:
    if depth == 0 or dice.random() < 0.15:
        return a_leaf(dice)
    parts = tuple(a_condition(dice, depth - 1) for _ in range(dice.choice([1, 2, 2, 3, 3, 4, 6, 12])))
    match dice.randint(0, 9):
        case 0 | 1 | 2 | 3:
            return All(parts)
        case 4 | 5 | 6:
            return Any(parts)
        case 7:
            return Not(parts[0])
        case 8:
            return AtLeast(dice.randint(1, len(parts)), parts)
    terms = tuple((Term(part, dice.choice([-2, -1, 1, 1, 2, 3])),) for part in parts)
    return Reaches(Points(terms), dice.randint(-2, 5))


def a_leaf(dice: random.Random) -> Condition:
    low = dice.randint(0, 20)
    match dice.randint(0, 9):
        case 3:
            sign = Yes(dice.choice(SIGNS))
            doubt = NotSure(sign.atom)
            return dice.choice([Any((sign, doubt)), All((sign, Not(doubt))), Any((Not(sign), doubt))])
        case 0:
            return NotSure(dice.choice([*SIGNS, *NUMBERS]))
        case 1:
            return Between(dice.choice(NUMBERS), low, low + dice.randint(0, 10))
        case 2:
            return Between(dice.choice(NUMBERS), *dice.choice([(low, None), (None, low)]))
    return Yes(dice.choice(SIGNS))


def a_person(dice: random.Random) -> dict[str, object]:
    told = dice.choice([0.2, 0.6, 0.95, 1.0])
    yes = dice.choice([0.0, 0.1, 0.5, 0.9, 1.0])
    person: dict[str, object] = {sign: dice.random() < yes for sign in SIGNS if dice.random() < told}
    person |= {number: dice.randint(0, 25) for number in NUMBERS if dice.random() < told}
    person |= {sign: NOT_SURE for sign in [*SIGNS, *NUMBERS] if dice.random() < 0.03}
    return person


if __name__ == "__main__":
    main()
