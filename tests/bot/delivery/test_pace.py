"""How the courier keeps to Slack's pace; how turns are counted is tested with the storage."""

from tests.bot.delivery.fake_slack import LIMITED, says
from tests.bot.delivery.office import Office

ALL_BUSY = says("message_limit_exceeded")


def test_a_channel_that_is_held_waits_for_every_machine(office: Office) -> None:
    office.add(payload={"text": "first"})
    office.slack.will("chat.postMessage", LIMITED)
    office.courier.deliver_due()
    office.start()
    office.clock.pass_(6)
    office.add(payload={"text": "second"})
    office.courier.deliver_due()
    assert office.slack.texts() == []
    office.clock.pass_(1)
    office.courier.deliver_due()
    assert office.slack.texts() == ["first"]


def test_a_workspace_that_sends_too_much_waits_in_all_its_channels(office: Office) -> None:
    office.add(channel="C1", payload={"text": "first"})
    office.slack.will("chat.postMessage", ALL_BUSY)
    office.courier.deliver_due()
    office.add(channel="C2", payload={"text": "second"})
    office.clock.pass_(599)
    office.courier.deliver_due()
    assert office.slack.texts() == []
    office.run(3)
    assert office.slack.texts() == ["first", "second"]


def test_a_workspace_sends_no_more_than_a_few_hundred_messages_a_minute(office: Office) -> None:
    for number in range(400):
        office.add(channel=f"C{number}")
    for _ in range(60):
        office.courier.deliver_due()
        office.clock.pass_(1)
    assert 190 <= len(office.slack.texts()) <= 210
