"""A sentence into answers, each with the words it came from.

Text can add a yes. It gives a no only for an explicit negation in the same clause. A danger word that is
hedged, past, or only nearly spelled becomes a question, never silence (S8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..model.answers import Answer, Sites
from ..model.case import Case
from ..triage.base import RuleBase
from . import measures
from .lexicon import BACK_IS_ADVERB, ENDS_NEGATION, HEDGES, NEGATORS, OTHERS, PAST, STOPWORDS, SUBJECTS
from .phrases import HINT, Match, Phrasebook, find, is_common, phrasebook
from .tokens import Token, content, tokens_of

RECENT_DAYS = 14
"""A mild bladder or bowel change longer than this, and stable, is a finding of its own (rulings, section 2)."""

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
    heard = hear(text, base, phrasebook(base.texts))
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
    first_person = any(
        token.word in ("i", "i'm", "i've", "me") or (token.word == "my" and not _names_other(token, words))
        for token in words
    )
    matches = find(content(words), book)
    for match in matches:
        used.update(token.at for token in match.tokens)
        if _adverb_back(match, words) or (first_person and _about_somebody_else(match, words)):
            continue
        _take(match, words, heard, base)
    _sites(matches, words, heard, first_person)
    _when_it_began(matches, words, heard, base)
    for name in [name for name in heard.doubts if heard.answers.get(name) is True]:
        del heard.doubts[name]
    heard.not_understood = _leftovers(words, used)
    return heard


def _take(match: Match, words: list[Token], heard: Heard, base: RuleBase) -> None:
    if match.target == "region":
        return
    if match.target == "culprit":
        if match.value not in heard.named:
            heard.named.append(match.value)
        return
    finding = base.program.vocabulary.findings[match.target]
    if finding.derived:
        return
    negated = _negated(match, words)
    hedged, past = _said_before(match, words, HEDGES), _said_near(match, words, PAST)
    history = finding.type == "choice" or _history(match.target, base.texts)
    hint = match.value == HINT and negated is False
    if hint or hedged or match.doubtful or negated is None or (past and not history):
        if hint or finding.danger or match.doubtful or negated is None:
            heard.doubts.setdefault(match.target, match.typed)
        return
    value: Answer = match.value if finding.type == "choice" else not negated
    if finding.type == "choice" and negated:
        return
    if heard.answers.get(match.target, value) != value:
        heard.conflicts.append(match.target)
        if finding.type == "choice":
            del heard.answers[match.target]
            return
        value = not finding.mitigating
    heard.answers[match.target] = value
    if value is not False or match.target not in heard.words:
        heard.words[match.target] = match.typed


def _history(name: str, texts: Mapping[str, Any]) -> bool:
    """Whether the finding is about the past anyway, so that a past tense is a yes."""
    return bool(texts["findings"][name].get("history"))


def _sites(matches: list[Match], words: list[Token], heard: Heard, first_person: bool) -> None:
    places: dict[str, str] = {}
    for match in matches:
        if (
            match.target != "region"
            or _adverb_back(match, words)
            or (first_person and _about_somebody_else(match, words))
        ):
            continue
        if _negated(match, words) is not False or _inside_a_finding(match, matches):
            continue
        sides = _sides(match, words)
        for side in sides or [""]:
            places[f"{match.value}.{side}" if side else match.value] = match.typed
    if places:
        heard.answers["pain_site"] = Sites(frozenset(places), complete=False)
        heard.words["pain_site"] = ", ".join(dict.fromkeys(places.values()))


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


def _keeps_place(match: Match) -> bool:
    return match.target.startswith(("ces_", "leg_pain_b", "pregnan", "worse_", "better_", "test_", "face_", "arm_"))


def _sides(match: Match, words: list[Token]) -> list[str]:
    first, last = match.tokens[0].at, match.tokens[-1].at
    near = [
        t
        for t in words
        if t.clause == match.tokens[0].clause and (first - 3 <= t.at < first or last < t.at <= last + 4)
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


def _negated(match: Match, words: list[Token]) -> bool | None:
    """True, False, or None when it cannot be told. Only a negation before the phrase in its clause counts."""
    own = {token.at for token in match.tokens}
    first = min(own)
    scope = [token for token in words if token.clause == match.tokens[0].clause and token.at < first]
    found: int | None = None
    for index in range(len(scope) - 1, -1, -1):
        word = scope[index].word
        if word in ENDS_NEGATION:
            break
        if word in NEGATORS and scope[index].at not in own:
            found = index
            break
    if found is None:
        return False
    if any(token.word in ("cannot", "not", "wont", "no") for token in match.tokens):
        # "no numbness and can't pee": the phrase brings its own negation, and the earlier one is not its.
        return False
    typed = [token.typed for token in scope[found + 1 :]]
    denial = scope[found].word
    if denial == "not" and typed[:1] in (["only"], ["just"]):
        return False
    if "," in typed or "and" in typed:
        after = typed[max(at for at, one in enumerate(typed) if one in (",", "and")) + 1 :]
        if any(word in SUBJECTS for word in after) or denial in ("cannot", "wont"):
            # A new statement: what cannot be done, and what is denied, ended before it.
            return False
        return _list_goes_on(match, words, typed)
    if denial in ("cannot", "wont") or typed[:1] in (["sure"], ["say"], ["really"], ["tell"], ["know"]):
        return None
    if any(word in SUBJECTS for word in typed[1:]) and denial in ("no", "never"):
        return None
    return True


def _list_goes_on(match: Match, words: list[Token], between: list[str]) -> bool | None:
    """As in "No numbness, tingling or weakness" denies all three; "no fever, leg weak" cannot be told."""
    rest = [t.typed for t in words if t.clause == match.tokens[0].clause and t.at > match.tokens[-1].at][:4]
    joined = "or" in between or "nor" in between or "or" in rest or "nor" in rest
    return True if joined else None


def _said_before(match: Match, words: list[Token], phrases: tuple[tuple[str, ...], ...]) -> bool:
    own = {token.at for token in match.tokens}
    first = min(own)
    before = [
        t.word for t in words if t.clause == match.tokens[0].clause and first - 6 <= t.at < first and t.at not in own
    ]
    for end in ("but", ",", "and"):
        if end in before:
            before = before[len(before) - before[::-1].index(end) :]
    return any(tuple(before[at : at + len(one)]) == one for one in phrases for at in range(len(before)))


def _said_near(match: Match, words: list[Token], phrases: tuple[tuple[str, ...], ...]) -> bool:
    clause = [t for t in words if t.clause == match.tokens[0].clause]
    parts: list[list[Token]] = [[]]
    for token in clause:
        if token.word in ("but", ",", "now"):
            parts.append([])
        parts[-1].append(token)
    at = match.tokens[0].at
    part = next((p for p in parts if any(t.at == at for t in p)), [])
    typed = [t.typed for t in part]
    return any(tuple(typed[n : n + len(one)]) == one for one in phrases for n in range(len(typed)))


def _about_somebody_else(match: Match, words: list[Token]) -> bool:
    """As in "My husband gets tingling": said in the same breath, before it, with no "I" in between."""
    before = [t for t in words if t.clause == match.tokens[0].clause and t.at < match.tokens[0].at]
    for token in reversed(before):
        if token.typed in ("i", "i'm", "i've", "me", ",", "but") or (
            token.typed == "my" and not _names_other(token, words)
        ):
            return False
        if token.typed in OTHERS:
            follows = next((t.typed for t in words if t.at > token.at), "")
            return follows not in ("says", "said", "thinks", "reckons", "told", "noticed", "is")
    return False


def _names_other(my: Token, words: list[Token]) -> bool:
    return next((t.typed for t in words if t.at > my.at), "") in OTHERS


def _adverb_back(match: Match, words: list[Token]) -> bool:
    if match.target != "region" or [t.typed for t in match.tokens] != ["back"]:
        return False
    at = match.tokens[0].at
    before = next((t.typed for t in reversed(words) if t.at < at), "")
    after = next((t.typed for t in words if t.at > at), "")
    return before in BACK_IS_ADVERB or after in ("again", "to", "home", "then", "when", "at")


def _leftovers(words: list[Token], used: set[int]) -> tuple[str, ...]:
    runs: list[list[str]] = []
    last = -2
    for token in words:
        if (
            token.at in used
            or token.word in STOPWORDS
            or token.word in NEGATORS
            or token.typed in (",", "-", "or", "nor")
            or is_common(token)
        ):
            continue
        if token.at == last + 1:
            runs[-1].append(token.typed)
        else:
            runs.append([token.typed])
        last = token.at
    return tuple(" ".join(run) for run in runs)
