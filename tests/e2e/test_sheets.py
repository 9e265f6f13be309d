"""Rows of sheets into Slack and back: pasted, dropped as a file, exported."""

from __future__ import annotations

import pytest

from bot.sandbox import Seen, SeenView
from bot.sandbox.faults import ApiError
from bot.sandbox.model import File, Json
from bot.sandbox.payloads import event_callback, submission
from bot.sandbox.posts import public
from kpi.period import Period
from storage.records import Action, FigureKey, Observation
from tests.e2e.bench import CHANNEL, Bench

ROWS = (
    "period\tpromoters\tpassives\tdetractors\n"
    "2026-W44\t1,500\t350\t150\n"
    "2026-W45\t1,600\t400\t200\n"
)
FILE = b"period,promoters,passives,detractors\n2026-W44,1500,350,150\n2026-W45,1600,400,200\n"


def held(bench: Bench, label: str, kpi: str = "nps") -> Observation | None:
    return bench.held(FigureKey(kpi=kpi, period=Period.parse(label)))


def opened(bench: Bench, user: str, line: str) -> SeenView:
    reaction = bench.command(user, line)
    assert reaction.error is None, reaction.notice
    return bench.form(user)


def shown(view: SeenView) -> str:
    return str(view.blocks)


def test_pasted_rows_are_shown_one_by_one_and_stored_together(bench: Bench) -> None:
    bench.type_("lee", "/nps 1500 350 100 period=2026-W44")
    view = opened(bench, "kim", "/kpi import nps")
    assert view.title == "Import rows"
    before = bench.stored()
    bench.submit("kim", rows=ROWS + "2026-W99\t1\t2\t3\n")
    review = bench.form("kim")
    assert "2026-W99" in shown(review)
    assert "Sun 8 Nov 2026, W45: *63.64*, excellent – new" in shown(review)
    assert "*67.50*, excellent – replaces 71.79" in shown(review)
    assert review.submit == "Save 2 rows"
    assert {**bench.stored(), "draft": []} == {**before, "draft": []}

    refused = bench.submit("kim")
    assert set(refused.errors) == {"bad", "reason"}
    bench.submit("kim", bad="leave_out", reason="late answers")
    assert "1 new figure. 1 figure replaced. 1 row left out." in shown(bench.form("kim"))
    new, replaced = held(bench, "2026-W45"), held(bench, "2026-W44")
    assert new is not None
    assert replaced is not None
    assert (new.action, new.author, new.reason) == (Action.IMPORT, bench.id_of("kim"), "")
    assert (replaced.revision, replaced.reason) == (2, "late answers")
    [told] = bench.direct("lee")
    assert "replaced 1 figure that you recorded" in told


def test_back_keeps_what_was_pasted(bench: Bench) -> None:
    opened(bench, "kim", "/kpi import nps")
    bench.submit("kim", rows=ROWS + "2026-W99\t1\t2\t3")
    person = bench.slack.person("kim")
    person.press(bench.form("kim"), "paste.back")
    bench.settle()
    form = bench.form("kim")
    assert form.values["rows"]["value"]["value"].startswith("period\tpromoters")
    assert form.values["kpi"]["value"]["selected_option"]["value"] == "nps"
    bench.submit("kim", rows=ROWS)
    [view] = bench.slack.world.modals[bench.id_of("kim")]
    with bench.slack.world.lock:
        payload = submission(bench.scene("kim"), view)
    theirs = {**payload, "user": {**payload["user"], "id": bench.id_of("lee")}}
    assert "opened for somebody else" in str(bench.deliver("interactive", theirs).body)
    first, again = (bench.deliver("interactive", payload).body for _ in range(2))
    assert first["view"]["title"]["text"] == "Saved"
    assert again == first
    assert held(bench, "2026-W45") is not None


