from datetime import timedelta

import pytest

from bot.delivery.errors import NotInstalled
from bot.delivery.failpoints import Point
from bot.delivery.timing import CALL, GIVE_UP, LAST_CALL, LEASE
from bot.sandbox.limits import message_refusal
from storage.records import Delivery, DeliveryKind, DeliveryState
from tests.bot.delivery.fake_slack import (
    ARCHIVED,
    BROKEN,
    DROPPED,
    DROPPED_AFTER,
    INTERNAL,
    INTERNAL_AFTER,
    LIMITED,
    MALFORMED,
    OK,
    REFUSED,
    TIMES_OUT,
    TIMES_OUT_AFTER,
    Act,
    says,
)
from tests.bot.delivery.office import CHART, SECTION, Office

POST, REPLY, UPDATE, DIRECT = DeliveryKind
DUE, SENDING, UNKNOWN, SENT, DEAD, SUPERSEDED = DeliveryState


def test_a_message_is_posted_with_its_id_and_kept_as_sent(office: Office) -> None:
    delivery = office.add()

    assert office.courier.deliver_due() == 1

    kept = office.get(delivery)
    assert (kept.state, kept.sent_channel) == (SENT, "C1")
    assert office.slack.called("chat.postMessage") == [
        {
            "channel": "C1",
            "text": "NPS 70",
            "blocks": [SECTION],
            "metadata": {
                "event_type": "kpi_bot_delivery",
                "event_payload": {"delivery": delivery.id},
            },
        }
    ]
    assert kept.ts == office.slack.messages[0]["ts"]
    assert office.courier.deliver_due() == 0


def test_a_reply_waits_for_its_message_and_goes_into_its_thread(office: Office) -> None:
    root = office.add()
    reply = office.add(REPLY, parent=root.id)

    office.run(3)

    posted = office.slack.called("chat.postMessage")
    assert [params.get("thread_ts") for params in posted] == [None, office.get(root).ts]
    assert office.state(reply) is SENT


def test_a_reply_may_answer_a_message_that_is_not_ours(office: Office) -> None:
    office.add(REPLY, thread_ts="1700000000.000100")

    office.courier.deliver_due()

    assert office.slack.called("chat.postMessage")[0]["thread_ts"] == "1700000000.000100"


def test_an_edit_changes_the_message_in_place(office: Office) -> None:
    root = office.add()
    edit = office.add(UPDATE, target=root.id, payload={"text": "NPS 71"})

    office.run(3)

    assert office.state(edit) is SENT
    assert office.slack.texts() == ["NPS 71"]
    assert office.slack.called("chat.update") == [
        {"channel": "C1", "ts": office.get(root).ts, "text": "NPS 71"}
    ]


def test_a_direct_message_opens_its_conversation_first(office: Office) -> None:
    direct = office.add(DIRECT, channel="U7")
    note = office.add(UPDATE, channel="U7", target=direct.id, payload={"text": "done"})

    office.run(3)

    assert office.get(direct).sent_channel == "D-U7"
    assert office.slack.called("chat.update")[0]["channel"] == "D-U7"
    assert office.state(note) is SENT


@pytest.mark.parametrize(
    ("act", "state", "error", "wait"),
    [
        (LIMITED, DUE, "ratelimited", 7),
        (REFUSED, DUE, "ConnectionRefusedError", 5),
        (says("team_added_to_org"), DUE, "team_added_to_org", 5),
        (ARCHIVED, DEAD, "is_archived", None),
        (says("invalid_auth"), DEAD, "invalid_auth", None),
        (TIMES_OUT, UNKNOWN, "TimeoutError", None),
        (TIMES_OUT_AFTER, UNKNOWN, "TimeoutError", None),
        (DROPPED, UNKNOWN, "ConnectionResetError", None),
        (DROPPED_AFTER, UNKNOWN, "ConnectionResetError", None),
        (INTERNAL, UNKNOWN, "internal_error", None),
        (INTERNAL_AFTER, UNKNOWN, "internal_error", None),
        (BROKEN, UNKNOWN, "HTTP 502", None),
        (MALFORMED, UNKNOWN, "malformed answer", None),
    ],
)
def test_an_answer_decides_what_becomes_of_a_delivery(
    office: Office, act: Act, state: DeliveryState, error: str, wait: float | None
) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", act)

    office.courier.deliver_due()

    kept = office.get(delivery)
    assert (kept.state, kept.error, kept.attempts) == (state, error, 1)
    assert len(office.slack.called("chat.postMessage")) == 1
    assert office.told == ([(delivery.id, error)] if state is DEAD else [])
    if wait is not None:
        assert kept.not_before == office.clock.now + timedelta(seconds=wait)


