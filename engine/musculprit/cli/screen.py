"""Asks, at a terminal, what is still to be asked: the pages of the screen, then what tells most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from ..conversation import replies
from ..model.answers import NOT_SURE, Answer, Sites, flatten
from ..model.case import Case
from ..model.words import EMERGENCY, SAME_DAY
from ..reasoning.forward.reader import ForwardReader
from ..report.page import Page
from ..triage.base import RuleBase
from ..triage.questions import next_questions, text_of
from ..triage.readings import read
from ..triage.screen import unsettled, with_none_of
from ..triage.support import Support

T = TypeVar("T")

MORE_QUESTIONS = 4
ALWAYS_USEFUL = ("duration_days", "severity_0_10")


def ask_the_screen(case: Case, base: RuleBase, forward: ForwardReader) -> Case:
    """The case with what the person answered. Stops at the first emergency; Ctrl-C keeps what was said."""
    answers = with_none_of(case.answers, case.none_of, base, case.doubts)
    try:
        _Screen(answers, base, forward).run(list(case.doubts))
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo("\nStopped. This is what I can say so far:\n", err=True)
    doubts = {name: words for name, words in case.doubts.items() if name not in answers}
    return replace(case, answers=answers, none_of=frozenset(), doubts=doubts)


class _Screen:
    def __init__(self, answers: dict[str, Answer], base: RuleBase, forward: ForwardReader) -> None:
        self.answers = answers
        self.base = base
        self.forward = forward

    def run(self, doubts: list[str]) -> None:
        """Ask until nothing is left that matters; what was hinted at comes first."""
        click.echo("Safety questions first. Ctrl-C stops at any time.", err=True)
        for name in doubts:
            if name not in self.answers:
                self._ask_one(name)
        while (page := self._next_page()) is not None:
            if self._floor() >= EMERGENCY:
                return
            self._ask_page(*page)
        if self._floor() >= SAME_DAY:
            return
        self._ask_open()
        for name in ALWAYS_USEFUL:
            if name in self.base.program.vocabulary.findings and name not in self.answers:
                self._ask_one(name)
        for _ in range(MORE_QUESTIONS):
            if self._floor() >= SAME_DAY or not self._ask_next():
                return

    def _ask_open(self) -> None:
        """What keeps danger open after the screen, one at a time."""
        while self._floor() < SAME_DAY:
            said, support = self._said()
            open_now = [q for q in next_questions(self.base, said, support) if q.because.startswith("red_flag.")]
            if not open_now:
                return
            self._ask_one(open_now[0].finding)

    def _ask_next(self) -> bool:
        said, support = self._said()
        waiting = [q for q in next_questions(self.base, said, support) if q.finding not in self.answers]
        if waiting:
            self._ask_one(waiting[0].finding)
        return bool(waiting)

    def _next_page(self) -> tuple[str, list[str]] | None:
        said, support = self._said()
        for page, names in unsettled(self.base.program, said, support.world):
            return page.id, names
        return None

    def _said(self) -> tuple[dict[str, Any], Support]:
        world = flatten(self.answers, self.base.program.vocabulary)
        said = dict(read(self.base, world, self.forward).said)
        known = {**world, **{name: value for name, value in said.items() if value is not None}}
        return said, Support(self.base.judge, known)

    def _floor(self) -> int:
        return int(self._said()[0]["floor"] or 0)

    def _ask_page(self, page: str, names: list[str]) -> None:
        text = self.base.texts["pages"][page]
        findings = self.base.program.vocabulary.findings
        ticked = [name for name in names if name in text["bullets"]]
        if not ticked:
            if all(findings[name].type == "yes_no" for name in names) and len(names) > 1:
                self._ask_bullets("Which of these?", names, [self.base.label(name) for name in names])
            else:
                self._ask_one(names[0])
            return
        if len(ticked) < len(names):
            parts = [name for name in names if name not in ticked]
            self._ask_bullets("You ticked something there. Which of these?", parts, [self.base.label(n) for n in parts])
            return
        self._ask_bullets(
            f"{text['title'].upper()}. Is any of these new or true for you?",
            ticked,
            [text["bullets"][n] for n in ticked],
        )

    def _ask_bullets(self, heading: str, names: list[str], texts: list[str]) -> None:
        _tell(f"\n{heading}")
        for at, text in enumerate(texts, start=1):
            _tell(text, first=f"  {at}  ")
        told = self._prompt("n none of these, 1 3 those, 2? not sure", lambda reply: replies.ticks(reply, len(names)))
        for at, name in enumerate(names, start=1):
            if told.ask_each or at in told.not_sure:
                self._ask_again(name)
            else:
                self.answers[name] = at in told.yes

    def _ask_one(self, name: str) -> None:
        finding = self.base.program.vocabulary.findings[name]
        click.echo("", err=True)
        match finding.type:
            case "yes_no":
                _tell(text_of(self.base, name))
                answer = self._prompt("y, n, ? not sure", replies.yes_no)
                if answer is NOT_SURE:
                    self._ask_again(name)
                else:
                    self.answers[name] = answer
            case "integer":
                self._ask_number(name)
            case "choice":
                self._ask_choice(name)
            case "regions":
                self._ask_places(name)

    def _ask_again(self, name: str) -> None:
        said = self.base.texts["findings"][name]
        _tell(f"\n{said.get('again') or said.get('ask') or said['label']}")
        self.answers[name] = self._prompt("y, n, ? still not sure", replies.yes_no)

    def _ask_number(self, name: str) -> None:
        finding = self.base.program.vocabulary.findings[name]
        unit = self.base.texts["findings"][name].get("unit", "")

        def number(reply: str) -> Answer:
            if reply.strip() in ("?", "not sure"):
                return NOT_SURE
            if reply.strip().isdigit() and finding.low <= int(reply) <= finding.high:
                return int(reply)
            raise ValueError(f"Type a whole number of {unit} from {finding.low} to {finding.high}, or ? if not sure.")

        _tell(text_of(self.base, name))
        self.answers[name] = self._prompt(unit or "number", number)

    def _ask_choice(self, name: str) -> None:
        options = list(self.base.program.vocabulary.findings[name].options)

        def choice(reply: str) -> Answer:
            word = reply.strip().lower()
            if word in ("?", "not sure"):
                return NOT_SURE
            near = [option for option in options if word and option.startswith(word)]
            if len(near) == 1:
                return near[0]
            raise ValueError(f"Type {', '.join(options)}, or ? if not sure or rather not say.")

        _tell(text_of(self.base, name))
        self.answers[name] = self._prompt(" / ".join(options), choice)

    def _ask_places(self, name: str) -> None:
        regions = self.base.program.vocabulary.regions
        numbered = {logic.page: region for region, logic in regions.items() if logic.page}
        told = self.answers.get(name)
        click.echo("Where does it hurt, tingle or feel odd? All the places, worst first.", err=True)
        rows = [f"{number:>3}  {self.base.texts['regions'][numbered[number]]['label']}" for number in sorted(numbered)]
        half = -(-len(rows) // 2)
        for left, right in zip(rows[:half], [*rows[half:], ""], strict=False):
            click.echo(f"{left:<40}{right}".rstrip(), err=True)
        if isinstance(told, Sites) and told.places:
            named = ", ".join(self.base.label(f"{name}={place}") for place in sorted(told.places))
            _tell(f"You said: {named}. Add the finer places, or press Enter if that is all.")

        def sites(reply: str) -> Answer:
            if reply.strip() in ("?", "not sure"):
                return NOT_SURE
            before = told.places if isinstance(told, Sites) else frozenset()
            if not reply.strip() and before:
                return Sites(before)
            return Sites(before | replies.places(reply, numbered))

        self.answers[name] = self._prompt(
            "numbers, with l r b for the side (2r 7 9b), ? not sure", sites, empty=bool(told)
        )

    def _prompt(self, hint: str, read_reply: Callable[[str], T], empty: bool = False) -> T:
        while True:
            reply = click.prompt(f"  [{hint}]", prompt_suffix=" > ", default="", show_default=False, err=True)
            if not reply.strip() and not empty:
                click.echo("  An empty line is no answer.", err=True)
                continue
            try:
                return read_reply(reply)
            except ValueError as error:
                _tell(str(error), first="  ")


def _tell(text: str, first: str = "") -> None:
    """A paragraph of the conversation, at most eighty columns wide."""
    page = Page()
    if text.startswith("\n"):
        page.line()
    page.line(text.strip(), indent=" " * len(first), first=first)
    click.echo(page.text(), err=True)
