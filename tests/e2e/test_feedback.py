"""Customers' own words: kept by shortcut or command, counted, quoted, erased; notes on cases."""

import json
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest

from bot.desk.counting import count_kept
from bot.handlers.marked import MESSAGE_SHORTCUTS
from bot.handlers.marked_forms import FORMS
from bot.sandbox import Reaction, Seen, SeenView
from bot.sandbox.payloads import message_shortcut
from bot.views.feedback_form import KEEP, NOTE
from kpi.period import Period
from storage.records import Action, EventKind, FigureKey, Observation, Piece
from storage.tx import Tx
from tests.e2e.bench import Bench

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""10:00 in Seoul, the first morning after week 47."""
W47 = Period.parse("2026-W47")
REFUSALS = {
    "gus": "you are a guest",
    "zoe": "answers members of the workspace it is installed in only",
    "bob": "does not answer deactivated accounts",
}


def said(bench: Bench, text: str, user: str = "lee", to: Seen | None = None) -> Seen:
    """A message in the channel, or in the thread that `to` stands in."""
    thread = (to.thread_ts or to.ts) if to else None
    posted = bench.slack.person(user).post("#cs-team", text, thread_ts=thread).posted
    bench.settle()
    assert posted is not None
    return posted


def mark(bench: Bench, user: str, message: Seen, shortcut: str = "save_feedback") -> Reaction:
    """Somebody chooses a shortcut in a message's menu."""
    person = bench.slack.person(user)
    return bench._done(user, lambda: person.message_shortcut(message, shortcut))


def by_hand(bench: Bench, user: str, message: Seen, shortcut: str = "save_feedback") -> Any:
    """The payload of a shortcut by somebody who may not be there."""
    world = bench.slack.world
    with world.lock:
        channel = world.channels[message.channel]
        found = channel.find(message.ts)
        assert found is not None
        return message_shortcut(bench.scene(user), channel, found, shortcut)


def words(view: SeenView) -> str:
    """What somebody reads in a modal, its inputs left out."""
    return "\n".join(b["text"]["text"] for b in view.blocks if b["type"] == "section")


def held(view: SeenView, block: str) -> str:
    """What an input holds."""
    [element] = view.values[block].values()
    return element.get("value") or (element.get("selected_option") or {}).get("value") or ""


def options(view: SeenView, block: str) -> list[str]:
    """What a menu offers."""
    [found] = [one for one in view.blocks if one["block_id"] == block]
    return [one["value"] for one in found["element"]["options"]]


def pieces(bench: Bench) -> tuple[Piece, ...]:
    return bench.program.store.read(lambda tx: tx.feedback.newest(bench.team, None, 99))


def counted(bench: Bench, period: Period = W47) -> Any:
    return bench.held(FigureKey(kpi="feedback", period=period))


def dropped(bench: Bench, *more: str) -> Seen:
    """An NPS that misses its target, flagged in a digest's thread: the case's message."""
    for line in (
        "/nps 1700 350 150",
        *more,
        "/kpi target nps >= 90",
        "/kpi digest weekly mon 09:00 nps",
        "/kpi digest now",
    ):
        bench.type_("kim", line)
    return bench.thread(bench.posts()[0])[0]


def keep(bench: Bench, text: str, more: str = "", user: str = "kim") -> str:
    return bench.type_(user, f'/kpi feedback add "{text}" {more}')


# -- keeping ---------------------------------------------------------------------------------


def test_a_messages_words_are_kept_with_what_is_known_of_them(bench: Bench) -> None:
    bench.knows_segment("tier:enterprise")
    message = said(bench, "@kim exports are *slow* & <dear>: https://acme.example/a")
    view = mark(bench, "kim", message).view
    assert view is not None
    assert (view.title, view.submit) == ("Save customer feedback", "Save")
    read = "@kim exports are *slow* & <dear>: https://acme.example/a"
    assert held(view, "words") == read
    assert held(view, "sentiment") == "neutral"
    bench.submit(
        "kim", new_theme="Exports", customer="Park", sentiment="negative", segment="tier:enterprise"
    )
    assert "Kept as *F-1*: Exports, negative, tier:enterprise." in words(bench.form("kim"))
    [piece] = pieces(bench)
    assert (piece.words, piece.theme, piece.customer) == (read, "Exports", "Park")
    assert (piece.sentiment, piece.segment) == ("negative", "tier:enterprise")
    assert (piece.channel, piece.ts) == (message.channel, message.ts)
    assert (piece.author, piece.kept_at) == (bench.id_of("kim"), bench.clock.now)


