"""The app installed for a whole organisation, and the events by which workspaces come and go."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_bolt.context import BoltContext

from bot.delivery.errors import NotInstalled
from bot.handlers import lifecycle
from bot.handlers.lifecycle import AppEvent
from bot.installing import presence
from bot.installing.authorize import InstalledOnly
from bot.installing.clients import ManyWorkspaces
from bot.installing.errors import TokenRunOut
from bot.installing.flow import InstallFlow, NotInstalledNow
from bot.installing.vault import Vault
from bot.later import Later
from bot.office import Office
from bot.pausing import Pausing
from bot.readers import Readers
from storage.records import Installation
from storage.store import Store
from tests.bot.installing.made import SETTINGS
from tests.storage.made import NOW, Clock

ORGANISATION, ONE, TWO = "E-ORG", "T-ONE", "T-TWO"


class Met:
    """Remembers which workspaces were met."""

    def __init__(self) -> None:
        self.teams: list[str] = []

    def __call__(self, team: str) -> None:
        self.teams.append(team)


@pytest.fixture
def met() -> Met:
    return Met()


@pytest.fixture
def let_in(store: Store, clock: Clock, met: Met) -> Callable[..., str]:
    """Whose bot answers a request."""
    authorize = InstalledOnly(store, clock, met)

    def ask(team: str | None, organisation: str | None = None, *, for_all: bool = False) -> str:
        context = BoltContext({"is_enterprise_install": for_all})
        found = authorize(
            context=context, enterprise_id=organisation, team_id=team, user_id="U-KIM"
        )
        assert found.team_id == team
        return found.bot_user_id or ""

    return ask


def install(store: Store, installation: Installation) -> None:
    store.write(lambda tx: presence.install(tx, installation, NOW))


def test_each_workspace_of_an_organisation_is_let_in_and_met_once(
    store: Store, sealed: Callable[..., Installation], let_in: Callable[..., str], met: Met
) -> None:
    install(store, sealed(ORGANISATION))
    for team in (ONE, TWO, ONE):
        assert let_in(team, ORGANISATION, for_all=True) == "U-BOT"
    assert met.teams == [ONE, TWO]
    assert store.read(lambda tx: tx.installations.residents(ORGANISATION)) == (ONE, TWO)


def test_deliveries_of_such_a_workspace_use_the_token_of_its_organisation(
    store: Store,
    sealed: Callable[..., Installation],
    let_in: Callable[..., str],
    vault: Vault,
    clock: Clock,
) -> None:
    install(store, sealed(ORGANISATION))
    let_in(ONE, ORGANISATION, for_all=True)
    clients = ManyWorkspaces(SETTINGS, store, vault, clock)
    assert clients.posting(ONE).token == "xoxb-E-ORG"
    assert clients.posting(ONE).retry_handlers == []
    with pytest.raises(NotInstalled):
        clients.posting(TWO)


def test_a_workspace_that_becomes_part_of_an_organisation_keeps_its_data_and_changes_its_token(
    store: Store, sealed: Callable[..., Installation], let_in: Callable[..., str]
) -> None:
    install(store, sealed(ONE, bot_user="U-OWN"))
    assert let_in(ONE) == "U-OWN"
    install(store, sealed(ORGANISATION))
    assert let_in(ONE, ORGANISATION, for_all=True) == "U-BOT"
    assert store.read(lambda tx: tx.workspaces.get(ONE)) is not None


def test_an_event_about_the_organisation_alone_is_let_in(
    store: Store, sealed: Callable[..., Installation], let_in: Callable[..., str]
) -> None:
    install(store, sealed(ORGANISATION))
    assert let_in(None, ORGANISATION, for_all=True) == "U-BOT"


@pytest.mark.parametrize(
    ("team", "organisation", "for_all"),
    [(TWO, None, False), (TWO, "E-OTHER", True), (None, None, False), (TWO, ORGANISATION, False)],
)
def test_nobody_else_is_let_in(
    store: Store,
    sealed: Callable[..., Installation],
    let_in: Callable[..., str],
    team: str | None,
    organisation: str | None,
    for_all: bool,
) -> None:
    install(store, sealed(ONE))
    install(store, sealed(ORGANISATION))
    with pytest.raises(NotInstalled):
        let_in(team, organisation, for_all=for_all)
    assert store.read(lambda tx: tx.workspaces.get(TWO)) is None


@pytest.fixture
def office(store: Store, clock: Clock) -> Office:
    def nothing(*_: Any) -> Any:
        raise AssertionError

    later = Later(threads=1)
    return Office(
        store=store,
        clock=clock,
        client_for=nothing,
        later=later,
        homes=Pausing(later, clock, nothing),
        readers=Readers(store, clock),
        wake=lambda: None,
        watch=nothing,
    )


def event(kind: str, **more: Any) -> AppEvent:
    body = {
        "team_id": None,
        "event": {"type": kind, **more},
        "event_time": int(NOW.timestamp()),
        "authorizations": [
            {"enterprise_id": ORGANISATION, "team_id": None, "is_enterprise_install": True}
        ],
    }
    return AppEvent.of(body)


def absent(store: Store) -> list[str]:
    return [one.team for one in store.read(lambda tx: tx.absences.all())]


def test_an_organisation_that_removes_the_app_takes_all_its_workspaces_with_it(
    store: Store, sealed: Callable[..., Installation], let_in: Callable[..., str], office: Office
) -> None:
    install(store, sealed(ORGANISATION))
    for team in (ONE, TWO):
        let_in(team, ORGANISATION, for_all=True)
    lifecycle.uninstalled(office, event("app_uninstalled"))
    assert absent(store) == [ONE, TWO]
    assert store.read(lambda tx: tx.installations.all()) == ()
    with pytest.raises(NotInstalled):
        let_in(ONE, ORGANISATION, for_all=True)
    install(store, sealed(ORGANISATION))
    assert absent(store) == []
    assert let_in(ONE, ORGANISATION, for_all=True) == "U-BOT"


def test_a_workspace_that_alone_loses_the_app_is_out_until_it_is_granted_again(
    store: Store, sealed: Callable[..., Installation], let_in: Callable[..., str], office: Office
) -> None:
    install(store, sealed(ORGANISATION))
    for team in (ONE, TWO):
        let_in(team, ORGANISATION, for_all=True)
    lifecycle.access_revoked(office, event("team_access_revoked", team_ids=[ONE]))
    with pytest.raises(NotInstalled):
        let_in(ONE, ORGANISATION, for_all=True)
    assert let_in(TWO, ORGANISATION, for_all=True) == "U-BOT"
    lifecycle.access_granted(office, event("team_access_granted", team_ids=[ONE]))
    assert let_in(ONE, ORGANISATION, for_all=True) == "U-BOT"


def test_an_organisation_speaks_for_its_own_workspaces_alone(
    store: Store, sealed: Callable[..., Installation], let_in: Callable[..., str], office: Office
) -> None:
    install(store, sealed(ORGANISATION))
    install(store, sealed(ONE))
    lifecycle.access_revoked(office, event("team_access_revoked", team_ids=[ONE]))
    assert absent(store) == []
    assert let_in(ONE) == "U-BOT"
    store.write(lambda tx: presence.leave(tx, ONE, "app_uninstalled", NOW))
    lifecycle.access_granted(office, event("team_access_granted", team_ids=[ONE]))
    assert absent(store) == [ONE]


def test_a_workspace_never_heard_of_can_leave(store: Store, office: Office) -> None:
    lifecycle.access_revoked(office, event("team_access_revoked", team_ids=["T-NEVER"]))
    assert absent(store) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"expires_at": NOW, "refresh_token": "x"}, TokenRunOut),
        ({"expires_at": NOW, "refresh_token": "x", "problem": "invalid_grant"}, NotInstalled),
    ],
)
def test_a_token_that_ended_is_never_used(
    store: Store,
    sealed: Callable[..., Installation],
    vault: Vault,
    clock: Clock,
    changes: dict[str, Any],
    error: type[Exception],
) -> None:
    install(store, sealed(**changes))
    with pytest.raises(error):
        ManyWorkspaces(SETTINGS, store, vault, clock).asking(ONE)
    clock.forward(seconds=-1)
    assert ManyWorkspaces(SETTINGS, store, vault, clock).asking(ONE).token == "xoxb-T-ONE"


class Exchange:
    """Answers oauth.v2.access as it is told."""

    def __init__(self, **answer: Any) -> None:
        self.answer = answer

    def oauth_v2_access(self, **_: Any) -> Any:
        return self.answer


def finish(store: Store, vault: Vault, clock: Clock, met: Met, **answer: Any) -> Installation:
    flow = InstallFlow(
        SETTINGS,
        store,
        vault,
        clock,
        Exchange(**answer),  # type: ignore[arg-type]
        lambda one: met(one.team),
    )
    begun = flow.begin()
    state = begun.url.partition("state=")[2]
    return flow.finish({"state": state, "code": "1.2"}, begun.browser)


GRANTED = {
    "token_type": "bot",
    "access_token": "xoxb-org",
    "scope": "commands,chat:write",
    "bot_user_id": "U-BOT",
    "authed_user": {"id": "U-KIM"},
    "enterprise": {"id": ORGANISATION, "name": "Acme group"},
}


def test_installing_for_an_organisation_keeps_its_id_and_no_workspace(
    store: Store, vault: Vault, clock: Clock, met: Met
) -> None:
    kept = finish(store, vault, clock, met, **GRANTED, team=None, is_enterprise_install=True)
    assert (kept.team, kept.organisation, kept.name) == (ORGANISATION, True, "Acme group")
    assert vault.open(kept.token) == "xoxb-org"
    assert store.read(lambda tx: tx.installations.get(ORGANISATION)) == kept
    assert store.read(lambda tx: tx.workspaces.all()) == ()


def test_a_workspace_of_an_organisation_may_install_it_for_itself_alone(
    store: Store, vault: Vault, clock: Clock, met: Met
) -> None:
    team = {"id": ONE, "name": "Acme"}
    kept = finish(store, vault, clock, met, **GRANTED, team=team, is_enterprise_install=False)
    assert (kept.team, kept.organisation) == (ONE, False)
    assert met.teams == [ONE]


@pytest.mark.parametrize(
    "answer",
    [
        GRANTED | {"team": None},
        GRANTED | {"team": {"id": ONE}, "token_type": "user"},
        GRANTED | {"team": {}},
    ],
)
def test_an_answer_that_gives_no_bot_is_refused(
    store: Store, vault: Vault, clock: Clock, met: Met, answer: dict[str, Any]
) -> None:
    with pytest.raises(NotInstalledNow, match="no access for a bot"):
        finish(store, vault, clock, met, **answer)
    assert store.read(lambda tx: tx.installations.all()) == ()
