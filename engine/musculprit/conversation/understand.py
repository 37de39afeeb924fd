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
from . import measures, people, scope
from .lexicon import NEGATORS, SIGNS, STOPWORDS
from .phrases import DENIAL, HINT, Match, Phrasebook, find, phrasebook
from .places import is_adverb, on_both_sides, places
from .spelling import is_common
from .tokens import Token, content, plain_of, tokens_of

RECENT_DAYS = 14
"""A mild bladder or bowel change longer than this, and stable, is a finding of its own (rulings, section 2)."""

CANNOT_REACH = 5
"""Words shown back from a "can't" on that nothing was made of."""

_MAY_BE_OLD = ("ces_bladder_change", "ces_bowel_change")
_OLD = "ces_change_old_stable"
_BOTH_SIDES = "pain_bilateral"


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
    reader = _Reader(text, words, matches, used, heard, base)
    reader.read()
    _when_it_began(matches, words, heard, base)
    _thinners(heard)
    for name in [name for name in heard.doubts if heard.answers.get(name) is True]:
        del heard.doubts[name]
    heard.not_understood = _leftovers(words, used)
    return heard


class _Reader:
    """Takes the phrases found in one text, each with what reaches it."""

    def __init__(
        self, text: str, words: list[Token], matches: list[Match], used: set[int], heard: Heard, base: RuleBase
    ) -> None:
        self.text, self.words, self.matches, self.used, self.heard, self.base = text, words, matches, used, heard, base
        self.asked_for = people.asked_for(text)
        self.speaks_of_self = not self.asked_for and people.speaks_of_self(words, matches)

    def read(self) -> None:
        """Fill in what was heard."""
        for match in self.matches:
            if not is_adverb(match, self.words) and not self._of_somebody_else(match):
                self._take(match)
        self._sites()
        self._person()

    def _of_somebody_else(self, match: Match) -> bool:
        finding = self.base.program.vocabulary.findings.get(match.target)
        if finding is not None and finding.volunteered:
            return False  # harm done by somebody is told with that person as the subject
        return self.speaks_of_self and people.about_somebody_else(match, self.words)

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
        over = not denied and scope.past(match, self.words) and not self._history(match.target, finding)
        doubtful = hint or over or match.doubtful or denied is None or scope.hedged(match, self.words)
        if doubtful and not finding.volunteered:
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
        mine = [match for match in self.matches if not self._of_somebody_else(match)]
        found, worst = places(mine, self.words, plain_of(self.text), self._denies)
        for name, told in (("pain_site", found), ("worst_site", worst)):
            if told and name in self.base.program.vocabulary.findings:
                self.heard.answers[name] = Sites(frozenset(told), complete=False)
                self.heard.words[name] = ", ".join(dict.fromkeys(told.values()))
        both = on_both_sides(plain_of(self.text))
        if both and _BOTH_SIDES in self.base.program.vocabulary.findings:
            self.heard.answers.setdefault(_BOTH_SIDES, True)
            self.heard.words.setdefault(_BOTH_SIDES, both)

    def _denies(self, match: Match) -> bool | None:
        return scope.negated(match, self.words, self.used)

    def _person(self) -> None:
        """Who is asked for, and the sex of whoever is spoken of when nobody says "I"."""
        findings = self.base.program.vocabulary.findings
        if self.asked_for and "informant" in findings:
            self.heard.answers.setdefault("informant", "proxy")
            self.heard.words.setdefault("informant", self.asked_for)
        told = people.own_sex(self.words) if self.speaks_of_self else people.sex_of(self.words)
        if told is not None and "sex" in findings and "sex" not in self.heard.answers:
            self.heard.answers["sex"], self.heard.words["sex"] = told


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


def _thinners(heard: Heard) -> None:
    """Who takes aspirin and denies blood thinners may not know which is which: asked, not believed."""
    if heard.answers.get("antiplatelet") is True and heard.answers.get("anticoagulant") is False:
        del heard.answers["anticoagulant"]
        heard.doubts["anticoagulant"] = heard.words.pop("anticoagulant")


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