def test_the_form_offers_the_themes_in_use_and_takes_a_new_one(bench: Bench) -> None:
    keep(bench, "dear", "theme=price")
    keep(bench, "slow", "theme=exports")
    view = mark(bench, "kim", said(bench, "too dear")).view
    assert view is not None
    assert options(view, "theme") == ["-", "exports", "price"]
    bench.submit("kim", theme="price")
    mark(bench, "kim", said(bench, "nobody answers"))
    bench.submit("kim", theme="price", new_theme="support")
    mark(bench, "kim", said(bench, "hello"))
    bench.submit("kim")
    assert [one.theme for one in pieces(bench)][:3] == ["", "support", "price"]


def test_a_message_is_kept_once_whoever_saves_it_again(bench: Bench) -> None:
    message = said(bench, "slow")
    mark(bench, "kim", message)
    mark(bench, "lee", message)
    bench.submit("kim")
    bench.submit("lee")
    already = "This message is kept already as F-1, by kim. Nothing was saved."
    assert words(bench.form("lee")) == already
    mark(bench, "ana", message)
    assert words(bench.form("ana")) == already
    assert len(pieces(bench)) == 1


def test_a_form_that_is_delivered_twice_saves_once_and_says_the_same(bench: Bench) -> None:
    mark(bench, "kim", said(bench, "slow"))
    payload = bench.submission_of("kim", KEEP, "")
    view = bench.form("kim")
    state = {"user": bench.id_of("kim"), "channel": "C1", "ts": "1.1", "thread_ts": ""}
    payload["view"] |= {"id": view.id, "private_metadata": json.dumps(state)}
    payload["view"]["state"]["values"] = {
        "words": {"value": {"value": "slow"}},
        "sentiment": {"value": {"selected_option": {"value": "neutral"}}},
    }
    first, second = (bench.deliver("interactive", payload).body for _ in range(2))
    assert first == second
    assert "Kept as *F-1*" in str(first)
    assert len(pieces(bench)) == 1


def test_a_shortcut_that_is_delivered_twice_opens_one_form(bench: Bench) -> None:
    payload = by_hand(bench, "kim", said(bench, "slow"))
    for _ in range(2):
        bench.deliver("interactive", payload)
    assert len(bench.slack.calls("views.open")) == 1
    assert bench.private("kim") == []


def test_where_the_form_is_too_late_the_command_is_offered(bench: Bench) -> None:
    payload = by_hand(bench, "kim", said(bench, "slow")) | {"trigger_id": "1.2.gone"}
    bench.deliver("interactive", payload)
    assert "/kpi feedback add" in bench.private("kim")[-1]


def test_a_long_message_is_cut_to_what_is_kept_and_an_empty_one_is_typed(bench: Bench) -> None:
    view = mark(bench, "kim", said(bench, "x" * 3500)).view
    assert view is not None
    assert len(held(view, "words")) == 2000
    bench.submit("kim")
    view = mark(bench, "lee", said(bench, "*")).view
    assert view is not None
    assert bench.submit("lee", words="typed").errors == {}
    assert [len(one.words) for one in pieces(bench)] == [5, 2000]


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("shortcut", MESSAGE_SHORTCUTS)
def test_who_may_not_use_the_bot_is_told_so_and_nothing_is_saved(
    bench: Bench, user: str, shortcut: str
) -> None:
    message = said(bench, "slow")
    before = bench.stored()
    bench.deliver("interactive", by_hand(bench, user, message, shortcut))
    assert REFUSALS[user] in bench.private(user)[-1]
    assert bench.stored() == before


