"""Rows of a sheet at the desk: checked one by one, stored together, within everyone's rights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from bot.desk import pasting
from bot.desk.answers import Stands
from bot.desk.asker import Asker
from bot.desk.errors import DeskError, NotAllowed, NotFound, Refused
from bot.desk.exporting import export_file, exported_kpis
from bot.desk.pasting import Checked, Consent, Fate, Pasted, Saved
from bot.questions import Export
from kpi import catalogue
from kpi.period import Cadence, Period
from storage import migrations
from storage.records import Audience, Person, Standing
from storage.store import Store, open_store
from tests.bot.desk.desk import NOW, TEAM, Desk
from tests.postgresql import create

HEADER = "period,segment,promoters,passives,detractors"
OLD, NEW, SAME = "2026-W44,,1500,350,150", "2026-W45,,1600,400,200", "2026-W46,,1700,350,150"


class Counter:
    """Where people bring their sheets."""

    def __init__(self, store: Store | None = None) -> None:
        self.desk = Desk(store)
        self.store = self.desk.store

    def asker(self, user: str, standing: Standing = Standing.MANAGER) -> Asker:
        person = Person(
            user=user, name=user, standing=standing, zone="UTC", locale="en-US", refreshed_at=NOW
        )
        return Asker(team=TEAM, person=person, channel="C1", now=NOW)

    def check(self, asker: Asker, *rows: str, kpi: str = "nps") -> Checked:
        pasted = Pasted(text="\n".join(rows), kpi=kpi)
        return self.store.read(lambda tx: pasting.check(tx, asker, pasted))

    def keeps(self, asker: Asker, *rows: str, kpi: str = "nps") -> str:
        checked = self.check(asker, *rows, kpi=kpi)
        seen = replace(checked.pasted, seen=checked.print)
        return self.store.write(lambda tx: pasting.keep(tx, asker, seen))

    def saves(
        self, asker: Asker, draft: str, *, leave_out: bool = True, reason: str = "x"
    ) -> Saved:
        consent = Consent(draft=draft, leave_out=leave_out, reason=reason)
        return self.store.write(lambda tx: pasting.save(tx, asker, consent))

    def problem(self, asker: Asker, row: str, header: str = HEADER, kpi: str = "nps") -> str:
        [bad] = self.check(asker, header, row, kpi=kpi).bad
        return bad.problem


@pytest.fixture
def counter() -> Iterator[Counter]:
    made = Counter()
    yield made
    made.desk.close()


@pytest.fixture(scope="module")
def open_counter() -> Iterator[Counter]:
    """One for all tests that store nothing; NPS is recorded there."""
    made = Counter()
    made.desk.say("kim", "/nps 1 2 3")
    yield made
    made.desk.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest) -> Iterator[Counter]:
    """The same on each kind of database."""
    address = "sqlite://"
    if request.param == "postgresql":
        address = create(request.getfixturevalue("server"))
        migrations.upgrade(address)
    made = Counter(open_store(address, lambda: NOW))
    yield made
    made.desk.close()


def test_rows_are_stored_together_and_their_fate_is_known_before(either: Counter) -> None:
    either.desk.say("lee", "/nps 1500 300 200 period=2026-W44")
    either.desk.say("lee", "/nps 1700 350 150 period=2026-W46")
    kim = either.asker("kim")
    checked = either.check(kim, HEADER, OLD, NEW, SAME, "2026-W99,,1,2,3")
    assert [row.fate for row in checked.rows] == [Fate.REPLACES, Fate.NEW, Fate.UNCHANGED]
    assert [bad.line for bad in checked.bad] == [5]
    saved = either.saves(kim, either.keeps(kim, HEADER, OLD, NEW, SAME, "2026-W99,,1,2,3"))
    stored = saved.stored
    assert (stored.new, stored.changed, stored.unchanged) == (1, 1, 0)
    assert saved.told == ("lee",)
    held = either.desk.held("nps", Period.parse("2026-W44"))
    assert (held.author, held.reason, held.revision) == ("kim", "x", 2)
    assert either.desk.held("nps", Period.parse("2026-W45")).reason == ""
    assert either.desk.held("nps", Period.parse("2026-W46")).author == "lee"


def test_a_check_that_was_closed_can_be_opened_again_until_it_is_saved(counter: Counter) -> None:
    kim = counter.asker("kim")
    draft = counter.keeps(kim, HEADER, NEW)
    seen = counter.store.read(lambda tx: pasting.waiting(tx, kim, draft))
    for _ in range(2):
        again = counter.store.write(lambda tx: pasting.keep(tx, kim, seen, instead_of=draft))
        assert again == draft
    counter.saves(kim, draft)
    assert counter.store.write(lambda tx: pasting.keep(tx, kim, seen, instead_of=draft)) != draft


@pytest.mark.parametrize(
    ("cell", "setting", "later"),
    [("last", "", 7), ("2026-W47", "", 7), ("2026-W46", "/kpi settings currency KRW", 0)],
    ids=["another week", "the week is over", "another currency"],
)
def test_rows_that_mean_something_else_by_now_are_not_saved(
    counter: Counter, cell: str, setting: str, later: int
) -> None:
    kim = counter.asker("kim")
    counter.store.write(lambda tx: tx.choices.set_cadence(TEAM, "mrr", Cadence.WEEK))
    draft = counter.keeps(kim, "period,arpu,customers", f"{cell},10,12", kpi="mrr")
    if setting:
        counter.desk.say("kim", setting)
    with pytest.raises(Refused, match="Something changed"):
        counter.saves(replace(kim, now=NOW + timedelta(days=later)), draft)


def test_what_was_saved_cannot_be_saved_again(counter: Counter) -> None:
    kim = counter.asker("kim")
    draft = counter.keeps(kim, HEADER, NEW)
    counter.saves(kim, draft)
    with pytest.raises(NotFound, match="saved already"):
        counter.saves(kim, draft)


def test_nobody_sees_or_saves_what_somebody_else_pasted(counter: Counter) -> None:
    draft, lee = counter.keeps(counter.asker("kim"), HEADER, NEW), counter.asker("lee")
    with pytest.raises(NotFound):
        counter.saves(lee, draft)
    with pytest.raises(NotFound):
        counter.store.read(lambda tx: pasting.waiting(tx, lee, draft))


def test_a_command_that_waits_is_no_sheet(counter: Counter) -> None:
    counter.desk.say("kim", "/nps 1 2 3")
    standing = counter.desk.asks("kim", "/nps 4 5 6")
    assert isinstance(standing, Stands)
    with pytest.raises(NotFound):
        counter.saves(counter.asker("kim"), standing.draft)


@pytest.mark.parametrize(
    ("rows", "consent", "field"),
    [
        ((OLD,), {"reason": ""}, "reason"),
        ((OLD,), {"reason": "x" * 1001}, "reason"),
        ((NEW, "2026-W99,,1,2,3"), {"leave_out": False}, "bad"),
    ],
)
def test_nothing_is_stored_without_a_reason_and_a_choice(
    counter: Counter, rows: tuple[str, ...], consent: dict[str, object], field: str
) -> None:
    counter.desk.say("lee", "/nps 1500 300 200 period=2026-W44")
    kim = counter.asker("kim")
    draft = counter.keeps(kim, HEADER, *rows)
    with pytest.raises(Refused) as refused:
        counter.saves(kim, draft, **consent)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert counter.desk.latest("nps", Period.parse("2026-W45")) is None
    stored = counter.saves(kim, draft).stored
    assert stored.new + stored.changed == 1


def test_a_value_of_a_running_period_is_replaced_without_a_reason(counter: Counter) -> None:
    counter.desk.say("lee", "/nps 1 2 3 period=this")
    kim = counter.asker("kim")
    draft = counter.keeps(kim, HEADER, "2026-W47,,4,5,6")
    assert counter.saves(kim, draft, reason="").stored.changed == 1


def test_what_changed_since_the_check_stops_the_saving_of_all_rows(counter: Counter) -> None:
    kim = counter.asker("kim")
    draft = counter.keeps(kim, HEADER, OLD, NEW)
    counter.desk.say("lee", "/nps 1 2 3 period=2026-W44")
    with pytest.raises(Refused, match="Something changed"):
        counter.saves(kim, draft)
    assert counter.desk.latest("nps", Period.parse("2026-W45")) is None


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("2026-W45,,1600,400", "Missing: detractors"),
        ("2026-W45,,many,400,200", '"many"'),
        ("2026-10,,1600,400,200", "is recorded by the week here"),
        ("2026-W48,,1,2,3", "has not begun"),
        (",,1,2,3", "period is empty"),
        ("2026-W45,enterprise,1,2,3", "not a segment"),
    ],
)
def test_a_row_that_cannot_be_recorded_says_why(open_counter: Counter, row: str, says: str) -> None:
    assert says in open_counter.problem(open_counter.asker("kim"), row)


def test_the_same_figure_twice_is_refused_where_it_comes_again(counter: Counter) -> None:
    counter.desk.say("kim", "/nps 1 2 3 segment=tier:Big")
    rows = ("2026-W45,tier:Big,1,2,3", "2026-W45,TIER:big,1,2,3")
    checked = counter.check(counter.asker("kim"), HEADER, *rows)
    assert [str(bad) for bad in checked.bad] == ["Line 3: line 2 holds the same figure."]
    assert checked.rows[0].reading.observation.key.segment == "tier:Big"


def test_segments_nobody_recorded_are_named(counter: Counter) -> None:
    counter.desk.say("kim", "/nps 1 2 3 segment=tier:big")
    checked = counter.check(counter.asker("kim"), HEADER, "2026-W45,tier:bigg,1,2,3")
    assert checked.new_segments == ("tier:bigg",)


def test_a_closed_month_stays_as_it_is_but_may_be_read_again(counter: Counter) -> None:
    counter.desk.say("kim", "/nps 1 2 3 period=2026-W36")
    counter.desk.say("kim", "/kpi close 2026-09")
    kim = counter.asker("kim")
    assert "was closed" in counter.problem(kim, "2026-W36,,1,2,4")
    [row] = counter.check(kim, HEADER, "2026-W36,,1,2,3").rows
    assert row.fate is Fate.UNCHANGED


def test_a_computed_figure_gives_way_without_a_reason(counter: Counter) -> None:
    for segment, answers in (("tier:a", "10 2 3"), ("tier:b", "20 2 3")):
        counter.desk.say("kim", f"/nps {answers} segment={segment} period=2026-W45")
    assert counter.desk.held("nps", Period.parse("2026-W45")).computed
    checked = counter.check(counter.asker("kim"), HEADER, "2026-W45,,31,4,6")
    assert [row.fate for row in checked.rows] == [Fate.NEW]
    assert not checked.corrects


@pytest.mark.parametrize(("standing", "adopted"), [(Standing.MANAGER, 1), (Standing.MEMBER, 0)])
def test_months_decide_how_often_a_kpi_is_recorded_where_a_manager_pastes_them_first(
    counter: Counter, standing: Standing, adopted: int
) -> None:
    asker = counter.asker("kim", standing)
    checked = counter.check(asker, HEADER, "2026-09,,1,2,3", "2026-10,,1,2,3")
    assert len(checked.adopted) == adopted
    assert len(checked.bad) == 2 * (1 - adopted)
    if adopted:
        counter.saves(asker, counter.keeps(asker, HEADER, "2026-09,,1,2,3", "2026-10,,1,2,3"))
        choice = counter.store.read(lambda tx: tx.choices.get(TEAM, "nps"))
        assert choice.cadence is Cadence.MONTH


def test_rows_may_name_their_kpis_and_computed_ones_are_left_out(counter: Counter) -> None:
    checked = counter.check(
        counter.asker("kim"),
        "kpi,period,promoters,passives,detractors,lost,start,computed,Region",
        "nps,2026-W45,1,2,3,,,no,EU",
        "Churn,2026-W45,,,,5,100,,EU",
        "churn,2026-W44,,,,5,100,yes,EU",
        ",2026-W43,,,,5,100,,EU",
        kpi="",
    )
    assert [kpi.key for kpi in checked.kpis] == ["nps", "churn"]
    assert (checked.computed, checked.unread) == (1, ("Region",))
    assert [str(bad) for bad in checked.bad] == ["Line 5: kpi is empty."]


@pytest.mark.parametrize(
    ("rows", "field", "says"),
    [
        (("period,promoters", "2026-W45,1"), "kpi", "Choose the KPI"),
        (("2026-W45,1,2,3",), "kpi", "Choose the KPI"),
        ((), "rows", "no rows yet"),
        (("kpi,period", *["nps,2026-W45"] * 1001), "rows", "There are 1,001 rows, and 1,000"),
        (("due,period", *["5,2026-W45"] * 1001), "rows", "There are 1,001 rows, and 1,000"),
    ],
)
def test_what_is_no_sheet_is_said_at_its_field(
    open_counter: Counter, rows: tuple[str, ...], field: str, says: str
) -> None:
    with pytest.raises(Refused, match=says) as refused:
        open_counter.check(open_counter.asker("kim"), *rows, kpi="")
    assert refused.value.field == field


MEMBER = Standing.MEMBER


@pytest.mark.parametrize("limit", [{"seen": Audience.MANAGERS}, {"recorders": ("ana",)}])
def test_only_who_records_and_sees_a_kpi_brings_rows_of_it(
    counter: Counter, limit: dict[str, object]
) -> None:
    given = {"seen": None, "recorders": None, **limit}
    counter.store.write(
        lambda tx: tx.choices.set_access(TEAM, "nps", given["seen"], given["recorders"])  # type: ignore[arg-type]
    )
    with pytest.raises(NotAllowed):
        counter.check(counter.asker("lee", MEMBER), HEADER, NEW)
    mixed = ("kpi,period,promoters,passives,detractors,lost,start", "nps,2026-W45,1,2,3,,")
    checked = counter.check(counter.asker("lee", MEMBER), *mixed, "churn,2026-W45,,,,5,100", kpi="")
    assert [row.reading.kpi.key for row in checked.rows] == ["churn"]
    assert [bad.line for bad in checked.bad] == [2]
    assert counter.check(counter.asker("kim"), HEADER, NEW).rows


@pytest.mark.parametrize(
    ("header", "kpi"),
    [
        ("period,promoters,passives,detractors", "nps"),
        ("period,lost,start", "churn"),
        ("period,due,renewed", ""),
        ("period,promoters", ""),
        ("period", ""),
    ],
)
def test_columns_name_the_kpi_of_a_file_where_one_kpi_alone_has_them(
    open_counter: Counter, header: str, kpi: str
) -> None:
    row = "2026-W45" + ",5" * header.count(",")
    pasted = Pasted(text=f"{header}\n{row}", file="x.csv")
    kim = open_counter.asker("kim")
    found = open_counter.store.write(lambda tx: pasting.receive(tx, kim, pasted))
    assert (found.pasted.kpi, found.rows) == (kpi, 1)
    assert (found.checked is None) == (not kpi)


def exported(counter: Counter, asker: Asker, question: Export) -> list[str]:
    return [kpi.key for kpi in counter.store.read(lambda tx: exported_kpis(tx, asker, question))]


def test_everybody_takes_along_what_they_may_see(counter: Counter) -> None:
    counter.desk.say("kim", "/nps 1 2 3")
    counter.desk.say("kim", "/churn 5 100 period=2026-W45")
    counter.desk.say("kim", "/churn 5 100 period=2025-W45")
    counter.store.write(lambda tx: tx.choices.set_access(TEAM, "nps", Audience.MANAGERS, None))
    assert exported(counter, counter.asker("kim"), Export()) == ["churn", "nps"]
    lee = counter.asker("lee", MEMBER)
    assert exported(counter, lee, Export()) == ["churn"]
    with pytest.raises(NotAllowed):
        exported(counter, lee, Export(kpi=catalogue.get("nps")))
    file = counter.store.read(lambda tx: export_file(tx, lee, Export(period=Period.parse("2026"))))
    assert (file.name, file.figures, file.kpis) == ("kpi-all-2026-20261118.csv", 1, 1)
    assert b"2025-W45" not in file.content


@pytest.mark.parametrize(
    "question", [Export(kpi=catalogue.get("mrr")), Export(period=Period.parse("2019"))]
)
def test_an_export_of_nothing_is_refused(open_counter: Counter, question: Export) -> None:
    kim = open_counter.asker("kim")
    with pytest.raises(DeskError, match="Nothing is recorded"):
        open_counter.store.read(lambda tx: export_file(tx, kim, question))
