"""A sentence into answers, each with the words it came from.

Text can add a yes. It gives a no only for an explicit negation in the same clause. A danger word that is
hedged, past, or only nearly spelled becomes a question, never silence (S8).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ..model.answers import Answer, Sites
from ..model.case import Case
from ..model.vocabulary import FindingLogic
from ..triage.base import RuleBase
from . import measures, scope
from .lexicon import BACK_IS_ADVERB, CARRIES, FINE, HURTS, NEGATORS, SIGNS, STOPWORDS
from .phrases import DENIAL, HINT, Match, Phrasebook, find, is_common, phrasebook
from .tokens import Token, content, tokens_of

RECENT_DAYS = 14
"""A mild bladder or bowel change longer than this, and stable, is a finding of its own (rulings, section 2)."""

CANNOT_REACH = 5
"""Words shown back from a "can't" on that nothing was made of."""

_MAY_BE_OLD = ("ces_bladder_change", "ces_bowel_change")
_OLD = "ces_change_old_stable"


@dataclass
class Heard:
    """What a text said, and what was not understood."""

    answers: dict[str, Answer] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    not_understood: tuple[str, ...] = ()
    conflicts: list[str] = field(default_factory=list)


def understand(text: str, base: RuleBase) -> Case:
    """The case that a text tells. Never raises on any text."""
    heard = hear(text, base, phrasebook(base))
    return Case(
        answers=heard.answers,
        says=text,
        named=tuple(heard.named),
        not_understood=heard.not_understood,
        heard=heard.words,
        doubts=heard.doubts,
        conflicts=tuple(heard.conflicts),
    )


def hear(text: str, base: RuleBase, book: Phrasebook) -> Heard:
    """Read a text with a phrasebook that was made once."""
    words = tokens_of(text)
    heard = Heard()
    used = set(measures.read(words, text, heard.answers, heard.words, base.program.vocabulary))
    matches = find(content(words), book)
    used.update(token.at for match in matches if not _never_asked(match, base) for token in match.tokens)
    reader = _Reader(words, matches, used, heard, base)
    reader.read()
    _when_it_began(matches, words, heard, base)
    for name in [name for name in heard.doubts if heard.answers.get(name) is True]:
        del heard.doubts[name]
    heard.not_understood = _leftovers(words, used)
    return heard


class _Reader:
    """Takes the phrases found in one text, each with what reaches it."""

    def __init__(self, words: list[Token], matches: list[Match], used: set[int], heard: Heard, base: RuleBase) -> None:
        self.words, self.matches, self.used, self.heard, self.base = words, matches, used, heard, base
        self.speaks_of_self = scope.speaks_of_self(words)

    def read(self) -> None:
        """Fill in what was heard."""
        for match in self.matches:
            if not _adverb_back(match, self.words) and not self._of_somebody_else(match):
                self._take(match)
        self._sites()

    def _of_somebody_else(self, match: Match) -> bool:
        finding = self.base.program.vocabulary.findings.get(match.target)
        if finding is not None and finding.volunteered:
            return False  # harm done by somebody is told with that person as the subject
        return self.speaks_of_self and scope.about_somebody_else(match, self.words)

    def _take(self, match: Match) -> None:
        if match.target == "region":
            return
        if match.target == "culprit":
            if match.value not in self.heard.named:
                self.heard.named.append(match.value)
            return
        finding = self.base.program.vocabulary.findings[match.target]
        if finding.derived:
            return
        denied = scope.negated(match, self.words, self.used)
        if match.value == DENIAL:
            if denied:
                self._answer(match, False)
            elif denied is None:
                self.heard.doubts.setdefault(match.target, match.typed)
            return
        hint = match.value == HINT
        if hint and (denied or finding.volunteered):
            return  # "no mets" is no "no cancer"
        over = scope.past(match, self.words) and not self._history(match.target, finding)
        doubtful = hint or over or match.doubtful or denied is None or scope.hedged(match, self.words)
        if doubtful and not finding.volunteered:
            if hint or finding.danger or match.doubtful or denied is None:
                self.heard.doubts.setdefault(match.target, match.typed)
        elif finding.type == "choice":
            if not denied:
                self._answer(match, match.value)
        else:
            self._answer(match, not denied)

    def _history(self, name: str, finding: FindingLogic) -> bool:
        """Whether the finding is about the past anyway, so that a past tense is a yes."""
        return finding.type == "choice" or bool(self.base.texts["findings"][name].get("history"))

    def _answer(self, match: Match, value: Answer) -> None:
        name, heard = match.target, self.heard
        if heard.answers.get(name, value) != value:
            heard.conflicts.append(name)
            if not isinstance(value, bool):
                del heard.answers[name]
                return
            value = not self.base.program.vocabulary.findings[name].mitigating
        heard.answers[name] = value
        if value is not False or name not in heard.words:
            heard.words[name] = match.typed

    def _sites(self) -> None:
        places: dict[str, str] = {}
        for match in self.matches:
            if match.target != "region" or _adverb_back(match, self.words) or self._of_somebody_else(match):
                continue
            if scope.negated(match, self.words, self.used) is True or _inside_a_finding(match, self.matches):
                continue
            if _does_not_hurt(match, self.words):
                continue
            for side in _sides(match, self.words) or [""]:
                places[f"{match.value}.{side}" if side else match.value] = match.typed
        if places:
            self.heard.answers["pain_site"] = Sites(frozenset(places), complete=False)
            self.heard.words["pain_site"] = ", ".join(dict.fromkeys(places.values()))


def _never_asked(match: Match, base: RuleBase) -> bool:
    """A hint at what is never asked aloud: shown back as not understood, instead of a question."""
    finding = base.program.vocabulary.findings.get(match.target)
    return match.value == HINT and finding is not None and finding.volunteered


def _when_it_began(matches: list[Match], words: list[Token], heard: Heard, base: RuleBase) -> None:
    """As in "can't feel when I pee since yesterday": the time told after such a sign is that sign's."""
    told = heard.words.get("duration_days", "").split()
    if not told or "ces_onset_days" not in base.program.vocabulary.findings:
        return
    days = heard.answers.get("duration_days")
    worse = any(token.word in ("worse", "worsening") for token in words)
    for match in matches:
        if not match.target.startswith("ces_") or heard.answers.get(match.target) is not True:
            continue
        after = [t.typed for t in words if t.clause == match.tokens[0].clause and t.at > match.tokens[-1].at]
        if not any(after[at : at + len(told)] == told for at in range(len(after))):
            continue
        if match.target in _MAY_BE_OLD and isinstance(days, int) and days > RECENT_DAYS and not worse:
            del heard.answers[match.target]
            heard.answers[_OLD] = True
            heard.words[_OLD] = heard.words.pop(match.target)
        else:
            heard.answers["ces_onset_days"] = heard.answers["duration_days"]
            heard.words["ces_onset_days"] = heard.words["duration_days"]


