"""The same machine over real HTTP, against a Slack that refuses what Slack refuses."""

import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.delivery.failpoints import VARIABLE, Point
from bot.sandbox import Sandbox
from bot.sandbox.faults import (
    ApiError,
    DropConnection,
    Fault,
    HistoryLag,
    RateLimited,
    ServerError,
)
from storage import migrations
from storage.records import Delivery, DeliveryKind, DeliveryState
from tests.bot.delivery.fake_slack import Clock
from tests.bot.delivery.office import Office
from tests.bot.delivery.program import send_what_is_due
from tests.forked import forked

POST, REPLY, UPDATE, DIRECT = DeliveryKind
DUE, SENDING, UNKNOWN, SENT, DEAD, _ = DeliveryState
MANIFEST = {
    "display_information": {"name": "KPI Bot"},
    "features": {"bot_user": {"display_name": "KPI Bot"}},
    "oauth_config": {
        "scopes": {"bot": ["channels:history", "chat:write", "im:history", "im:write"]}
    },
}


class Agency(Office):
    """An office whose letters go to the sandbox."""

    def __init__(self, slack: Sandbox, clock: Clock, database: str = "sqlite://") -> None:
        super().__init__(clock, database)
        self.sandbox = slack
        self.web = client(slack)

    def client_for(self, team: str) -> WebClient:
        assert team
        return self.web


def client(slack: Sandbox) -> WebClient:
    return WebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[], timeout=10)


@pytest.fixture
def agency() -> Iterator[Agency]:
    clock = Clock()
    with Sandbox(MANIFEST, clock=clock) as slack:
        agency = Agency(slack, clock)
        yield agency
        agency.store.close()


def growth(agency: Agency) -> str:
    return agency.sandbox.workspace.channel_id("#growth")


def post(agency: Agency) -> Delivery:
    return agency.add(POST, growth(agency))


def reply(agency: Agency) -> Delivery:
    root = agency.add(POST, growth(agency), {"text": "Digest"})
    agency.run(2)
    return agency.add(REPLY, growth(agency), parent=root.id)


def direct(agency: Agency) -> Delivery:
    return agency.add(DIRECT, agency.sandbox.person("kim").id)


def standing(agency: Agency, delivery: Delivery) -> list[str]:
    """The texts that stand where a delivery went."""
    kept = agency.get(delivery)
    where = kept.sent_channel or kept.channel
    if kept.kind is REPLY:
        root = agency.find(kept.parent or "")
        found = agency.web.conversations_replies(channel=where, ts=root.ts or "")
        return [message["text"] for message in found["messages"][1:]]
    found = agency.web.conversations_history(channel=where)
    return [message["text"] for message in found["messages"]]


FAULTS = [
    DropConnection(accepted=True),
    DropConnection(accepted=False),
    ServerError(accepted=True, status=502),
    ServerError(accepted=False),
    ApiError("internal_error"),
    RateLimited(3),
]


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
@pytest.mark.parametrize("add", [post, reply, direct])
def test_whatever_happens_to_a_call_the_message_stands_there_once(
    agency: Agency, add: Callable[[Agency], Delivery], fault: Fault
) -> None:
    delivery = add(agency)
    agency.sandbox.faults.script("chat.postMessage", [fault])

    agency.run(120, step=5)

    assert agency.state(delivery) is SENT
    assert standing(agency, delivery) == ["NPS 70"]
    assert agency.sandbox.faults.unused == 0


def test_an_edit_arrives_however_its_call_ends(agency: Agency) -> None:
    root = post(agency)
    edit = agency.add(UPDATE, growth(agency), {"text": "NPS 71"}, target=root.id)
    agency.sandbox.faults.script("chat.update", [DropConnection(accepted=False)])

    agency.run(60, step=2)

    assert agency.state(edit) is SENT
    assert standing(agency, root) == ["NPS 71"]


def test_a_message_is_found_behind_any_number_of_others(agency: Agency) -> None:
    delivery = post(agency)
    agency.sandbox.faults.script("chat.postMessage", [DropConnection(accepted=True)])
    agency.courier.deliver_due()
    kim = agency.sandbox.person("kim")
    for number in range(250):
        kim.post("#growth", f"chatter {number}")

    agency.run(60, step=5)

    assert agency.state(delivery) is SENT
    assert len(agency.sandbox.calls("chat.postMessage")) == 1


