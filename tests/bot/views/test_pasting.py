"""What stands in the forms of sheets, within Slack's limits in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.desk import pasting
from bot.desk.asker import Asker
from bot.desk.pasting import Checked, Pasted
from bot.importing.columns import Headers
from bot.language import NAMES, language
from bot.sandbox.limits import message_refusal, view_refusal
from bot.views import pasting as view
from bot.views.form_state import FormState
from kpi import catalogue
from kpi.language import speaking
from kpi.period import Period
from storage.records import Person, Standing
from tests.bot.desk.desk import NOW, TEAM, Desk

STATE = FormState(user="U1", channel="C1")
FILE = Pasted(text="", file="answers.csv")


@pytest.mark.parametrize("code", NAMES)
def test_the_form_of_every_kpi_is_one_that_slack_takes(code: str) -> None:
    with speaking(language(code)):
        for kpi in catalogue.all_kpis():
            shown = view.form(STATE, Pasted(text="", kpi=kpi.key))
            assert view_refusal(shown) is None, kpi.key
        assert view_refusal(view.form(STATE, FILE)) is None


@pytest.mark.parametrize("code", NAMES)
def test_the_header_it_shows_is_in_the_readers_language_and_read_as_it_stands(code: str) -> None:
    with speaking(language(code)):
        for kpi in catalogue.all_kpis():
            body = view.form(STATE, Pasted(text="", kpi=kpi.key))["blocks"][0]["text"]["text"]
            header, *rows = body.partition("```")[2].removesuffix("```").splitlines()
            headers = Headers([kpi])
            columns = [headers.column(cell) for cell in header.split()]
            assert columns == ["period", *kpi.formulas[0].input_names], kpi.key
            assert code == "en" or header.isascii() is False, kpi.key
            assert len(rows) == 2


def test_korean_and_chinese_headers_stand_above_their_columns() -> None:
    shown = {}
    for code in ("ko", "zh_Hant"):
        with speaking(language(code)):
            body = view.form(STATE, Pasted(text="", kpi="nps"))["blocks"][0]["text"]["text"]
        shown[code] = body.partition("```")[2].splitlines()[:2]
    assert shown == {
        "ko": ["기간      추천  중립  비추천", "2026-W37  1700  350   150"],
        "zh_Hant": ["期間      推薦者  中立者  批評者", "2026-W37  1700    350     150"],
    }


def test_the_forms_button_says_what_it_does_in_every_language() -> None:
    said = []
    for code in ("en", "ko", "zh_Hant"):
        with speaking(language(code)):
            said.append(view.form(STATE, FILE)["submit"]["text"])
    assert said == ["Check rows", "데이터 확인", "檢查資料列"]


def test_the_form_says_how_many_rows_fit_and_what_to_do_with_more() -> None:
    shown = str(view.form(STATE, Pasted(text="", kpi="nps"))["blocks"])
    assert "About 130 rows fit here." in shown
    assert "send the sheet to KPI Bot as a CSV file" in shown
    assert "In a channel, mention KPI Bot in the same message." in shown


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    """NPS of one week is recorded there."""
    made = Desk()
    made.say("kim", "/nps 1 2 3 period=2026-W45")
    yield made
    made.close()


def checked(desk: Desk, *rows: str) -> Checked:
    person = Person(
        user="kim",
        name="kim",
        standing=Standing.MANAGER,
        zone="UTC",
        locale="en-US",
        refreshed_at=NOW,
    )
    asker = Asker(team=TEAM, person=person, channel="C1", now=NOW)
    text = "\n".join(["period,segment,promoters,passives,detractors", *rows])
    pasted = Pasted(text=text, kpi="nps")
    return desk.store.read(lambda tx: pasting.check(tx, asker, pasted))


@pytest.mark.parametrize("code", NAMES)
def test_the_longest_check_is_one_that_slack_takes(desk: Desk, code: str) -> None:
    first = Period.parse("2016-W01")
    good = [f"{first.next(week).label},,1700,350,150" for week in range(400)]
    bad = [f"2026-W{60 + number},a:{'b' * 60},1,2,3" for number in range(30)] * 8
    with speaking(language(code)):
        found = checked(desk, *good, *bad, "2026-W45,,5,5,5")
        shown = view.review(found, STATE)
        assert view_refusal(shown) is None
        message = view.found(found, "draft")
        assert message_refusal(message.text, list(message.blocks)) is None
    assert len(found.rows) == 401
    if code == "en":
        text = str(shown["blocks"])
        assert "and 151 more rows" in text
        assert "and 190 more rows" in text
        assert shown["submit"]["text"] == "Save 401 rows"


def test_a_file_of_which_no_row_can_be_saved_is_answered_however_long_its_cells_are(
    desk: Desk,
) -> None:
    found = checked(desk, *[f"{'&' * 600}{row},,1,2,3" for row in range(60)])
    message = view.found(found, "draft")
    assert message_refusal(message.text, list(message.blocks)) is None
    assert "and 50 more rows" in message.text


def test_nothing_is_offered_to_save_where_nothing_would_change(desk: Desk) -> None:
    shown = view.review(checked(desk, "2026-W45,,1,2,3"), STATE)
    assert "submit" not in shown
    assert "1 row is stored already." in str(shown["blocks"])
    assert "unchanged" in str(shown["blocks"])


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2026-W44,,1700,350,150", "*70.45*, excellent – new"),
        ("2026-W45,,1700,350,150", "*70.45*, excellent – replaces −33.33"),
        ("2026-W44,,0,0,0", "*undefined*"),
        ("2026-W47,,1,2,3", "*−33.33*, so far – new"),
        ("2026-W44,tier:big_one,1,2,3", "W44, segment tier:big"),
    ],
)
def test_a_row_says_its_value_its_verdict_and_what_becomes_of_it(
    desk: Desk, row: str, says: str
) -> None:
    assert says in str(view.review(checked(desk, row), STATE)["blocks"])
