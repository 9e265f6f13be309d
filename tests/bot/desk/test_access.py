"""Who may see and record which KPI, wherever figures are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import pytest
from msgspec.structs import replace

from bot.desk import access, caseworking, looking
from bot.desk.answers import Answer, Catalogue, Preview, Receipt, Recorded, Scheduled, SegmentList
from bot.desk.ask import ask
from bot.desk.asker import Asker
from bot.desk.deciding import require_viewer
from bot.desk.errors import DeskError, NotAllowed, NotFound, Refused
from bot.grammar.commands import read_command
from bot.questions import Export, ImportRows, Question, Record
from bot.views.answers import message_of
from kpi import catalogue
from storage.records import Audience, DeliveryKind, NewCase, Person, Standing
from storage.tx import Tx
from tests.bot.desk.desk import CHANNEL, MONTH, NOW, TEAM, WEEK, Desk

T = TypeVar("T")

CAC = "/kpi cac spend=$777.70 acquired=7"
CLV = "/kpi clv arpu=$120 margin=40% churn=2%"
SECRETS = ("111.1", "777.7", "21.6")
"""What CAC, its input and LTV:CAC would read."""
GUS, LEE = "gus", "lee"


def person(user: str, standing: Standing) -> Person:
    return Person(
        user=user, name=user, standing=standing, zone="UTC", locale="en-US", refreshed_at=NOW
    )


class Office:
    """A desk with kim, a manager, lee, a member, and gus, a guest."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.people = {
            "kim": person("kim", Standing.MANAGER),
            LEE: person(LEE, Standing.MEMBER),
            GUS: person(GUS, Standing.GUEST),
        }
        desk.store.write(self._settle_in)

    def _settle_in(self, tx: Tx) -> None:
        for one in self.people.values():
            tx.people.put(TEAM, one)

    def limit(self, kpi: str, seen: Audience | None = None, *recorders: str) -> None:
        named = recorders or None
        self.desk.store.write(lambda tx: tx.choices.set_access(TEAM, kpi, seen, named))

    def joins(self, *users: str, channel: str = CHANNEL) -> None:
        self.desk.store.write(lambda tx: tx.memberships.fill(TEAM, channel, users))

    def adds(self, user: str) -> None:
        self.desk.store.write(lambda tx: tx.people.make_manager(TEAM, user))

    def asker(self, user: str, channel: str = CHANNEL) -> Asker:
        return Asker(team=TEAM, person=self.people[user], channel=channel, now=NOW)

    def does(self, user: str, work: Callable[[Tx, Asker], T], channel: str = CHANNEL) -> T:
        asker = self.asker(user, channel)
        return self.desk.store.write(lambda tx: work(tx, asker))

    def say(self, user: str, line: str, channel: str = CHANNEL) -> Answer:
        command, _, text = line.partition(" ")

        def work(tx: Tx, asker: Asker) -> Answer:
            question = read_command(command, text)
            if isinstance(question, Record) and user == "kim":
                question = replace(question, new_segment=True)
            return ask(tx, asker, question, command, text)

        return self.does(user, work, channel)

    def text(self, user: str, line: str, channel: str = CHANNEL) -> str:
        """What somebody is told, whether it is an answer or a refusal."""
        try:
            return message_of(self.say(user, line, channel)).text
        except DeskError as error:
            return error.message


@pytest.fixture
def office(desk: Desk) -> Office:
    return Office(desk)


@pytest.fixture
def secret(office: Office) -> Office:
    """CAC is K-1 and for managers only; LTV:CAC, which is K-3, follows from it and from CLV."""
    office.say("kim", f"{CAC} period={MONTH.label}")
    office.say("kim", f"{CLV} period={MONTH.label}")
    office.limit("cac", Audience.MANAGERS)
    return office