def test_a_rate_limit_holds_the_channel_and_no_other(office: Office) -> None:
    first, second = office.add(), office.add()
    elsewhere = office.add(channel="C2")
    office.slack.will("chat.postMessage", LIMITED)

    office.run(7)
    assert [office.state(each) for each in (first, second, elsewhere)] == [DUE, DUE, SENT]
    assert len(office.slack.called("chat.postMessage")) == 2

    office.run(3)
    assert [office.state(each) for each in (first, second)] == [SENT, SENT]


def test_messages_of_a_channel_go_a_second_apart(office: Office) -> None:
    for _ in range(4):
        office.add()
    office.add(channel="C2")

    office.courier.deliver_due()
    assert len(office.slack.messages) == 2

    for expected in (3, 4, 5):
        office.clock.pass_(1)
        office.courier.deliver_due()
        assert len(office.slack.messages) == expected


def test_pauses_between_attempts_grow_up_to_five_minutes(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", *[REFUSED] * 9)

    pauses = []
    for _ in range(9):
        office.courier.deliver_due()
        not_before = office.get(delivery).not_before
        assert not_before is not None
        pauses.append((not_before - office.clock.now).total_seconds())
        office.clock.now = not_before

    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300, 300]


@pytest.mark.parametrize("act", [REFUSED, LIMITED, says("accesslimited")])
def test_a_delivery_that_is_put_off_for_a_day_is_given_up(office: Office, act: Act) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", *[act] * (GIVE_UP + 1))

    for _ in range(GIVE_UP + 1):
        office.courier.deliver_due()
        office.clock.pass_(300)

    assert office.state(delivery) is DEAD
    assert office.told == [(delivery.id, "gave_up")]
    assert len(office.slack.calls) == GIVE_UP


@pytest.mark.parametrize("error", ["invalid_blocks", "invalid_blocks_format"])
@pytest.mark.parametrize("kind", [POST, UPDATE])
def test_where_charts_are_refused_the_message_goes_without(
    office: Office, error: str, kind: DeliveryKind
) -> None:
    root = office.add(channel="C1")
    office.run(2)
    method = "chat.update" if kind is UPDATE else "chat.postMessage"
    office.slack.will(method, says(error))
    office.slack.calls.clear()
    charted = {"text": "NPS 70", "blocks": [SECTION, CHART, SECTION, CHART]}
    delivery = office.add(kind, payload=charted, target=root.id if kind is UPDATE else None)

    office.courier.deliver_due()

    assert [params["blocks"] for params in office.slack.called(method)] == [
        charted["blocks"],
        [SECTION, SECTION],
    ]
    kept = office.get(delivery)
    assert (kept.state, kept.attempts) == (SENT, 1)


def test_where_tables_are_refused_they_go_as_code_parted_by_tabs(office: Office) -> None:
    cells = [["KPI", "Value"], ["NPS", "70.45"]]
    rows = [[{"type": "raw_text", "text": cell} for cell in row] for row in cells]
    office.add(payload={"text": "NPS", "blocks": [SECTION, {"type": "table", "rows": rows}]})
    office.slack.will("chat.postMessage", says("invalid_blocks"))

    office.courier.deliver_due()

    section, written = office.slack.called("chat.postMessage")[-1]["blocks"]
    [code] = written["elements"]
    assert section == SECTION
    assert code["type"] == "rich_text_preformatted"
    assert [one["text"] for one in code["elements"]] == ["KPI\tValue\n", "NPS\t70.45\n"]
    assert message_refusal("NPS", [section, written]) is None


@pytest.mark.parametrize(
    ("payload", "error", "calls"),
    [
        ({"text": "NPS", "blocks": [SECTION]}, "invalid_blocks", 1),
        ({"text": "NPS"}, "invalid_blocks", 1),
        ({"text": "NPS", "blocks": [CHART, SECTION]}, "is_archived", 1),
    ],
)
def test_nothing_else_is_sent_again_at_once(
    office: Office, payload: dict[str, object], error: str, calls: int
) -> None:
    delivery = office.add(payload=payload)
    office.slack.will("chat.postMessage", says(error))

    office.courier.deliver_due()

    assert office.state(delivery) is DEAD
    assert len(office.slack.called("chat.postMessage")) == calls


def test_a_message_without_charts_may_still_be_refused(office: Office) -> None:
    delivery = office.add(payload={"text": "NPS", "blocks": [CHART, SECTION]})
    office.slack.will("chat.postMessage", says("invalid_blocks"), says("not_in_channel"))

    office.courier.deliver_due()

    assert office.get(delivery).error == "not_in_channel"


