"""Answers are private until shared, and nothing anybody types can mention or break anything."""

import pytest

from tests.e2e.bench import NOW, Bench

HOSTILE = (
    "<!channel> <!here> <!everyone>",
    "<!subteam^S0123456|@team>",
    "<@U000000003>",
    "<@U000000003|kim>",
    "<#C000000012>",
    "<https://evil.example|click here>",
    "*bold* _italic_ ~struck~ `code` ```block```",
    "</script><script>alert(1)</script>",
    "&lt;!channel&gt; &amp;",
    "> quoted",
    ":boom: \N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL} \N{RIGHT-TO-LEFT OVERRIDE}reversed",
    "line one\nline two\n\n\n* list",
    "{} {0} %s %(x)s {{x}}",
    "x" * 900,
    "'; DROP TABLE figure; --",
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_note_is_shown_as_it_was_typed_and_does_nothing(bench: Bench, text: str) -> None:
    bench.type_("kim", f'/nps 1700 350 150 note="{text}" source="{text}"')
    bench.type_("lee", f'/nps correct 1600 400 200 reason="{text}" note="{text}"')
    bench.press("lee", "Share in channel")
    bench.type_("ana", "/kpi trace K-1")
    bench.type_("ana", "/kpi history nps")
    bench.type_("ana", "/nps")
    nobody_is_mentioned(bench)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_words_in_cases_and_corrections_do_nothing(bench: Bench, text: str) -> None:
    bench.type_("kim", "/churn 90 3000")
    bench.type_("kim", "/kpi target churn <= 2%")
    bench.type_("kim", "/kpi digest weekly wed 11:00 churn nps")
    bench.at(NOW.replace(hour=2))
    for label, field in (("Add note", "note"), ("Resolve", "reason")):
        bench.press("lee", label)
        assert bench.submit("lee", **{field: text}).errors == {}
    bench.type_("lee", f'/churn correct 80 3000 reason="{text}"')
    bench.at(NOW.replace(day=25, hour=2))
    nobody_is_mentioned(bench)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(
    "line",
    [
        "/nps {}",
        "/kpi {}",
        "/nps promoters={} passives=1 detractors=1",
        '/nps 1 2 3 period="{}"',
        '/nps 1 2 3 segment="tier:{}"',
        '/nps 1 2 3 "{}"=5',
        "/kpi target nps {}",
        '/kpi owner nps "{}"',
        '/kpi settings "{}"',
        '/kpi digest weekly mon "{}" nps',
        '/kpi digest weekly mon 09:00 "{}"',
        '/kpi trace "{}"',
        '/kpi feedback items="{}"',
    ],
)
def test_whatever_stands_in_a_command_is_answered_once_and_does_nothing(
    shared: Bench, line: str, text: str
) -> None:
    reaction = shared.command("kim", line.format(text))
    assert reaction.error is None
    assert len(reaction.messages) == 1
    assert "Something went wrong" not in reaction.text
    assert not reaction.messages[0].mentions


def test_names_of_people_do_nothing_either(bench: Bench) -> None:
    lee = "<!channel>*Lee*"
    bench.slack.workspace.change_user("lee", name=lee)
    bench.settle()
    bench.type_(lee, "/nps 1700 350 150")
    bench.type_("kim", "/nps 1600 400 200")
    bench.type_("kim", "/kpi trace K-1")
    bench.press(lee, "Share in channel")
    nobody_is_mentioned(bench)


def test_a_line_as_long_as_slack_takes_is_answered(bench: Bench) -> None:
    for line in ("/nps " + "1 " * 2000, "/kpi crr " + "a=1 " * 1000, "/nps scores=" + "9," * 1900):
        assert len(bench.command("kim", line).messages) == 1


def test_answers_are_private_unless_they_are_shared(bench: Bench) -> None:
    for line in ("/nps 1700 350 150", "/nps", "/nps 1 2 3", "/kpi trace K-1", "/kpi list"):
        [answer] = bench.command("kim", line).messages
        assert answer.is_ephemeral
    assert bench.in_channel("lee") == []


def test_share_in_channel_shows_everybody_and_says_who_shared(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.press("kim", "Share in channel")
    [shared] = bench.in_channel("lee")
    assert shared.text.startswith("NPS 70.45")
    assert "shared by kim" in shared.text
    assert not shared.mentions


@pytest.mark.parametrize("line", ["/nps 1700 350 150 share", "/nps 1700 350 150 SHARE"])
def test_share_as_the_last_word_shares_at_once(bench: Bench, line: str) -> None:
    [answer] = bench.command("kim", line).messages
    assert not answer.is_ephemeral
    assert "shared by kim" in bench.in_channel("lee")[0].text


def test_a_conflict_is_not_shared_even_if_asked(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    [answer] = bench.command("lee", "/nps 1600 400 200 share").messages
    assert answer.is_ephemeral


def test_a_value_that_changed_meanwhile_is_not_shared(bench: Bench) -> None:
    [answer] = bench.command("kim", "/nps 1700 350 150").messages
    bench.type_("lee", "/nps correct 1600 400 200 reason=typo")
    reaction = bench.press("kim", "Share in channel", where=answer)
    assert "was changed meanwhile" in reaction.text
    assert bench.posts() == []


def test_another_workspaces_figures_are_out_of_reach(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    before = bench.revisions(1)
    for line in ("/kpi trace K-1", "/nps", "/nps correct 1 2 3 reason=typo", "/kpi undo"):
        payload = bench.command_form("kim", line) | {"team_id": "T0ELSEWHERE"}
        outcome = bench.deliver("slash_commands", payload)
        assert outcome.body["response_type"] == "ephemeral"
        assert "70.45" not in outcome.body["text"]
    assert bench.revisions(1) == before


def nobody_is_mentioned(bench: Bench) -> None:
    people = bench.slack.world.users
    for message in bench.said():
        written = f"{message.text}{message.blocks}"
        assert not any(f"<@{person}" in written for person in people)
        assert "<!subteam" not in written
        assert "<https://evil.example" not in written