LOOKS = (
    "/kpi cac",
    "/kpi cac period=2026-10",
    "/kpi cac share",
    "/kpi history cac 12",
    "/kpi chart cac",
    "/kpi explain cac",
    "/kpi segments",
    "/kpi segments cac",
    "/kpi target cac",
    "/kpi benchmark cac",
    "/kpi owner cac",
    "/kpi access cac",
    "/kpi help cac",
    "/kpi trace K-1",
    "/kpi list",
    "/kpi settings",
    "/kpi close",
    "/kpi admins",
    "/kpi away",
    "/kpi away 2026-12-24..2026-12-28",
    "/kpi away off",
    "/kpi feedback",
    '/kpi feedback add "too slow" theme=speed',
    "/kpi digest status",
    "/kpi digest preview",
    "/kpi digest language",
    "/kpi ltv_cac",
    "/kpi history ltv_cac",
    "/kpi explain ltv_cac",
    "/kpi trace K-3",
    "/kpi clv",
    "/kpi trace K-2",
    "/kpi undo",
    "/kpi cac $1 1 period=2026-10",
    "/kpi add cac $1 1 period=2026-10",
    "/kpi correct cac $1 1 period=2026-10 reason=x",
    "/kpi clv arpu=$121 margin=40% churn=2% period=2026-10",
    "/kpi correct clv arpu=$121 margin=40% churn=2% period=2026-10 reason=x",
)
DECISIONS = (
    "/kpi target cac <= $90",
    "/kpi benchmark cac saas_2021",
    "/kpi owner cac nobody",
    "/kpi settings currency KRW",
    "/kpi settings timezone UTC",
    "/kpi settings cadence cac week",
    "/kpi settings fall 20%",
    "/kpi access cac seen everyone",
    "/kpi admins add <@U1>",
    "/kpi admins remove <@U1>",
    "/kpi erase K-1 reason=x",
    "/kpi erase F-1 reason=x",
    "/kpi rebase cac reason=x",
    "/kpi close 2026-10",
    "/kpi reopen 2026-10 reason=x",
    "/kpi segments rename a:1 a:2",
    "/kpi segments merge a:1 a:2",
    "/kpi digest monthly 3 09:00 cac",
    "/kpi digest now",
    "/kpi digest language ko",
    "/kpi digest mentions on",
    "/kpi digest holidays KR skip",
)


def test_every_kind_of_question_is_tried_here() -> None:
    # A form and a file answer the two left out; their own tests hold whom they show what.
    asked = {type(read_command("/kpi", line.partition(" ")[2])) for line in (*LOOKS, *DECISIONS)}
    assert {*get_args(Question)} - {Export, ImportRows} == asked


@pytest.mark.parametrize("line", [*LOOKS, *DECISIONS])
def test_no_answer_to_a_member_tells_a_figure_that_is_for_managers(
    secret: Office, line: str
) -> None:
    secret.desk.store.write(lambda tx: _digest(tx, "cac", "clv", "ltv_cac"))
    said = secret.text(LEE, line)
    assert said
    assert not [one for one in SECRETS if one in said]


@pytest.mark.parametrize("line", ["/kpi cac", "/kpi history cac 12", "/kpi ltv_cac"])
def test_managers_and_those_they_added_see_it(secret: Office, line: str) -> None:
    assert any(one in secret.text("kim", line) for one in SECRETS)
    secret.adds(LEE)
    assert any(one in secret.text(LEE, line) for one in SECRETS)


@pytest.mark.parametrize("number", [1, 3])
def test_the_id_of_a_hidden_figure_answers_like_one_that_does_not_exist(
    secret: Office, number: int
) -> None:
    hidden = secret.text(LEE, f"/kpi trace K-{number}")
    unknown = secret.text(LEE, "/kpi trace K-999")
    assert hidden.replace(f"K-{number}", "K-999") == unknown


@pytest.mark.parametrize(
    "look",
    [looking.figure, lambda tx, asker, number: looking.shared_reading(tx, asker, number, 1)],
)
@pytest.mark.parametrize("number", [1, 3])
def test_buttons_about_a_hidden_figure_answer_like_those_about_none(
    secret: Office, look: Callable[[Tx, Asker, int], Any], number: int
) -> None:
    with pytest.raises(NotFound) as of_hidden:
        secret.does(LEE, lambda tx, asker: look(tx, asker, number))
    with pytest.raises(NotFound) as of_unknown:
        secret.does(LEE, lambda tx, asker: look(tx, asker, 999))
    assert of_hidden.value.message.replace(f"K-{number}", "K-999") == of_unknown.value.message


