"""What was compiled once is kept by its content, and never trusted blindly."""

from pathlib import Path

import pytest
from conftest import ROOT

from musculprit.model.codec import from_json, to_json
from musculprit.policy import cache
from musculprit.triage import load_rules
from musculprit.triage.base import RuleBase


def test_a_program_survives_json(base: RuleBase) -> None:
    again = from_json(to_json(base.program))

    assert again == base.program


def test_a_kept_text_comes_back_and_a_changed_byte_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSCULPRIT_CACHE", str(tmp_path))
    cache.keep("k" * 64, "logic", '{"a": 1}')
    assert cache.fetch("k" * 64, "logic") == '{"a": 1}'

    file = next(tmp_path.iterdir())
    file.write_text(file.read_text().replace("1", "2"))

    assert cache.fetch("k" * 64, "logic") is None


def test_a_corrupt_cache_is_built_again(base: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSCULPRIT_CACHE", str(tmp_path))
    load_rules(ROOT / "rules")
    for file in tmp_path.iterdir():
        file.write_bytes(b"\xff\xfe nonsense")

    again = load_rules(ROOT / "rules")

    assert again.program == base.program
    assert again.texts == base.texts
    assert again.plan == base.plan


def test_any_changed_byte_or_name_changes_the_key() -> None:
    keys = {
        cache.content_key(files, salt)
        for files, salt in [
            ([("a", b"1")], "s"), ([("a", b"2")], "s"), ([("b", b"1")], "s"), ([("a", b"1")], "t"), ([("a", b""), ("1", b"")], "s"),
        ]
    }  # fmt: skip

    assert len(keys) == 5


def test_a_folder_that_cannot_be_written_is_only_slower(
    base: RuleBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("MUSCULPRIT_CACHE", str(blocked / "below"))

    assert load_rules(ROOT / "rules").program == base.program