@pytest.mark.parametrize(
    ("act", "state", "error"),
    [
        (LIMITED, DUE, "ratelimited"),
        (TIMES_OUT, DUE, "TimeoutError"),
        (INTERNAL, DUE, "internal_error"),
        (Act(answer={"ok": True}), DUE, "malformed answer"),
        (says("user_disabled"), DEAD, "user_disabled"),
    ],
)
def test_a_conversation_that_does_not_open_leaves_nothing_unknown(
    office: Office, act: Act, state: DeliveryState, error: str
) -> None:
    direct = office.add(DIRECT, channel="U7")
    office.slack.will("conversations.open", act)

    office.courier.deliver_due()

    kept = office.get(direct)
    assert (kept.state, kept.error) == (state, error)
    assert office.slack.called("chat.postMessage") == []


@pytest.mark.parametrize("act", [TIMES_OUT, TIMES_OUT_AFTER, INTERNAL, DROPPED_AFTER])
def test_an_edit_whose_fate_is_unknown_is_simply_made_again(office: Office, act: Act) -> None:
    root = office.add()
    edit = office.add(UPDATE, target=root.id, payload={"text": "NPS 71"})
    office.slack.will("chat.update", act)

    office.run(30)

    assert office.state(edit) is SENT
    assert office.slack.texts() == ["NPS 71"]
    assert len(office.slack.called("chat.update")) == 2
    assert office.slack.called("conversations.history") == []


@pytest.mark.parametrize(
    ("problem", "state", "error"),
    [
        (NotInstalled("T1"), DEAD, "not_installed"),
        (RuntimeError("the token could not be refreshed"), DUE, "RuntimeError"),
    ],
)
def test_a_workspace_without_a_client(
    office: Office, problem: Exception, state: DeliveryState, error: str
) -> None:
    office.no_client = problem
    delivery = office.add()

    office.courier.deliver_due()

    kept = office.get(delivery)
    assert (kept.state, kept.error) == (state, error)


def test_an_answer_to_a_message_that_never_was_is_given_up(office: Office) -> None:
    orphan = office.add(REPLY)

    office.courier.deliver_due()

    assert office.told == [(orphan.id, "message_not_found")]
    assert office.slack.calls == []


def test_the_intent_is_durable_before_slack_hears_of_it(office: Office) -> None:
    delivery = office.add()
    seen: list[Delivery] = []
    office.slack.watch = lambda _method: seen.append(office.get(delivery))

    office.courier.deliver_due()

    assert (seen[0].state, seen[0].attempts, seen[0].fence) == (SENDING, 1, 1)


def test_who_owns_a_dead_message_is_told_once_and_with_its_end(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", ARCHIVED)

    office.no_words = RuntimeError("the message to the owner could not be written")

    with pytest.raises(RuntimeError):
        office.courier.deliver_due()

    assert office.state(delivery) is SENDING


def test_a_sender_that_was_stopped_for_long_does_not_post(office: Office) -> None:
    delivery = office.add()

    def sleep(point: Point) -> None:
        if point is Point.AFTER_INTENT:
            office.clock.pass_(LAST_CALL.total_seconds() + 1)

    office.start(sleep)
    office.courier.deliver_due()

    assert office.slack.calls == []
    kept = office.get(delivery)
    assert (kept.state, kept.error) == (DUE, "stalled")


def test_an_attempt_ends_before_its_lease() -> None:
    assert LAST_CALL + CALL < LEASE


def test_a_sender_that_lost_its_claim_changes_nothing(office: Office) -> None:
    delivery = office.add()
    office.slack.will("chat.postMessage", ARCHIVED, OK)

    def overtake(point: Point) -> None:
        if point is Point.AFTER_POST:
            office.clock.pass_(LEASE.total_seconds() + 1)
            office.start()
            office.run(10)

    office.start(overtake)
    office.courier.deliver_due()

    assert office.state(delivery) is SENT
    assert office.told == []


def test_an_edit_that_a_newer_one_replaced_is_not_made(office: Office) -> None:
    root = office.add()
    older = office.add(UPDATE, target=root.id, payload={"text": "NPS 71"})
    office.slack.will("chat.update", TIMES_OUT)
    office.run(3)
    newer = office.add(UPDATE, target=root.id, payload={"text": "NPS 72"})

    office.run(30)

    assert [office.state(each) for each in (older, newer)] == [SUPERSEDED, SENT]
    assert office.slack.texts() == ["NPS 72"]