CASEWORK: tuple[Callable[[Tx, Asker, str], Any], ...] = (
    caseworking.case_by_id,
    caseworking.acknowledge,
    lambda tx, asker, one: caseworking.assign(tx, asker, one, "kim"),
    lambda tx, asker, one: caseworking.snooze(tx, asker, one, NOW.date()),
    lambda tx, asker, one: caseworking.note(tx, asker, one, "seen"),
    lambda tx, asker, one: caseworking.resolve(tx, asker, one, "seen"),
    caseworking.reopen,
)


@pytest.mark.parametrize("work", CASEWORK)
def test_a_case_about_a_hidden_kpi_answers_like_one_that_does_not_exist(
    secret: Office, work: Callable[[Tx, Asker, str], Any]
) -> None:
    def opened(tx: Tx) -> str:
        new = NewCase(
            kpi="cac",
            segment="",
            cadence=MONTH.cadence,
            period=MONTH.label,
            number=1,
            channel=CHANNEL,
            rules=("fell",),
            facts={},
            owner=None,
        )
        return tx.cases.add(TEAM, new, NOW).id

    case = secret.desk.store.write(opened)
    with pytest.raises(NotFound) as of_hidden:
        secret.does(LEE, lambda tx, asker: work(tx, asker, case))
    with pytest.raises(NotFound) as of_none:
        secret.does(LEE, lambda tx, asker: work(tx, asker, "nothing"))
    assert of_hidden.value.message == of_none.value.message
    assert secret.does("kim", lambda tx, asker: caseworking.case_by_id(tx, asker, case)).id == case


def test_the_list_of_kpis_does_not_say_that_a_hidden_one_is_recorded(secret: Office) -> None:
    for user, recorded in (("kim", {"cac", "clv", "ltv_cac"}), (LEE, {"clv"})):
        answer = secret.say(user, "/kpi list")
        assert isinstance(answer, Catalogue)
        assert answer.recorded == recorded


def test_a_segment_known_from_a_hidden_kpi_alone_is_not_listed(secret: Office) -> None:
    secret.say("kim", f"{CAC} period={MONTH.label} segment=site:lab")
    secret.say("kim", f"{CLV} period={MONTH.label} segment=tier:big")
    for user, listed in (("kim", {"site:lab", "tier:big"}), (LEE, {"tier:big"})):
        answer = secret.say(user, "/kpi segments")
        assert isinstance(answer, SegmentList)
        assert set(answer.segments) == listed


def test_what_follows_from_a_hidden_kpi_is_left_out_of_answers(office: Office) -> None:
    office.say("kim", f"{CAC} period={MONTH.label}")
    office.limit("cac", Audience.MANAGERS)
    answer = office.say(LEE, f"{CLV} period={MONTH.label}")
    assert isinstance(answer, Recorded)
    assert answer.derived == ()
    assert office.desk.held("ltv_cac", MONTH).parts
    taken = message_of(office.say(LEE, "/kpi undo")).text
    assert "LTV" not in taken


@pytest.mark.parametrize(
    ("told", "beside", "remarked"),
    [
        (None, None, True),
        (None, Audience.MANAGERS, True),
        (None, Audience.CHANNELS, True),
        (Audience.MANAGERS, None, False),
        (Audience.CHANNELS, None, False),
        (Audience.MANAGERS, Audience.CHANNELS, False),
        (Audience.CHANNELS, Audience.CHANNELS, False),
        (Audience.CHANNELS, Audience.MANAGERS, True),
        (Audience.MANAGERS, Audience.MANAGERS, True),
    ],
)
def test_a_remark_never_tells_of_a_kpi_that_fewer_people_see(
    office: Office, told: Audience | None, beside: Audience | None, remarked: bool
) -> None:
    """Not even to a manager: what they share, others read."""
    office.say("kim", "/kpi mrr fees=$450;$451 period=2026-09")
    office.limit("mrr", told)
    office.limit("nrr", beside)
    answer = office.say("kim", "/kpi nrr $900 $50 $10 $20")
    assert isinstance(answer, Recorded)
    assert bool(answer.reading.remarks) is remarked


