"""What follows a sent message follows it once, and never costs the message."""

import pytest

from bot.delivery.timing import WAITED_FOR
from storage.records import DeliveryKind, DeliveryState
from tests.bot.delivery.fake_slack import ARCHIVED, DROPPED_AFTER, TIMES_OUT_AFTER, Act, says
from tests.bot.delivery.office import Office

SENT = DeliveryState.SENT


@pytest.mark.parametrize("acts", [[], [DROPPED_AFTER]], ids=["confirmed", "found by looking"])
def test_what_follows_comes_once_with_the_mark(office: Office, acts: list[Act]) -> None:
    office.slack.will("chat.postMessage", *acts)
    delivery = office.add()
    office.run(120, step=5)
    assert office.followed == [(delivery.id, SENT)]


def test_nothing_follows_what_was_not_sent(office: Office) -> None:
    office.slack.will("chat.postMessage", ARCHIVED)
    office.add()
    office.run(120, step=5)
    assert office.followed == []


@pytest.mark.parametrize("acts", [[], [DROPPED_AFTER]], ids=["confirmed", "found by looking"])
def test_a_message_is_marked_although_what_follows_fails(office: Office, acts: list[Act]) -> None:
    office.no_follow_up = LookupError("no such case")
    office.slack.will("chat.postMessage", *acts)
    delivery = office.add()
    office.run(120, step=5)
    assert office.state(delivery) is SENT
    assert office.slack.texts() == ["NPS 70"]


def test_what_nobody_settles_is_given_up_after_a_week_and_told(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", TIMES_OUT_AFTER)
    office.slack.will("conversations.history", *[says("missing_scope")] * 500)
    office.run(WAITED_FOR.total_seconds() - 7200, step=1800)
    assert office.state(delivery) is DeliveryState.UNKNOWN
    office.run(4 * 3600, step=1800)
    assert office.state(delivery) is DeliveryState.DEAD
    assert office.told == [(delivery.id, "unsettled")]
    assert office.asked == [delivery.id]


def test_a_reply_to_a_message_that_only_a_person_saw_goes_beside_it(office: Office) -> None:
    office.slack.will("chat.postMessage", TIMES_OUT_AFTER)
    office.slack.will("conversations.history", *[says("missing_scope")] * 9)
    root = office.add(payload={"text": "root"})
    reply = office.add(DeliveryKind.REPLY, parent=root.id)
    office.run(120, step=5)
    now = office.clock.now
    office.store.write(lambda tx: tx.deliveries.attested("T1", root.id, "", "C1", now))
    office.run(10)
    assert office.state(reply) is SENT
    assert "thread_ts" not in office.slack.messages[-1]
