"""What is told about figures, in each language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from bot.desk.errors import DeskError
from bot.desk.reading import Reading, assemble
from bot.language import NAMES, language
from bot.views.blocks import Press, actions, drawn, escape
from bot.views.certainty import certainty, length_words
from bot.views.corrections import correction_line, correction_notice, without_reason
from bot.views.naming import among, full_name, short_name
from bot.views.numbers import change, quantity
from bot.views.problems import problem
from bot.views.readings import detail_lines, headline, holds_words
from bot.views.tables import tables
from kpi import catalogue, evaluate
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


def churn() -> Reading:
    now = stored("churn", {"lost": "75", "start": "3375"}, "2026-10")
    before = stored("churn", {"lost": "70", "start": "3375"}, "2026-09")
    return figure(now, before, target="<= 2%")


SENTENCES: dict[str, tuple[Say, str, str, str]] = {
    "a headline": (
        lambda: headline(churn()),
        (
            "*Churn 2.22 %* of customers at the start of the period · October 2026"
            "   +0.15 pp vs Sep 2026, worse"
        ),
        "*고객 이탈률 2.22%* (기초 고객 수 대비) · 2026년 10월   2026년 9월 대비 +0.15%p, 악화",
        "*客戶流失率 2.22%*（占期初客戶數） · 2026年10月   較2026年9月 +0.15 個百分點，惡化",
    ),
    "a verdict with its target and a rule of thumb": (
        lambda: detail_lines(churn())[0],
        (
            "Target ≤ 2 % missed  ·  Good: < 10 % (rule of thumb: the source names no period)"
            '; 23.64 % a year at this rate — "Customer success metrics: 5 KPIs to watch" (2020)'
        ),
        (
            "목표 ≤ 2% 미달  ·  양호: < 10% (어림 기준: 출처에 기간이 명시되지 않음)"
            '. 이 속도라면 연간 23.64% — "Customer success metrics: 5 KPIs to watch"(2020)'
        ),
        (
            "未達目標 ≤ 2%  ·  良好：< 10%（經驗法則：來源未註明期間）"
            "；換算為每年 23.64% — 「Customer success metrics: 5 KPIs to watch」（2020）"
        ),
    ),
    "what stands already": (
        lambda: holds_words(figure(stored("mrr", {"fees": "49;99"}, "2026-10"))),
        "October 2026 already holds *$148.00* (recorded by Kim)",
        "2026년 10월에 이미 *$148.00* 값이 있습니다(Kim 님 기록)",
        "2026年10月：已有數值 *$148.00*（由 Kim 記錄）",
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