def test_a_kpi_of_channels_is_seen_by_their_members_and_nobody_else(office: Office) -> None:
    office.say("kim", f"/nps 1700 350 150 period={WEEK.label}")
    office.limit("nps", Audience.CHANNELS)
    with pytest.raises(NotAllowed, match="limited"):
        office.say(LEE, "/nps")
    office.joins(LEE)
    with pytest.raises(NotAllowed, match="limited"):
        office.say(LEE, "/nps")
    office.desk.store.write(lambda tx: _digest(tx, "nps"))
    assert "70.45" in office.text(LEE, "/nps", channel="C-ELSEWHERE")
    office.joins()
    with pytest.raises(NotAllowed, match="limited"):
        office.say(LEE, "/nps")


@pytest.mark.parametrize(
    ("limits", "hidden"),
    [
        ({}, set()),
        ({"cac": Audience.MANAGERS}, {"cac", "ltv_cac", "cac_payback"}),
        ({"cac": Audience.CHANNELS}, {"cac", "ltv_cac", "cac_payback"}),
        ({"nps": Audience.CHANNELS}, set()),
        ({"nps": Audience.CHANNELS, "mau": Audience.MANAGERS}, {"mau", "stickiness"}),
        ({"crr": Audience.CHANNELS}, {"crr", "churn"}),
        ({"churn": Audience.MANAGERS}, {"churn"}),
    ],
)
def test_a_channel_is_shown_what_its_digest_carries_unless_it_is_for_managers(
    office: Office, limits: dict[str, Audience], hidden: set[str]
) -> None:
    for kpi, seen in limits.items():
        office.limit(kpi, seen)
    office.desk.store.write(lambda tx: _digest(tx, "nps", "ltv_cac", "mau"))
    found = office.does("kim", lambda tx, _: access.hidden_in(tx, TEAM, CHANNEL))
    assert found == hidden


def test_setting_up_a_digest_says_what_is_left_out(office: Office) -> None:
    office.limit("cac", Audience.MANAGERS)
    answer = office.say("kim", "/kpi digest monthly 3 09:00 clv cac ltv_cac")
    assert isinstance(answer, Scheduled)
    assert [kpi.key for kpi in answer.left_out] == ["cac", "ltv_cac"]
    assert "Left out of what is posted: CAC, LTV:CAC." in message_of(answer).text
    with pytest.raises(Refused, match="limited to managers"):
        office.say("kim", "/kpi digest weekly mon 09:00 cac")


def test_a_digest_with_a_kpi_of_channels_makes_its_members_an_audience(office: Office) -> None:
    office.limit("cac", Audience.CHANNELS)
    answer = office.say("kim", "/kpi digest monthly 3 09:00 cac ltv_cac")
    assert isinstance(answer, Scheduled)
    assert answer.left_out == ()


def test_a_preview_shows_what_both_the_channel_and_the_asker_may_see(secret: Office) -> None:
    secret.desk.store.write(lambda tx: _digest(tx, "clv", "cac", "ltv_cac"))

    def previewed(user: str) -> str:
        answer = secret.say(user, "/kpi digest preview")
        assert isinstance(answer, Preview)
        return message_of(answer).text

    assert "CLV" in previewed("kim")
    assert "CAC" not in previewed("kim")
    secret.limit("cac", Audience.CHANNELS)
    assert "CAC" in previewed("kim")
    assert "CAC" not in previewed(LEE)
    secret.joins(LEE)
    assert "CAC" in previewed(LEE)


def test_a_digest_is_posted_without_what_its_channel_may_not_see(secret: Office) -> None:
    secret.desk.store.write(lambda tx: _digest(tx, "clv", "cac", "ltv_cac"))
    secret.say("kim", "/kpi digest now")
    posted = secret.does("kim", lambda tx, _: tx.deliveries.of_subject(TEAM, _now_subject(tx)))
    assert posted
    assert not [one for one in SECRETS if one in str([post.payload for post in posted])]


