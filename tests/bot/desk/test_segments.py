"""Segments: new names, renaming, merging, side by side."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bot.desk.answers import NewSegment, Recorded, SegmentsAnswer, SegmentsRenamed
from bot.desk.errors import NotAllowed, NotFound, Refused
from bot.desk.segment_names import SegmentNames
from bot.importing.storing import store_figures
from bot.sandbox.limits import message_refusal
from bot.views.answers import message_of
from kpi import catalogue, read
from storage.records import (
    Action,
    ChannelSettings,
    FigureKey,
    NewCase,
    NewObservation,
    Standing,
)
from storage.tx import Tx
from tests.bot.desk.desk import CHANNEL, NOW, TEAM, WEEK, Desk

BEFORE = WEEK.previous()
KNOWN = ("market:UK", "market:US", "plan:Team Plus", "tier:enterprise", "tier:smb")


def names(*known: str) -> SegmentNames:
    return SegmentNames(known=known, renamed={"tier:big": "tier:enterprise"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tier:enterprise", "tier:enterprise"),
        ("tier:Enterprise", "tier:enterprise"),
        ("plan:team plus", "plan:Team Plus"),
        ("tier:big", "tier:enterprise"),
        ("tier:BIG", "tier:enterprise"),
        ("tier:mid", "tier:mid"),
        ("", ""),
    ],
)
def test_a_segment_is_found_by_any_letters_and_by_its_old_name(typed: str, meant: str) -> None:
    assert names(*KNOWN).meant(typed) == meant


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("tier:enterprize", ("tier:enterprise",)),
        ("teir:smb", ("tier:smb",)),
        ("market:UKK", ("market:UK",)),
        ("market:KR", ()),
        ("region:north", ()),
    ],
)
def test_a_mistyped_segment_is_recognised_and_another_one_is_not(
    typed: str, near: tuple[str, ...]
) -> None:
    assert names(*KNOWN).near(typed) == near


@pytest.mark.parametrize(
    ("known", "typed", "new"),
    [
        ((), "tier:smb", False),
        (("tier:smb",), "tier:smb", False),
        (("tier:smb",), "tier:mid", True),
        (("tier:smb",), "market:US", True),
        (("tier:smb",), "", False),
    ],
)
def test_the_first_segment_of_a_workspace_needs_no_confirmation(
    known: tuple[str, ...], typed: str, new: bool
) -> None:
    assert names(*known).is_new(typed) is new


def test_nothing_is_stored_for_a_segment_that_is_not_confirmed(desk: Desk) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:enterprise")
    answer = desk.asks("kim", "/churn 2 100 segment=tier:enterprize")
    assert isinstance(answer, NewSegment)
    assert answer.near == ("tier:enterprise",)
    assert desk.latest("churn", segment="tier:enterprize") is None
    message = message_of(answer)
    assert message.text.startswith("'tier:enterprize' is new here.")
    said = "Choose: Use tier:enterprise · Create tier:enterprize · Cancel"
    assert message.text.endswith(said)
    assert message_refusal(message.text, list(message.blocks)) is None


def test_the_longest_names_fit_on_their_buttons(desk: Desk) -> None:
    long = f"{'d' * 40}:{'v' * 59}"
    desk.records("kim", f"/churn 1 100 segment={long}a")
    answer = desk.asks("kim", f"/churn 2 100 segment={long}b")
    message = message_of(answer)
    assert message_refusal(message.text, list(message.blocks)) is None


@pytest.mark.parametrize(
    "line",
    [
        "/churn segment=tier:enterprize",
        "/kpi history churn segment=tier:enterprize",
        "/kpi explain churn segment=tier:enterprize",
        "/kpi target churn <= 2% segment=tier:enterprize",
        '/churn correct 2 100 segment=tier:enterprize reason="x"',
        "/kpi segments rename tier:enterprize tier:big",
        "/kpi segments merge tier:enterprize tier:enterprise",
    ],
)
def test_a_mistyped_segment_is_not_taken_for_one_without_values(desk: Desk, line: str) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:enterprise")
    with pytest.raises(NotFound, match="Did you mean tier:enterprise"):
        desk.asks("kim", line)


def test_a_renamed_segment_keeps_its_figures_and_answers_to_both_names(desk: Desk) -> None:
    first = desk.records("kim", "/churn 1 100 segment=tier:enterprize").reading.observation
    answer = desk.say("kim", "/kpi segments rename tier:enterprize tier:enterprise")
    assert isinstance(answer, SegmentsRenamed)
    assert (answer.figures, answer.merged) == (1, 0)
    assert desk.held("churn", segment="tier:enterprise").number == first.number
    for name in ("tier:enterprize", "tier:enterprise"):
        looked = desk.say("kim", f"/churn period={WEEK.label} segment={name}")
        assert isinstance(looked, Recorded)
        assert looked.reading.observation.number == first.number


def test_a_recording_under_the_old_name_is_one_of_the_new(desk: Desk) -> None:
    desk.records("kim", f"/churn 1 100 period={BEFORE.label} segment=tier:enterprize")
    desk.say("kim", "/kpi segments rename tier:enterprize tier:enterprise")
    stored = desk.asks("kim", "/churn 2 100 segment=tier:enterprize")
    assert isinstance(stored, Recorded)
    assert stored.reading.observation.key.segment == "tier:enterprise"


def test_a_total_pooled_from_a_renamed_segment_names_the_new_name(desk: Desk) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:smb")
    desk.records("kim", "/churn 2 100 segment=tier:enterprize")
    desk.say("kim", "/kpi segments rename tier:enterprize tier:enterprise")
    text = message_of(desk.say("kim", "/churn")).text
    assert "Pooled from 2 segments: tier:enterprise, tier:smb." in text


def test_a_segment_that_changes_its_dimension_leaves_the_total_of_the_old_one(desk: Desk) -> None:
    for tier in ("a", "b", "c"):
        desk.records("kim", f"/churn 1 100 segment=tier:{tier}")
    desk.say("kim", "/kpi segments rename tier:c market:US")
    held = desk.held("churn")
    assert held.entry is not None
    assert held.entry.inputs["start"] == 200


def test_a_segments_target_goes_with_it(desk: Desk) -> None:
    desk.records("kim", "/churn 9 100 segment=tier:enterprize")
    desk.say("kim", "/kpi target churn <= 2% segment=tier:enterprize")
    desk.say("kim", "/kpi segments rename tier:enterprize tier:enterprise")
    text = message_of(desk.say("kim", "/churn segment=tier:enterprise")).text
    assert "Target ≤ 2 % missed" in text


def test_merging_adds_up_what_both_hold_and_moves_the_rest(desk: Desk) -> None:
    desk.records("kim", f"/churn 1 50 period={BEFORE.label} segment=tier:enterprize")
    part = desk.records("kim", "/churn 2 100 segment=tier:enterprize").reading.observation
    twin = desk.records("kim", "/churn 3 100 segment=tier:enterprise").reading.observation
    answer = desk.say("kim", "/kpi segments merge tier:enterprize tier:enterprise")
    assert isinstance(answer, SegmentsRenamed)
    assert (answer.figures, answer.merged) == (2, 1)
    both = desk.held("churn", segment="tier:enterprise")
    assert (both.number, both.value, both.parts) == (twin.number, Fraction(5, 2), (part.number,))
    assert desk.held("churn", BEFORE, "tier:enterprise").value == 2
    kept = desk.revisions(part.number)
    assert [one.withdrawn for one in kept] == [False, True]
    assert kept[0].value == 2
    assert kept[1].action is Action.MERGE
    assert (
        "merged into tier:enterprise"
        in message_of(desk.say("kim", f"/kpi trace K-{part.number}")).text
    )


def test_merging_leaves_the_pooled_total_as_it_was(desk: Desk) -> None:
    for tier, lost in (("smb", 1), ("enterprise", 2), ("enterprize", 3)):
        desk.records("kim", f"/churn {lost} 100 segment=tier:{tier}")
    desk.say("kim", "/kpi segments merge tier:enterprize tier:enterprise")
    held = desk.held("churn")
    assert held.value == 2
    assert len(held.parts) == 2


def test_what_was_derived_for_both_is_derived_again_for_the_merged_one(desk: Desk) -> None:
    for tier, end in (("enterprise", 90), ("enterprize", 80)):
        desk.records("kim", f"/kpi crr {end} 0 100 segment=tier:{tier}")
    assert desk.held("churn", segment="tier:enterprize").action is Action.DERIVE
    desk.say("kim", "/kpi segments merge tier:enterprize tier:enterprise")
    assert desk.held("crr", segment="tier:enterprise").value == 85
    assert desk.held("churn", segment="tier:enterprise").value == 15
    gone = desk.latest("churn", segment="tier:enterprize")
    assert gone is not None
    assert gone.withdrawn


def test_a_merge_cannot_be_undone_by_undo(desk: Desk) -> None:
    for tier in ("enterprise", "enterprize"):
        desk.records("kim", f"/churn 2 100 segment=tier:{tier}")
    desk.say("kim", "/kpi segments merge tier:enterprize tier:enterprise")
    with pytest.raises(NotFound):
        desk.say("kim", "/kpi undo")


def test_segments_that_cannot_be_added_up_are_not_merged_at_all(desk: Desk) -> None:
    desk.records("kim", f"/churn 1 50 period={BEFORE.label} segment=tier:enterprize")
    desk.records("kim", f"/churn 1 50 period={BEFORE.label} segment=tier:enterprise")
    desk.records("kim", "/churn 2 100 segment=tier:enterprize")
    desk.records("kim", "/churn lost=3 end=100 segment=tier:enterprise")
    with pytest.raises(Refused, match=r"both hold Customer .* for 2026-W46"):
        desk.say("kim", "/kpi segments merge tier:enterprize tier:enterprise")
    assert not desk.held("churn", BEFORE, "tier:enterprize").withdrawn


@pytest.mark.parametrize(
    ("line", "error", "says"),
    [
        ("/kpi segments rename tier:a tier:b", Refused, "Merge the two instead"),
        ("/kpi segments rename tier:a tier:B", Refused, "Merge the two instead"),
        ("/kpi segments rename tier:a tier:a", Refused, "called tier:a already"),
        ("/kpi segments merge tier:a tier:A", Refused, "the same segment"),
        ("/kpi segments merge tier:a market:JP", NotFound, "no segment"),
        ("/kpi segments rename market:JP tier:c", NotFound, "no segment"),
    ],
)
def test_a_renaming_that_makes_no_sense_is_refused(
    desk: Desk, line: str, error: type[Exception], says: str
) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:a")
    desk.records("kim", "/churn 1 100 segment=tier:b")
    with pytest.raises(error, match=says):
        desk.say("kim", line)


@pytest.mark.parametrize("word", ["rename", "merge"])
def test_only_managers_rename_and_merge(desk: Desk, word: str) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:a")
    desk.becomes("lee", Standing.MEMBER)
    with pytest.raises(NotAllowed):
        desk.say("lee", f"/kpi segments {word} tier:a tier:b")


def test_the_segments_of_a_kpi_stand_side_by_side_with_what_moved_the_total(desk: Desk) -> None:
    weeks = {
        BEFORE: {"market:US": (80, 10, 10), "market:UK": (60, 20, 20)},
        WEEK: {"market:US": (40, 20, 40), "market:UK": (60, 20, 20)},
    }
    for period, segments in weeks.items():
        for segment, counts in segments.items():
            typed = " ".join(map(str, counts))
            desk.records("kim", f"/nps {typed} period={period.label} segment={segment}")
    answer = desk.say("kim", "/kpi segments nps")
    assert isinstance(answer, SegmentsAnswer)
    [market] = answer.dimensions
    shown = [row.reading.observation.key.segment for row in market.rows]
    assert shown == ["market:US", "market:UK"]
    assert market.moved is not None
    assert market.moved.change == -35
    text = message_of(answer).text
    assert "market:US, 0.00, " in text
    assert "Total: 20.00, pooled from 2 segments   −35.00 pts vs W45, worse" in text
    assert "Which market moved it: market:US −35.00 pts (rate −35.00 pts, mix no change)" in text


@pytest.mark.parametrize(
    ("line", "sample"),
    [
        ("/nps 60 20 20", "100 ±15.5 pts"),
        ("/kpi csat 80 100", "100 ±7.8 pp"),
        ("/kpi ces scores=5,4,3,5 scale=5", "4 ±1.5"),
    ],
)
def test_how_far_a_segment_may_be_off_is_said_in_the_steps_of_its_kpi(
    desk: Desk, line: str, sample: str
) -> None:
    desk.say("kim", f"{line} segment=tier:smb")
    answer = desk.say("kim", f"/kpi segments {'nps' if '/nps' in line else line.split()[1]}")
    [row] = [one for one in message_of(answer).text.splitlines() if one.startswith("tier:smb")]
    assert row.endswith(f", {sample}")


def test_a_total_against_all_of_its_segments_is_called_out(desk: Desk) -> None:
    weeks = {
        BEFORE: {"market:US": (80, 10, 10), "market:JP": (8, 4, 8)},
        WEEK: {"market:US": (17, 2, 1), "market:JP": (45, 20, 35)},
    }
    for period, segments in weeks.items():
        for segment, counts in segments.items():
            typed = " ".join(map(str, counts))
            desk.records("kim", f"/nps {typed} period={period.label} segment={segment}")
    text = message_of(desk.say("kim", "/kpi segments nps")).text
    assert "The total fell although every market segment rose" in text


def test_a_segment_not_recorded_this_time_is_shown_with_its_own_period(desk: Desk) -> None:
    desk.records("kim", f"/churn 1 100 period={BEFORE.label} segment=tier:a")
    desk.records("kim", f"/churn 1 100 period={BEFORE.label} segment=tier:b")
    desk.records("kim", "/churn 2 100 segment=tier:a")
    text = message_of(desk.say("kim", "/kpi segments churn")).text
    assert "tier:b, 1.00 % (W45)" in text
    assert "The total is withheld: 1 of 2 tier segments are in; tier:b is missing." in text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/kpi segments", "tier:a: Churn"),
        ("/churn segments", "By tier"),
        ("/kpi churn segments tier", "By tier"),
        ("/kpi segments churn market", "No market segment of Customer (logo) Churn Rate (CCR)"),
        ("/kpi segments nps", "No segment of Net Promoter Score (NPS) is recorded yet"),
    ],
)
def test_segments_are_asked_for_in_several_ways(desk: Desk, line: str, says: str) -> None:
    desk.records("kim", "/churn 1 100 segment=tier:a")
    assert says in message_of(desk.say("kim", line)).text


def imported(segment: str) -> NewObservation:
    entry = read(catalogue.get("churn"), ("1", "100"), {})
    return NewObservation(
        key=FigureKey(kpi="churn", period=WEEK, segment=segment),
        entry=entry,
        value=Fraction(1),
        sound=True,
        partial=False,
        action=Action.IMPORT,
        author="",
    )


def test_a_file_may_hold_the_old_name_but_not_both(desk: Desk) -> None:
    desk.records("kim", f"/churn 1 100 period={BEFORE.label} segment=tier:enterprize")
    desk.say("kim", "/kpi segments rename tier:enterprize tier:enterprise")
    old, new = imported("tier:enterprize"), imported("tier:enterprise")
    with pytest.raises(Refused, match="the file holds both for 2026-W46"):
        desk.store.write(lambda tx: store_figures(tx, TEAM, (old, new), NOW))
    desk.store.write(lambda tx: store_figures(tx, TEAM, (old,), NOW))
    assert desk.held("churn", segment="tier:enterprise").value == 1


def test_any_number_of_segments_fits_into_one_message(desk: Desk) -> None:
    for number in range(90):
        desk.records("kim", f"/churn {number} 1000 segment={'x' * 30}:{'y' * 50}{number}")
    for line in ("/kpi segments", "/kpi segments churn", "/churn"):
        message = message_of(desk.say("kim", line))
        assert message_refusal(message.text, list(message.blocks)) is None


def test_few_answers_do_not_make_a_segment_the_worst(desk: Desk) -> None:
    desk.records("kim", "/nps 0 1 1 segment=market:tiny")
    desk.records("kim", "/nps 400 200 400 segment=market:big")
    answer = desk.say("kim", "/kpi segments nps")
    assert isinstance(answer, SegmentsAnswer)
    first = answer.dimensions[0].rows[0].reading.observation.key.segment
    assert first == "market:big"


@pytest.mark.parametrize(
    ("language", "resolution"),
    [
        (None, "tier:enterprize was merged into tier:enterprise"),
        ("ko", "tier:enterprize가 tier:enterprise에 병합됨"),
    ],
)
def test_a_case_that_a_merge_settles_says_so_in_its_channels_language(
    desk: Desk, language: str | None, resolution: str
) -> None:
    def open_case(tx: Tx, segment: str) -> str:
        new = NewCase(
            kpi="nps",
            segment=segment,
            cadence=WEEK.cadence,
            period=WEEK.label,
            number=1,
            channel=CHANNEL,
            rules=("fell",),
            facts={},
            owner=None,
        )
        return tx.cases.add(TEAM, new, NOW).id

    def prepare(tx: Tx) -> str:
        tx.channels.put(TEAM, ChannelSettings(channel=CHANNEL, language=language))
        open_case(tx, "tier:enterprise")
        return open_case(tx, "tier:enterprize")

    for segment in ("tier:enterprise", "tier:enterprize"):
        desk.say("kim", f"/nps 50 30 20 segment={segment}")
    case = desk.store.write(prepare)
    desk.say("kim", "/kpi segments merge tier:enterprize tier:enterprise")
    settled = desk.store.read(lambda tx: tx.cases.get(TEAM, case))
    assert settled is not None
    assert settled.resolution == resolution
