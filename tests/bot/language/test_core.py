"""Refusals, periods and verdicts as people of each language read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from bot.grammar.commands import read_command
from bot.language import language
from bot.schedule import describe
from kpi import Cadence, KpiError, catalogue, compute
from kpi.judge import judge
from kpi.language import speaking
from kpi.lists import alternatives, joined_and, joined_or, labelled, sentences, with_aside
from kpi.period import Period
from storage.records import Rhythm, Schedule, Standing
from tests.bot.desk.desk import Desk

Said = Callable[[], str]


def refusal(work: Callable[[], object]) -> Said:
    def message() -> str:
        with pytest.raises(KpiError) as raised:
            work()
        return raised.value.message

    return message


def typed(text: str) -> Said:
    return refusal(lambda: read_command("/kpi", text))


def asked(line: str) -> Said:
    return refusal(lambda: workspace().say("sam", line))


@cache
def workspace() -> Desk:
    desk = Desk()
    desk.becomes("sam", Standing.MEMBER)
    return desk


def given(kpi: str, *values: str) -> Said:
    return refusal(lambda: compute(kpi, *values))


def verdict(kpi: str, *values: int) -> Said:
    return lambda: judge(catalogue.get(kpi), compute(kpi, *values), Cadence.WEEK).main.word


def warning(kpi: str, lost: int, start: int) -> Said:
    return lambda: str(compute(kpi, lost=lost, start=start).warnings[0])


def schedule(rhythm: Rhythm, day: int) -> Said:
    when = Schedule(rhythm=rhythm, day=day, hour=9, minute=0, zone="Asia/Seoul")
    return lambda: describe(when)


SENTENCES: Mapping[str, tuple[Said, str, str, str]] = {
    "a word for a number": (
        given("nps", "many", "1", "2"),
        '"many" is not a number. promoters takes a whole number such as 1,700.',
        '"many"는 숫자가 아닙니다. 추천(promoters)에는 1,700 같은 정수를 입력해 주세요.',
        "「many」不是數字。推薦者（promoters）請輸入整數，例如 1,700。",
    ),
    "missing inputs": (
        given("crr", "1"),
        "Missing: new and start. crr takes end, new and start.",
        (
            "빠진 값: 신규(new), 기초(start). "
            "고객 유지율에 필요한 값: 기말(end), 신규(new), 기초(start)."
        ),
        (
            "缺少：新增（new）、期初（start）。"
            "「客戶保留率」需要：期末（end）、新增（new）、期初（start）。"
        ),
    ),
    "a word of several meanings": (
        given("이탈률"),
        '"이탈률" can mean churn, bounce_rate or exit_rate. Type the one you mean.',
        (
            '"이탈률"은 churn, bounce_rate 또는 exit_rate를 뜻할 수 있습니다. '
            "그중 하나를 입력해 주세요."
        ),
        "「이탈률」可能指 churn、bounce_rate 或 exit_rate。請輸入您要的那一個。",
    ),
    "no value": (
        given("nps", "0", "0", "0"),
        (
            "Net Promoter Score is undefined: it divides by promoters + passives + detractors, "
            "and that is 0."
        ),
        (
            "순추천고객지수를 계산할 수 없습니다: 나누는 값(추천 고객 수 + 중립 고객 수 + "
            "비추천 고객 수)이 0임."
        ),
        "無法計算淨推薦值：除數（推薦者人數 + 中立者人數 + 批評者人數）為 0。",
    ),
    "impossible data": (
        warning("churn", lost=5, start=3),
        "More customers were lost than there were at the start.",
        "이탈 고객이 기초 고객보다 많습니다.",
        "流失客戶數多於期初客戶數。",
    ),
    "a verdict": (verdict("nps", 1700, 350, 150), "excellent", "탁월", "卓越"),
    "a rule of thumb": (
        verdict("churn", 50, 3000),
        "rule of thumb: good",
        "어림 기준: 양호",
        "經驗法則：良好",
    ),
    "a week that no year has": (
        refusal(lambda: Period.parse("2026-W54")),
        '"2026-W54" is not a week. 2026 has weeks 1 to 53.',
        '"2026-W54"는 없는 주입니다. 2026년에는 1주차부터 53주차까지 있습니다.',
        "「2026-W54」不是有效的週。2026年有第 1 週至第 53 週。",
    ),
    "an action without its KPI": (
        typed("history"),
        'Which KPI do you mean? Write its name after "history".',
        '어떤 KPI인가요? "history" 뒤에 이름을 입력해 주세요.',
        "您指的是哪一項 KPI？請在「history」後面輸入名稱。",
    ),
    "half a schedule": (
        typed("digest weekly"),
        "A weekly digest needs a day, a time and at least one KPI.",
        "주간 KPI 요약에는 요일과 시각, 그리고 KPI가 하나 이상 필요합니다.",
        "KPI 週報需要星期幾、時間，以及至少一項 KPI。",
    ),
    "a weekly schedule": (
        schedule(Rhythm.WEEKLY, 0),
        "every Monday at 09:00 (Asia/Seoul)",
        "매주 월요일 09:00 (Asia/Seoul)",
        "每星期一 09:00（Asia/Seoul）",
    ),
    "a monthly schedule": (
        schedule(Rhythm.MONTHLY, 3),
        "on day 3 of every month at 09:00 (Asia/Seoul)",
        "매월 3일 09:00 (Asia/Seoul)",
        "每月3日 09:00（Asia/Seoul）",
    ),
    "members who may not": (
        asked("/kpi close 2026-10"),
        (
            "Only managers may close months: admins and owners of the workspace, and those they "
            "added. Ask one of them: /kpi admins says who they are."
        ),
        (
            "월 마감은 KPI Bot 관리자만 할 수 있습니다. 관리자는 워크스페이스 관리자와 소유자, "
            "그리고 이들이 추가한 사람입니다. "
            "누구에게 요청할지는 /kpi admins 명령으로 확인해 주세요."
        ),
        (
            "只有管理員可以將月份關帳，包括工作空間管理員、擁有者，以及他們新增的人。請洽詢其中一位："
            "輸入 /kpi admins 可查看名單。"
        ),
    ),
    "one of several": (
        lambda: joined_or(["churn", "crr", "nrr"]),
        "churn, crr or nrr",
        "churn, crr 또는 nrr",
        "churn、crr 或 nrr",
    ),
    "all of them, by group": (
        lambda: alternatives([joined_and(["A", "B"]), joined_and(["C"])]),
        "A and B, or C",
        "A, B / C",
        "A、B；或C",
    ),
    "a label": (lambda: labelled("NPS", "70"), "NPS: 70", "NPS: 70", "NPS：70"),
    "an aside": (lambda: with_aside("NPS", "W46"), "NPS (W46)", "NPS (W46)", "NPS（W46）"),
    "two sentences": (lambda: sentences("A.", "", "B."), "A. B.", "A. B.", "A.B."),
}


@pytest.mark.parametrize("name", SENTENCES)
def test_a_sentence_reads_as_its_language_writes_it(name: str) -> None:
    told, *expected = SENTENCES[name]
    texts = []
    for code in ("en", "ko", "zh_Hant"):
        with speaking(language(code)):
            texts.append(told())
    assert texts == expected
