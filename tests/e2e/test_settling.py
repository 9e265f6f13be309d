"""A message that may be there, in a channel the bot cannot read: a person settles it."""

from collections.abc import Iterator

import pytest

from bot.sandbox import Control, Reaction, Seen
from bot.sandbox.faults import ApiError, DeliveredTwice, DropConnection, Fault
from storage.records import Delivery, DeliveryState
from storage.tx import Tx
from tests.e2e.bench import Bench
from tests.e2e.test_digest_posts import DUE, WEEKLY

THERE, AGAIN = "It is there", "Post it again"
MISSED = "<= 2%"
"""A target that makes the digest open a case, whose reply waits for the digest."""
LOST = [DropConnection(accepted=True), DropConnection(accepted=False)]


@pytest.fixture
def bench(bench: Bench) -> Iterator[Bench]:
    """Here the program is to say in its log that a delivery is unsettled."""
    yield bench
    bench.logged[:] = [one for one in bench.logged if one["event"] != "delivery unsettled"]


def unknown(bench: Bench, fault: Fault, *, target: str = "<= 9%") -> None:
    """Kim's digest is unknown, its history cannot be read, and kim is asked."""
    bench.type_("kim", "/churn 66 3000 period=2026-W46")
    bench.type_("kim", f"/kpi target churn {target}")
    bench.type_("kim", f"{WEEKLY} churn")
    bench.slack.faults.script("chat.postMessage", [fault])
    bench.slack.faults.script("conversations.history", [ApiError("missing_scope")] * 9)
    bench.clock.now = DUE
    bench.program.tick()
    for _ in range(4):
        bench.program.settle(0.3)
        bench.clock.advance(minutes=1)
    assert bench.slack.until(lambda: any(AGAIN in told for told in bench.direct("kim")))


def root(bench: Bench) -> Delivery:
    """The digest's delivery."""

    def look(tx: Tx) -> Delivery | None:
        [planned] = tx.occurrences.recent(bench.team, channel_id(bench), 1)
        return tx.deliveries.get(bench.team, planned.delivery or "")

    delivery = bench.program.store.read(look)
    assert delivery is not None
    return delivery


def asked(bench: Bench, label: str, user: str = "kim") -> tuple[Seen, Control]:
    return bench.button(user, label)


def says_there(bench: Bench, link: str = "") -> Reaction:
    """Kim says that it is there; what waits for the digest goes out only then."""
    place, control = asked(bench, THERE)
    bench.slack.person("kim").press(place, control.action_id)
    assert bench.slack.until(lambda: bench.slack.person("kim").modal is not None)
    return bench.submit("kim", link=link) if link else bench.submit("kim")


def link(message: Seen) -> str:
    return f"https://acme.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"


def channel_id(bench: Bench) -> str:
    return bench.slack.workspace.channel_id("#cs-team")


@pytest.mark.parametrize("fault", LOST, ids=["it is there", "it is not"])
def test_the_digests_owner_is_asked_with_two_buttons_and_nothing_is_posted_meanwhile(
    bench: Bench, fault: Fault
) -> None:
    unknown(bench, fault)
    [told] = bench.direct("kim")
    assert "may or may not have been posted" in told
    assert "Slack did not confirm it" in told
    assert "it may not read what is written there" in told
    assert len(bench.posts()) == (1 if fault == LOST[0] else 0)
    assert len(bench.direct("kim")) == 1
    status = bench.type_("lee", "/kpi digest status")
    assert "perhaps sent, waiting for a person's word" in status


def test_post_it_again_posts_it_with_all_that_waited(bench: Bench) -> None:
    unknown(bench, DropConnection(accepted=False), target=MISSED)
    bench.press("kim", AGAIN)
    [digest] = bench.posts()
    assert len(bench.thread(digest)) == 1
    assert "kim says that it is not there" in bench.direct("kim")[0]
    assert root(bench).state is DeliveryState.SENT


def test_it_is_there_with_its_link_keeps_the_digest_alive(bench: Bench) -> None:
    unknown(bench, DropConnection(accepted=True), target=MISSED)
    [digest] = bench.posts()
    says_there(bench, link(digest))
    assert "kim says that it is there" in bench.direct("kim")[0]
    assert len(bench.posts()) == 1
    assert len(bench.thread(digest)) == 1
    bench.type_("kim", '/churn correct 67 3000 period=2026-W46 reason="counted again"')
    assert bench.again(digest).is_edited


def test_it_is_there_without_a_link_leaves_it_and_loses_nothing(bench: Bench) -> None:
    unknown(bench, DropConnection(accepted=True), target=MISSED)
    says_there(bench)
    digest, case = bench.posts()
    assert "Acknowledge" in case.text
    bench.type_("kim", '/churn correct 67 3000 period=2026-W46 reason="counted again"')
    assert not bench.again(digest).is_edited
    assert "sent, as somebody saw there" in bench.type_("kim", "/kpi digest status")
    bench.reply("lee", "Looking into it.", case)
    assert [one.replies for one in bench.cases()] == [1]


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ("banana", "no link to a message"),
        ("https://acme.slack.com/archives/C0OTHER/p1794967200000001", "another channel"),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused_under_its_field(
    bench: Bench, entered: str, said: str
) -> None:
    unknown(bench, DropConnection(accepted=True))
    assert said in says_there(bench, entered).errors["link"]
    assert root(bench).state is DeliveryState.UNKNOWN


def test_a_second_answer_finds_it_settled(bench: Bench) -> None:
    unknown(bench, DropConnection(accepted=False))
    place, again = asked(bench, AGAIN)
    _, there = asked(bench, THERE)
    bench.press("kim", AGAIN)
    for late in (again, there):
        said = bench.press_by_hand("kim", place, late)
        assert "settled meanwhile. It is posted." in said.text
    assert len(bench.posts()) == 1


def test_a_press_delivered_twice_posts_once(bench: Bench) -> None:
    unknown(bench, DropConnection(accepted=False))
    bench.slack.delivery_faults.script("interactive", [DeliveredTwice()])
    assert "settled meanwhile" not in bench.press("kim", AGAIN).text
    assert len(bench.posts()) == 1


def test_only_the_owner_and_managers_settle_it(bench: Bench) -> None:
    unknown(bench, DropConnection(accepted=False))
    bench.slack.workspace.change_user("kim", is_admin=False, is_owner=False)
    for label in (AGAIN, THERE):
        place, control = asked(bench, label)
        bench.press_by_hand("lee", place, control)
        assert "Only whoever set this digest up and managers" in bench.private("lee")[-1]
    assert root(bench).state is DeliveryState.UNKNOWN
    bench.press("kim", AGAIN)
    assert len(bench.posts()) == 1


def test_where_its_owner_is_gone_the_managers_are_asked(bench: Bench) -> None:
    bench.slack.workspace.change_user("lee", is_admin=True)
    bench.type_("lee", "/churn 66 3000 period=2026-W46")
    bench.type_("lee", f"{WEEKLY} churn Asia/Seoul")
    bench.slack.workspace.change_user("lee", deleted=True)
    bench.settle()
    bench.slack.faults.script(
        "chat.postMessage", [ApiError("restricted_action")], channel=channel_id(bench)
    )
    bench.at(DUE)
    left, told = bench.direct("kim")
    assert "The account of lee, who set up these digests, was deactivated" in left
    assert "every Wednesday at 11:00" in left
    assert "A setting of this Slack workspace keeps KPI Bot from posting" in told
