"""Whatever is mistyped gets one private line that helps, and changes nothing."""

import re

import pytest

from tests.e2e.bench import Bench, Rows

NPS = "/nps promoters=1700 passives=350 detractors=150"
CHURN = "/churn lost=75 start=3375"
CRR = "/kpi crr end=3500 new=200 start=3375"
DIGEST = "/kpi digest weekly mon 09:00 nps churn crr"
MONTHLY = "/kpi digest monthly 3 09:00 mrr nrr"
TRACE = "/kpi trace K-4821"

WRONG = (
    # what was typed, what the answer names as wrong, what it says to type instead
    # numbers
    ("/nps banana", '"banana" is not a number', NPS),
    ("/nps 1700 350 abc", "detractors takes", NPS),
    ("/nps 1,70 350 150", "a comma goes before each three digits", NPS),
    ("/nps 1700 350 -150", "below zero", NPS),
    ("/nps 1700 350 −150", "below zero", NPS),
    ("/nps 1700 350 150.5", "not whole", NPS),
    ("/nps $1700 350 150", "$1700", NPS),
    ("/nps 50% 30% 20%", "50%", NPS),
    ("/nps 1e400 1 1", "type all of its digits", NPS),
    ("/nps NaN 1 1", "NaN", NPS),
    ("/nps inf 1 1", "inf", NPS),
    ("/nps 5² 1 1", "5²", NPS),
    ("/nps 1700/2 350 150", "1700/2", NPS),
    ("/nps (5) 3 2", "type a minus sign", NPS),
    ("/nps 👍", "👍", NPS),
    ("/nps promoter_share=0.05 detractor_share=0.02", "0.05% or 5%", "promoter_share=5%"),
    ("/churn crr=0.97", "0.97% or 97%", "crr=97%"),
    ("/churn lost=fifty end=3000", '"fifty" is not a number', CHURN),
    ("/churn lost=-5 end=3000", "lost counts something", CHURN),
    ("/kpi crr start=a end=2 new=1", "start takes", CRR),
    ("/kpi aov revenue=15% orders=10", "15%", "/kpi aov revenue=$1,500 orders=350"),
    ("/kpi aov revenue=$15 orders=NT$10", "NT$10", "/kpi aov revenue="),
    (
        "/kpi cac marketing=$1 wages=NT$1 software=$1 services=$1 overhead=$1 acquired=1",
        "TWD and USD",
        "/kpi cac marketing=",
    ),
    ("/kpi mrr fees=1,500", "one number or several", 'fees="1;500"'),
    # scores
    ("/nps scores=9,11,3", '"11" is not on the scale', "/nps scores="),
    ("/nps scores=9,x,3", '"x" is not a number', "/nps scores="),
    ("/nps scores=-1", "from 0 to 10", "/nps scores="),
    ("/nps scores=9.5", "not whole", "/nps scores="),
    ("/kpi csat scores=5,9", "from 1 to 5", "/kpi csat scores="),
    ("/kpi csat scores=9,9 scale=10", "threshold is needed", "threshold="),
    ("/kpi ces scores=5,4,3", "Missing: scale", "/kpi ces scores=5,4,3 scale=5"),
    ("/kpi ces scores=5,4,3 scale=6", 'scale cannot be "6"', "5 or 7"),
    # inputs
    ("/nps 1700", "passives and detractors", NPS),
    ("/nps 1700 350", "Missing: detractors", NPS),
    ("/nps 1700 350 150 20", "Too many inputs: 20", NPS),
    ("/nps promoters=1700", "Missing: passives and detractors", NPS),
    ("/nps promotors=1 passives=3 detractors=1", "Did you mean promoters?", NPS),
    ("/nps 1 2 3 colour=red", '"colour"', NPS),
    ("/nps promoters=1 passives=3 detractors=1 promoters=3", "promoters is given twice", NPS),
    ("/nps 1700 350 150 promoters=3", "promoters", NPS),
    ("/nps promoters=", "promoters has no value", NPS),
    ("/nps promoters= passives=350", "promoters has no value", NPS),
    ("/nps =5", "=5", NPS),
    ("/nps final", "Missing: promoters", NPS),
    ("/nps share 1 2 3", '"share" has to be the last word', f"{NPS} share"),
    ("/nps final 1 2 3", '"final" has to be the last word', f"{NPS} final"),
    ("/churn lost=50", "Missing: start", CHURN),
    ("/churn lost=50 end=3000 start=3000", "Too many inputs: end", CHURN),
    ("/churn 1 2 3 4", "Too many inputs: 3 and 4", CHURN),
    ("/kpi crr 1", "Missing: new and start", CRR),
    ("/nps 1 2 3 formula=banana", '"banana"', "formula=counts"),
    ("/nps add", '"add" needs the inputs', "/nps add promoters="),
    ("/nps add 1 2", "Missing: detractors", NPS),
    ("/nps correct", '"correct" needs the inputs', "/nps correct promoters="),
    ("/kpi feedback items=", "items has no value", "/kpi crr"),
    # words
    ("/nps histroy", 'Did you mean "history"', "/nps history"),
    ("/nps correkt 1 2 3", 'Did you mean "correct"', "/nps correct promoters="),
    ("/kpi undoo", 'Did you mean "undo"', "/kpi undo"),
    ("/kpi banana", '"banana"', "/kpi list"),
    ("/kpi npss 1700 350 150", "Did you mean nps?", NPS),
    ("/kpi chrun 1 2", "Did you mean churn?", CHURN),
    ("/kpi 1700 350 150", "Begin with the name of a KPI", "/kpi crr"),
    ("/kpi end=3", "Begin with the name of a KPI", "/kpi crr"),
    ("/kpi 고객만족", '"고객만족"', "/kpi csat"),
    ('/nps 1 2 3 note="unclosed', "not closed", NPS),
    ('/kpi "', "not closed", "/kpi crr"),
    ("/nps explain now", '"now" is too much', "/kpi explain nps"),
    ("/kpi list all", '"all" is too much', "/kpi list"),
    ("/kpi undo 3", '"3" is too much', "/kpi undo"),
    ("/kpi help banana", '"banana"', "/kpi list"),
    ("/kpi history", "Which KPI", "/kpi history nps"),
    ("/kpi explain", "Which KPI", "/kpi explain nps"),
    ("/kpi target", "Which KPI", "/kpi target nps"),
    ("/kpi add", "Which KPI", "/kpi add nps"),
    ("/nps history 0", '"0"', "/kpi history nps 12"),
    ("/nps history 61", "from 1 to 60", "/kpi history nps 12"),
    ("/nps history x", '"x"', "/kpi history nps 12"),
    ("/kpi trace", "K- and a number", TRACE),
    ("/kpi trace banana", "K- and a number", TRACE),
    ("/kpi trace K-1 K-2", '"K-2" is too much', TRACE),
    ("/kpi trace K-99999999999999999999", "K- and a number", TRACE),
    # periods and segments
    ("/nps 1 2 3 period=2026-W99", "2026 has weeks 1 to 53", "period=last"),
    ("/nps 1 2 3 period=2027-W01", "has not begun yet", "period=last"),
    ("/nps 1 2 3 period=yesterdayish", '"yesterdayish" is not a period', "2026-W46"),
    ("/nps 1 2 3 period=2026-11", "recorded by the week", "/kpi settings cadence nps month"),
    ('/nps 1 2 3 period="previous 3"', "One value belongs to one period", "2026-W46"),
    ("/nps 1 2 3 period=2026-13-45", "not a day", "2026-11-09"),
    ("/nps 1 2 3 segment=enterprise", '"enterprise" is not a segment', "segment=tier:enterprise"),
    ("/nps 1 2 3 segment=tier:", '"tier:" is not a segment', "segment=tier:enterprise"),
    ("/nps 1 2 3 segment=<!channel>:x", "is not a segment", "segment=tier:enterprise"),
    # decisions
    ("/kpi target nps banana", "banana", "/kpi target nps &gt;= 45"),
    ("/kpi target nps >=", "is not a target", "/kpi target nps &gt;= 45"),
    ("/kpi target banana >= 45", '"banana"', "/kpi list"),
    ("/kpi target churn <= 0.05", "0.05% or 5%", "/kpi target churn &lt;= 5%"),
    ("/kpi target nps >= 45 from=soon", '"soon" is not a period', "2026-W46"),
    ("/kpi target nps >= 45 segment=bad", '"bad" is not a segment', "segment=tier:enterprise"),
    ("/kpi benchmark nps banana", '"banana"', "saas_2021"),
    ("/kpi benchmark nps a b", '"b" is too much', "/kpi benchmark nps"),
    ("/kpi owner nps kim", '"kim"', "/kpi owner nps @kim backup @lee"),
    ("/kpi owner nps @nobody", '"@nobody"', "/kpi owner nps @kim backup @lee"),
    ("/kpi owner nps @kim backup", "Name the owner", "/kpi owner nps @kim backup @lee"),
    ("/kpi settings banana", '"banana" is not a setting', "timezone, currency, cadence and fall"),
    ("/kpi settings timezone", "is not a time zone", "Asia/Seoul"),
    ("/kpi settings timezone Mars/Base", '"Mars/Base"', "Asia/Seoul"),
    ("/kpi settings currency dollars", '"dollars"', "/kpi settings currency KRW"),
    ("/kpi settings currency XXZ", '"XXZ"', "/kpi settings currency KRW"),
    ("/kpi settings cadence nps", "Name a KPI", "/kpi settings cadence churn month"),
    ("/kpi settings cadence nps fortnight", "week, month, quarter or year", "churn month"),
    ("/kpi settings fall", "the fall that is flagged", "/kpi settings fall 20%"),
    ("/kpi settings fall 0%", "the fall that is flagged", "/kpi settings fall 20%"),
    ("/kpi settings fall banana", "the fall that is flagged", "/kpi settings fall 20%"),
    # digests
    ("/kpi digest banana", '"banana"', DIGEST),
    ("/kpi digest weekly", "needs a day", DIGEST),
    ("/kpi digest weekly mon", "time of day is missing", DIGEST),
    ("/kpi digest weekly mon 09:00", "at least one KPI", DIGEST),
    ("/kpi digest weekly someday 09:00 nps", '"someday"', DIGEST),
    ("/kpi digest weekly mon 25:00 nps", '"25:00"', DIGEST),
    ("/kpi digest weekly mon 9 nps", '"9" is not a time of day', DIGEST),
    ("/kpi digest weekly mon 09:00 banana", '"banana"', "/kpi list"),
    ("/kpi digest weekly mon 09:00 nps Mars/Base", '"Mars/Base"', "Asia/Seoul"),
    ("/kpi digest monthly", "needs a day", MONTHLY),
    ("/kpi digest monthly 31 09:00 mrr", '"31" is not a day from 1 to 28', MONTHLY),
    ("/kpi digest pause daily", "daily", "/kpi digest pause weekly"),
    ("/kpi digest preview", "no digest yet", DIGEST),
    ("/kpi digest now", "no digest yet", DIGEST),
    ("/kpi digest pause", "no digest yet", DIGEST),
    ("/kpi digest resume", "no digest yet", DIGEST),
    ("/kpi digest off", "no digest yet", DIGEST),
    # hostile
    ("/kpi <!channel>", "&lt;!channel&gt;", "/kpi list"),
    ("/kpi *bold*", "*bold*", "/kpi list"),
    ("/nps `code`", "`code`", NPS),
    ("/nps </script>", "&lt;/script&gt;", NPS),
    (f"/nps {'9' * 4000}", "is not a number", NPS),
    (f"/kpi {'x' * 4000}", "There is no KPI called", "/kpi list"),
)
INCIDENT = re.compile(r"Traceback|went wrong|[a-z]\.py\b|Error\b|None\b")