def test_limiting_a_kpi_takes_it_out_of_the_digests_that_were_posted(office: Office) -> None:
    office.say("kim", f"{CAC} period={MONTH.label}")
    office.say("kim", "/kpi digest monthly 3 09:00 clv cac")
    office.say("kim", "/kpi digest now")

    def posts() -> list[Any]:
        return list(
            office.does("kim", lambda tx, _: tx.deliveries.of_subject(TEAM, _now_subject(tx)))
        )

    assert "111.1" in str(posts()[0].payload)
    office.say("kim", "/kpi access cac seen managers")
    last = posts()[-1]
    assert last.kind is DeliveryKind.UPDATE
    assert "111.1" not in str(last.payload)
    office.say("kim", "/kpi access cac seen everyone")
    assert "111.1" in str(posts()[-1].payload)


@pytest.mark.parametrize("line", [f"{CAC} share", "/kpi cac share"])
def test_what_a_channel_may_not_see_is_not_shared_there(secret: Office, line: str) -> None:
    with pytest.raises(NotAllowed, match="not shared here"):
        secret.say("kim", line)
    with pytest.raises(NotAllowed, match="not shared here"):
        secret.does("kim", lambda tx, asker: looking.shared_reading(tx, asker, 1, 1))


@pytest.mark.parametrize("kpi", ["cac", "ltv_cac"])
def test_nobody_may_own_what_they_do_not_see(secret: Office, kpi: str) -> None:
    with pytest.raises(Refused, match="lee may not see"):
        secret.does("kim", lambda tx, _: require_viewer(tx, TEAM, LEE, catalogue.get(kpi)))


def test_the_author_of_a_corrected_figure_is_not_told_what_they_may_not_see(
    office: Office,
) -> None:
    office.say(LEE, f"{CAC} period={MONTH.label}")
    office.limit("cac", Audience.MANAGERS)
    line = f"/kpi correct cac spend=$700 acquired=7 period={MONTH.label} reason=x"
    answer = office.say("kim", line)
    assert isinstance(answer, Recorded)
    assert answer.told == ""
    assert office.does("kim", lambda tx, _: tx.deliveries.of_subject(TEAM, "K-1")) == ()


# -- recording -------------------------------------------------------------------------------

RECORDINGS = (
    f"/nps 1700 350 150 period={WEEK.label}",
    f"/nps add 1 2 3 period={WEEK.label}",
    f"/nps correct 1 2 3 period={WEEK.label} reason=x",
)


@pytest.mark.parametrize("line", RECORDINGS)
def test_only_who_is_named_and_managers_record_a_kpi(office: Office, line: str) -> None:
    if "add" in line or "correct" in line:
        office.say("kim", RECORDINGS[0])
    office.limit("nps", None, "somebody")
    with pytest.raises(NotAllowed, match="recorded by others"):
        office.say(LEE, line)
    office.limit("nps", None, LEE)
    assert isinstance(office.say(LEE, line), Recorded)


def test_managers_record_whoever_is_named(office: Office) -> None:
    office.limit("nps", None, LEE)
    assert isinstance(office.say("kim", RECORDINGS[0]), Recorded)


def test_what_somebody_may_not_see_they_may_not_record_unless_they_are_named(
    secret: Office,
) -> None:
    with pytest.raises(NotAllowed, match="recorded by others"):
        secret.say(LEE, f"{CAC} period=2026-09")
    secret.limit("cac", Audience.MANAGERS, LEE)
    answer = secret.say(LEE, f"{CAC} period=2026-09")
    assert isinstance(answer, Receipt)
    assert not [one for one in SECRETS if one in message_of(answer).text]


