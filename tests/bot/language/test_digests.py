"""Digests, drops and what follows from them, as people of each language read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.words import explain, unsure
from bot.desk.answers import AwayAnswer, Receipt, WordsErased
from bot.desk.feedback import FeedbackSheet
from bot.desk.voices import Voices
from bot.digest.report import Care, Line, OpenCase, Report, Standing, conclusion
from bot.grammar.mentions import read_mention
from bot.language import NAMES, language
from bot.sandbox.limits import view_refusal
from bot.views import departure, escalation, feedback_form, forms, settling, spoken
from bot.views.away import away
from bot.views.digest import carried_words, line_words
from bot.views.erasures import words_erased
from bot.views.people import receipt
from bot.views.voices import counts_words
from kpi import catalogue
from kpi.language import said, speaking
from kpi.lists import without_stop
from kpi.period import Cadence, Period
from storage.records import Case, CaseState, Mentions, Rhythm, Sentiment

NOW = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
WEEK = Period.parse("2026-W46")
NPS = catalogue.get("nps")
AWAY = Care(owner="Kim", asked="", away_until=date(2026, 11, 20))
CASE = Case(
    number=4821,
    facts={},
    kpi="nps",
    segment="",
    period="2026-W46",
    cadence=Cadence.WEEK,
    channel="C0GROWTH",
    rules=("fell",),
    owner=None,
    id="c1",
    delivery=None,
    state=CaseState.ACKNOWLEDGED,
    snoozed_until=None,
    resolution="",
    replies=2,
    opened_at=NOW,
    closed_at=None,
    version=1,
)
MESSAGE = feedback_form.MessageState(user="U1KIM", channel="C0GROWTH", ts="1.0")
STATE = forms.State(value="x", response_url="https://hooks.slack.com/x")
Say = Callable[[], str]


def missing(care: Care | None = None) -> Line:
    return Line(
        kpi=NPS,
        segment="",
        period=WEEK,
        reading=None,
        standing=Standing.MISSING,
        other_length=False,
        care=care,
    )


def concluded() -> str:
    carried = OpenCase(case=CASE, kpi=NPS, owner="", age_days=0, link="")
    lines = (missing(), missing())
    return conclusion(
        Report(rhythm=Rhythm.WEEKLY, period=WEEK, lines=lines, carried=(carried,), late=False)
    )


def concluded_of_nothing() -> str:
    return conclusion(Report(rhythm=Rhythm.WEEKLY, period=WEEK, lines=(), carried=(), late=False))


def back() -> str:
    return away(AwayAnswer(name="Kim", own=False, away=None, changed=True, covers=())).text


def stored() -> str:
    answer = Receipt(kpi=NPS, period=WEEK, segment="", number=12, taken_back=False)
    return receipt(answer).text.partition("K-12")[2]


def voices() -> str:
    mentions = (
        Mentions(theme="", sentiment=Sentiment.NEGATIVE, pieces=2),
        Mentions(theme="", sentiment=Sentiment.POSITIVE, pieces=1),
    )
    return counts_words(Voices(period=WEEK, mentions=mentions))


@pytest.mark.parametrize(
    ("say", "english", "korean", "chinese"),
    [
        (
            concluded,
            "1 drop needs an owner · 2 KPIs are missing",
            "담당자가 필요한 악화 알림 1건 · 미입력 2개",
            "1 則惡化警示待指派 · 2 項 KPI 未填",
        ),
        (
            concluded_of_nothing,
            "none of these KPIs may be shown here",
            "이 채널에 표시할 수 있는 KPI가 없습니다",
            "此頻道沒有可顯示的 KPI",
        ),
        (
            lambda: line_words(missing(AWAY)),
            (
                "*Missing*  NPS — not recorded for W46 (Kim is away until Fri 20 Nov 2026 and "
                "nobody stands in. Managers, please see to it)"
            ),
            (
                "*미입력*  NPS — 46주차 값이 아직 없습니다 (담당자 Kim 님이 2026년 11월 20일(금)"
                "까지 부재 중이고 대리 담당자가 없습니다. 관리자가 챙겨 주세요)"
            ),
            (
                "*未填*  NPS — 第 46 週尚未記錄（負責人 Kim 請假至2026年11月20日（週五），"
                "且沒有代理人。請管理員協助處理）"
            ),
        ),
        (
            lambda: carried_words(
                OpenCase(case=CASE, kpi=NPS, owner="Kim", age_days=3, link="https://acme.slack.com")
            ),
            (
                "*Still open*  NPS since W46 (3 days) — Kim, acknowledged, 2 replies "
                "→ <https://acme.slack.com|thread>"
            ),
            (
                "*미해결*  NPS, 46주차부터 (3일) — Kim, 확인함, 댓글 2개 "
                "→ <https://acme.slack.com|스레드>"
            ),
            (
                "*未結案*  NPS，自第 46 週起（3 天）— Kim，已知悉，2 則回覆 "
                "→ <https://acme.slack.com|討論串>"
            ),
        ),
        (
            lambda: escalation.acknowledged(CASE, "", "Kim").text,
            "Net Promoter Score (NPS) · Mon 9 – Sun 15 Nov 2026, W46: Kim acknowledged it.",
            "순추천고객지수 (NPS) · 2026년 11월 9일(월) – 15일(일), 46주차: Kim 님이 확인했습니다.",
            "淨推薦值（NPS） · 2026年11月9日（週一）– 15日（週日），第 46 週：Kim 已知悉。",
        ),
        (
            voices,
            "3 pieces of feedback: 2 negative, 1 positive",
            "의견 3건(부정 2, 긍정 1)",
            "3 則意見（負面 2、正面 1）",
        ),
        (
            stored,
            (
                ". You record this KPI without seeing it, so no figure is shown. "
                "A slip? /kpi undo takes it back."
            ),
            (
                ". 이 KPI는 기록만 할 수 있고 볼 수는 없어 수치를 표시하지 않습니다. "
                "잘못 기록하셨나요? /kpi undo 명령으로 취소할 수 있습니다."
            ),
            "。您僅能記錄此 KPI，無法查看，因此不顯示數值。記錯了嗎？輸入 /kpi undo 即可撤回。",
        ),
        (
            lambda: back().partition("\n")[0],
            "Kim is back. Questions about missing KPIs go to their owners.",
            "Kim 님의 부재 설정을 해제했습니다. 값이 빠진 KPI는 담당자에게 기록을 요청합니다.",
            "已結束 Kim 的請假。KPI 未填時，會請負責人填寫。",
        ),
        (
            lambda: words_erased(WordsErased(number=12, lines=1, edited=2)).text.partition("\n")[0],
            (
                "Erased what people wrote beside K-12 and in its cases: 1 line. 2 posted "
                "corrections are edited. The numbers stay. Who erased it, when and why is kept: "
                "/kpi trace K-12"
            ),
            (
                "K-12에 덧붙인 글과 관련 악화 알림의 글 1줄을 지웠습니다. 게시된 정정 안내 2개를 "
                "수정합니다. 수치는 그대로 남습니다. 지운 사람과 시각, 사유는 기록으로 남습니다: "
                "/kpi trace K-12"
            ),
            (
                "已清除 K-12 及其惡化警示中的文字，共 1 行。將編輯 2 則已發布的更正說明。"
                "數值保留不變。清除者、時間與原因均留有紀錄：/kpi trace K-12"
            ),
        ),
        (
            lambda: explain("is_archived", "#growth"),
            (
                "The channel #growth was archived; its digest is paused. "
                "Unarchive it and type `/kpi digest resume` there."
            ),
            (
                "#growth 채널이 보관되어 KPI 요약을 일시 중지했습니다. "
                "보관을 해제하고 채널에서 `/kpi digest resume` 명령을 입력해 주세요."
            ),
            (
                "頻道 #growth 已封存，KPI 報告已暫停。"
                "請解除封存，並在該頻道輸入 `/kpi digest resume` 恢復發布。"
            ),
        ),
        (
            lambda: unsure("unreadable: ratelimited"),
            "Slack did not confirm it, and KPI Bot cannot look: Slack says ratelimited",
            (
                "Slack의 확인을 받지 못했고, KPI Bot이 직접 확인하려 했으나 Slack이 오류를 "
                "반환했습니다: ratelimited"
            ),
            "Slack 未回覆確認，而 KPI Bot 查詢時 Slack 回報：ratelimited",
        ),
    ],
)
def test_what_digests_bring_reads_as_people_of_each_language_write(
    say: Say, english: str, korean: str, chinese: str
) -> None:
    assert say() == english
    with speaking(language("ko")):
        assert say() == korean
    with speaking(language("zh_Hant")):
        assert say() == chinese


@pytest.mark.parametrize("code", sorted(NAMES))
def test_the_examples_of_questions_are_understood_in_their_own_language(code: str) -> None:
    with speaking(language(code)):
        for example in spoken.EXAMPLES:
            question = read_mention(said(example), ("tier:enterprise",), NOW, ZoneInfo("UTC"))
            assert question.kpis
            assert question.unused == ()


VIEWS: tuple[Callable[[], dict[str, Any]], ...] = (
    lambda: feedback_form.keep_form(
        FeedbackSheet(themes=("exports",), segments=("tier:smb",)), "They are slow", MESSAGE
    ),
    lambda: feedback_form.note_form([CASE], "Called them", MESSAGE),
    lambda: departure.heir_form(STATE),
    lambda: settling.link_form(STATE),
)


@pytest.mark.parametrize("code", sorted(NAMES))
@pytest.mark.parametrize("view", VIEWS)
def test_forms_keep_within_what_slack_takes_in_every_language(
    view: Callable[[], dict[str, Any]], code: str
) -> None:
    with speaking(language(code)):
        assert view_refusal(view()) is None


@pytest.mark.parametrize(
    ("sentence", "clause"),
    [
        ("Start differs by 15.", "Start differs by 15"),
        ("기초 값이 15만큼 다릅니다.", "기초 값이 15만큼 다릅니다"),
        ("期初數值相差 15。", "期初數值相差 15"),
        ("no stop", "no stop"),
    ],
)
def test_a_sentence_within_another_has_no_stop_of_its_own(sentence: str, clause: str) -> None:
    assert without_stop(sentence) == clause
