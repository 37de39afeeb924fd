"""When a page of the screen applies, when it is settled, and when the whole answer is complete."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..model.expression import All, Condition, Node, Not, NotSure, Yes, all_of, any_of
from ..model.program import Flag, GateBullet, ScreenPage
from ..model.rule import Bullet, Page, Question
from ..model.vocabulary import Vocabulary
from ..model.words import SAME_DAY
from .answered import answered

Expand = Callable[[Condition], Condition]


def pages(written: Iterable[Page], expanded: Expand) -> tuple[ScreenPage, ...]:
    """The pages of the screen, without their texts."""
    return tuple(
        ScreenPage(
            page.id,
            page.page,
            tuple(_bullet(one, expanded) for one in (*page.asks, *page.bullets) if not isinstance(one, str)),
            listed=bool(page.bullets),
        )
        for page in written
    )


def definitions(
    screen: Iterable[ScreenPage],
    written: Iterable[Page],
    expanded: Expand,
    vocabulary: Vocabulary,
    flags: Sequence[Flag],
) -> dict[str, Node]:
    """`gate.<id>.applies`, `gate.<id>.settled` and `complete`."""
    found: dict[str, Node] = {}
    settled: list[Condition] = []
    for page, source in zip(screen, written, strict=True):
        applies, done = f"gate.{page.id}.applies", f"gate.{page.id}.settled"
        found[applies] = All(()) if source.applies is None else expanded(source.applies)
        found[done] = all_of(*(_settled(bullet, vocabulary) for bullet in page.bullets))
        settled.append(any_of(Not(Yes(applies)), Yes(done)))
    urgent = [flag.name for flag in flags if flag.floor >= SAME_DAY and not flag.volunteered]
    found["complete"] = All((*settled, *(any_of(Yes(name), Not(Yes(name))) for name in urgent)))
    return found


def _settled(bullet: GateBullet, vocabulary: Vocabulary) -> Condition:
    asked = answered(bullet.finding, vocabulary)
    if bullet.opens or bullet.details:
        follow_ups: list[Condition] = [answered(one, vocabulary) for one in (*bullet.opens, *bullet.details)]
        if bullet.opens:
            # A tick means at least one of its parts: all of them denied is a contradiction, asked again.
            held = [holds for one in bullet.opens for holds in (Yes(one), NotSure(one))]
            follow_ups.append(any_of(*held, NotSure(bullet.finding)))
        asked = all_of(asked, any_of(Not(Yes(bullet.finding)), all_of(*follow_ups)))
    return asked if bullet.applies is None else any_of(Not(bullet.applies), asked)


def _bullet(one: Bullet | Question, expanded: Expand) -> GateBullet:
    details = one.details if isinstance(one, Bullet) else ()
    return GateBullet(one.finding, one.opens, details, None if one.when is None else expanded(one.when))