@pytest.mark.parametrize("user", REFUSALS)
@pytest.mark.parametrize("callback", FORMS)
def test_who_may_not_use_the_bot_cannot_send_its_forms(
    bench: Bench, user: str, callback: str
) -> None:
    payload = bench.submission_of(user, callback, "")
    state = {"user": bench.id_of(user), "channel": "C1", "ts": "1.1"}
    payload["view"]["private_metadata"] = json.dumps(state)
    before = bench.stored()
    answer = bench.deliver("interactive", payload).body
    assert REFUSALS[user] in str(answer)
    assert bench.stored() == before


def test_a_form_of_somebody_else_is_not_taken(bench: Bench) -> None:
    payload = bench.submission_of("kim", KEEP, "")
    state = {"user": bench.id_of("lee"), "channel": "C1", "ts": "1.1"}
    payload["view"]["private_metadata"] = json.dumps(state)
    assert "opened for somebody else" in str(bench.deliver("interactive", payload).body)
    assert pieces(bench) == ()


def test_a_command_keeps_words_with_what_stands_beside_them(bench: Bench) -> None:
    bench.knows_segment("tier:enterprise")
    answer = keep(
        bench,
        "slow; dear",
        'theme="large exports" customer=Park sentiment=bad segment=tier:Enterprise',
    )
    assert answer.startswith("Kept as F-1: large exports, negative, tier:enterprise.")
    assert keep(bench, "fine", 'theme="Large Exports"').startswith(
        "Kept as F-2: large exports, neut"
    )
    [second, first] = pieces(bench)
    assert (first.words, first.customer, first.ts) == ("slow; dear", "Park", None)
    assert second.theme == "large exports"


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/kpi feedback add", "Write what the customer said, between quotes"),
        ('/kpi feedback add ""', "Write what the customer said, between quotes"),
        ('/kpi feedback add "x" sentiment=meh', "Write positive, neutral or negative"),
        ('/kpi feedback add "x" mood=bad', '"mood" is too much here'),
        ('/kpi feedback add "x" theme=a theme=b', "theme is given twice"),
        ('/kpi feedback add "x" segment=tier:nobody', 'There is no segment "tier:nobody" here'),
        ('/kpi feedback add "x" segment=nobody', "is not a segment"),
        (f'/kpi feedback add "x" theme={"t" * 61}', "Keep the theme under 60 characters"),
        (f'/kpi feedback add "x" customer={"t" * 61}', "Keep the customer under 60 characters"),
        (f'/kpi feedback add "{"t" * 2001}"', "Keep the words under 2000 characters"),
        ("/kpi feedback theme=other", 'No piece of feedback has the theme "other"'),
        ("/kpi erase F-9 reason=x", "There is no piece of feedback F-9 here"),
        ("/kpi erase F-9", "needs a reason, which is kept"),
        ("/kpi erase F- reason=x", "F- and a number"),
    ],
)
def test_a_wrong_command_says_what_to_type_and_keeps_nothing(
    shared: Bench, line: str, answer: str
) -> None:
    before = shared.stored()
    assert answer in shared.type_("kim", line)
    assert shared.stored() == before


def test_a_segment_that_was_mistyped_is_named(bench: Bench) -> None:
    bench.knows_segment("tier:enterprise")
    answer = keep(bench, "x", "segment=tier:enterprize")
    assert "Did you mean tier:enterprise?" in answer
    assert pieces(bench) == ()


# -- looking ---------------------------------------------------------------------------------


