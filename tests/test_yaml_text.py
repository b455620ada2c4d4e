"""What is written is read back as the same text, and other readers of YAML see a text too."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator import strict_yaml, yaml_text

TROUBLE = [
    "ja", "no", "Nej", "null", "~", "17:00", "0701740605", "1_000", "16.230", "2026-12-01", "0x1f", "1e5", ".inf",
    "<<",
    "- punkt", "#1 i byn", "Café #1", "Öppet: alla dagar", "slut:", "'citat'", '"citat"', 'Han sa "hej"', "it's: so",
    "&ankare", "*stjärna*", "!tagg", "% rabatt", "@hemma", "`kod`", "{x}", "[x]", "a, b", "?",
    "-", "= lika",
    "C:\\mapp",
    "”citat”", "|", "> så", "a\tb", "http://www.example.com/#x", "...", "---", "=HYPERLINK(A1)",
]  # fmt: skip


def read_back(text):
    fields, problems = strict_yaml.read("x.yaml", text)
    assert not problems, (text, problems)
    return fields.values


@pytest.mark.parametrize("value", TROUBLE)
def test_any_text_is_read_back_whether_alone_or_in_a_list(value):
    assert read_back(yaml_text.field("x", value)) == {"x": value}
    assert read_back(yaml_text.field("x", (value, "två ord"))) == {"x": (value, "två ord")}
    assert read_back(yaml_text.field("x", (value,))) == {"x": (value,)}


@pytest.mark.parametrize("value", TROUBLE)
def test_other_readers_see_a_text(value):
    assert yaml.safe_load(yaml_text.field("x", value)) == {"x": value}


def test_days_numbers_and_answers_stand_without_quotes_in_their_own_fields():
    assert yaml_text.field("start", "2026-12-01", is_text=False) == "start: 2026-12-01\n"
    assert yaml_text.field("price", "250", is_text=False) == "price: 250\n"
    assert yaml_text.field("sni", "16.230") == "sni: '16.230'\n"


def test_running_text_is_a_block_and_short_words_stand_in_brackets():
    assert yaml_text.field("body", "Ett.\n\nTvå.") == "body: |\n  Ett.\n\n  Två.\n"
    assert yaml_text.field("languages", ("sv", "en", "no")) == "languages: [sv, en, 'no']\n"
    assert yaml_text.field("services", ("Kök på mått", "Trappor")) == "services:\n  - Kök på mått\n  - Trappor\n"
    assert "[" not in yaml_text.field("words", tuple(f"ord-nummer-{n}" for n in range(20)))


WRITABLE = st.text(st.characters(codec="cp1252", exclude_categories=("Cc", "Cf")), min_size=1).map(str.strip)


@given(st.lists(WRITABLE.filter(bool), min_size=1, max_size=4))
def test_whatever_a_keyboard_gives_is_read_back(texts):
    for value in (texts[0], tuple(texts)):
        fields, problems = strict_yaml.read("x.yaml", yaml_text.field("x", value))
        assert fields.values == {"x": value} and not problems
