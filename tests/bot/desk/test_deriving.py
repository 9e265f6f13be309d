"""Derived figures follow their parts, whatever people do to them, and give way to typed values."""

from collections.abc import Iterator
from contextlib import closing, suppress
from fractions import Fraction
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.errors import Refused
from bot.importing.storing import store_figures
from bot.views.answers import message_of
from kpi import Entry, KpiError, Undefined, catalogue, evaluate, read
from kpi.derive import DERIVATIONS, derived_entry
from kpi.period import Period
from storage.records import Action, FigureKey, NewObservation
from storage.store import Store, open_store
from tests.bot.desk.desk import MONTH, NOW, TEAM, WEEK, Desk

CRR = "/kpi crr end=3500 new=200 start=3375"
CRR_LESS = '/kpi correct crr end=3490 new=200 start=3375 reason="duplicates"'
CLV = "/kpi clv arpu=$120 margin=40% churn=2%"
CAC = "/kpi cac spend=$1500 acquired=7"
ARPU = "/kpi arpu revenue=$1000 users=7"


def test_what_follows_is_stored_with_its_parts_and_named_in_the_answer(desk: Desk) -> None:
    answer = desk.records("kim", CRR)
    derived = desk.held("churn")
    assert derived.value == Fraction(20, 9)
    assert (derived.action, derived.author, derived.parts) == (Action.DERIVE, "kim", (1,))
    assert "Derived: Churn 2.22 % (K-2)" in message_of(answer).text.splitlines()


def test_a_derived_figure_says_what_it_is_derived_from(desk: Desk) -> None:
    desk.records("kim", CRR)
    assert "Derived from CRR (K-1)." in message_of(desk.say("lee", "/churn")).text.splitlines()
    trace = message_of(desk.say("lee", "/kpi trace K-2")).text.splitlines()
    assert "It holds 2.22 %, derived from CRR (K-1)." in trace
    assert "Derived from CRR (K-1)." in trace


def test_a_correction_of_a_part_corrects_all_that_follows(desk: Desk) -> None:
    for line in (CLV, CAC, ARPU):
        desk.records("kim", line)
    assert desk.held("ltv_cac", MONTH).value == Fraction(56, 5)
    assert desk.held("cac_payback", MONTH).value == Fraction(15, 4)
    answer = desk.records("lee", '/kpi correct cac spend=$3000 acquired=7 reason="an invoice"')
    ltv_cac, payback = desk.held("ltv_cac", MONTH), desk.held("cac_payback", MONTH)
    assert (ltv_cac.value, payback.value) == (Fraction(28, 5), Fraction(15, 2))
    assert (ltv_cac.revision, ltv_cac.author, ltv_cac.reason) == (2, "lee", "an invoice")
    assert [one.number for one in answer.derived] == [ltv_cac.number, payback.number]
    assert [desk.held(kpi, MONTH).number for kpi in ("cac", "arpu", "clv")] == list(payback.parts)


def test_a_derived_figure_is_withdrawn_with_a_part_and_comes_back_with_it(desk: Desk) -> None:
    desk.records("kim", CRR)
    undone = desk.undoes("kim")
    gone = desk.latest("churn")
    assert gone is not None
    assert gone.withdrawn
    assert "No longer derived: Churn (K-2)" in message_of(undone).text.splitlines()
    trace = message_of(desk.say("kim", "/kpi trace K-2")).text
    assert "It is no longer derived" in trace
    desk.records("kim", CRR)
    assert (desk.held("churn").value, desk.held("churn").number) == (Fraction(20, 9), 2)


def test_what_somebody_recorded_is_never_overridden(desk: Desk) -> None:
    desk.records("lee", "/churn 80 3375")
    assert desk.records("kim", CRR).derived == ()
    assert desk.records("kim", CRR_LESS).derived == ()
    assert (desk.held("churn").value, desk.held("churn").revision) == (Fraction(64, 27), 1)


