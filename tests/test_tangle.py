"""What keeps a parser busy is refused at once; what people write, however much of it, is let through."""

from __future__ import annotations

import pytest

from generator.tangle import MOST_OPEN_BRACKETS, is_tangled


@pytest.mark.parametrize("piece", ["[a ", "[ ", "![a ", "[a](", "[a](b 'c ", "[a][b ", "(a "])
def test_brackets_without_an_end_are_counted_wherever_they_stand(piece):
    assert is_tangled(piece * (MOST_OPEN_BRACKETS + 1))
    assert not is_tangled(piece * (MOST_OPEN_BRACKETS // 2))


@pytest.mark.parametrize(
    "text",
    ["[länk](/om/) (se nedan) " * 500, "a) ett\nb) två\n" * 500, "x[^1] " * 500, "[1]: /a/\n" * 500, "] [" * 500],
)
def test_any_number_of_links_notes_and_brackets_in_pairs_is_no_tangle(text):
    assert not is_tangled(text)


def test_runs_of_signs_and_lists_within_lists_are_tangled():
    assert is_tangled("*" * 40) and is_tangled("- " * 30 + "x")
    assert all(is_tangled(f"{'x' * before}{'*' * 40} x") for before in range(80))
    assert not any(is_tangled(f"{'x' * before}{'*' * 39} x") for before in range(80))
    assert not is_tangled("*" * 39) and not is_tangled("- " * 29 + "x")
