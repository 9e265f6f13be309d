from collections.abc import Callable

import pytest

from bot.delivery.errors import NotInstalled
from bot.delivery.failpoints import Point
from bot.delivery.timing import GIVE_UP, LEASE
from storage.records import Delivery, DeliveryKind, DeliveryState
from tests.bot.delivery.fake_slack import (
    ARCHIVED,
    BROKEN,
    DROPPED,
    DROPPED_AFTER,
    INTERNAL,
    INTERNAL_AFTER,
    LAGS,
    LIMITED,
    MALFORMED,
    OK,
    REFUSED,
    TIMES_OUT,
    TIMES_OUT_AFTER,
    Act,
    says,
)
from tests.bot.delivery.office import Office

POST, REPLY, UPDATE, DIRECT = DeliveryKind
DUE, SENDING, UNKNOWN, SENT, DEAD, _ = DeliveryState
WAIT = LEASE.total_seconds()


def post(office: Office) -> Delivery:
    return office.add()


def reply(office: Office) -> Delivery:
    root = office.add(payload={"text": "root"})
    office.run(2)
    return office.add(REPLY, parent=root.id)


def foreign_reply(office: Office) -> Delivery:
    return office.add(REPLY, thread_ts="1700000000.000100")


def direct(office: Office) -> Delivery:
    return office.add(DIRECT, channel="U7")


KINDS = [post, reply, foreign_reply, direct]
Add = Callable[[Office], Delivery]


@pytest.mark.parametrize("add", KINDS)
@pytest.mark.parametrize(
    "act", [TIMES_OUT_AFTER, DROPPED_AFTER, INTERNAL_AFTER, BROKEN, MALFORMED, LAGS]
)
def test_a_message_that_did_arrive_is_found_and_not_posted_again(
    office: Office, add: Add, act: Act
) -> None:
    delivery = add(office)
    office.slack.will("chat.postMessage", act)

    office.run(120, step=5)

    kept = office.get(delivery)
    assert kept.state is SENT
    assert office.slack.texts().count("NPS 70") == 1
    assert (kept.ts, kept.sent_channel) == (
        office.slack.messages[-1]["ts"],
        office.slack.messages[-1]["channel"],
    )


@pytest.mark.parametrize("act", [TIMES_OUT_AFTER, DROPPED_AFTER, INTERNAL_AFTER])
def test_where_metadata_is_not_kept_a_message_is_known_by_its_text(
    office: Office, act: Act
) -> None:
    office.slack.keeps_metadata = False
    first = post(office)
    office.run(2)
    second = post(office)
    office.slack.will("chat.postMessage", act)

    office.run(120, step=5)

    assert office.slack.texts() == ["NPS 70", "NPS 70"]
    assert [office.get(one).ts for one in (first, second)] == [
        message["ts"] for message in office.slack.messages
    ]


@pytest.mark.parametrize("act", [TIMES_OUT, DROPPED, INTERNAL])
def test_a_message_of_the_same_text_is_not_taken_for_one_that_did_not_arrive(
    office: Office, act: Act
) -> None:
    office.slack.keeps_metadata = False
    post(office)
    office.run(2)
    second = post(office)
    office.slack.will("chat.postMessage", act)

    office.run(120, step=5)

    assert office.slack.texts() == ["NPS 70", "NPS 70"]
    assert office.get(second).ts == office.slack.messages[-1]["ts"]


@pytest.mark.parametrize("add", KINDS)
@pytest.mark.parametrize("act", [TIMES_OUT, DROPPED, INTERNAL])
def test_a_message_that_did_not_arrive_is_posted_again(office: Office, add: Add, act: Act) -> None:
    delivery = add(office)
    office.slack.will("chat.postMessage", act)

    office.run(120, step=5)

    assert office.state(delivery) is SENT
    assert office.slack.texts().count("NPS 70") == 1


@pytest.mark.parametrize("add", KINDS)
@pytest.mark.parametrize(("point", "posts"), [(point, 1) for point in Point])
def test_a_process_that_dies_leaves_nothing_out_and_nothing_twice(
    office: Office, add: Add, point: Point, posts: int
) -> None:
    delivery = add(office)

    def die(reached: Point) -> None:
        if reached is point:
            raise KeyboardInterrupt

    office.start(die)
    with pytest.raises(KeyboardInterrupt):
        office.courier.deliver_due()
    assert office.state(delivery) is SENDING

    office.start()
    office.run(120, step=5)

    assert office.state(delivery) is SENT
    assert office.slack.texts().count("NPS 70") == posts