def test_the_list_counts_the_last_period_and_shows_the_newest(bench: Bench) -> None:
    keep(bench, "slow", "theme=exports sentiment=negative customer=Park")
    keep(bench, "slower", "theme=exports sentiment=negative")
    keep(bench, "lovely", "sentiment=positive")
    bench.clock.now = MONDAY
    keep(bench, "dear", "theme=price")
    answer = bench.type_("lee", "/kpi feedback")
    assert "Mon 16 – Sun 22 Nov 2026, W47: 3 pieces of feedback: 2 negative, 1 positive." in answer
    assert "By theme: exports 2 (2 negative), no theme 1." in answer
    assert "Mon 23 – Sun 29 Nov 2026, W48, so far: 1 piece of feedback: 1 neutral." in answer
    listed = [line[:5] for line in answer.splitlines() if line.startswith("• F-")]
    assert listed == ["• F-4", "• F-3", "• F-2", "• F-1"]
    assert "• F-1, 18 Nov, exports, negative: “slow” – Park, kept by kim" in answer
    assert '/kpi erase F-4 reason="names a customer"' in answer


def test_one_theme_is_listed_alone(bench: Bench) -> None:
    keep(bench, "slow", 'theme="large exports"')
    keep(bench, "dear", "theme=price")
    answer = bench.type_("lee", '/kpi feedback theme="Large exports"')
    assert "slow" in answer
    assert "dear" not in answer


def test_before_the_first_piece_the_list_says_how_to_keep_one(bench: Bench) -> None:
    answer = bench.type_("lee", "/kpi feedback")
    assert "Nothing is kept yet." in answer
    assert "/kpi feedback add" in answer


def test_words_lead_to_their_message_until_they_are_erased(bench: Bench) -> None:
    message = said(bench, "slow")
    mark(bench, "kim", message)
    bench.submit("kim")
    link = f"/archives/{message.channel}/p{message.ts.replace('.', '')}"
    assert link in str(bench.command("kim", "/kpi feedback").messages[0].blocks)
    bench.type_("kim", "/kpi erase F-1 reason=x")
    assert link not in str(bench.command("kim", "/kpi feedback").messages[0].blocks)


# -- the figure ------------------------------------------------------------------------------