def test_a_history_that_lags_longer_than_we_wait_is_the_named_window(agency: Agency) -> None:
    delivery = post(agency)
    agency.sandbox.faults.script("chat.postMessage", [DropConnection(accepted=True)])
    agency.sandbox.faults.script("conversations.history", [HistoryLag()])

    agency.run(120, step=5)

    assert agency.state(delivery) is SENT
    assert standing(agency, delivery) == ["NPS 70", "NPS 70"]


@pytest.mark.parametrize(
    ("happens", "error"),
    [
        (lambda slack: slack.workspace.archive("#growth"), "is_archived"),
        (lambda slack: slack.workspace.remove_bot("#growth"), "not_in_channel"),
        (lambda slack: slack.workspace.delete_channel("#growth"), "channel_not_found"),
        (lambda slack: slack.workspace.revoke_token(), "token_revoked"),
        (lambda slack: slack.workspace.uninstall(), "account_inactive"),
    ],
)
def test_a_refusal_of_slacks_ends_the_delivery(
    agency: Agency, happens: Callable[[Sandbox], None], error: str
) -> None:
    delivery = post(agency)
    happens(agency.sandbox)

    agency.run(120, step=5)

    assert agency.state(delivery) is DEAD
    assert agency.told == [(delivery.id, error)]
    assert len(agency.sandbox.calls("chat.postMessage")) == 1


def test_without_the_right_to_read_a_person_is_asked(agency: Agency) -> None:
    board = agency.sandbox.workspace.channel_id("#private-board")
    delivery = agency.add(POST, board)
    agency.sandbox.faults.script("chat.postMessage", [DropConnection(accepted=True)])

    agency.run(120, step=5)

    assert agency.get(delivery).error == "unreadable: missing_scope"
    assert agency.asked == [delivery.id]
    assert len(agency.sandbox.calls("chat.postMessage")) == 1


def test_a_slack_that_is_not_there_is_tried_again(agency: Agency) -> None:
    delivery = post(agency)
    away = WebClient(token="xoxb-1", base_url="http://127.0.0.1:9/", retry_handlers=[])
    agency.web, here = away, agency.web
    agency.courier.deliver_due()
    assert (agency.state(delivery), agency.get(delivery).error) == (DUE, "ConnectionRefusedError")

    agency.web = here
    agency.run(10)

    assert agency.state(delivery) is SENT


@pytest.fixture
def agency_with_a_file(tmp_path: Path) -> Iterator[tuple[Agency, str]]:
    # The process that is killed goes by the real time.
    clock = Clock(datetime.now(UTC).isoformat())
    database = f"sqlite:///{tmp_path / 'kpi.db'}"
    migrations.upgrade(database)
    with Sandbox(MANIFEST, clock=clock) as slack:
        agency = Agency(slack, clock, database)
        yield agency, database
        agency.store.close()


@pytest.mark.parametrize("point", Point)
@pytest.mark.parametrize("nth", [1, 2])
def test_a_process_that_is_killed_at_any_step_leaves_each_message_once(
    agency_with_a_file: tuple[Agency, str], tmp_path: Path, point: Point, nth: int
) -> None:
    agency, database = agency_with_a_file
    root = agency.add(POST, growth(agency), {"text": "Digest"})
    replies = [
        agency.add(REPLY, growth(agency), {"text": text}, parent=root.id)
        for text in ("NPS fell", "CSAT fell")
    ]

    args = (database, agency.sandbox.api_url, agency.sandbox.bot_token)
    log = tmp_path / "log"
    with forked(send_what_is_due, *args, settings={VARIABLE: f"{point}:{nth}"}, log=log) as killed:
        killed.join(60)
        assert killed.exitcode == -signal.SIGKILL, log.read_text()
    agency.clock.pass_(60)
    agency.run(120, step=5)

    assert [agency.state(each) for each in (root, *replies)] == [SENT, SENT, SENT]
    assert standing(agency, root) == ["Digest"]
    assert sorted(standing(agency, replies[0])) == ["CSAT fell", "NPS fell"]
