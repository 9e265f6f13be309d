"""Help, forms, Home and the pages of installing, as people of each language read them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from flask import Flask

from bot.desk.answers import Catalogue, Guide
from bot.desk.filling import Sheet, Subject
from bot.desk.scorecard import Due, OwnDigest, Row, Scorecard
from bot.installing.flow import InstallFlow, NotInstalledNow
from bot.installing.web import install_pages
from bot.language import NAMES, language
from bot.manifest import REDIRECT_PATH
from bot.sandbox.limits import message_refusal, view_refusal
from bot.views import forms, guides, recording_form, recording_review
from bot.views.families import FAMILIES, family_title
from bot.views.form_fields import input_fields
from bot.views.form_state import FormState
from bot.views.home import Choice, home_view
from bot.views.scorecard import digest_words, due_words
from kpi import all_kpis, catalogue
from kpi.language import speaking
from kpi.model import Formula
from kpi.period import Period
from storage.records import Rhythm, Schedule, Subscription, SubscriptionState

STATE = FormState(user="U1KIM", channel="C0GROWTH")
CASE = forms.State(value="x", response_url="https://hooks.slack.com/x")
WEEK = Period.parse("2026-W46")
NPS, CSAT, CRR = (catalogue.get(key) for key in ("nps", "csat", "crr"))
EMPTY = Row(kpi=NPS, segment="", reading=None)
PAUSED = OwnDigest(
    digest=Subscription(
        id="s1",
        channel="C0GROWTH",
        schedule=Schedule(rhythm=Rhythm.WEEKLY, day=0, hour=9, minute=0, zone="Asia/Seoul"),
        kpis=("nps",),
        state=SubscriptionState.PAUSED,
        set_by="U1KIM",
        next_due=datetime(2026, 11, 23, tzinfo=UTC),
        next_period="2026-W47",
    ),
    last=None,
)
Say = Callable[[], str]


def sheet(formula: Formula, kpi: str) -> Sheet:
    running = Period.parse("2026-W47")
    return Sheet(
        about=Subject(kpi=kpi, formula=formula.key),
        kpi=catalogue.get(kpi),
        formula=formula,
        period=WEEK,
        complete=WEEK,
        periods=(running, WEEK),
        segments=("tier:enterprise",),
        currency="USD",
    )


def menu(block: str) -> list[str]:
    """What the options of a menu in the form say."""
    view = recording_form.form(sheet(NPS.formulas[0], "nps"), STATE)
    [found] = [one for one in view["blocks"] if one.get("block_id") == block]
    return [one["text"]["text"] for one in found["element"]["options"]]


def due(owner: str) -> str:
    return due_words(EMPTY, Due(period=WEEK, owner=owner, waiting=None))


def home(*rows: Row) -> dict[str, Any]:
    card = Scorecard(
        now=datetime(2026, 11, 18, 1, 0, tzinfo=UTC),
        zone="Asia/Seoul",
        segment="",
        family="",
        segments=("tier:enterprise",),
        families=tuple(FAMILIES),
        rows=rows,
        cases=(),
        digests=(),
        begun=True,
        decides=False,
        managers=(),
    )
    return home_view(card, Choice())


def conclusion() -> str:
    rows = (
        EMPTY,
        Row(kpi=CRR, segment="", reading=None, due=Due(period=WEEK, owner="", waiting=None)),
    )
    return str(home(*rows)["blocks"][1]["text"]["text"])


SAID: list[tuple[Say, str, str, str]] = [
    (
        lambda: guides.guide(Guide(kpi=None)).text.splitlines()[0],
        "How to use KPI Bot",
        "KPI Bot 사용 방법",
        "KPI Bot 使用方式",
    ),
    (
        lambda: guides.default_words(CSAT.attributes[1]),
        "4 unless given, with scale=5",
        "입력하지 않으면 4 (scale=5일 때)",
        "未填則為 4（scale=5 時）",
    ),
    (lambda: family_title("retention"), "Retention", "고객 유지", "客戶留存"),
    (lambda: recording_form.title_of("Record", NPS), "Record NPS", "NPS 기록", "記錄「NPS」"),
    (lambda: recording_form.title_of("Correct", NPS), "Correct NPS", "NPS 정정", "更正「NPS」"),
    (
        lambda: menu("segment")[0],
        "Everybody",
        "전체 고객",
        "全體客戶",
    ),
    (
        lambda: menu("period")[1].removeprefix(WEEK.words()).strip(),
        "(last complete)",
        "(최근 완료)",
        "（最近一期）",
    ),
    (
        lambda: next(input_fields(sheet(NPS.formulas[0], "nps"))).label,
        "Promoters",
        "추천 고객 수",
        "推薦者人數",
    ),
    (
        lambda: str(recording_review.share(STATE)["title"]["text"]),
        "Share in a channel",
        "채널에 공유",
        "分享到頻道",
    ),
    (
        lambda: due("kim"),
        "*NPS* · W46 is not recorded (kim owns it)",
        "*NPS* · 46주차 미입력 (담당자: kim 님)",
        "*NPS* · 第 46 週未填（負責人：kim）",
    ),
    (
        lambda: due(""),
        "*NPS* · W46 is not recorded (nobody owns it)",
        "*NPS* · 46주차 미입력 (담당자 없음)",
        "*NPS* · 第 46 週未填（尚無負責人）",
    ),
    (
        conclusion,
        "*1 KPI is missing and due · 2 KPIs in all*",
        "*입력이 필요한 KPI 1개 · 전체 KPI 2개*",
        "*1 項 KPI 未填 · 共 2 項 KPI*",
    ),
    (
        lambda: digest_words(PAUSED, "Asia/Seoul").splitlines()[1],
        "Paused: nothing is sent until somebody types `/kpi digest resume` there.",
        "일시 중지됨: 해당 채널에서 `/kpi digest resume` 명령을 입력하면 다시 보냅니다.",
        "已暫停：在該頻道輸入 `/kpi digest resume` 後才會恢復發布。",
    ),
]


@pytest.mark.parametrize(("say", "en", "ko", "zh"), SAID, ids=[row[1][:30] for row in SAID])
def test_every_language_says_it_in_its_own_words(say: Say, en: str, ko: str, zh: str) -> None:
    heard = {}
    for code in NAMES:
        with speaking(language(code)):
            heard[code] = say()
    assert heard == {"en": en, "ko": ko, "zh_Hant": zh}


@pytest.mark.parametrize("code", sorted(NAMES))
def test_slack_takes_every_form_in_every_language(code: str) -> None:
    with speaking(language(code)):
        views = [
            recording_form.form(sheet(formula, kpi.key), STATE)
            for kpi in all_kpis()
            for formula in kpi.formulas
        ]
        views += [
            recording_form.loading(recording_form.title_of(verb, kpi))
            for kpi in all_kpis()
            for verb in ("Record", "Correct")
        ]
        views += [open_form(CASE) for open_form in (forms.reason, *forms.CASE_FORMS.values())]
        views += [recording_form.chooser(STATE), recording_review.share(STATE), home(EMPTY), home()]
    assert [refusal for view in views if (refusal := view_refusal(view))] == []


@pytest.mark.parametrize("code", sorted(NAMES))
def test_slack_takes_the_help_in_every_language(code: str) -> None:
    with speaking(language(code)):
        told = [guides.guide(Guide(kpi=kpi)) for kpi in (None, *all_kpis())]
        told.append(
            guides.catalogue(Catalogue(families=catalogue.families(), recorded=frozenset({"nps"})))
        )
    refused = [message_refusal(one.text, list(one.blocks)) for one in told]
    assert [refusal for refusal in refused if refusal] == []


def test_every_family_of_the_catalogue_has_a_name() -> None:
    assert set(FAMILIES) == set(catalogue.families())


@pytest.mark.parametrize(
    ("accepted", "lang", "title"),
    [
        ("en-GB,en;q=0.9", "en", "KPI Bot is not installed"),
        ("ko-KR,ko;q=0.9,en;q=0.8", "ko", "KPI Bot이 설치되지 않았습니다"),
        ("en;q=0.5,zh-TW", "zh-Hant", "KPI Bot 尚未安裝"),
        ("fr", "en", "KPI Bot is not installed"),
        ("", "en", "KPI Bot is not installed"),
    ],
)
def test_the_page_of_an_installation_reads_as_the_browser_asks(
    accepted: str, lang: str, title: str
) -> None:
    def refuse(*_given: object) -> None:
        raise NotInstalledNow(
            "Slack stopped the installation ({error}).", "Slack did not answer.", "<x>"
        )

    app = Flask(__name__)
    app.register_blueprint(install_pages(cast("InstallFlow", SimpleNamespace(finish=refuse))))
    page = app.test_client().get(REDIRECT_PATH, headers={"Accept-Language": accepted})
    assert f'<html lang="{lang}">' in page.text
    assert f"<h1>{title}</h1>" in page.text
    assert "&lt;x&gt;" in page.text