def test_the_digest_counts_what_was_kept_where_nobody_recorded_it(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly mon 09:00 feedback")
    keep(bench, "slow", "theme=exports sentiment=negative")
    keep(bench, "dear", "theme=price")
    assert counted(bench) is None
    bench.at(MONDAY)
    figure = counted(bench)
    assert (figure.value, figure.action, figure.partial) == (Fraction(2), Action.DERIVE, False)
    assert figure.entry.inputs["items"] == ("F-1", "F-2")
    [digest] = bench.posts()
    assert "2 (derived)" in digest.text
    said_by = "Customers said  2 pieces of feedback: 1 negative, 1 neutral. Most named: "
    assert f"{said_by}exports 1 (1 negative), price 1." in digest.text
    bench.at(MONDAY.replace(day=30))
    assert len(bench.revisions(figure.number)) == 1


def test_a_figure_somebody_recorded_stays(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly mon 09:00 feedback")
    keep(bench, "slow")
    bench.clock.now = MONDAY.replace(day=22, hour=15, minute=30)
    bench.type_("kim", '/kpi feedback items="a; b; c" period=2026-W47')
    bench.at(MONDAY)
    assert counted(bench).value == 3
    answer = bench.type_("kim", "/kpi feedback")
    assert "Recorded for it as a figure: 3 pieces of feedback" in answer


def test_a_week_in_which_nothing_was_kept_is_missing_not_zero(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly mon 09:00 feedback")
    bench.at(MONDAY)
    assert counted(bench) is None
    assert "not recorded for W47" in bench.posts()[0].text
    assert "Customers said" not in bench.posts()[0].text


def test_a_preview_says_what_the_digest_will_say(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly mon 11:00 feedback")
    keep(bench, "slow", "theme=exports")
    bench.clock.now = MONDAY
    preview = bench.type_("kim", "/kpi digest preview")
    bench.at(MONDAY.replace(hour=2, minute=1))
    [digest] = bench.posts()
    assert preview.splitlines()[1:] == digest.text.splitlines()


def test_without_a_digest_the_next_piece_counts_the_week_before(bench: Bench) -> None:
    keep(bench, "slow")
    bench.clock.now = MONDAY
    assert counted(bench) is None
    keep(bench, "dear")
    assert counted(bench).value == 1


def test_a_period_that_still_runs_is_not_counted(bench: Bench) -> None:
    keep(bench, "slow")

    def count(tx: Tx) -> Observation | None:
        workspace = tx.workspaces.get(bench.team)
        assert workspace is not None
        return count_kept(tx, workspace, W47, bench.clock.now)

    assert bench.program.store.write(count) is None


def test_a_closed_month_gets_no_figure_afterwards(bench: Bench) -> None:
    bench.clock.now = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)
    bench.type_("kim", "/kpi settings cadence feedback month")
    keep(bench, "slow")
    bench.clock.now = datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
    bench.type_("kim", "/kpi close 2026-10")
    keep(bench, "dear")
    assert counted(bench, Period.parse("2026-10")) is None


@pytest.mark.parametrize(
    ("kpis", "told"), [("nps", True), ("csat churn", True), ("churn mrr", False)]
)
def test_digests_about_how_customers_feel_say_what_they_said(
    bench: Bench, kpis: str, told: bool
) -> None:
    bench.type_("kim", f"/kpi digest weekly mon 09:00 {kpis}")
    for theme in ("a", "b", "b", "c", "c", "c", "d", "d", "d", "d"):
        keep(bench, "x", f"theme={theme}")
    bench.at(MONDAY)
    line = "Customers said  10 pieces of feedback: 10 neutral. Most named: d 4, c 3, b 2."
    assert (line in bench.posts()[0].text) is told


# -- cases -----------------------------------------------------------------------------------


def test_a_case_quotes_the_newest_pieces_since_the_drop(bench: Bench) -> None:
    keep(bench, "first", "theme=exports sentiment=negative")
    case = dropped(bench)
    assert "What customers said:\n• F-1, 18 Nov, exports, negative: “first”" in case.text
    for text in ("second", "third", "fourth"):
        keep(bench, text)
    case = bench.again(case)
    quoted = [line[2:5] for line in case.text.splitlines() if line.startswith("• F-")]
    assert quoted == ["F-4", "F-3", "F-2"]
    bench.press("kim", "Resolve", where=case)
    bench.submit("kim", reason="mended")
    keep(bench, "fifth")
    bench.press("kim", "Reopen", where=bench.again(case))
    assert "F-5" in bench.again(case).text


def test_a_resolved_case_quotes_nothing_that_was_said_later(bench: Bench) -> None:
    case = dropped(bench)
    bench.press("kim", "Resolve", where=case)
    bench.submit("kim", reason="mended")
    bench.clock.advance(hours=1)
    keep(bench, "later")
    bench.press("kim", "Add note", where=bench.again(case))
    bench.submit("kim", note="x")
    assert "later" not in bench.again(case).text


def test_a_case_of_a_segment_quotes_its_customers_only(bench: Bench) -> None:
    bench.type_("kim", "/nps 1700 350 150 segment=tier:smb")
    bench.type_("kim", "/kpi target nps >= 90 segment=tier:smb")
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps")
    bench.knows_segment("tier:enterprise")
    keep(bench, "ours", "segment=tier:smb")
    keep(bench, "theirs", "segment=tier:enterprise")
    keep(bench, "anybody's")
    bench.type_("kim", "/kpi digest now")
    cases = [one.text for one in bench.thread(bench.posts()[0]) if "tier:smb" in one.text]
    [text] = [one for one in cases if "What customers of tier:smb said:" in one]
    assert "ours" in text
    assert "theirs" not in text
    assert "anybody's" not in text


def test_what_customers_wrote_mentions_and_formats_nothing(bench: Bench) -> None:
    keep(bench, "<!channel> *bold* <https://evil.example|click> `x` & <@U1>", "theme=<!here>")
    case = dropped(bench)
    blocks = json.dumps(case.blocks)
    for harmful in ("<!channel>", "<!here>", "<https://evil", "<@U1>", " *bold* "):
        assert harmful not in blocks
    assert "*bold*" in case.text


# -- who may see -----------------------------------------------------------------------------


def test_limited_feedback_is_for_those_who_see_it(bench: Bench) -> None:
    keep(bench, "secret", "theme=hush")
    bench.clock.now = MONDAY
    case = dropped(bench)
    assert "secret" in case.text
    assert "hush" in bench.posts()[0].text
    assert "hush" in bench.type_("lee", "/kpi digest preview")
    bench.type_("kim", "/kpi access feedback seen managers")
    assert "secret" not in bench.again(case).text
    assert "hush" not in bench.again(bench.posts()[0]).text
    for line in ("/kpi feedback", "/kpi feedback theme=hush"):
        assert "are limited here" in bench.type_("lee", line)
    assert "hush" not in bench.type_("lee", "/kpi digest preview")
    assert "is recorded by others" in keep(bench, "x", user="lee")
    assert "secret" in bench.type_("kim", "/kpi feedback")
    bench.type_("kim", "/kpi access feedback seen everyone")
    assert "secret" in bench.again(case).text


def test_who_records_feedback_without_seeing_it_learns_nothing(bench: Bench) -> None:
    keep(bench, "secret", "theme=hush")
    bench.knows_segment("tier:enterprise")
    bench.type_("kim", "/kpi access feedback seen managers recorded @lee")
    view = mark(bench, "lee", said(bench, "slow")).view
    assert view is not None
    assert "hush" not in str(view.blocks)
    assert "enterprise" not in str(view.blocks)
    bench.submit("lee", new_theme="exports")
    assert words(bench.form("lee")) == "Kept as *F-2*: exports, neutral."
    assert "enterprise" not in keep(bench, "x", "segment=tier:enterprize", user="lee")


# -- erasing ---------------------------------------------------------------------------------


def test_erased_words_are_gone_wherever_they_stood(bench: Bench) -> None:
    keep(bench, "Ms Park is angry", "theme=exports customer=Park")
    case = dropped(bench)
    assert "Park" in case.text
    answer = bench.type_("kim", '/kpi erase F-1 reason="names a customer"')
    assert "1 posted message is edited" in answer
    assert "Park" not in bench.again(case).text
    listed = bench.type_("lee", "/kpi feedback")
    assert "F-1, 18 Nov, exports, neutral: erased by kim: names a customer" in listed
    assert "1 piece of feedback" in listed
    assert "Park" not in str(bench.stored())
    assert "erased already" in bench.type_("kim", "/kpi erase F-1 reason=x")


def test_only_managers_erase_what_customers_said(bench: Bench) -> None:
    keep(bench, "slow")
    before = bench.stored()
    answer = bench.type_("lee", "/kpi erase F-1 reason=x")
    assert answer.startswith("Only managers may erase what customers said")
    assert bench.stored() == before


def test_other_pieces_keep_their_words(bench: Bench) -> None:
    for text in ("first", "second"):
        keep(bench, text)
    case = dropped(bench)
    bench.type_("kim", "/kpi erase F-1 reason=x")
    assert "“second”" in bench.again(case).text
    assert "“first”" not in bench.again(case).text


# -- notes -----------------------------------------------------------------------------------


def notes(bench: Bench, case_id: str) -> list[str]:
    events = bench.program.store.read(lambda tx: tx.cases.events(bench.team, case_id))
    return [one.text for one in events if one.kind is EventKind.NOTED]


def test_a_reply_becomes_a_note_on_the_case_once(bench: Bench) -> None:
    case = dropped(bench)
    reply = said(bench, "the survey went out twice", to=case)
    mark(bench, "kim", reply, "save_note")
    assert "Noted on the case *" not in bench.private("kim")[-1]
    assert "Noted on the case" in bench.private("kim")[-1]
    [one] = bench.cases()
    assert notes(bench, one.id) == ["lee: the survey went out twice"]
    assert "kim: lee: the survey went out twice" in bench.again(case).text
    for user in ("kim", "ana"):
        mark(bench, user, reply, "save_note")
        assert "This message is a note on the case already" in bench.private(user)[-1]
    assert len(notes(bench, one.id)) == 1


def test_a_note_of_ones_own_message_names_nobody_twice(bench: Bench) -> None:
    case = dropped(bench)
    mark(bench, "lee", said(bench, "x" * 1500, to=case), "save_note")
    [note] = notes(bench, bench.cases()[0].id)
    assert note == "x" * 999 + "…"


def test_where_a_thread_holds_several_cases_one_is_chosen(bench: Bench) -> None:
    bench.type_("kim", "/kpi target csat >= 99")
    bench.type_("kim", "/kpi csat 80 100")
    for line in ("/nps 1700 350 150", "/kpi target nps >= 90"):
        bench.type_("kim", line)
    bench.type_("kim", "/kpi digest weekly mon 09:00 nps csat")
    bench.type_("kim", "/kpi digest now")
    cases = {one.kpi: one.id for one in bench.cases()}
    reply = said(bench, "why", to=bench.posts()[0])
    view = mark(bench, "kim", reply, "save_note").view
    assert view is not None
    assert set(options(view, "case")) == set(cases.values())
    bench.submit("kim", case=cases["csat"])
    assert "Noted on the case" in words(bench.form("kim"))
    assert (notes(bench, cases["csat"]), notes(bench, cases["nps"])) == (["lee: why"], [])
    mark(bench, "ana", reply, "save_note")
    errors = bench.submit("ana", case=cases["csat"]).errors
    assert errors == {"note": "This message is a note on the case already."}


def test_a_message_of_no_case_gets_one_private_line(bench: Bench) -> None:
    dropped(bench)
    mark(bench, "kim", said(bench, "hello"), "save_note")
    told = bench.private("kim")[-1]
    assert "This message is not in the thread of a flagged drop" in told
    assert notes(bench, bench.cases()[0].id) == []


def test_a_shortcut_delivered_twice_notes_once_and_answers_once(bench: Bench) -> None:
    case = dropped(bench)
    payload = by_hand(bench, "kim", said(bench, "why", to=case), "save_note")
    told = len(bench.private("kim"))
    for _ in range(2):
        bench.deliver("interactive", payload)
    assert len(bench.private("kim")) == told + 1
    assert len(notes(bench, bench.cases()[0].id)) == 1


def test_the_case_of_a_hidden_kpi_takes_no_note_from_who_does_not_see_it(bench: Bench) -> None:
    case = dropped(bench)
    bench.type_("kim", "/kpi access nps seen managers")
    reply = said(bench, "why", to=case)
    mark(bench, "lee", reply, "save_note")
    assert "not in the thread of a flagged drop" in bench.private("lee")[-1]
    payload = bench.submission_of("lee", NOTE, "")
    state = {
        "user": bench.id_of("lee"),
        "channel": reply.channel,
        "ts": reply.ts,
        "thread_ts": reply.thread_ts,
    }
    payload["view"]["private_metadata"] = json.dumps(state)
    payload["view"]["state"]["values"] = {
        "case": {"value": {"value": bench.cases()[0].id}},
        "note": {"value": {"value": "x"}},
    }
    assert "There is no such case here" in str(bench.deliver("interactive", payload).body)
    assert notes(bench, bench.cases()[0].id) == []


def test_a_case_of_another_thread_takes_no_note(bench: Bench) -> None:
    dropped(bench)
    reply = said(bench, "hello")
    payload = bench.submission_of("kim", NOTE, "")
    state = {
        "user": bench.id_of("kim"),
        "channel": reply.channel,
        "ts": reply.ts,
        "thread_ts": reply.ts,
    }
    payload["view"]["private_metadata"] = json.dumps(state)
    payload["view"]["state"]["values"] = {
        "case": {"value": {"value": bench.cases()[0].id}},
        "note": {"value": {"value": "x"}},
    }
    assert "not in the thread" in str(bench.deliver("interactive", payload).body)
    assert notes(bench, bench.cases()[0].id) == []
