"""The process in which durable-rules lives. Run as a script: nothing of ours is imported here.

It reads one JSON line with the plan, then one line a case: `{"id": n, "world": {atom: value}}`, where a
value is true, false, an integer or "not_sure". It answers `{"id": n, "outcomes": {flag: true|false|null}}`
or `{"id": n, "error": text}`; after an error the handle is not trusted and the process ends.
"""

import json
import os
import sys


def import_engine():
    """The C module. On Python 3.13 one symbol that only callbacks would call is missing: bind lazily."""
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        import durable_rules_engine
    finally:
        sys.setdlopenflags(flags)
    return durable_rules_engine


class Ruleset:
    """One ruleset of the engine and the properties that it reads."""

    def __init__(self, engine, name, definition):
        self.engine = engine
        self.reads = definition["reads"]
        self.always = definition["always"]
        rules = definition["rules"]
        self.handle = engine.create_ruleset(name, json.dumps(rules)) if rules else None
        self.asserted = 0

    def fired(self, facts):
        """The names of the rules that fire on the facts: assert one flat fact, drain, retract."""
        fact = {name: facts[name] for name in self.reads if name in facts}
        if not fact or self.handle is None:
            return self.always
        self.asserted += 1
        fact["id"] = self.asserted
        message = json.dumps(fact)
        status, state = self.engine.assert_fact(self.handle, message)
        if status == 2:
            raise RuntimeError("durable-rules took the fact for one it had seen")
        names = list(self.always)
        started = self.engine.start_action_for_state(self.handle, state)
        action = started[1] if started else None
        while action:
            names.append(rule_of(action))
            action = self.engine.complete_and_start_action(self.handle, state)
        self.engine.retract_fact(self.handle, message)
        return names


def rule_of(action):
    """The rule that an action names: `{"x12+":{"m":{...}}}`. Parsing the whole fact for it costs most of a case."""
    name = action[2 : action.index('"', 2)]
    if action[:2] != '{"' or name[0] != "x" or name[-1] not in "+-":
        raise RuntimeError(f"durable-rules named no rule of ours: {action[:40]}")
    return name


class Plan:
    """The flags, ready to run."""

    def __init__(self, engine, data):
        self.values = data["value"]
        self.not_sure = data["not_sure"]
        self.present = data["present"]
        self.denied = data["denied"]
        self.flags = data["flags"]
        self.strata = [
            (
                [Ruleset(engine, f"s{at}r{n}", one) for n, one in enumerate(stratum["rulesets"])],
                stratum["counts"],
                stratum["points"],
            )
            for at, stratum in enumerate(data["strata"])
        ]

    def run(self, world):
        """The outcome of every flag in a world."""
        facts = {}
        for atom, value in world.items():
            unsure = value == "not_sure"
            if atom in self.values and not unsure:
                facts[self.values[atom]] = value
            if atom in self.not_sure:
                facts[self.not_sure[atom]] = unsure
            if atom in self.present:
                facts[self.present[atom]] = True if unsure else value
            if atom in self.denied:
                facts[self.denied[atom]] = False if unsure else value
        for rulesets, counts, points in self.strata:
            said = [name for ruleset in rulesets for name in ruleset.fired(facts)]
            for name in said:
                outcome = name[-1] == "+"
                if facts.setdefault(name[:-1], outcome) is not outcome:
                    raise RuntimeError(f"{name[:-1]} both fires and is silent")
            for name, parts in counts:
                outcomes = [facts.get(part) for part in parts]
                facts[f"{name}l"] = outcomes.count(True)
                facts[f"{name}h"] = len(outcomes) - outcomes.count(False)
            for name, groups in points:
                low, high = self.bounds(groups, facts)
                facts[f"{name}l"], facts[f"{name}h"] = low, high
        return {flag: facts.get(name) for flag, name in self.flags.items()}

    def bounds(self, groups, facts):
        """The least and the most that the points can come to."""
        low = high = 0
        for group in groups:
            sure = [points for name, points in group if facts.get(name) is True]
            may = [points for name, points in group if facts.get(name) is None]
            low += group_value(sure + [points for points in may if points < 0])
            high += group_value(sure + [points for points in may if points > 0])
        return low, high


def group_value(values):
    """The largest value of a group, plus one when another agrees."""
    ups = [value for value in values if value > 0]
    downs = [-value for value in values if value < 0]
    up, down = max(ups, default=0), max(downs, default=0)
    return up + (len(ups) > 1) if up >= down else -down - (len(downs) > 1)


def main():
    """Answer cases until standard input ends."""
    try:
        engine = import_engine()
        plan = Plan(engine, json.loads(sys.stdin.readline()))
    except Exception as error:
        say({"id": 0, "error": f"{type(error).__name__}: {error}"})
        return
    for line in sys.stdin:
        case = json.loads(line)
        try:
            answer = {"id": case["id"], "outcomes": plan.run(case["world"])}
        except Exception as error:
            say({"id": case["id"], "error": f"{type(error).__name__}: {error}"})
            return
        say(answer)


def say(answer):
    """Write one line."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
