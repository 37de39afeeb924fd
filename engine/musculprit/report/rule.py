"""One rule, finding, source or the screen, for somebody who wants to know what it says and why."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..model.expression import Node, atoms_of, finding_of
from ..triage.base import RuleBase
from .page import Page
from .words import GRADES

_READ = {"page": "read", "secondary": "read in a page that reports it", "memory": "from memory, not read yet"}


def show_rule(name: str, base: RuleBase) -> str:
    """A rule: what it is, its YAML as it stands, and its sources with how each was read."""
    text = base.texts["rules"][name]
    page = Page()
    page.line(f"{name}: {text['title']}")
    grade = text["evidence"]["grade"]
    page.line(f"Evidence {grade} ({GRADES[grade]}). Review: {text['review']}.")
    sources = text.get("sources", [])
    match provenance({base.texts["sources"][one]["read"] for one in sources}):
        case "no source":
            page.line("No source: this is design, or professional memory; see the note.")
        case "memory alone":
            page.line("On memory alone: nobody has read its sources yet.")
    page.gap()
    body = str(page)
    file = base.texts["files"].get(name, "")
    path = Path(base.folder).parent / file
    if path.is_file():
        body += f"{file}\n" + "".join(
            f"  {line}".rstrip() + "\n" for line in path.read_text(encoding="utf-8").splitlines()
        )
    end = Page()
    end.line("")
    if sources:
        end.line("SOURCES")
        for one in sources:
            end.line(_source(one, base), indent="    ", first="  ")
    return body + str(end)


def provenance(read: set[str]) -> str:
    """What a rule stands on, from how its sources were read: `read`, `memory alone` or `no source`."""
    return "no source" if not read else "memory alone" if read == {"memory"} else "read"


def show_finding(name: str, base: RuleBase) -> str:
    """A finding: how it is asked, what people call it, and which rules read it."""
    text, logic = base.texts["findings"][name], base.program.vocabulary.findings[name]
    page = Page()
    kind = "derived" if logic.derived else logic.type.replace("_", "/")
    marks = [
        mark
        for mark, on in (
            ("danger", logic.danger),
            ("mitigating", logic.mitigating),
            ("never asked aloud", logic.volunteered),
        )
        if on
    ]
    page.line(f"{name}: {text['label']} ({', '.join([kind, *marks])})")
    for key, heading in (("ask", "Asked"), ("again", "Asked again"), ("note", "Note")):
        if text.get(key):
            page.line(f"{heading}: {text[key]}", indent="  ", first="")
    if logic.type == "integer":
        page.line(f"A whole number of {text.get('unit', '')} from {logic.low} to {logic.high}.")
    if logic.options:
        page.line(f"One of: {', '.join(logic.options)}.")
    if text.get("words"):
        page.line(f"People type: {', '.join(text['words'])}.", indent="  ", first="")
    if logic.implies:
        page.line(f"A yes is a yes to: {', '.join(logic.implies)}.")
    for one in text.get("accuracy", ()):
        page.line(f"Tells apart {one['target']}: {_numbers(one)}.", indent="  ", first="")
        if one.get("caveat"):
            page.line(f"But: {one['caveat']}", indent="  ", first="  ")
        page.line(f"Source: {', '.join(one['sources'])} [{_READ[one['read']]}]", indent="  ", first="  ")
    if readers := _readers(name, base):
        page.line(f"Read by: {', '.join(readers)}.", indent="  ", first="")
    return str(page)


def show_source(name: str, base: RuleBase) -> str:
    """A source and the rules that cite it."""
    page = Page()
    page.line(_source(name, base), indent="  ", first="")
    citing = [rule for rule, text in base.texts["rules"].items() if name in text.get("sources", ())]
    page.line(f"Cited by: {', '.join(citing) or 'no rule'}.", indent="  ", first="")
    return str(page)


def show_seed(name: str, base: RuleBase) -> str:
    """A statement of the articles that the project came from, and what became of it."""
    one = base.texts["seeds"][name]
    page = Page()
    page.line(f"{name}: {one['fact']} [{one['status']}]", indent="  ", first="")
    carrying = [rule for rule, text in base.texts["rules"].items() if name in text.get("seeds", ())]
    page.line(f"Carried by: {', '.join(carrying) or 'no rule'}.", indent="  ", first="")
    if one.get("because"):
        page.line(one["because"], indent="  ", first="")
    return str(page)


def show_screen(base: RuleBase) -> str:
    """Every page of the screen, with the finding behind each line."""
    page = Page()
    for one in base.program.pages:
        text = base.texts["pages"][one.id]
        page.gap()
        page.line(f"screen.{one.id}  (page {one.page})  {text['title']}")
        for bullet in one.bullets:
            asked = (
                text["bullets"].get(bullet.finding)
                or base.texts["findings"][bullet.finding].get("ask")
                or base.label(bullet.finding)
            )
            page.line(f"{asked}  [{bullet.finding}]", indent="      ", first="    - ")
            if bullet.opens:
                page.line(f"if so, which: {', '.join(bullet.opens)}", indent="        ", first="      ")
    page.gap()
    page.line("Answer one line:    --answer fever_or_ill=no")
    page.line("Answer one page:    --answer screen.toilet=none")
    page.line("Answer every page:  --answer screen=none")
    return str(page)


def _readers(name: str, base: RuleBase) -> list[str]:
    def reads(node: Node) -> bool:
        return any(finding_of(atom) == name for atom in atoms_of(node))

    rules = [flag.rule for flag in base.program.flags if reads(base.program.definitions[flag.name])]
    rules += [one.id for one in base.program.precautions if reads(base.program.definitions[one.id])]
    rules += [one.id for one in base.program.culprits if any(reads(line.when) for line in one.evidence)]
    rules += [one.id for one in base.program.parts if reads(base.program.definitions[f"part.{one.id}"])]
    rules += [one.id for one in base.program.referrals if reads(base.program.definitions[one.id])]
    rules += [one.id for one in base.program.actions if one.contraindicated and reads(one.contraindicated)]
    return list(dict.fromkeys(rules))


def _numbers(one: Mapping[str, Any]) -> str:
    said = (("sensitivity", "Se"), ("specificity", "Sp"), ("lr_positive", "LR+"), ("lr_negative", "LR-"))
    told = [
        f"{word} {one[key]}{' (computed)' if key in one.get('computed', ()) else ''}"
        for key, word in said
        if key in one
    ]
    return ", ".join(told) or "no number that holds"


def _source(name: str, base: RuleBase) -> str:
    one = base.texts["sources"][name]
    ids = "".join(f" {kind} {one[key]}." for key, kind in (("DOI", "DOI"), ("PMID", "PMID")) if one.get(key))
    return f"{name}: {one['cite']}.{ids} [{_READ[one['read']]}]"
