"""Commands taken apart and put together again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.tokens import Token, join, split

words = st.text(st.characters(codec="utf-8", exclude_characters='"“”„＂‘’'), max_size=12)
names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)


@given(st.lists(st.builds(Token, words, st.none() | names)))
def test_a_command_put_together_is_taken_apart_into_the_same_words(tokens: list[Token]) -> None:
    assert split(join(tokens)) == tuple(tokens)


def test_one_option_can_be_exchanged_and_the_rest_stays() -> None:
    typed = "/churn 75 3375 segment = tier:enterprize note=“x &lt; y &amp; z” share"
    changed = [
        Token("tier:enterprise", one.name) if one.name == "segment" else one for one in split(typed)
    ]
    again = split(join(changed))
    assert again == (
        Token("/churn"),
        Token("75"),
        Token("3375"),
        Token("tier:enterprise", "segment"),
        Token("x < y & z", "note"),
        Token("share"),
    )
