"""Two workspaces with tokens of their own: what one knows is to the other like what nobody has."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.desk.filling import Subject
from bot.sandbox import Workspace
from bot.sandbox.model import Json, View
from bot.sandbox.payloads import Scene, command_form, message_actions, submission
from bot.views import case, forms, readings, settling
from bot.views.form_state import FormState
from bot.views.recording_form import FILL
from bot.views.recording_review import REVIEW
from storage.engines import driver as sqlite3
from storage.tx import Tx
from tests.e2e.bench import Clock
from tests.e2e.many import Service, serving

Ids = Mapping[str, str]
PRESSES: Mapping[str, str] = {
    readings.SHARE: "{number}|1",
    readings.CORRECT: "{number}|1",
    readings.DRAFT_ADD: "{draft}|2026-W46",
    readings.DRAFT_REPLACE: "{draft}|2026-W46",
    case.ACKNOWLEDGE: "{case}",
    case.RESOLVE: "{case}",
    settling.AGAIN: "{delivery}",
    settling.THERE: "{delivery}",
}
TYPED = {"type": "plain_text_input", "value": "because"}
SMALL: Mapping[str, tuple[str, str]] = {
    forms.REASON: ("{draft}|2026-W46", "reason"),
    forms.NOTE: ("{case}", "note"),
    forms.RESOLVE: ("{case}", "reason"),
    settling.FORM: ("{delivery}", settling.LINK),
}
FILLED = {"promoters": "1", "passives": "2", "detractors": "3", "reason": "x", "way": "replace"}


@dataclass
class Neighbours:
    """Acme asks about what is Globex's."""

    service: Service
    acme: Workspace
    globex: Workspace
    theirs: Ids
    nobodys: Ids

    def of_globex(self) -> list[Any]:
        """Every row of Globex, but for who asked what."""
        team = self.globex.installation.team_id
        with closing(sqlite3.connect(self.service.database)) as database:
            names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            rows = [
                (table, row)
                for (table,) in sorted(names)
                for row in database.execute(f'SELECT * FROM "{table}"')
            ]
        return sorted((one for one in rows if team in map(str, one[1])), key=repr)

    def scene(self) -> Scene:
        """kim of Acme."""
        world = self.service.slack.world
        kim = self.service.slack.person("kim", self.acme).id
        return Scene(world, self.acme.installation, world.users[kim])

    def deliver(self, kind: Any, payload: Json) -> Any:
        """A payload from Acme, and all that follows from it."""
        outcome = self.service.slack._deliverer.deliver(kind, payload)
        assert outcome.result == "acked", outcome
        self.service.settle()
        return outcome.body

    def told(self) -> list[str]:
        """Everything the bot wrote in Acme."""
        world, bot = self.service.slack.world, self.acme.installation.bot_user
        with world.lock:
            return [
                message.text
                for channel in world.channels.values()
                for message in channel.messages
                if message.user == bot
            ]

    def modal(self, callback: str, state: str) -> View:
        """A form that claims to be one of the bot's, open before kim."""
        kim = self.scene().user.id
        body = {
            "type": "modal",
            "title": {"type": "plain_text", "text": "Form"},
            "callback_id": callback,
            "private_metadata": state,
            "blocks": [],
        }
        world = self.service.slack.world
        team = self.acme.installation.team_id
        return View(world.next_id("V"), team, kim, "B1", body, "1", "V1")


@pytest.fixture(scope="module")
def neighbours(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neighbours]:
    database = Path(shutil.copy(migrated, tmp_path_factory.mktemp("two") / "kpi-bot.db"))
    with serving(database, Clock()) as service:
        acme, globex = service.slack.workspace, service.slack.found_workspace("Globex")
        for workspace in (acme, globex):
            service.install(workspace)
        service.command(acme, "/kpi list")
        theirs = _recorded(service, globex)
        nobodys = {
            "number": "8888",
            "draft": "d" * len(theirs["draft"]),
            "case": "c" * len(theirs["case"]),
            "delivery": "e" * len(theirs["delivery"]),
        }
        yield Neighbours(service, acme, globex, theirs, nobodys)
        assert service.errors() == []