def test_a_derived_value_gives_way_to_a_typed_one_without_asking(desk: Desk) -> None:
    desk.records("kim", CRR)
    answer = desk.records("lee", "/churn 80 3375")
    assert (desk.held("churn").action, desk.held("churn").revision) == (Action.RECORD, 2)
    told = message_of(answer).text.splitlines()
    at = told.index("Was 2.22 %, now 2.37 %.")
    assert told[at + 1] == (
        "The value before was derived from CRR (K-1); what was typed stands now. "
        "To go back to it: /kpi undo"
    )
    assert answer.told == "", "kim typed no churn"


def test_a_typed_value_that_is_taken_back_is_derived_again_from_today_s_parts(desk: Desk) -> None:
    desk.records("kim", CRR)
    desk.records("lee", "/churn 80 3375")
    desk.records("kim", CRR_LESS)
    undone = desk.undoes("lee")
    assert desk.held("churn").value == Fraction(100 * 85, 3375)
    assert "It holds 2.52 %, derived from CRR (K-1)." in message_of(undone).text


def test_undo_takes_back_what_was_typed_and_not_what_followed(desk: Desk) -> None:
    desk.records("kim", CRR)
    assert desk.undoes("kim").taken.kpi.key == "crr"
    with pytest.raises(Refused, match="Only your newest recording can be taken back") as refused:
        desk.undoes("kim")
    example = '/kpi crr correct end=3500 new=200 start=3375 reason="duplicates removed"'
    assert refused.value.example == example


def test_a_typed_value_that_is_replaced_is_not_called_a_computed_one(desk: Desk) -> None:
    desk.records("kim", CRR)
    answer = desk.records("lee", CRR_LESS)
    told = message_of(answer).text
    assert "Was 97.78 %, now" in told
    assert "The value before" not in told


@pytest.mark.parametrize(
    ("lines", "kpi", "period"),
    [
        (["/kpi crr end=3500 new=200 start=3375 period=this"], "churn", Period.parse("2026-W47")),
        (["/kpi crr end=3600 new=100 start=3375"], "churn", WEEK),
        (["/kpi crr end=0 new=0 start=0"], "churn", WEEK),
        ([CLV, f"{CAC} period=2026-09"], "ltv_cac", MONTH),
        ([CLV, f"{CAC} segment=tier:pro"], "ltv_cac", MONTH),
        ([ARPU, CAC, "/kpi clv arpu=$120 churn=2%"], "cac_payback", MONTH),
    ],
    ids=[
        "partial part",
        "impossible part",
        "undefined part",
        "other period",
        "other segment",
        "no margin",
    ],
)
def test_nothing_is_derived_from_what_does_not_belong_together(
    desk: Desk, lines: list[str], kpi: str, period: Period
) -> None:
    for line in lines:
        desk.records("kim", line)
    assert desk.latest(kpi, period) is None


def test_a_part_that_becomes_complete_is_derived_from(desk: Desk) -> None:
    running = Period.parse("2026-W47")
    desk.records("kim", f"{CRR} period=this")
    desk.records("kim", f"/kpi correct {CRR.removeprefix('/kpi ')} period=this final")
    assert desk.held("churn", running).value == Fraction(20, 9)


def test_an_undefined_result_is_stored_as_undefined(desk: Desk) -> None:
    desk.records("kim", CLV)
    answer = desk.records("kim", "/kpi cac spend=0 acquired=7")
    found = desk.held("ltv_cac", MONTH)
    assert (found.value, found.sound) == (None, True)
    assert "Derived: LTV:CAC undefined (K-3)" in message_of(answer).text


def test_segments_are_derived_apart_and_their_pooled_total_too(desk: Desk) -> None:
    desk.records("kim", "/kpi crr end=90 new=0 start=100 segment=tier:pro")
    desk.records("kim", "/kpi crr end=190 new=0 start=200 segment=tier:free")
    assert desk.held("churn", segment="tier:pro").value == 10
    assert desk.held("churn", segment="tier:free").value == 5
    assert desk.held("crr").action is Action.POOL
    assert desk.held("churn").value == Fraction(20, 3)


