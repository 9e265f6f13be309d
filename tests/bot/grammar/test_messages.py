"""A message of Slack's is read as people read it."""

import pytest

from bot.grammar.messages import words_of

NAMES = {"U0KIM": "kim"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("exports are slow", "exports are slow"),
        ("  slow \n dear  ", "slow \n dear"),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("<@U0KIM> look", "@kim look"),
        ("<@U0KIM|kimberly> look", "@kimberly look"),
        ("<@U0NOBODY> look", "@somebody look"),
        ("in <#C012|cs-team>", "in #cs-team"),
        ("in <#C012>", "in #channel"),
        ("<!here> and <!channel>", "@here and @channel"),
        ("<!subteam^S1|@support>", "@support"),
        ("<!subteam^S1>", "@everyone"),
        ("<https://acme.example/a>", "https://acme.example/a"),
        ("<https://acme.example/a|see>", "see (https://acme.example/a)"),
        ("<mailto:a@acme.example|a@acme.example>", "a@acme.example"),
        ("<tel:+82-2-1|+82-2-1>", "+82-2-1"),
        ("*bold* _and_ `code`", "*bold* _and_ `code`"),
        ("느려요 🙂", "느려요 🙂"),
        ("", ""),
    ],
)
def test_marks_of_slack_become_plain_words(text: str, words: str) -> None:
    assert words_of(text, lambda user: NAMES.get(user, "")) == words
