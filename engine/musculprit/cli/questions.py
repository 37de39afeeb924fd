"""Each kind of ask of an interview, put to a person at a terminal, and their reply as a move."""

from __future__ import annotations

from collections.abc import Callable

from ..conversation import replies
from ..conversation.interview.asks import Ask, Corrected, Move, Note, One, Reply, Tick
from ..conversation.interview.intake import AGREED_AND_DONE, HISTORY
from ..conversation.interview.interview import Interview
from ..conversation.interview.record import BY_NAME, check_note
from ..model.answers import NOT_SURE, Answer, Sites
from ..triage.questions import text_of
from .terminal import Terminal

PARTS = {HISTORY[0].name: "THE HISTORY.", AGREED_AND_DONE[0].name: "CONSENT AND PLAN."}
"""What stands above the first line of each part of the record."""


def put(ask: Ask, interview: Interview, terminal: Terminal) -> Move:
    """Ask, and read the reply. Raises Stopped and Wished."""
    match ask:
        case Tick():
            return _tick(ask, terminal)
        case One():
            return _one(ask, interview, terminal)
        case Note():
            return _note(ask, interview, terminal)


def put_right(finding: str, interview: Interview, terminal: Terminal) -> Move | None:
    """Ask for the right answer to what was answered before; None keeps it. Raises Stopped and Wished."""
    terminal.tell(_words(finding, interview, again=False))
    right = _reader(finding, interview, terminal, whole=True)
    answer = terminal.ask(
        f"{_hint(finding, interview)}, Enter keeps it", lambda line: right(line) if line else None, True
    )
    return None if answer is None else Corrected(finding, answer)


def _tick(ask: Tick, terminal: Terminal) -> Reply:
    terminal.rows([""])
    terminal.tell(ask.heading)
    for at, text in enumerate(ask.texts, start=1):
        terminal.tell(text, first=f"  {at}  ")
    count = len(ask.findings)
    told = terminal.ask("n none of these, 1 3 those, 2? not sure", lambda line: replies.ticks(line, count))
    unsure = tuple(name for at, name in enumerate(ask.findings, start=1) if told.ask_each or at in told.not_sure)
    said = {name: at in told.yes for at, name in enumerate(ask.findings, start=1) if name not in unsure}
    return Reply(said, unsure, because=ask.because)


def _one(ask: One, interview: Interview, terminal: Terminal) -> Reply:
    kind = interview.base.program.vocabulary.findings[ask.finding].type
    terminal.rows([""])
    terminal.tell(_words(ask.finding, interview, ask.again))
    read = _reader(ask.finding, interview, terminal)
    hint = _hint(ask.finding, interview) if not ask.again else "y, n, ? still not sure"
    if ask.optional:
        return terminal.ask(f"{hint}, Enter leaves it out, done leaves out the rest", _optional(ask, read), empty=True)
    answer = terminal.ask(hint, read, empty=kind == "regions" and bool(_places(ask.finding, interview)))
    # What a sentence hinted at was doubted once already; asked again it counts.
    if answer is NOT_SURE and kind == "yes_no" and not ask.again and ask.because != "said":
        return Reply(unsure=(ask.finding,), because=ask.because)
    return Reply({ask.finding: answer}, because=ask.because)


def _optional(ask: One, read: Callable[[str], Answer]) -> Callable[[str], Reply]:
    def reply(line: str) -> Reply:
        if line in ("", "done"):
            return Reply(passed=(ask.because if line else ask.finding,), because=ask.because)
        return Reply({ask.finding: read(line)}, because=ask.because)

    return reply


def _note(ask: Note, interview: Interview, terminal: Terminal) -> Reply:
    if ask.field in PARTS:
        terminal.rows(["", f"{PARTS[ask.field]} Enter leaves a line out, done leaves out the rest of this part."])
    options = _options(interview) if ask.field == "consent.option" else {}
    terminal.rows([f"  {at}  {title}" for at, title in enumerate(options.values(), start=1)])

    def read(line: str) -> Reply:
        if line == "done":
            return Reply(passed=tuple(_rest(ask.field)), because="record")
        if not line:
            return Reply(passed=(ask.field,), because="record")
        if options:
            if not line.isdecimal() or not 1 <= int(line) <= len(options):
                raise ValueError(f"Type a number from 1 to {len(options)}, or press Enter to leave it out.")
            return Reply(notes={ask.field: list(options)[int(line) - 1]}, because="record")
        check_note(ask.field, line)
        return Reply(notes={ask.field: line}, because="record")

    return terminal.ask(BY_NAME[ask.field].prompt, read, empty=True)


def _rest(field: str) -> list[str]:
    part = [one.name for one in (HISTORY if BY_NAME[field] in HISTORY else AGREED_AND_DONE)]
    return part[part.index(field) :]


def _options(interview: Interview) -> dict[str, str]:
    rules = interview.base.texts["rules"]
    return {
        name: text["title"]
        for name, text in rules.items()
        if name.startswith("consent.") and text.get("kind") == "option"
    }


def _words(finding: str, interview: Interview, again: bool) -> str:
    said = interview.base.texts["findings"][finding]
    if again:
        return str(said.get("again") or text_of(interview.base, finding))
    if interview.base.program.vocabulary.findings[finding].type == "regions":
        return "Where does it hurt, tingle or feel odd? All the places, worst first."
    return text_of(interview.base, finding)


def _hint(finding: str, interview: Interview) -> str:
    logic = interview.base.program.vocabulary.findings[finding]
    match logic.type:
        case "yes_no":
            return "y, n, ? not sure"
        case "integer":
            return f"{interview.base.texts['findings'][finding].get('unit', '') or 'number'}, ? not sure"
        case "choice":
            return " / ".join(logic.options) + ", ? not sure"
        case "regions":
            return "numbers, with l r b for the side (2r 7 9b), ? not sure"


def _reader(finding: str, interview: Interview, terminal: Terminal, whole: bool = False) -> Callable[[str], Answer]:
    logic = interview.base.program.vocabulary.findings[finding]
    match logic.type:
        case "yes_no":
            return replies.yes_no
        case "integer":
            unit = interview.base.texts["findings"][finding].get("unit", "")
            return lambda line: replies.number(line, logic.low, logic.high, unit)
        case "choice":
            return lambda line: replies.choice(line, logic.options)
        case "regions":
            before = frozenset() if whole else _places(finding, interview)
            numbered = _body_list(finding, before, interview, terminal)
            return lambda line: replies.sites(line, numbered, before)


def _places(finding: str, interview: Interview) -> frozenset[str]:
    told = interview.told.answers.get(finding)
    return told.places if isinstance(told, Sites) else frozenset()


def _body_list(finding: str, before: frozenset[str], interview: Interview, terminal: Terminal) -> dict[int, str]:
    """Print the numbered places of the body; gives which number is which region."""
    base = interview.base
    regions = base.program.vocabulary.regions
    numbered = {logic.page: region for region, logic in regions.items() if logic.page}
    rows = [f"{number:>3}  {base.texts['regions'][numbered[number]]['label']}" for number in sorted(numbered)]
    half = -(-len(rows) // 2)
    columns = zip(rows[:half], [*rows[half:], ""], strict=False)
    terminal.rows([f"{left:<40}{right}".rstrip() for left, right in columns])
    if before:
        named = ", ".join(base.label(f"{finding}={place}") for place in sorted(before))
        terminal.tell(f"You said: {named}. Add the finer places, or press Enter if that is all.")
    return numbered