@pytest.fixture(scope="module")
def before(running: Bench) -> Rows:
    """What stands when the mistyping begins; every test compares with it."""
    running.type_("kim", "/nps 1700 350 150")
    running.type_("kim", "/kpi target churn <= 5%")
    return running.stored()


@pytest.mark.parametrize(("line", "wrong", "instead"), WRONG, ids=[one[0][:60] for one in WRONG])
def test_a_mistyped_command_gets_one_private_line_that_helps_and_changes_nothing(
    shared: Bench, before: Rows, line: str, wrong: str, instead: str
) -> None:
    seen_by_lee = len(shared.in_channel("lee"))
    reaction = shared.command("kim", line)
    assert reaction.error is None
    [answer] = reaction.messages
    assert answer.is_ephemeral
    assert len(answer.text.splitlines()) == 1
    assert wrong in answer.text
    assert instead in answer.text
    assert not INCIDENT.search(answer.text)
    assert shared.stored() == before
    assert len(shared.in_channel("lee")) == seen_by_lee


REFUSED = (
    ("/kpi trace K-99999", "There is no figure K-99999 here."),
    ("/nps correct 1 2 3 period=2026-W40", 'Leave out "correct" to record it.'),
    ("/nps correct 1 2 3 period=2026-W40 reason=late", 'Leave out "correct" to record it.'),
    ("/kpi owner nps @kim backup @kim", "somebody else than the owner"),
    ("/kpi owner nps @gus", "gus is no member"),
    ("/kpi owner nps @bob", "bob is no member"),
    ("/kpi benchmark nps saas_2021", "gives no bar to judge by"),
    (f"/nps 1 2 3 period=2026-W30 note={'x' * 1001}", "note is longer than 1000 characters"),
    ("/nps add 1700 350 150 formula=totals", "cannot be put together"),
)


@pytest.mark.parametrize(("line", "said"), REFUSED, ids=[one[0][:60] for one in REFUSED])
def test_what_makes_no_sense_here_is_refused_privately_and_changes_nothing(
    shared: Bench, before: Rows, line: str, said: str
) -> None:
    [answer] = shared.command("kim", line).messages
    assert answer.is_ephemeral
    assert said in answer.text
    assert not INCIDENT.search(answer.text)
    assert shared.stored() == before


def test_there_are_more_wrong_commands_here_than_anybody_thinks_of_in_a_day() -> None:
    assert len({line for line, _, _ in WRONG}) == len(WRONG) >= 80


def test_nobody_who_recorded_nothing_can_undo(shared: Bench, before: Rows) -> None:
    assert "nothing that could be undone" in shared.type_("ana", "/kpi undo")
    assert shared.stored() == before
