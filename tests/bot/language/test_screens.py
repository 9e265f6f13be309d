"""The guide, the import and what people decide, as people of each language read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.desk.answers import AwayAnswer, NewSegment, OwnerAnswer
from bot.desk.guiding import Filled
from bot.desk.pasting import Pasted
from bot.desk.plan import Plan, Step
from bot.language import NAMES, language
from bot.views import decisions, guide, pasting
from bot.views.away import away
from bot.views.form_state import FormState
from bot.views.guide_fields import owner_picker
from bot.views.segments import new_segment
from kpi import catalogue
from kpi.language import speaking
from kpi.period import Cadence, Period
from storage.records import Away

CHURN, WEEK = catalogue.get("churn"), Period.parse("2026-W46")
FILLED = Filled(kpi=CHURN, cadence=Cadence.WEEK, periods=3)
STATE = FormState(user="U1KIM", channel="C0GROWTH")
Say = Callable[[], str]


def labels(blocks: list[dict[str, Any]]) -> str:
    """What the buttons say."""
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    found = [block["accessory"] for block in blocks if "accessory" in block]
    return " · ".join(one["text"]["text"] for one in [*found, *(e for row in rows for e in row)])


def buttons(step: Step, screen: Callable[[], guide.Screen]) -> Say:
    return lambda: labels(guide.framed(step, screen()))


def owned(before: str) -> Say:
    answer = OwnerAnswer(kpi=CHURN, owner="Kim", backup="Lee", before=before, changed=True)
    return lambda: decisions.owner(answer).text.splitlines()[0]


def segments() -> str:
    answer = NewSegment(segment="tier:a", period=WEEK, near=(), known=("tier:b",), draft="d")
    return new_segment(answer).text.splitlines()[0]


def import_form() -> str:
    view = pasting.form(STATE, Pasted(text=""))
    fields = [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]
    return " · ".join([view["title"]["text"], *fields, view["submit"]["text"]])


def meanwhile() -> str:
    day = date(2026, 11, 20)
    days = Away(user="U1", first_day=day, last_day=day, zone="Asia/Taipei")
    answer = AwayAnswer(name="Kim", own=True, away=days, changed=True, covers=())
    return away(answer).text.splitlines()[2]


SAID: list[tuple[Say, str, str, str]] = [
    (
        lambda: str(guide.digest_screen(Plan(), "Asia/Seoul").body[0]["text"]["text"]),
        "Once a week a digest says in one channel what fell, what is missing and what holds.",
        (
            "매주 한 번, 무엇이 악화했고 무엇이 빠졌으며 무엇이 안정적인지 알려 주는 "
            "KPI 요약을 채널에 게시합니다."
        ),
        "KPI 週報每週在一個頻道發布，說明哪些惡化、哪些未填、哪些持穩。",
    ),
    (
        buttons(Step.PAST, lambda: guide.past_screen([FILLED])),
        "Paste Churn · Next · Count again · Back · Do all of it later",
        "고객 이탈률 붙여넣기 · 다음 · 다시 확인 · 뒤로 · 나중에 설정하기",
        "貼上「客戶流失率」的數值 · 下一步 · 重新檢查 · 上一步 · 稍後再設定",
    ),
    (
        lambda: guide.set_up_again_press().label,
        "Set up again",
        "다시 설정",
        "重新設定",
    ),
    (
        lambda: owner_picker(CHURN, "U1KIM").label,
        "Who owns Churn?",
        "고객 이탈률 담당자는 누구인가요?",
        "由誰負責「客戶流失率」？",
    ),
    (
        import_form,
        "Import rows · Which KPI are the rows about? · Rows · Check rows",
        "데이터 가져오기 · 어떤 KPI의 데이터인가요? · 데이터 · 데이터 확인",
        "匯入資料列 · 這些資料列屬於哪一項 KPI？ · 資料列 · 檢查資料列",
    ),
    (
        owned("Lee"),
        "Churn belongs to Kim from now on (before: Lee). Backup: Lee.",
        "이제부터 고객 이탈률 담당자는 Kim 님입니다(이전: Lee 님). 대리 담당자: Lee 님.",
        "客戶流失率： 即日起由 Kim 負責（先前：Lee）。代理人：Lee。",
    ),
    (
        owned(""),
        "Churn belongs to Kim from now on (before: nobody). Backup: Lee.",
        "이제부터 고객 이탈률 담당자는 Kim 님입니다(이전: 없음). 대리 담당자: Lee 님.",
        "客戶流失率： 即日起由 Kim 負責（先前：無）。代理人：Lee。",
    ),
    (
        segments,
        "'tier:a' is new here. Known: tier:b. Nothing was stored yet.",
        '"tier:a"는 새 세그먼트입니다. 기존 세그먼트: tier:b. 아직 저장하지 않았습니다.',
        "「tier:a」是新的分群。現有分群：tier:b。尚未儲存任何內容。",
    ),
    (
        meanwhile,
        "The backup is asked for what is missing, and flagged drops go to them.",
        "값이 빠지면 대리 담당자에게 기록을 요청하고, 악화 알림도 대리 담당자에게 보냅니다.",
        "未填項目改請代理人填寫，惡化警示也改通知代理人。",
    ),
]


@pytest.mark.parametrize(("say", "en", "ko", "zh"), SAID, ids=[row[1][:30] for row in SAID])
def test_screens_read_as_people_of_each_language_write(say: Say, en: str, ko: str, zh: str) -> None:
    heard = {}
    for code in NAMES:
        with speaking(language(code)):
            heard[code] = say()
    assert heard == {"en": en, "ko": ko, "zh_Hant": zh}
