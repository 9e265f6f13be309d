"""Everybody is told things in their language, and channels in theirs."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from bot.sandbox.model import User
from kpi import all_kpis
from tests.e2e.bench import CHANNEL, Bench
from tests.e2e.test_digest_posts import DUE, WEEKLY

KO, ZH, EN = "ko-KR", "zh-TW", "en-US"


def reads(bench: Bench, user: str, locale: str) -> None:
    """Somebody changes the language of their Slack."""
    bench.slack.workspace.change_user(user, locale=locale)
    bench.settle()


@pytest.mark.parametrize(
    ("locale", "answer", "mistake"),
    [
        (KO, "추천", "KPI"),
        (ZH, "推薦者", "KPI"),
        (EN, "1,700 promoters", "There is no KPI"),
        ("de-DE", "1,700 promoters", "There is no KPI"),
    ],
)
def test_somebody_is_answered_in_the_language_of_their_slack(
    bench: Bench, locale: str, answer: str, mistake: str
) -> None:
    reads(bench, "lee", locale)
    assert answer in bench.type_("lee", "/nps 1700 350 150")
    wrong = bench.type_("lee", "/kpi bogus 1 2 3")
    assert mistake in wrong
    assert ("There is no KPI" in wrong) == (locale not in (KO, ZH))


def test_a_change_of_language_counts_at_once_and_for_that_person_alone(bench: Bench) -> None:
    assert "1,700 promoters" in bench.type_("lee", "/nps 1700 350 150")
    reads(bench, "lee", KO)
    assert "추천" in bench.type_("lee", "/nps")
    assert "promoters" in bench.type_("ana", "/nps")
    reads(bench, "lee", EN)
    assert "promoters" in bench.type_("lee", "/nps")


def test_a_form_speaks_the_language_of_whoever_opens_it_from_the_first_moment(
    bench: Bench,
) -> None:
    reads(bench, "lee", KO)
    bench.command("lee", "/nps")
    bench.press("lee", "기록")
    shown = bench.form("lee")
    assert not english(shown.blocks), english(shown.blocks)


def test_a_channels_digest_stays_in_the_language_it_was_set_up_in(bench: Bench) -> None:
    reads(bench, "kim", KO)
    bench.type_("kim", "/nps 1700 350 150")
    bench.type_("kim", f"{WEEKLY} nps")
    reads(bench, "kim", EN)
    bench.at(DUE)
    [digest] = bench.posts()
    assert "46주차" in digest.text
    assert not english(digest.blocks), english(digest.blocks)
    reads(bench, "ana", ZH)
    bench.type_("ana", '/nps correct 1600 350 150 period=2026-W46 reason="雙重計算"')
    again = bench.again(digest)
    assert "46주차" in again.text
    assert not english(again.blocks), english(again.blocks)
    [line, *_] = bench.thread(digest)
    assert "雙重計算" in line.text
    assert not english(line.blocks), english(line.blocks)


def test_whoever_is_told_of_a_correction_reads_of_it_in_their_own_language(bench: Bench) -> None:
    reads(bench, "lee", KO)
    bench.type_("lee", "/nps 1700 350 150")
    reads(bench, "ana", ZH)
    bench.type_("ana", '/nps correct 1600 350 150 reason="dup"')
    bench.settle()
    [told] = bench.direct("lee")
    assert re.search("[가-힣]", told)
    assert not re.search("[一-鿿]", told)


def test_a_case_is_discussed_in_the_channels_language_whoever_presses(bench: Bench) -> None:
    reads(bench, "kim", ZH)
    bench.type_("kim", "/churn 66 3000 period=2026-W45")
    bench.type_("kim", "/churn 190 3000 period=2026-W46")
    bench.type_("kim", "/kpi target churn <= 2%")
    bench.type_("kim", f"{WEEKLY} churn")
    bench.at(DUE)
    [digest] = bench.posts()
    [case] = bench.thread(digest)
    label = case.controls[0].label
    reads(bench, "lee", KO)
    bench.press("lee", label, where=case)
    bench.settle()
    [again] = bench.thread(digest)
    assert not english(again.blocks), english(again.blocks)
    assert "lee" in again.text


def test_what_is_shared_with_a_channel_is_in_its_language(bench: Bench) -> None:
    reads(bench, "kim", KO)
    bench.type_("kim", f"{WEEKLY} nps")
    bench.type_("ana", "/nps 1700 350 150 share")
    assert "추천" in bench.posts()[-1].text


def test_not_a_word_of_what_is_shared_is_in_the_language_of_whoever_shares_it(
    bench: Bench,
) -> None:
    bench.type_("kim", "/kpi digest language en")
    reads(bench, "ana", KO)
    bench.type_("ana", "/churn 50 3000 share")
    shared = bench.posts()[-1].text
    assert "rule of thumb: the source names no period" in shared
    assert not re.search("[가-힣]", shared), shared


@pytest.mark.parametrize(
    ("line", "told"),
    [("/nps 1700 350 150", "추천"), ("/kpi bogus 1 2 3", "없습니다"), ("/kpi 이탈률 1 2", "뜻할")],
    ids=["an answer", "a mistake", "a question back"],
)
def test_whoever_was_never_met_is_answered_in_their_language_at_once(
    bench: Bench, line: str, told: str
) -> None:
    world, channel = bench.slack.world, bench.slack.workspace.channel_id(CHANNEL)
    with world.lock:
        jin = User(world.next_id("U"), bench.team, "jin", "Jin Seo", "Asia/Seoul", KO)
        world.users[jin.id] = jin
        world.channels[channel].members.append(jin.id)
    answer = bench.type_("jin", line)
    assert told in answer
    assert not english([answer]), answer


def test_a_mention_is_answered_in_the_channels_language_even_if_it_is_unclear(
    bench: Bench,
) -> None:
    bench.type_("kim", "/kpi digest language ko")
    lee = bench.slack.person("lee")
    bench._done("lee", lambda: lee.post(CHANNEL, "@KPI Bot 지난주 이탈률은?"))
    asked = next(one for one in bench.in_channel("lee") if one.user == lee.id)
    [answer] = bench.thread(asked)
    assert "뜻할" in answer.text
    assert not english(answer.blocks), english(answer.blocks)


# -- nothing is left in English ------------------------------------------------------------

EVERYTHING = (
    "/kpi help", "/kpi list", "/kpi help nps", "/kpi help churn", "/kpi explain nps",
    "/kpi explain churn", "/kpi explain ces", "/kpi explain segment_lift", "/nps",
    "/nps 1700 350 150", "/nps 1700 350 150", "/nps 1600 350 150", "/nps add 40 10 5",
    "/nps banana", "/nps 1 2", "/nps -5 1 1", "/kpi bogus", "/churn lost=50 end=3000",
    "/churn lost=50 end=0", "/churn lost=5000 end=3000", "/kpi crr end=3,500 new=200 start=3,375",
    "/kpi csat 9 10 period=2026-W45", "/kpi arpu $1,500 30", "/kpi arpu ₩1,500 30",
    "/nps history", "/kpi history nps 12", "/kpi chart nps churn", "/kpi segments nps",
    "/nps 90 5 5 segment=tier:enterprise", "/kpi segments nps", "/kpi target nps >= 45",
    "/kpi target nps banana", "/kpi target nps off", "/kpi benchmark churn saas_2021",
    "/kpi benchmark churn", "/kpi owner nps @kim backup @lee", "/kpi owner nps",
    "/kpi away 2026-11-24..2026-11-28", "/kpi away off", "/kpi settings", "/kpi admins",
    "/kpi settings timezone Asia/Seoul", "/kpi settings currency KRW", "/kpi access nps",
    "/kpi settings cadence nps month", "/kpi undo", "/kpi trace K-1", "/kpi trace K-999",
    "/kpi close 2026-10", "/kpi reopen 2026-10 reason=x", "/kpi rebase nps reason=x",
    "/kpi digest weekly mon 09:00 nps churn crr", "/kpi digest monthly 3 09:00 nps churn",
    "/kpi digest status", "/kpi digest preview", "/kpi digest now", "/kpi digest pause",
    "/kpi digest resume", "/kpi digest off", "/kpi digest weekly someday", "/kpi digest",
    '/kpi feedback add "느려요" theme=speed sentiment=negative', "/kpi feedback",
    "/kpi erase K-1 reason=x", "/kpi import nps", "/kpi export nps", "/nps share",
    "/nps 1 1 1 period=2030-W01", "/nps 1 1 1 period=never", "/nps scores=11",
    "/kpi 이탈률 1 2", "/nps 1 1 1 color=red", "/kpi digest language ko",
)  # fmt: skip


@pytest.mark.parametrize("locale", [KO, ZH])
def test_nothing_that_a_person_sees_is_left_in_english(bench: Bench, locale: str) -> None:
    reads(bench, "kim", locale)
    left: dict[str, set[str]] = {}
    for where, shown in walked(bench):
        left[where] = left.get(where, set()) | english(shown)
    assert {where: words for where, words in left.items() if words} == {}


def walked(bench: Bench) -> Iterator[tuple[str, Any]]:
    """What kim sees of every command, form and message, and of Home, with what it answers."""
    kim = bench.slack.person("kim")
    seen = set[str]()
    for line in EVERYTHING:
        bench.command("kim", line)
        if kim.modal is not None:
            yield f"form of {line}", [kim.modal.title, kim.modal.submit, kim.modal.blocks]
            kim.close(kim.modal)
        fresh = [one for one in bench.in_channel("kim") if one.ts not in seen]
        seen.update(one.ts for one in fresh)
        yield from ((line, [one.text, one.blocks]) for one in fresh if one.user != kim.id)
    bench.at(DUE)
    yield from (("later", [one.text, one.blocks]) for one in bench.sight("kim"))
    yield "Home", bench.opens_home("kim").blocks


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for text in texts for word in re.findall("[A-Za-z'’-]+", text))


TYPED = _words(
    name
    for kpi in all_kpis()
    for names in (
        (kpi.key, kpi.name, *kpi.aliases),
        (one.name for one in kpi.attributes),
        *((formula.key, *formula.names, *formula.input_names) for formula in kpi.formulas),
    )
    for name in names
)
"""What people type in every language: names of KPIs, formulas and inputs."""
SAME = TYPED | _words(
    (
        "Kim Lee Ana Acme Asia Seoul UTC KPI Bot Slack Excel Google CSV TSV UTF SaaS Home",
        "Bain Bessemer Sixteen Ventures Harvard Bounce",
        "mon tue wed thu fri sat sun this tier speed",
        "Save customer feedback",
    )
)
"""Names, days and segments as typed, and the shortcut, which is called alike for everybody."""
LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
ABBREVIATION = re.compile(r"[A-Z]{2,5}")
NOT_OURS = re.compile(
    r"`[^`]*`"  # commands and keys, to be copied
    r'|"[^"]*"|“[^”]*”|「[^」]*」|『[^』]*』'  # titles of publications, and what people typed
    r"|<[^>]*>|/(?:nps|churn|kpi)[^\n]*"  # links, mentions, dates that Slack writes itself
    r"|\b[KF]-\d+|\b\d{4}-[WQ]\d+|@\w+|#[\w-]+|\w+=\S*|\w+:\w+|\w+_\w+"
)


def english(shown: Any) -> set[str]:
    """Latin words in what is shown that are no names, commands or quotations."""
    return {
        word
        for text in texts(shown)
        for word in LATIN.findall(NOT_OURS.sub(" ", text))
        if word.casefold() not in SAME and not ABBREVIATION.fullmatch(word)
    }


READ = frozenset({"text", "label", "name", "title", "y_label", "alt_text"})
"""Where texts stand in blocks."""


def texts(shown: Any) -> Iterator[str]:
    """Every text in a message or a view that people read."""
    if isinstance(shown, dict):
        for name, value in shown.items():
            if name in READ and isinstance(value, str):
                yield value
            elif not isinstance(value, str):
                yield from texts(value)
    elif isinstance(shown, list | tuple):
        for one in shown:
            yield from [one] if isinstance(one, str) else texts(one)