def _inside_a_finding(match: Match, matches: list[Match]) -> bool:
    """As in "Numb between my legs" names no pain in the legs: the place belongs to the longer phrase."""
    at = {token.at for token in match.tokens}
    return any(
        other.target not in ("region", "culprit") and at < {token.at for token in other.tokens} and _keeps_place(other)
        for other in matches
    )


def _does_not_hurt(match: Match, words: list[Token]) -> bool:
    """As in "feet checked and fine", "left hip replaced", "I carry her on my hip": a place, and no complaint of it."""
    part = [token for token in words if token.part == match.tokens[0].part]
    if any(token.word in HURTS for token in part):
        return False
    at = match.tokens[0].at
    return any((t.typed in FINE and at < t.at <= at + 6) or (t.typed in CARRIES and t.at < at) for t in part)


def _keeps_place(match: Match) -> bool:
    return match.target.startswith(("ces_", "leg_pain_b", "pregnan", "worse_", "better_", "test_", "face_", "arm_"))


def _sides(match: Match, words: list[Token]) -> list[str]:
    first, last = match.tokens[0].at, match.tokens[-1].at
    near = [
        t
        for t in words
        if t.clause == match.tokens[0].clause and (first - 3 <= t.at < first or last < t.at <= last + 6)
    ]
    before = [t.typed for t in near if t.at < first]
    after = [t.typed for t in near if t.at > last]
    inside = [t.typed for t in words if first <= t.at <= last]
    if "both" in before or "bilateral" in before:
        return ["left", "right"]
    for nearby in (inside, before[::-1], after):
        for word in nearby:
            if word in ("left", "right") and not (nearby is after and not _belongs_after(after, word)):
                return [word]
            if nearby is after and word in (",", "and", "or"):
                break
    return []


def _belongs_after(after: list[str], side: str) -> bool:
    """As in "Leg on the right", "hip (left side)"; not "back, right leg"."""
    at = after.index(side)
    following = after[at + 1] if at + 1 < len(after) else ""
    return following in ("", "side", ",") or following in STOPWORDS


def _adverb_back(match: Match, words: list[Token]) -> bool:
    if match.target != "region" or [t.typed for t in match.tokens] != ["back"]:
        return False
    at = match.tokens[0].at
    before = next((t.typed for t in reversed(words) if t.at < at), "")
    after = next((t.typed for t in words if t.at > at), "")
    return before in BACK_IS_ADVERB or after in ("again", "to", "home", "then", "when", "at")


def _leftovers(words: list[Token], used: set[int]) -> tuple[str, ...]:
    """The runs of words that nothing was made of. What somebody cannot do, and a sign, are never passed over."""
    runs: list[list[str]] = []
    last = -2
    following = 0
    for token in words:
        following = CANNOT_REACH if token.word == "cannot" and token.at not in used else max(following - 1, 0)
        if token.at in used or token.typed in (",", "-", "or", "nor"):
            following = 0
            continue
        passed_over = token.word in STOPWORDS or token.word in NEGATORS or is_common(token)
        if passed_over and token.word not in SIGNS and not following:
            continue
        if token.at == last + 1:
            runs[-1].append(token.typed)
        else:
            runs.append([token.typed])
        last = token.at
    return tuple(" ".join(run) for run in runs)