def test_nobody_looks_before_a_late_post_could_be_seen(office: Office) -> None:
    office.add()
    office.slack.will("chat.postMessage", TIMES_OUT_AFTER)
    office.courier.deliver_due()

    office.run(WAIT - 10 - 1)
    assert office.slack.called("conversations.history") == []

    office.run(2)
    assert len(office.slack.called("conversations.history")) == 1


def test_every_page_is_read(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED_AFTER)
    office.courier.deliver_due()
    for _ in range(6):
        office.slack.chat_postMessage(channel="C1", text="chatter")

    office.run(WAIT + 1)

    assert office.state(delivery) is SENT
    assert len(office.slack.called("conversations.history")) == 4


def test_what_was_said_long_before_the_attempt_is_not_read(office: Office) -> None:
    for _ in range(6):
        office.slack.chat_postMessage(channel="C1", text="chatter")
    office.clock.pass_(3600)
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED)

    office.run(120, step=5)

    assert office.state(delivery) is SENT
    assert len(office.slack.called("conversations.history")) == 1


def test_a_clock_ahead_of_slacks_finds_the_message_all_the_same(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED_AFTER)
    office.courier.deliver_due()
    office.slack.messages[0]["ts"] = f"{office.clock.now.timestamp() - 240:.6f}"

    office.run(120, step=5)

    assert office.state(delivery) is SENT
    assert len(office.slack.messages) == 1


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {"event_type": "kpi_bot_delivery", "event_payload": {"delivery": "another"}},
        {"event_type": "kpi_bot_delivery"},
        {"event_type": "deploy", "event_payload": {"delivery": "$ID"}},
    ],
)
def test_the_same_words_with_other_metadata_are_another_message(
    office: Office, metadata: dict[str, object] | None
) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED_AFTER)
    office.courier.deliver_due()
    payload = metadata.get("event_payload") if metadata else None
    if isinstance(payload, dict) and payload["delivery"] == "$ID":
        payload["delivery"] = delivery.id
    office.slack.messages[0]["metadata"] = metadata

    office.run(120, step=5)

    assert len(office.slack.messages) == 2
    assert office.get(delivery).ts == office.slack.messages[1]["ts"]


@pytest.mark.parametrize("error", ["missing_scope", "not_in_channel", "channel_not_found"])
@pytest.mark.parametrize("add", KINDS)
def test_where_reading_is_forbidden_a_person_is_asked_once(
    office: Office, add: Add, error: str
) -> None:
    delivery = add(office)
    office.slack.will("chat.postMessage", TIMES_OUT_AFTER)
    for method in ("conversations.history", "conversations.replies"):
        office.slack.will(method, *[says(error)] * 10)

    office.run(2 * 3600 + 200, step=60)

    kept = office.get(delivery)
    assert (kept.state, kept.error) == (UNKNOWN, f"unreadable: {error}")
    assert office.asked == [delivery.id]
    assert office.slack.texts().count("NPS 70") == 1
    reads = [
        name
        for name, _ in office.slack.calls
        if name in {*office.slack.script} - {"chat.postMessage"}
    ]
    assert len(reads) == 3


def test_once_reading_is_allowed_the_message_is_found(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", TIMES_OUT_AFTER)
    office.slack.will("conversations.history", says("missing_scope"))

    office.run(3600 + 120, step=60)

    assert office.state(delivery) is SENT
    assert office.slack.texts() == ["NPS 70"]


def test_a_restart_does_not_ask_the_person_again(office: Office) -> None:
    office.add()
    office.slack.will("chat.postMessage", TIMES_OUT_AFTER)
    office.slack.will("conversations.history", *[says("missing_scope")] * 4)

    office.run(60)
    office.start()
    office.run(60)

    assert len(office.asked) == 1
    assert len(office.slack.called("conversations.history")) == 2


@pytest.mark.parametrize(
    ("act", "wait"),
    [(LIMITED, 7), (TIMES_OUT, 60), (REFUSED, 60), (INTERNAL, 60), (Act(answer={"ok": True}), 60)],
)
def test_a_read_that_fails_says_nothing_and_is_done_again(
    office: Office, act: Act, wait: float
) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED_AFTER)
    office.courier.deliver_due()
    office.clock.pass_(WAIT)
    office.slack.will("conversations.history", act)

    assert office.reconciler.reconcile() == 1
    assert office.state(delivery) is UNKNOWN

    office.clock.pass_(wait - 1)
    assert office.reconciler.reconcile() == 0
    office.clock.pass_(1)
    assert office.reconciler.reconcile() == 1
    assert office.state(delivery) is SENT
    assert office.asked == []