@pytest.mark.parametrize("user", [LEE, GUS])
def test_who_records_without_seeing_learns_nothing_of_what_stands(
    secret: Office, user: str
) -> None:
    secret.limit("cac", Audience.MANAGERS, LEE, GUS)
    for line in (
        f"{CAC} period={MONTH.label}",
        f"/kpi cac spend=$1 acquired=1 period={MONTH.label}",
        f"/kpi correct cac spend=$1 acquired=1 period={MONTH.label} reason=x",
        f"/kpi correct cac spend=$1 acquired=1 period={MONTH.label}",
    ):
        assert secret.text(user, line).startswith("2026-10 holds a value already")
    assert secret.desk.held("cac", MONTH).revision == 1


@pytest.mark.parametrize("user", [LEE, GUS])
def test_who_records_without_seeing_is_not_asked_about_segments(secret: Office, user: str) -> None:
    secret.limit("cac", Audience.MANAGERS, LEE, GUS)
    secret.say("kim", f"{CLV} segment=site:lab")
    with pytest.raises(Refused, match="a:b is a new segment"):
        secret.say(user, f"{CAC} segment=a:b")
    assert isinstance(secret.say(user, f"{CAC} segment=site:lab"), Receipt)


def test_who_records_without_seeing_mends_their_own(secret: Office) -> None:
    secret.limit("cac", Audience.MANAGERS, GUS)
    assert isinstance(secret.say(GUS, f"{CAC} period=2026-09"), Receipt)
    with pytest.raises(Refused, match="needs a reason"):
        secret.say(GUS, "/kpi correct cac spend=$1 acquired=1 period=2026-09")
    line = "/kpi correct cac spend=$1 acquired=1 period=2026-09 reason=x"
    assert isinstance(secret.say(GUS, line), Receipt)
    taken = secret.say(GUS, "/kpi undo")
    assert isinstance(taken, Receipt)
    assert taken.taken_back


def test_a_guest_who_is_named_records_that_kpi_and_does_nothing_else(secret: Office) -> None:
    secret.limit("csat", None, GUS)
    assert isinstance(secret.say(GUS, "/kpi csat 90 100"), Receipt)
    for line in (*LOOKS, *DECISIONS):
        said = secret.text(GUS, line)
        assert not [one for one in SECRETS if one in said]
        if not line.startswith(("/kpi help", "/kpi undo")):
            assert "You are a guest here" in said or "recorded by others" in said


def test_undoing_what_one_may_no_longer_record_finds_nothing(office: Office) -> None:
    office.say(LEE, RECORDINGS[0])
    office.limit("nps", None, "somebody")
    with pytest.raises(NotFound, match="nothing that could be undone"):
        office.say(LEE, "/kpi undo")


@pytest.mark.parametrize(
    ("standing", "passes"),
    [
        (Standing.MEMBER, True),
        (Standing.MANAGER, True),
        (Standing.GUEST, True),
        (Standing.STRANGER, False),
        (Standing.BOT, False),
        (Standing.DEACTIVATED, False),
    ],
)
def test_being_named_lets_guests_in_and_nobody_else(
    office: Office, standing: Standing, passes: bool
) -> None:
    office.limit("nps", None, GUS)
    one = person(GUS, standing)

    def come(tx: Tx, _: Asker) -> bool:
        try:
            access.admit_recorders(tx, TEAM, one)
        except NotAllowed:
            return False
        return True

    assert office.does("kim", come) is passes
    office.limit("nps", None)
    assert office.does("kim", come) is (standing in (Standing.MEMBER, Standing.MANAGER))


def _digest(tx: Tx, *kpis: str) -> None:
    """A monthly digest in the channel, whatever it may show."""
    asker = Asker(team=TEAM, person=person("kim", Standing.MANAGER), channel=CHANNEL, now=NOW)
    ask(tx, asker, read_command("/kpi", "digest monthly 3 09:00 nps"), "", "")
    [made] = tx.subscriptions.of_channel(TEAM, CHANNEL)
    tx.subscriptions.put(TEAM, replace(made, kpis=kpis))


def _now_subject(tx: Tx) -> str:
    """The subject of the newest digest posted by hand."""
    [made] = tx.subscriptions.of_channel(TEAM, CHANNEL)
    return str(tx.occurrences.posted(TEAM, made, 1)[0].id)
