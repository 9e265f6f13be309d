"""What a step of a workflow is given, as a question."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from bot.grammar.errors import CommandError
from bot.grammar.steps import read_recording, read_request
from bot.questions import Look, Mode, Record
from kpi import KpiError, catalogue

NPS = catalogue.get("nps")
COUNTS = Record(kpi=NPS, positional=("1", "2", "3"))
GIVEN = {"kpi": "nps", "inputs": "1 2 3"}


@pytest.mark.parametrize(
    ("given", "meant", "command"),
    [
        (GIVEN, COUNTS, "/kpi nps 1 2 3"),
        (
            {"kpi": " Net Promoter  Score ", "inputs": " 1 2 3 "},
            COUNTS,
            "/kpi Net Promoter Score 1 2 3",
        ),
        (
            {"kpi": "포기율", "inputs": "5 10"},
            Record(
                kpi=catalogue.get("first_week_engagement"),
                positional=("5", "10"),
                formula="abandonment",
            ),
            "/kpi 포기율 5 10",
        ),
        (
            {"kpi": "순추천고객지수", "inputs": "추천=1 중립=2 비추천=3"},
            Record(kpi=NPS, named={"추천": "1", "중립": "2", "비추천": "3"}),
            "/kpi 순추천고객지수 추천=1 중립=2 비추천=3",
        ),
        (
            GIVEN | {"inputs": "add 1 2 3"},
            replace(COUNTS, mode=Mode.ADD),
            "/kpi nps add 1 2 3",
        ),
        (
            GIVEN | {"period": "2026-W40", "segment": "Tier: big ones", "note": ' "quoted" '},
            replace(COUNTS, period="2026-W40", segment="tier:big ones", note='"quoted"'),
            '/kpi nps 1 2 3 period="2026-W40" segment="Tier: big ones"',
        ),
        (
            GIVEN | {"inputs": "1 2 3 period=2026-W40 note=x final", "period": " "},
            replace(COUNTS, period="2026-W40", note="x", final=True),
            "/kpi nps 1 2 3 period=2026-W40 note=x final",
        ),
    ],
)
def test_what_is_given_is_what_is_recorded(
    given: dict[str, str], meant: Record, command: str
) -> None:
    typed = read_recording(given)
    assert (typed.question, typed.command) == (meant, command)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"kpi": "nps"}, Look(kpi=NPS)),
        ({"kpi": "淨推薦值", "period": "", "segment": ""}, Look(kpi=NPS)),
        (
            {"kpi": "nps", "period": "last month", "segment": "Tier:big"},
            Look(kpi=NPS, period="last month", segment="tier:big"),
        ),
    ],
)
def test_what_is_given_is_what_is_asked_for(given: dict[str, str], meant: Look) -> None:
    assert read_request(given) == meant


@pytest.mark.parametrize(
    "inputs",
    ["", "final", "history", "target >= 45", "undo", "segment=a:b", "close 2026-10"],
)
def test_inputs_that_are_none_are_refused(inputs: str) -> None:
    with pytest.raises(CommandError, match="were expected here, and nothing else") as refused:
        read_recording({"kpi": "nps", "inputs": inputs})
    assert refused.value.field == "inputs"


def test_inputs_never_turn_the_kpi_into_another_one() -> None:
    with pytest.raises(CommandError, match="were expected here, and nothing else"):
        read_recording({"kpi": "cac", "inputs": "Payback Period spend=9 acquired=3"})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kpi": "nps target"}, None),
        ({"kpi": "target nps"}, None),
        ({"kpi": "undo"}, None),
        ({"kpi": ""}, None),
        ({"inputs": "correct 1 2 3"}, "inputs"),
        ({"inputs": "1 2 3 share"}, "share"),
        ({"inputs": "1 2 3 segment=a:b", "segment": "a:b"}, "segment"),
        ({"inputs": "1 2 3 note=x", "note": "y"}, "note"),
        ({"inputs": '1 2 3 note="x'}, "text"),
    ],
)
def test_what_does_more_than_record_is_refused(change: dict[str, str], field: str | None) -> None:
    with pytest.raises(KpiError) as refused:
        read_recording(GIVEN | change)
    assert refused.value.field == field