@pytest.mark.parametrize("channel", ["#cs-team", "@bot"])
def test_a_dropped_file_is_checked_and_saved_by_whoever_dropped_it(
    bench: Bench, channel: str
) -> None:
    text = "@KPI Bot please" if channel == "#cs-team" else ""
    bench.slack.person("lee").drop(channel, "answers.csv", FILE, text=text)
    bench.settle()
    asked = [one for one in bench.in_channel("lee", channel) if "I found 2 rows" in one.text]
    assert len(asked) == 1
    assert "Net Promoter Score" in asked[0].text
    assert asked[0].is_ephemeral == (channel == "#cs-team")
    bench.press("lee", "Check and save")
    assert bench.form("lee").submit == "Save 2 rows"
    bench.submit("lee")
    assert held(bench, "2026-W45") is not None
    bench.press("lee", "Check and save", where=asked[0])
    assert "saved already" in "\n".join([*bench.private("lee"), *map(str, bench.said())])


def test_an_export_comes_as_a_file_and_the_bot_reads_it_back(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", '/churn 50 3000 note="=cmd"')
    said = bench.type_("kim", "/kpi export")
    assert said == "Your export of 2 KPIs is being written. It comes as a direct message."
    bench.settle()
    [file] = files(bench, "kim")
    text = file.content.decode("utf-8-sig")
    assert "'=cmd" in text
    bench.slack.person("kim").drop("@bot", file.name, file.content)
    bench.settle()
    assert "2 rows are stored already" in bench.direct("kim")[-1]


def test_many_rows_are_saved_beside_the_answer_which_comes_directly(bench: Bench) -> None:
    first = Period.parse("2024-W01")
    rows = [f"{first.next(week).label},{1500 + week},350,150" for week in range(120)]
    content = "\n".join(["period,promoters,passives,detractors", *rows]).encode("utf-16")
    bench.slack.person("kim").drop("@bot", "nps.txt", content)
    bench.settle()
    bench.press("kim", "Check and save")
    bench.submit("kim")
    assert "The rows are being saved" in shown(bench.form("kim"))
    bench.settle()
    assert bench.direct("kim")[-1].startswith("Saved: Net Promoter Score")
    assert "120 new figures." in bench.direct("kim")[-1]
    assert held(bench, first.label) is not None


def test_a_file_whose_kpi_nobody_named_is_asked_about(bench: Bench) -> None:
    """The check may be closed, and another KPI chosen."""
    kim = bench.slack.person("kim")
    kim.drop("@bot", "renewals.csv", b"period,due,renewed\n2026-W45,50,40\n")
    bench.settle()
    assert "Which KPI is it about?" in bench.direct("kim")[-1]
    bench.press("kim", "Choose the KPI")
    assert "renewals.csv" in shown(bench.form("kim"))
    bench.submit("kim", kpi="nps")
    kim.close(bench.form("kim"))
    bench.press("kim", "Choose the KPI")
    kim.press(bench.form("kim"), "paste.back")
    bench.settle()
    bench.submit("kim", kpi="renewal_rate")
    bench.submit("kim")
    assert held(bench, "2026-W45", "renewal_rate") is not None


@pytest.mark.parametrize(
    ("user", "name", "content", "says"),
    [
        ("kim", "report.xlsx", b"PK", "reads CSV files"),
        ("ana", "photo.png", b"PNG", "reads CSV files"),
        ("kim", "a.csv", b"PK\x03\x04", "an Excel workbook"),
        ("kim", "a.csv", b"\xef\xbb\xbf" + FILE + b"\0", "The file is not text."),
        ("kim", "a.csv", b"x" * 5_000_001, "larger than 5 MB"),
        ("kim", "a.csv", b"period,promoters\n2026-W45,1\n", "Missing: passives and detractors"),
        ("gus", "a.csv", FILE, "you are a guest"),
    ],
)
def test_a_file_that_cannot_be_taken_is_answered_in_words_once(
    shared: Bench, user: str, name: str, content: bytes, says: str
) -> None:
    """Here Slack tells of the mention by the message alone, and twice."""
    bench = shared
    sent = bench.slack.person(user).drop(CHANNEL, name, content).posted
    before = {*bench.private(user), *bench.direct(user)}
    payload = told_by_slack(
        bench,
        sent,
        text=f"<@{bench.id_of('bot')}> nps",
        channel_type="channel" if name.endswith("csv") else "im",
    )
    for _ in range(2):
        assert bench.deliver("events_api", payload).result == "acked"
    [told] = [one for one in (*bench.private(user), *bench.direct(user)) if one not in before]
    assert says in told


def test_a_file_beside_a_mention_of_somebody_else_is_left_alone(shared: Bench) -> None:
    before = len(shared.private("kim"))
    sent = shared.slack.person("kim").drop(CHANNEL, "answers.csv", FILE, text="@lee here").posted
    # Somebody's id may begin with the bot's.
    text = f"<@{shared.id_of('bot')}0> here"
    shared.deliver("events_api", told_by_slack(shared, sent, text=text, channel_type="channel"))
    shared.settle()
    assert len(shared.private("kim")) == before


def test_files_beyond_those_looked_into_are_told_of(shared: Bench) -> None:
    sent = shared.slack.person("kim").drop(CHANNEL, "photo.png", b"PNG").posted
    before = len(shared.direct("kim"))
    shared.deliver("events_api", told_by_slack(shared, sent, times=4, channel_type="im"))
    *answers, last = shared.direct("kim")[before:]
    assert len(answers) == 3
    assert last == "I looked into the first 3 files only. Send the others in another message."


def test_a_file_of_which_the_event_tells_the_id_alone_is_looked_up(shared: Bench) -> None:
    sent = shared.slack.person("kim").drop(CHANNEL, "far.csv", FILE).posted
    payload = told_by_slack(shared, sent, channel_type="im")
    event = payload["event"]
    event["files"] = [{"id": event["files"][0]["id"], "file_access": "check_file_info"}]
    shared.deliver("events_api", payload)
    assert "I found 2 rows for Net Promoter Score (NPS) in far.csv" in shared.direct("kim")[-1]


def told_by_slack(bench: Bench, sent: Seen | None, *, times: int = 1, **more: str) -> Json:
    """The event of a message with a file, that often."""
    assert sent is not None
    world = bench.slack.world
    with world.lock:
        message = world.channels[sent.channel].find(sent.ts)
        assert message is not None
        event = {**public(world, message), "channel": sent.channel, **more}
        event["files"] = event["files"] * times
        return event_callback(world, bench.slack.workspace.installation, event)


def test_an_ambiguous_name_is_asked_back_and_then_the_form_opens(bench: Bench) -> None:
    bench.command("kim", "/kpi import 이탈률")
    bench.press("kim", "Customer (logo) Churn Rate")
    bench.press("kim", "Paste rows")
    assert bench.form("kim").values["kpi"]["value"]["selected_option"]["value"] == "churn"
    bench.command("kim", "/churn 5 100")
    bench.command("kim", "/kpi export 이탈률")
    bench.press("kim", "Customer (logo) Churn Rate")
    bench.press("kim", "Export now")
    assert len(files(bench, "kim")) == 1


@pytest.mark.parametrize(
    ("error", "says"),
    [("file_uploads_disabled", "Files are switched off"), ("missing_scope", "files:write")],
)
def test_why_an_export_cannot_come_is_told_where_it_was_asked(
    bench: Bench, error: str, says: str
) -> None:
    bench.type_("kim", "/nps 1700 350 150")
    bench.slack.faults.script("files.getUploadURLExternal", [ApiError(error)])
    bench.command("kim", "/kpi export")
    bench.settle()
    assert says in bench.private("kim")[-1]
    assert files(bench, "kim") == []


def files(bench: Bench, user: str) -> list[File]:
    messages: tuple[Seen, ...] = bench.slack.person(user).sees("@bot")
    return [bench.slack.world.files[each] for one in messages for each in one.files]
