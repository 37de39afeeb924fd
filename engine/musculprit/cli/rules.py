"""`musculprit rules`: list the rules, show one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..errors import did_you_mean
from ..triage.base import RuleBase
from . import diff, lint, mutate, prove
from .shared import base_of, rules_option


@click.group()
def command() -> None:
    """List the rules, or show one.

    \b
    Example:
      musculprit rules show piriformis
    """


@command.command("list")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to print it."
)
@rules_option
def list_rules(form: str, rules: Path | None) -> None:
    """Every finding and rule, by kind.

    \b
    Example:
      musculprit rules list --format json
    """
    listed = _listed(base_of(rules))
    if form == "json":
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
        return
    for kind, rows in listed.items():
        click.echo(f"{kind.replace('_', ' ').upper()} ({len(rows)})")
        for row in rows:
            click.echo(f"  {row['id']:<44} {row.get('title', row.get('label', ''))}"[:80].rstrip())


@command.command("show")
@click.argument("name")
@rules_option
def show_rule(name: str, rules: Path | None) -> None:
    """One rule, finding, source or seed fact whole; `screen` shows the pages of questions.

    \b
    Example:
      musculprit rules show red_flag.ces_emergency
    """
    from ..report.rule import show_finding, show_rule, show_screen, show_seed, show_source

    base = base_of(rules)
    if name == "screen":
        click.echo(show_screen(base), nl=False)
        return
    texts = base.texts
    ids = [one for one in texts["rules"] if one == name or one.partition(".")[2] == name]
    if len(ids) > 1:
        raise click.BadParameter(f"`{name}` is more than one rule: {', '.join(ids)}", param_hint="NAME")
    if ids:
        click.echo(show_rule(ids[0], base), nl=False)
    elif name in texts["findings"]:
        click.echo(show_finding(name, base), nl=False)
    elif name in texts["sources"]:
        click.echo(show_source(name, base), nl=False)
    elif name.upper() in texts["seeds"]:
        click.echo(show_seed(name.upper(), base), nl=False)
    else:
        known = [
            *texts["rules"],
            *(one.partition(".")[2] for one in texts["rules"]),
            *texts["findings"],
            *texts["sources"],
            *texts["seeds"],
            "screen",
        ]
        raise click.BadParameter(f"there is no `{name}`{did_you_mean(name, known)}", param_hint="NAME")


def _listed(base: RuleBase) -> dict[str, list[dict[str, Any]]]:
    from ..report.rule import provenance

    program, texts = base.program, base.texts
    said = texts["rules"]

    def rule(name: str, **more: Any) -> dict[str, Any]:
        text = said[name]
        sources = text.get("sources", [])
        return {
            "id": name,
            "title": text["title"],
            **more,
            "grade": text["evidence"]["grade"],
            "sources": sources,
            "sourced": provenance({texts["sources"][one]["read"] for one in sources}),
            "review": text["review"],
        }

    def every(kind: str) -> list[dict[str, Any]]:
        return [rule(name) for name in said if name.startswith(f"{kind}.")]

    highest: dict[str, int] = {}
    lowest: dict[str, int] = {}
    for flag in program.flags:
        highest[flag.rule] = max(flag.floor, highest.get(flag.rule, 0))
        lowest.setdefault(flag.rule, flag.floor)
    from ..model.words import FLOORS

    return {
        "findings": [
            {
                "id": name,
                "label": texts["findings"][name]["label"],
                "type": one.type,
                "derived": one.derived,
                "danger": one.danger,
                "mitigating": one.mitigating,
                "volunteered": one.volunteered,
                "asked_of": "clinician" if one.clinician else "anyone",
            }
            for name, one in program.vocabulary.findings.items()
        ],
        "red_flags": [rule(name, floor=FLOORS[lowest[name]], highest=FLOORS[highest[name]]) for name in highest],
        "culprits": [
            *(rule(one.id, kind=one.kind, family=one.family) for one in program.culprits),
            *(rule(one.id, kind=one.id.partition(".")[0], part_of=one.part_of) for one in program.parts),
        ],
        "care": [
            rule(one.id, kind=one.kind, audience="therapist" if one.for_therapist else "everybody")
            for one in program.actions
        ],
        "precautions": [rule(one.id) for one in program.precautions],
        "safety_nets": [rule(name) for name in program.nets],
        "gates": [
            {
                "id": page.id,
                "title": texts["pages"][page.id]["title"],
                "page": page.page,
                "bullets": [b.finding for b in page.bullets],
            }
            for page in program.pages
        ],
        "principles": every("principle"),
        "consent": every("consent"),
        "referrals": [rule(one.id, to=one.to) for one in program.referrals],
        "seeds": [{"id": name, "title": one["fact"], "status": one["status"]} for name, one in texts["seeds"].items()],
        "sources": [{"id": name, "title": one["cite"], "read": one["read"]} for name, one in texts["sources"].items()],
    }


@command.command("schema")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@rules_option
def write_schemas(folder: Path, rules: Path | None) -> None:
    """Write JSON Schemas: of rule files for editors, and of an assessment.

    \b
    Example:
      musculprit rules schema docs/schema
    """
    from ..knowledge.folder import folder_of
    from ..knowledge.load import load
    from ..knowledge.schema import schemas

    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas(load(rules or folder_of("rules"))).items():
        (folder / name).write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@command.command("docs")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@rules_option
def write_docs(folder: Path, rules: Path | None) -> None:
    """Write the rule book: Markdown, one HTML page, the seed facts, the bibliography.

    \b
    Example:
      musculprit rules docs rule-book
    """
    from ..knowledge.folder import folder_of
    from ..knowledge.load import load
    from ..quality.casefile import read_cases
    from ..report.book.pages import write_book

    base = base_of(rules)
    source = rules or folder_of("rules")
    root = folder_of("cases")
    cases, _ = read_cases([root] if source == folder_of("rules") else [], root)
    written = write_book(load(source), cases, folder, base.program.version, base.program.sha256)
    click.echo(f"Wrote {len(written)} files to {folder}. Open {folder / 'rule-book.html'}.")


command.add_command(diff.command)
command.add_command(lint.command)
command.add_command(mutate.command)
command.add_command(prove.command)
