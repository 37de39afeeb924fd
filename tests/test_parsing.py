"""A rule file that cannot be read says where and why, and no file can bring the reader down."""

from pathlib import Path
from typing import Any

import pytest

from musculprit.knowledge.document import read


def problems_in(text: str, folder: Path) -> list[tuple[int, str]]:
    (folder / "a.yaml").write_text(text)
    return [(one.line, one.what) for one in read(folder / "a.yaml", "a.yaml").problems]


@pytest.mark.parametrize(
    ("word", "value"),
    {
        "no": "no",
        "on": "on",
        "12:30": "12:30",
        "2024-01-31": "2024-01-31",
        "1_000": "1_000",
        "010": 10,
        "0x1F": 31,
        "0o17": 15,
        "-3": -3,
        "1.50": 1.5,
        "1e3": 1000.0,
        "true": True,
        "FALSE": False,
        "~": None,
        "'7'": "7",
        "'true'": "true",
        '"null"': "null",
    }.items(),
)
def test_a_plain_word_means_what_yaml_1_2_says(word: str, value: Any, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(f"key: {word}\n")

    (found,) = read(tmp_path / "a.yaml", "a.yaml").data.values()

    assert (found, type(found)) == (value, type(value))


def test_every_key_and_item_knows_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# first\none:\n  - a\n  - two: {three: b,\n      four: c}\n")

    document = read(tmp_path / "a.yaml", "a.yaml")

    assert document.lines == {
        ("one",): 2,
        ("one", 0): 3,
        ("one", 1): 4,
        ("one", 1, "two"): 4,
        ("one", 1, "two", "three"): 4,
        ("one", 1, "two", "four"): 5,
    }


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: 1\na: 2\nb: 1\nb: 2\n", [(2, "`a` stands twice"), (4, "`b` stands twice")]),
        ("a:\n\t- b\n", [(2, "a tab; indent with two spaces")]),
        ("", [(1, "the file is empty")]),
        ("? [a, b]\n: c\n", [(1, "a key must be a word or a number")]),
        ("a: 1\n---\nb: 2\n", [(2, "a second document begins here; one file holds one")]),
        ("a: *b\n", [(1, "nothing is called `&b` above")]),
        ("a: !secret 1\n", [(1, "the tag `!secret` is not read; leave it out")]),
        ("a: &a [*a]\n", [(0, "goes round in a circle, or is nested too deeply")]),
        ("a: b: c\n", [(1, "mapping values are not allowed in this context")]),
    ],
)
def test_a_slip_is_named_at_its_line(text: str, problems: list[tuple[int, str]], tmp_path: Path) -> None:
    assert problems_in(text, tmp_path) == problems


@pytest.mark.parametrize(
    "text", ["[" * 200_000, "[" * 9_000 + "]" * 9_000, "".join(f"{' ' * n}a:\n" for n in range(3000))]
)
def test_no_depth_brings_it_down(text: str, tmp_path: Path) -> None:
    assert problems_in(text, tmp_path) == [(0, "goes round in a circle, or is nested too deeply")]


def test_aliases_of_aliases_take_no_room(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    (tmp_path / "a.yaml").write_text("\n".join(rows))

    document = read(tmp_path / "a.yaml", "a.yaml")

    assert document.problems == []
    assert document.data["a29"][8] is document.data["a28"]


def test_a_file_that_is_no_text_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: \xff")

    (problem,) = read(tmp_path / "a.yaml", "a.yaml").problems

    assert problem.what.startswith("cannot be read as text")