def test_a_derived_kpi_nobody_decided_on_takes_the_cadence_of_its_parts(desk: Desk) -> None:
    desk.say("kim", "/kpi settings cadence crr quarter")
    desk.records("kim", CRR)
    assert desk.held("churn", Period.parse("2026-Q3")).value == Fraction(20, 9)
    assert "Churn 2.22 %" in message_of(desk.say("kim", "/churn")).text


def test_a_kpi_recorded_by_another_cadence_is_not_derived(desk: Desk) -> None:
    desk.records("lee", "/churn 80 3375")
    desk.say("kim", "/kpi settings cadence crr month")
    assert desk.records("kim", CRR).derived == ()
    assert desk.latest("churn", MONTH) is None


def imported(kpi: str, **typed: str) -> NewObservation:
    entry = read(catalogue.get(kpi), (), typed)
    return NewObservation(
        key=FigureKey(kpi=kpi, period=WEEK),
        entry=entry,
        value=evaluate(entry).value,
        sound=True,
        partial=False,
        action=Action.IMPORT,
        author="",
    )


def test_imported_figures_are_derived_from_unless_the_file_holds_the_kpi_itself(desk: Desk) -> None:
    crr = imported("crr", end="3500", new="200", start="3375")
    desk.store.write(lambda tx: store_figures(tx, TEAM, [crr], NOW))
    assert (desk.held("churn").action, desk.held("churn").value) == (
        Action.DERIVE,
        Fraction(20, 9),
    )
    churn = imported("churn", lost="80", start="3375")
    desk.store.write(lambda tx: store_figures(tx, TEAM, [churn, crr], NOW))
    assert (desk.held("churn").action, desk.held("churn").revision) == (Action.IMPORT, 2)


TYPED = (
    "crr end=3500 new=200 start=3375",
    "crr end=3490 new=200 start=3375",
    "crr end=3600 new=100 start=3375",
    "crr end=0 new=0 start=0",
    "churn lost=75 start=3375",
    "clv arpu=$120 margin=40% churn=2%",
    "clv arpu=$120 churn=2%",
    "clv arpu=$120 churn=0%",
    "cac spend=$1500 acquired=7",
    "cac spend=€900 acquired=3",
    "cac spend=0 acquired=3",
    "arpu revenue=$1000 users=7",
    "mrr fees=$50;$99",
    "ltv_cac clv=$900 cac=$300",
)
TEAMS = count(2)
"""Every example has a workspace of its own."""
STEPS = st.one_of(
    st.just("undo"),
    st.builds(
        "{} {} {} reason=x".format,
        st.sampled_from(["", "correct", "correct", "add"]),
        st.sampled_from(TYPED),
        st.sampled_from(["", "", "period=this", "period=this final"]),
    ),
)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with closing(open_store("sqlite://", lambda: NOW)) as opened:
        yield opened


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["kim", "lee"]), STEPS), max_size=14))
def test_a_derived_value_always_is_the_formula_of_its_present_parts(
    store: Store, steps: list[tuple[str, str]]
) -> None:
    desk = Desk(store, f"T{next(TEAMS)}")
    for user, step in steps:
        with suppress(KpiError):
            desk.say(user, f"/kpi {step}")
    for period in (WEEK, WEEK.next(), MONTH, MONTH.next()):
        for kpi, entry in expected(desk, period).items():
            found = desk.latest(kpi, period)
            if found is None or found.withdrawn:
                assert entry is None, f"{kpi} of {period.label} is not derived"
            elif found.action is Action.DERIVE:
                assert found.entry == entry
                assert found.value == value_of(entry)


def value_of(entry: Entry | None) -> Fraction | None:
    assert entry is not None
    try:
        return evaluate(entry).value
    except Undefined:
        return None


def expected(desk: Desk, period: Period) -> dict[str, Entry | None]:
    """What follows from the parts as they stand in a period."""
    return {
        one.kpi: derived_entry(
            one,
            {
                key: part.entry
                for key in one.sources
                if (part := desk.latest(key, period)) and part.entry and not part.partial
            },
        )
        for one in DERIVATIONS
        if one.cadence in (None, period.cadence)
    }