def test_a_read_that_breaks_off_is_not_a_complete_one(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED_AFTER)
    office.courier.deliver_due()
    for _ in range(3):
        office.slack.chat_postMessage(channel="C1", text="chatter")
    office.clock.pass_(WAIT)
    office.slack.will("conversations.history", OK, LIMITED)

    office.reconciler.reconcile()

    assert office.state(delivery) is UNKNOWN


def test_a_page_that_promises_more_and_names_no_next_is_not_a_complete_read(
    office: Office,
) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED_AFTER)
    office.courier.deliver_due()
    office.clock.pass_(WAIT)
    office.slack.will(
        "conversations.history", Act(answer={"ok": True, "messages": [], "has_more": True})
    )

    office.reconciler.reconcile()

    assert office.state(delivery) is UNKNOWN


@pytest.mark.parametrize(
    ("act", "state"), [(says("user_disabled"), UNKNOWN), (LIMITED, UNKNOWN), (REFUSED, UNKNOWN)]
)
def test_a_conversation_that_cannot_be_opened_cannot_be_read(
    office: Office, act: Act, state: DeliveryState
) -> None:
    delivery = office.add(DIRECT, channel="U7")
    office.slack.will("chat.postMessage", DROPPED_AFTER)
    office.courier.deliver_due()
    office.clock.pass_(WAIT)
    office.slack.will("conversations.open", act)

    office.reconciler.reconcile()

    assert office.state(delivery) is state
    assert office.asked == ([delivery.id] if act.error == "user_disabled" else [])


def test_where_the_thread_is_gone_the_reply_is_not_there(office: Office) -> None:
    delivery = foreign_reply(office)
    office.slack.will("chat.postMessage", DROPPED, says("thread_not_found"))
    office.slack.will("conversations.replies", says("thread_not_found"))

    office.run(120, step=5)

    assert office.told == [(delivery.id, "thread_not_found")]
    assert office.asked == []


def test_an_archived_channel_ends_a_message_that_had_not_arrived(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED, ARCHIVED)

    office.run(120, step=5)

    assert office.told == [(delivery.id, "is_archived")]


def test_a_removed_app_leaves_the_delivery_to_a_person(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED_AFTER)
    office.courier.deliver_due()
    office.no_client = NotInstalled("T1")

    office.run(120, step=5)

    assert office.get(delivery).error == "unreadable: not_installed"
    assert office.asked == [delivery.id]


def test_slack_that_fails_for_a_day_ends_in_words_and_not_in_silence(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", *[INTERNAL] * (GIVE_UP + 1))

    for _ in range(3 * GIVE_UP):
        office.courier.deliver_due()
        office.clock.pass_(WAIT)
        office.reconciler.reconcile()
        office.clock.pass_(300)

    assert office.state(delivery) is DEAD
    assert office.told == [(delivery.id, "gave_up")]


def test_one_that_cannot_be_settled_does_not_hold_up_the_others(office: Office) -> None:
    for number in range(3):
        office.add(channel=f"C{number}")
    office.slack.will("chat.postMessage", *[DROPPED_AFTER] * 3)
    office.courier.deliver_due()
    office.clock.pass_(WAIT)
    office.slack.will("conversations.history", says("missing_scope"), LIMITED, OK)

    assert office.reconciler.reconcile() == 3
    assert [office.state(each) for each in _all(office)] == [UNKNOWN, UNKNOWN, SENT]


def _all(office: Office) -> list[Delivery]:
    return list(office.store.read(lambda tx: tx.deliveries.of_subject("T1", "")))


def test_a_look_that_took_too_long_changes_nothing(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", DROPPED, TIMES_OUT_AFTER)
    office.courier.deliver_due()
    office.clock.pass_(WAIT)

    def overtake(_method: str) -> None:
        office.slack.watch = lambda _method: None
        office.start()
        office.run(30, step=5)

    office.slack.watch = overtake
    office.reconciler.reconcile()
    assert office.get(delivery).attempts == 2
    assert office.state(delivery) is UNKNOWN

    office.run(120, step=5)
    assert office.state(delivery) is SENT
    assert len(office.slack.messages) == 1


def test_an_edit_whose_sender_died_is_made_again_unseen(office: Office) -> None:
    root = office.add()
    office.run(2)
    edit = office.add(UPDATE, target=root.id, payload={"text": "NPS 71"})

    def die(_point: Point) -> None:
        raise KeyboardInterrupt

    office.start(die)
    with pytest.raises(KeyboardInterrupt):
        office.courier.deliver_due()
    office.start()
    office.run(120, step=5)

    assert office.state(edit) is SENT
    assert office.slack.texts() == ["NPS 71"]
    assert office.slack.called("conversations.history") == []
