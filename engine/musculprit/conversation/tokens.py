"""A sentence as words with their places, spelled one way."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"\d+(?:/\d+)?|[a-z]+(?:'[a-z]+)?|[.,;:!?()\n–—-]")

_NEGATED_VERBS = {
    "can't": "cannot", "cant": "cannot", "cannot": "cannot", "couldn't": "cannot", "couldnt": "cannot", "carnt": "cannot",
    "unable": "cannot", "don't": "not", "dont": "not", "doesn't": "not", "doesnt": "not", "didn't": "not", "didnt": "not",
    "isn't": "not", "isnt": "not", "aren't": "not", "wasn't": "not", "haven't": "not", "havent": "not", "hasn't": "not",
    "hasnt": "not", "hadn't": "not", "won't": "wont", "wont": "wont", "ain't": "not", "nor": "nor", "neither": "not",
    "without": "no", "denies": "no", "deny": "no", "denied": "no", "none": "no", "nothing": "no", "never": "never",
}  # fmt: skip

_ONE_SPELLING = {
    "wee": "pee", "weeing": "pee", "weed": "pee", "urinate": "pee", "urinating": "pee", "peeing": "pee", "peed": "pee",
    "piss": "pee", "urine": "pee", "wees": "pee", "pees": "pee", "poop": "poo", "pooing": "poo", "pooping": "poo", "bottoms": "bottom",
    "numbness": "numb", "numbed": "numb", "tingly": "tingling", "tingles": "tingling", "tingle": "tingling",
    "weakness": "weak", "aching": "ache", "aches": "ache", "achy": "ache", "achey": "ache", "hurts": "hurt", "hurting": "hurt",
    "painful": "pain", "pains": "pain", "sore": "ache", "legs": "leg", "feet": "foot", "toes": "toe", "hips": "hip", "knees": "knee",
    "sitting": "sit", "sits": "sit", "seated": "sit", "sat": "sit", "standing": "stand", "stands": "stand", "walking": "walk", "walks": "walk",
    "running": "run", "runs": "run", "lying": "lie", "laying": "lie", "driving": "drive", "bending": "bend", "coughing": "cough",
    "sneezing": "sneeze", "worsens": "worse", "worst": "worse", "swelling": "swollen", "swelled": "swollen", "leaking": "leak", "leaks": "leak",
    "leaked": "leak", "feeling": "feel", "feels": "feel", "felt": "feel", "colour": "color", "oestrogen": "estrogen", "tumour": "tumor",
    "shivering": "shiver", "shivers": "shiver", "fainted": "faint", "fainting": "faint", "collapsed": "collapse",
    "buttocks": "buttock", "glutes": "glute", "thighs": "thigh", "calves": "calf", "stairs": "stair", "steps": "step",
    "gives": "give", "giving": "give", "gave": "give", "moving": "move", "moves": "move", "moved": "move",
    "weigh": "weight", "losing": "lose", "lost": "lose", "passing": "pass", "holding": "hold", "wetting": "wet", "starting": "start", "started": "start",
    "blisters": "blister", "injections": "injection", "steroids": "steroid", "thinners": "thinner", "tablets": "tablet",
}  # fmt: skip

STOPWORDS = frozenset(
    "a an the my i i'm im i've ive i'd is it it's its are am was were be been being of to in on at for from that this these those "
    "there have has had having get gets getting got do does did and me so very really just also with as some any "
    "like bit like when whenever if while then your you yours our her his she he their they them who which us we by into".split()
)

BREAKS = frozenset(".;:!?()\n–—")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: as compared, as typed, and which word and clause of the text it is."""

    word: str
    typed: str
    at: int
    clause: int


def tokens_of(text: str) -> list[Token]:
    """The words of a text, each with its clause. Clauses end at a full stop, semicolon, bracket or dash."""
    plain = text.lower().replace("’", "'").replace("‘", "'").replace("`", "'")
    plain = re.sub(r"\bcan not\b", "cannot", plain)
    found: list[Token] = []
    clause = 0
    for at, match in enumerate(_WORD.finditer(plain)):
        typed = match.group()
        if typed in BREAKS:
            clause += 1
        else:
            found.append(Token(spelled(typed), typed, at, clause))
    return found


def spelled(typed: str) -> str:
    """One spelling for the forms of a word."""
    word = _NEGATED_VERBS.get(typed, typed)
    word = word.removesuffix("'s")
    return _ONE_SPELLING.get(word, word)


def content(words: list[Token]) -> list[Token]:
    """The words that carry meaning: no small words, no commas."""
    return [token for token in words if token.word not in STOPWORDS and token.word not in (",", "-")]


def phrase(text: str) -> tuple[str, ...]:
    """A phrase of the vocabulary as it is compared."""
    return tuple(token.word for token in content(tokens_of(text)))
