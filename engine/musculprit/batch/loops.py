"""What is listed of each person and in which order: compiled loops over planes, 64 people after another.

A list of everybody is `ends` (where the list of each person ends; it starts where the one before does) and the
entries of all people in turn.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..reasoning.planes.compiled import compiled
from ..reasoning.planes.machine import Words

_TURN = np.uint64(0x03F79D71B4CB0A89)
_PLACE = np.array([(1 << at) * int(_TURN) % 2**64 >> 58 for at in range(64)]).argsort()
"""Which single bit a word is, by the top of its product with a constant in which every six bits differ.

Source: H. S. Warren, Hacker's Delight, 2nd ed., section 5-4, counting trailing zeros.
"""

_LOW = 0xFFFF
_MOST = 1 << 15
"""More than any score or number of groups."""
_LAST = 1 << 32
"""The turn of an action that no leading culprit names."""


@compiled
def listed(said: Words, planes: NDArray[Any], people: int, readable: Words) -> tuple[NDArray[Any], NDArray[Any]]:
    """For each person the places in `planes` of those that are set, rising. `planes` are rows of `said`."""
    ends = np.zeros(people + 1, np.int32)
    found = np.empty(people * len(planes), np.int16)  # what is never written takes no memory
    held, counts = np.empty((64, len(planes)), np.int16), np.empty(64, np.int64)
    end = 0
    for word in range(len(readable)):
        _hand_out(said, planes, word, readable[word], held, counts)
        for person in range(min(64, people - 64 * word)):
            for at in range(counts[person]):
                found[end] = held[person, at]
                end += 1
            ends[64 * word + person + 1] = end
    return ends, found[:end].copy()


@compiled
def ranked(
    said: Words, signs: NDArray[Any], numbers: NDArray[Any], steps: NDArray[Any], people: int, readable: Words, few: int
) -> tuple[NDArray[Any], ...]:
    """The culprits that are listed, best first: `ends`, then which one, its band, score, and whether it leads.

    `signs` are the planes of where each culprit may be listed, leads and refers; `numbers` the first plane of its
    score, groups and band, and the least that each can be; `steps` by how much each further plane lifts it (0: none).
    All that lead are listed, and the best where fewer than `few` do.
    """
    culprits = signs.shape[1]
    ends = np.zeros(people + 1, np.int32)
    room = people * culprits  # what is never written takes no memory
    which, bands, scores, leads = (
        np.empty(room, np.int16),
        np.empty(room, np.int8),
        np.empty(room, np.int16),
        np.empty(room, np.uint8),
    )
    keys, score = np.empty((64, culprits), np.int64), np.empty((64, culprits), np.int16)
    tallies = np.empty((3, 64), np.int64)
    counts, leading, unsupported = tallies[0], tallies[1], tallies[2]
    end = 0
    for word in range(len(readable)):
        _rank(said, signs, numbers, steps, word, readable[word], keys, score, tallies)
        for person in range(min(64, people - 64 * word)):
            bit = np.uint64(person)
            _sort(keys, person, counts[person])
            most = few + unsupported[person] if leading[person] < few else leading[person]
            for at in range(min(most, counts[person])):
                culprit = keys[person, at] & _LOW
                which[end] = culprit
                bands[end] = _number(said, word, bit, numbers, steps, 2, culprit)
                scores[end] = score[person, culprit]
                leads[end] = at < leading[person]
                end += 1
            ends[64 * word + person + 1] = end
    return ends, which[:end].copy(), bands[:end].copy(), scores[:end].copy(), leads[:end].copy()


@compiled
def _rank(
    said: Words,
    signs: NDArray[Any],
    numbers: NDArray[Any],
    steps: NDArray[Any],
    word: int,
    people: np.uint64,
    keys: NDArray[Any],
    score: NDArray[Any],
    tallies: NDArray[Any],
) -> None:
    """Give each of 64 people a key for each culprit, the lowest for the best, of which the lowest bits say which it is.

    In the tallies: how many culprits each has, how many of them lead, and how many lead though nothing speaks for them.
    """
    tallies[:] = 0
    for culprit in range(signs.shape[1]):
        left = said[signs[0, culprit], word] & people
        if not left:
            continue
        lead, refers = said[signs[1, culprit], word], said[signs[2, culprit], word]
        while left:
            person, left = _lowest(left)
            bit = np.uint64(person)
            points = _number(said, word, bit, numbers, steps, 0, culprit)
            groups = _number(said, word, bit, numbers, steps, 1, culprit)
            behind = _MOST - points
            if (lead >> bit) & np.uint64(1):
                behind = 0
                tallies[1, person] += 1
                tallies[2, person] += points <= 0
            order = 2 * behind + 1 - np.int64((refers >> bit) & np.uint64(1))
            keys[person, tallies[0, person]] = (order << 32) + ((_MOST - groups) << 16) + culprit
            tallies[0, person] += 1
            score[person, culprit] = points


@compiled
def advised(
    said: Words,
    actions: NDArray[Any],
    care: NDArray[Any],
    people: int,
    readable: Words,
    leading: tuple[NDArray[Any], NDArray[Any], NDArray[Any]],
) -> tuple[NDArray[Any], ...]:
    """`ends` and which actions are offered; then `ends`, which are held back, and whether an answer could free them.

    `actions` are the planes of where each is offered, would fit and is held back, and is surely blocked; `care` the
    actions of each culprit, in order (-1: none); `leading` the lists of culprits, and whether each leads.
    """
    culprit_ends, culprits, leads = leading
    number = actions.shape[1]
    ends, held_ends = np.zeros(people + 1, np.int32), np.zeros(people + 1, np.int32)
    room = people * number  # what is never written takes no memory
    offered, held, waits = np.empty(room, np.int16), np.empty(room, np.int16), np.empty(room, np.uint8)
    fits, fit_counts = np.empty((64, number), np.int16), np.empty(64, np.int64)
    stays, stay_counts = np.empty((64, number), np.int16), np.empty(64, np.int64)
    turn, keys = np.empty(number, np.int64), np.empty((1, number), np.int64)
    end = held_end = 0
    for word in range(len(readable)):
        _hand_out(said, actions[0], word, readable[word], fits, fit_counts)
        _hand_out(said, actions[1], word, readable[word], stays, stay_counts)
        for person in range(min(64, people - 64 * word)):
            row = 64 * word + person
            if fit_counts[person] + stay_counts[person]:
                turn[:] = _LAST
                for at in range(culprit_ends[row], culprit_ends[row + 1]):
                    if not leads[at]:
                        break
                    for depth in range(care.shape[1]):
                        action = care[culprits[at], depth]
                        if action >= 0:
                            turn[action] = min(turn[action], (depth << 10) + at - culprit_ends[row])
            _put_in_turn(keys, fits, person, fit_counts[person], turn)
            for at in range(fit_counts[person]):
                offered[end] = keys[0, at] & _LOW
                end += 1
            _put_in_turn(keys, stays, person, stay_counts[person], turn)
            for at in range(stay_counts[person]):
                held[held_end] = keys[0, at] & _LOW
                waits[held_end] = not _is_set(said, actions[2, keys[0, at] & _LOW], word, np.uint64(person))
                held_end += 1
            ends[row + 1], held_ends[row + 1] = end, held_end
    return ends, offered[:end].copy(), held_ends, held[:held_end].copy(), waits[:held_end].copy()


@compiled
def _hand_out(
    said: Words, planes: NDArray[Any], word: int, people: np.uint64, held: NDArray[Any], counts: NDArray[Any]
) -> None:
    """Give each of 64 people the places of the planes that are set for them."""
    counts[:] = 0
    for place in range(len(planes)):
        left = said[planes[place], word] & people
        while left:
            person, left = _lowest(left)
            held[person, counts[person]] = place
            counts[person] += 1


@compiled
def _lowest(word: np.uint64) -> tuple[int, np.uint64]:
    """The number of the lowest bit that is set, and the word without it."""
    rest = word & (word - np.uint64(1))
    return _PLACE[((word ^ rest) * _TURN) >> np.uint64(58)], rest


@compiled
def _is_set(said: Words, plane: int, word: int, bit: np.uint64) -> np.int64:
    return np.int64((said[plane, word] >> bit) & np.uint64(1))


@compiled
def _number(
    said: Words, word: int, bit: np.uint64, numbers: NDArray[Any], steps: NDArray[Any], which: int, culprit: int
) -> Any:
    """The least that it can be, and every step whose plane is set."""
    plane, value = numbers[which, culprit, 0], numbers[which, culprit, 1]
    for at in range(steps.shape[2]):
        step = steps[which, culprit, at]
        if not step:
            break
        value += step * np.int64((said[plane + at, word] >> bit) & np.uint64(1))
    return value


@compiled
def _put_in_turn(keys: NDArray[Any], held: NDArray[Any], person: int, count: int, turn: NDArray[Any]) -> None:
    """The actions that a person holds, in the order of their turns, as numbers of which they are the lowest 16 bits."""
    for at in range(count):
        keys[0, at] = (turn[held[person, at]] << 16) + held[person, at]
    _sort(keys, 0, count)


@compiled
def _sort(keys: NDArray[Any], row: int, count: int) -> None:
    """Put the first few numbers of a row in rising order."""
    for at in range(1, count):
        key, place = keys[row, at], at
        while place and keys[row, place - 1] > key:
            keys[row, place] = keys[row, place - 1]
            place -= 1
        keys[row, place] = key
