"""Somebody mentions the bot: it answers in the thread, from what is stored, to everybody there."""

import pytest

from bot.sandbox import Seen
from bot.sandbox.faults import ApiError
from tests.e2e.bench import CHANNEL, Bench

SENDING = frozenset({"delivery", "pace"})


def asked(bench: Bench, user: str, text: str, channel: str = CHANNEL) -> list[Seen]:
    """What stands below a mention."""
    person = bench.slack.person(user)
    bench._done(user, lambda: person.post(channel, f"@KPI Bot {text}"))
    asked = [one for one in bench.in_channel(user, channel) if one.user == person.id]
    return bench.thread(asked[-1], user)


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("how is nps?", ["NPS 70.45", "2,200 answers"]),
        ("NPS last week", ["NPS 70.45", "W46"]),
        ("nps in november", ["2026-W45, 40.00", "2026-W46, 70.45"]),
        ("nps trend", ["newest first", "2026-W45, 40.00"]),
        ("nps and churn", ["NPS 70.45", "Churn 1.67 %"]),
        ("what is nps", ["Net Promoter Score"]),
        ("nps in atlantis", ["NPS 70.45", "Words that had no part in this: atlantis."]),
        ("how is nsp", ["I found no KPI in that", "Near to it: Net Promoter Score (nps)"]),
        ("hello", ["I found no KPI in that", "how is churn in enterprise this quarter?"]),
        ("clv", ["CLV", "/kpi clv"]),
        ("nps in November, 왜?", ["2026-W46, 70.45", "Words that had no part in this: 왜."]),
        ("nps 100 20 30", ["NPS 70.45", "A mention records nothing.", "channel: /nps 100 20 30"]),
        ("nps 1" + " 100" * 90, ["NPS 70.45", "channel: /nps …"]),
        ("nps 40 churn 3", ["NPS 70.45", "A mention records nothing.", "/nps …, /churn …"]),
        (
            "지난주 이탈률은?",
            ["can mean Customer (logo) Churn Rate, Bounce Rate or Exit Rate / Exit Pages."],
        ),
        (
            "nps churn crr nrr arpu",
            ["Not answered here: Net Revenue Retention, Average Revenue per User"],
        ),
    ],
)
def test_a_question_is_answered_in_its_thread(bench: Bench, question: str, says: list[str]) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/nps 60 20 20 period=2026-W45")
    bench.type_("kim", "/churn lost=50 end=3000")
    before = bench.stored(ignoring=SENDING)
    (answer,) = asked(bench, "lee", question)
    assert all(words in answer.text for words in says), answer.text
    assert not answer.is_ephemeral
    assert answer.controls == ()
    assert bench.stored(ignoring=SENDING) == before


@pytest.mark.parametrize(
    ("language", "question", "says"),
    [
        ("ko", "NPS가 왜 떨어졌어", "답변에 쓰이지 않은 단어: 왜, 떨어졌어."),
        ("zh", "大型客戶這一季的NPS是多少", "未採用的字詞：大型客戶。"),
        ("zh", "最好的一週是什麼時候 NPS", "未採用的字詞：最好的一週、什麼時候。"),
        (
            "ko",
            "nps 100 20 30 기록해 줘",
            "멘션으로는 기록하지 않습니다. 채널에 입력해 주세요: /nps 100 20 30",
        ),
        (
            "zh",
            "幫我記錄 nps 100 20 30",
            "提及訊息不會記錄數值，請在頻道輸入：/nps 100 20 30",
        ),
    ],
)
def test_what_had_no_part_is_said_first_in_the_channels_language(
    bench: Bench, language: str, question: str, says: str
) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", f"/kpi digest language {language}")
    (answer,) = asked(bench, "lee", question)
    assert answer.text.startswith(says), answer.text
    assert "70.45" in answer.text


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ko", ["고객 이탈률", "이탈률(Bounce)", "종료율"]),
        ("zh", ["客戶流失率", "跳出率", "離開率"]),
    ],
)
def test_a_word_of_several_meanings_is_asked_back_by_names_that_can_be_asked_for(
    bench: Bench, language: str, names: list[str]
) -> None:
    bench.type_("kim", f"/kpi digest language {language}")
    (answer,) = asked(bench, "lee", "이탈률은?")
    assert all(name in answer.text for name in names), answer.text
    assert "/" not in answer.text
    assert "exit_rate" not in answer.text


def test_what_was_not_understood_is_said_before_the_figure(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    (answer,) = asked(bench, "lee", "how is nps in atlantis?")
    assert answer.text.startswith("Words that had no part in this: atlantis.")


def test_who_may_not_ask_is_told_so_alone(bench: Bench) -> None:
    answers = asked(bench, "gus", "nps?")
    assert [one.is_ephemeral for one in answers] in ([], [True])
    assert "you are a guest" in bench.private("gus")[-1]
    assert not [one for one in bench.in_channel("kim") if "you are a guest" in one.text]


@pytest.mark.parametrize("error", ["user_not_in_channel", "not_in_channel", "is_archived"])
def test_where_nobody_would_read_it_a_refusal_is_not_said_and_no_alarm(
    bench: Bench, error: str
) -> None:
    bench.slack.faults.script("chat.postEphemeral", [ApiError(error)])
    assert asked(bench, "gus", "nps?") == []
    assert bench.private("gus") == []
    assert "not_told" in [one["event"] for one in bench.logged]


def test_figures_limited_to_managers_are_not_told_to_a_channel(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", "/kpi access nps seen managers")
    (answer,) = asked(bench, "kim", "nps?")
    assert "70" not in answer.text
    assert "limited" in answer.text
