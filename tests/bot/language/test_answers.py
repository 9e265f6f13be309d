"""What is told about figures, in each language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from fractions import Fraction

import pytest
from msgspec.structs import replace

from bot.desk.answers import ReasonNeeded, Recorded
from bot.desk.errors import DeskError
from bot.desk.moving import Moved
from bot.desk.reading import Reading, assemble
from bot.language import NAMES, language
from bot.views.blocks import Press, actions, drawn, escape
from bot.views.certainty import certainty, length_words
from bot.views.corrections import correction_line, correction_notice, without_reason
from bot.views.naming import among, full_name, short_name
from bot.views.numbers import change, quantity
from bot.views.problems import problem
from bot.views.readings import (
    detail_lines,
    headline,
    holds_words,
    reason_needed,
    recorded,
    stands_words,
)
from bot.views.tables import tables
from bot.views.targets import progress_words
from bot.views.wholes import moved_lines
from kpi import catalogue, evaluate
from kpi.breakdown import Breakdown, Share
from kpi.language import speaking
from kpi.model import Unit
from kpi.period import Cadence, Period
from kpi.read import read
from kpi.target import Target
from storage.records import Action, FigureKey, Observation
from storage.redaction import ERASED

NPS = {"promoters": "1700", "passives": "350", "detractors": "150"}
FEW = {"promoters": "17", "passives": "5", "detractors": "8"}
Say = Callable[[], str]


def stored(kpi: str, inputs: Mapping[str, str], period: str, reason: str = "") -> Observation:
    entry = read(catalogue.get(kpi), (), inputs, currency="USD")
    return Observation(
        key=FigureKey(kpi=kpi, period=Period.parse(period)),
        entry=entry,
        value=evaluate(entry).value,
        sound=True,
        partial=False,
        action=Action.RECORD,
        author="U1KIM",
        number=4821,
        revision=1,
        recorded_at=datetime(2026, 11, 16, 0, 30, tzinfo=UTC),
        reason=reason,
    )


def figure(now: Observation, before: Observation | None = None, target: str = "") -> Reading:
    kpi = catalogue.get(now.key.kpi)
    aim = Target.read(target, kpi) if target else None
    return assemble(now, before, kpi=kpi, target=aim, chosen_set=None, author_name="Kim")


MRR = stored("mrr", {"fees": "49;99"}, "2026-10")
MRR_OF_TAIWAN = stored("mrr", {"fees": "NT$1,500;NT$3,200"}, "2026-10")


def churn() -> Reading:
    now = stored("churn", {"lost": "75", "start": "3375"}, "2026-10")
    before = stored("churn", {"lost": "70", "start": "3375"}, "2026-09")
    return figure(now, before, target="<= 2%")


def progress(target: str) -> Say:
    def say() -> str:
        reading = figure(stored("churn", {"lost": "75", "start": "3375"}, "2026-10"), None, target)
        assert reading.judgement is not None
        assert reading.judgement.target is not None
        assert reading.result is not None
        return progress_words(reading.judgement.target, reading.result)

    return say


def moved() -> str:
    """What the values of segments did, and their sizes."""
    result = churn().result
    assert result is not None
    share = Share(rate=Fraction(57, 100), mix=Fraction(-1, 10))
    whole = Breakdown(
        before=Fraction(2),
        after=result.value,
        shares={"tier:a": share},
        mixed=True,
        reversal=False,
    )
    by_tier = Moved(dimension="tier", breakdown=whole, rest=Fraction(0))
    return moved_lines(by_tier, result, Fraction(2))[1]


SENTENCES: dict[str, tuple[Say, str, str, str]] = {
    "a headline": (
        lambda: headline(churn()),
        (
            "*Churn 2.22 %* of customers at the start of the period · October 2026"
            "   +0.15 pp vs Sep 2026, worse"
        ),
        "*고객 이탈률 2.22%* (기초 고객 수 대비) · 2026년 10월   2026년 9월 대비 +0.15%p, 악화",
        "*客戶流失率 2.22%* · 占期初客戶數 · 2026年10月   較2026年9月 +0.15 個百分點，惡化",
    ),
    "a verdict with its target and a rule of thumb": (
        lambda: detail_lines(churn())[0],
        (
            "Target ≤ 2 % missed  ·  Good: < 10 % (rule of thumb: the source names no period)"
            '; 23.64 % a year at this rate — "Customer success metrics: 5 KPIs to watch" (2020)'
        ),
        (
            "목표 ≤ 2% 미충족  ·  양호: < 10% (어림 기준: 출처에 기간이 명시되지 않음)"
            '. 이 속도라면 연간 23.64% — "Customer success metrics: 5 KPIs to watch"(2020)'
        ),
        (
            "未達目標 ≤ 2%  ·  良好：< 10%（經驗法則：來源未註明期間）"
            "；換算為每年 23.64% — 「Customer success metrics: 5 KPIs to watch」（2020）"
        ),
    ),
    "a value that has to come down to its target": (
        progress("<= 2%"),
        "target ≤ 2 % missed: 0.2 pp to go",
        "목표 ≤ 2% 미충족(목표까지 0.2%p)",
        "未達目標 ≤ 2%，還差 0.2 個百分點",
    ),
    "a value below the target it has to stay below": (
        progress("<= 3%"),
        "target ≤ 3 % met by 0.8 pp",
        "목표 ≤ 3% 달성(0.8%p 여유)",
        "達成目標 ≤ 3%，優於目標 0.8 個百分點",
    ),
    "what segments did by their values and their sizes": (
        moved,
        "Of all that, +0.57 pp come from the segments' own values and −0.10 pp from their sizes.",
        (
            "이 가운데 +0.57%p는 세그먼트 자체의 값이 바뀌어서, −0.10%p는 세그먼트 구성비가 "
            "바뀌어서 생긴 변화입니다."
        ),
        "其中，各分群本身的數值造成 +0.57 個百分點，分群規模的變化造成 −0.10 個百分點。",
    ),
    "what stands already": (
        lambda: holds_words(figure(MRR)),
        "October 2026 already holds *$148.00* (recorded by Kim)",
        "2026년 10월에 이미 *$148.00* 값이 있습니다(Kim 님 기록)",
        "2026年10月：已有數值 $148.00（由 Kim 記錄）",
    ),
    "what stands beside an amount of another currency": (
        lambda: stands_words(figure(MRR), figure(MRR_OF_TAIWAN)),
        (
            "October 2026 already holds *$148.00* (recorded by Kim). You typed what gives "
            "*NT$4,700*. The currencies differ: USD before, TWD now."
        ),
        (
            "2026년 10월에 이미 *$148.00* 값이 있습니다(Kim 님 기록). 입력한 값으로 계산하면: "
            "*NT$4,700*. 통화가 다릅니다: 이전 값은 USD, 이번 값은 TWD입니다."
        ),
        (
            "2026年10月：已有數值 $148.00（由 Kim 記錄）。依您輸入的數字，結果為 NT$4,700。"
            "幣別不同：原值為 USD，本次為 TWD。"
        ),
    ),
    "inputs without a value that stand already": (
        lambda: holds_words(replace(figure(MRR), undefined="x", result=None)),
        "October 2026 already holds inputs without a value (recorded by Kim)",
        "2026년 10월에 이미 계산할 수 없는 입력값이 있습니다(Kim 님 기록)",
        "2026年10月：已有輸入，但無法計算（由 Kim 記錄）",
    ),
    "what stands beside inputs without a value": (
        lambda: stands_words(figure(MRR), replace(figure(MRR), undefined="x", result=None)),
        "October 2026 already holds *$148.00* (recorded by Kim). What you typed has no value: x.",
        (
            "2026년 10월에 이미 *$148.00* 값이 있습니다(Kim 님 기록). "
            "입력한 값으로는 계산할 수 없습니다: x."
        ),
        "2026年10月：已有數值 $148.00（由 Kim 記錄）。依您輸入的數字無法計算：x。",
    ),
    "a sample": (
        lambda: certainty(figure(stored("nps", FEW, "2026-W46"))),
        "30 answers, ±29.1 (95 %); it lies on the bar, where more answers hardly help",
        "응답 30건, ±29.1 (95%). 기준선 위에 있어 응답을 더 모아도 판가름하기 어려움",
        "30 份回覆，±29.1（95%）；數值正好落在標準線上，再多回覆也難以判定",
    ),
    "a KPI known by its abbreviation": (
        lambda: f"{short_name(catalogue.get('nps'))}: {full_name(catalogue.get('nps'))}",
        "NPS: Net Promoter Score (NPS)",
        "NPS: 순추천고객지수 (NPS)",
        "NPS: 淨推薦值（NPS）",
    ),
    "a KPI known by a word": (
        lambda: f"{short_name(catalogue.get('churn'))}{among('tier:smb')}",
        "Churn, segment tier:smb",
        "고객 이탈률, 세그먼트 tier:smb",
        "客戶流失率，分群 tier:smb",
    ),
    "an abbreviation that is half English": (
        lambda: short_name(catalogue.get("mql_share")),
        "MQL rate",
        "마케팅 적격 리드 비율",
        "行銷合格名單比例",
    ),
    "a value that counts something": (
        lambda: quantity(Fraction(25, 2), Unit.MONTHS, None),
        "12.50 months",
        "12.50개월",
        "12.50 個月",
    ),
    "a step": (
        lambda: change(Fraction(-3), Fraction(50), Unit.POINTS, None),
        "−3.00 pts",
        "−3.00점",
        "−3.00 分",
    ),
    "a length": (
        lambda: length_words(12, Cadence.WEEK),
        "12 weeks",
        "12주",
        "12 週",
    ),
}


@pytest.mark.parametrize("case", SENTENCES.values(), ids=SENTENCES)
def test_it_is_said_in_the_language_of_the_reader(
    case: tuple[Say, str, str, str],
) -> None:
    words, *expected = case
    heard = []
    for code in ("en", "ko", "zh_Hant"):
        with speaking(language(code)):
            heard.append(words())
    assert heard == expected


@pytest.mark.parametrize("code", NAMES)
def test_a_reason_is_erased_from_what_was_sent_in_any_language(code: str) -> None:
    old, reason = figure(stored("nps", NPS, "2026-W46")), "two of them: were staff"
    new, erased = (figure(stored("nps", FEW, "2026-W46", why)) for why in (reason, ERASED))
    for told in (correction_line, correction_notice):
        with speaking(language(code)):
            sent, wanted = told(old, new, "Lee"), told(old, erased, "Lee")
        assert without_reason(sent.payload(), reason) == wanted.payload()


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("數值為*30.00*。請輸入`/kpi list`，", "數值為 *30.00* 。請輸入 `/kpi list` ，"),
        ("*30.00*입니다", "*30.00* 입니다"),
        ("값 *30.00* (기준)", "값 *30.00* (기준)"),
        ("`*한*`", "`*한*`"),
        (escape("*굵게*입니다"), escape("*굵게*입니다")),
        (escape("5*") + "점은 *30*입니다", escape("5*") + "점은 *30* 입니다"),
        ("*NPS 70*, better", "*NPS 70*, better"),
    ],
)
def test_markup_stands_apart_from_wide_signs_where_slack_draws_it(
    markdown: str, shown: str
) -> None:
    assert drawn(markdown) == shown
    assert drawn(shown) == shown


def test_a_table_stands_in_columns_whatever_its_letters() -> None:
    (table,) = tables([("기간", "值", "x"), ("2026-W46", "70.45", "y")])
    assert table == "```\n기간      值     x\n2026-W46  70.45  y\n```"


def test_the_question_of_a_button_is_asked_in_the_language_spoken() -> None:
    press = Press(label="x", action="x", confirm="?")
    asked = []
    for code in NAMES:
        with speaking(language(code)):
            confirm = actions(press)["elements"][0]["confirm"]
        asked.append([confirm[part]["text"] for part in ("title", "confirm", "deny")])
    assert asked == [
        ["Are you sure?", "Yes", "No"],
        ["계속할까요?", "예", "아니요"],
        ["確定要繼續嗎？", "是", "否"],
    ]


def test_a_name_with_a_particle_behind_it_is_not_named_again() -> None:
    error = DeskError("혹시 nps인가요?", candidates=("nps",))
    with speaking(language("ko")):
        assert problem(error, None).text == "혹시 nps인가요?"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (MRR_OF_TAIWAN, ["The currencies differ: USD before, TWD now."]),
        (stored("mrr", {"fees": "51;99"}, "2026-10"), []),
    ],
)
def test_an_amount_that_replaces_one_of_another_currency_is_told_so(
    typed: Observation, said: list[str]
) -> None:
    old, new = figure(MRR), figure(typed)
    for message in (
        recorded(Recorded(reading=new, old=old)),
        reason_needed(ReasonNeeded(standing=old, typed=new, draft="d")),
    ):
        assert re.findall(r"The currencies differ[^.]*\.", message.text) == said