def _recorded(service: Service, globex: Workspace) -> dict[str, str]:
    """Figures, a digest with a case in its thread, and a command that waits for a choice."""
    for line in (
        "/nps 1 1 1 period=2026-W30",
        "/nps 1700 350 150 period=2026-W46",
        "/kpi target nps >= 90",
        "/kpi digest weekly mon 09:00 nps",
        "/kpi digest now",
        "/nps 1 2 3 period=2026-W46",
    ):
        service.command(globex, line)
    service.settle()
    team = globex.installation.team_id

    def found(tx: Tx) -> dict[str, str]:
        [opened] = tx.cases.open(team)
        assert opened.delivery is not None
        return {"number": "2", "case": opened.id, "delivery": opened.delivery}

    ids = service.program.store.read(found)
    with closing(sqlite3.connect(service.database)) as database:
        [(draft,)] = database.execute("SELECT id FROM draft WHERE team = ?", (team,))
    return {**ids, "draft": draft}


def both(neighbours: Neighbours, ask: Any) -> None:
    """Asked about Globex's and about nobody's, Acme is told the same; Globex keeps what it has."""
    before = neighbours.of_globex()
    said = []
    for ids in (neighbours.theirs, neighbours.nobodys):
        mark = len(neighbours.told())
        answer = json.dumps(ask(ids)) + "\n".join(neighbours.told()[mark:])
        for name in ("draft", "case", "delivery"):
            answer = answer.replace(ids[name], name)
        carried = json.dumps(f'"number":{ids["number"]}').strip('"')
        said.append(answer.replace(carried, "carried").replace(f"K-{ids['number']}", "K-number"))
    assert said[0] == said[1]
    assert neighbours.of_globex() == before


@pytest.mark.parametrize("line", ["/kpi trace K-{number}", "/kpi erase K-{number} reason=x"])
def test_a_command_finds_no_figure_of_another_installation(
    neighbours: Neighbours, line: str
) -> None:
    def ask(ids: Ids) -> Any:
        command, _, text = line.format(**ids).partition(" ")
        world = neighbours.service.slack.world
        with world.lock:
            channel = world.channels[neighbours.acme.channel_id("#cs-team")]
            form = command_form(neighbours.scene(), channel, command, text)
        return neighbours.deliver("slash_commands", form)

    both(neighbours, ask)


@pytest.mark.parametrize("action", PRESSES)
def test_a_button_reaches_nothing_of_another_installation(
    neighbours: Neighbours, action: str
) -> None:
    def ask(ids: Ids) -> Any:
        world, bot = neighbours.service.slack.world, neighbours.acme.installation.bot_user
        with world.lock:
            channel = world.channels[neighbours.acme.channel_id("#cs-team")]
            message = next(one for one in channel.messages if one.user == bot)
            pressed = {
                "type": "button",
                "action_id": action,
                "block_id": "b1",
                "value": PRESSES[action].format(**ids),
                "action_ts": world.next_ts(),
            }
            payload = message_actions(neighbours.scene(), channel, message, pressed)
        return neighbours.deliver("interactive", payload)

    both(neighbours, ask)


@pytest.mark.parametrize("callback", SMALL)
def test_a_small_form_reaches_nothing_of_another_installation(
    neighbours: Neighbours, callback: str
) -> None:
    value, field = SMALL[callback]

    def ask(ids: Ids) -> Any:
        state = forms.State(value=value.format(**ids), response_url="").text()
        with neighbours.service.slack.world.lock:
            payload = submission(neighbours.scene(), neighbours.modal(callback, state))
        payload["view"]["state"] = {"values": {field: {"value": TYPED}}}
        return neighbours.deliver("interactive", payload)

    both(neighbours, ask)


@pytest.mark.parametrize("callback", [FILL, REVIEW])
def test_the_recording_form_reaches_nothing_of_another_installation(
    neighbours: Neighbours, callback: str
) -> None:
    def ask(ids: Ids) -> Any:
        about = Subject(kpi="nps", formula="counts", number=int(ids["number"]))
        kim = neighbours.scene().user.id
        state = FormState(user=kim, channel="", about=about, draft=ids["draft"], revision=1)
        with neighbours.service.slack.world.lock:
            payload = submission(neighbours.scene(), neighbours.modal(callback, state.text()))
        payload["view"]["blocks"] = [{"type": "input", "block_id": one} for one in FILLED]
        payload["view"]["state"] = {
            "values": {name: {"x": {"value": value}} for name, value in FILLED.items()}
        }
        return neighbours.deliver("interactive", payload)

    both(neighbours, ask)
