"""Help: commands that can be copied, and the list of all KPIs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from msgspec.structs import asdict

from bot.desk.answers import Catalogue, Guide
from bot.examples import command_of, example_of
from bot.places import example_place
from bot.views.blocks import Message
from bot.views.families import family_title
from bot.views.inputs import formula_words
from bot.views.layout import code, titled, told
from bot.views.naming import full_name
from bot.views.targets import target_example
from kpi import Kpi
from kpi.language import phrase, said
from kpi.lists import comma_joined, joined_and, labelled, with_aside
from kpi.model import Attribute, Formula, Input
from kpi.names import shown_name
from kpi.parse import TAKES
from kpi.words import typed_word

_OVERVIEW: Mapping[str, tuple[tuple[str, str], ...]] = {
    phrase("Record"): (
        ("/nps 1700 350 150", phrase("the numbers in the order that `/kpi help nps` shows")),
        (
            "/nps promoters=1700 passives=350 detractors=150",
            phrase("the same, by name in any order"),
        ),
        ("/churn lost=50 end=3000", phrase("the inputs you give choose the formula")),
        ("/nps scores=9,10,3,7,8", phrase("raw scores are counted for you")),
        ("/kpi crr end=3,500 new=200 start=3,375", phrase("any other KPI")),
        (
            '/churn 75 3375 period=2026-W46 segment=tier:enterprise note="price change"',
            phrase("another period, one segment, a note"),
        ),
        ("/nps add 40 10 5", phrase("more answers for the same period")),
        (
            "/nps correct 1690 360 150 reason=duplicates",
            phrase("the old value is kept beside the new one"),
        ),
        ("/kpi undo", phrase("takes back what you recorded last")),
        ("/kpi import nps", phrase("rows of a sheet: paste them, or send me a CSV file")),
        (
            '/kpi feedback add "exports are slow" theme=exports sentiment=negative',
            phrase("a customer's own words; a message's menu has *Save customer feedback*"),
        ),
    ),
    phrase("Look"): (
        ("/nps", phrase("the latest value and how it moved")),
        ("/nps share", phrase("the same, for everybody in the channel")),
        ("/kpi history nps 12", phrase("the last 12 periods")),
        ("/kpi chart nps csat", phrase("one KPI or two as a chart")),
        ("/kpi segments nps", phrase("every segment side by side, and which one moved the total")),
        ("/kpi explain nps", phrase("what it means, how it is computed and judged")),
        ("/kpi help nps", phrase("what to type for one KPI")),
        ("/kpi feedback", phrase("what customers said, counted by theme")),
        ("/kpi list", phrase("every KPI")),
        ("/kpi trace K-4821", phrase("where a figure comes from")),
        ("/kpi export nps 2026", phrase("figures as a CSV file, for you alone")),
    ),
    phrase("Decide"): (
        ("/kpi target nps >= 45", phrase("your own bar, judged before any benchmark")),
        ("/kpi target nps off", phrase("no target any more")),
        ("/kpi benchmark churn saas_2021", phrase("the published bar to judge by")),
        ("/kpi owner nps @kim backup @lee", phrase("who answers for it")),
        (
            "/kpi away 2026-09-24..2026-09-28",
            phrase("your backups stand in; `off` when you are back"),
        ),
        (
            '/kpi rebase nps reason="new survey tool"',
            phrase("natural limits from the next 12 periods"),
        ),
        ("/kpi close 2026-10", phrase("nothing in that month changes until it is reopened")),
        ('/kpi reopen 2026-10 reason="late invoice"', phrase("it can be changed again")),
        (
            "/kpi segments rename tier:big tier:enterprise",
            phrase("another name; `merge` joins two"),
        ),
        (
            "/kpi access cac seen managers",
            phrase("who sees it; `recorded @kim` says who records it"),
        ),
        ("/kpi admins", phrase("who decides; `add @kim` lets somebody else decide too")),
        (
            '/kpi erase K-4821 reason="names a customer"',
            phrase("takes out what people wrote beside it"),
        ),
        ('/kpi erase F-12 reason="names a customer"', phrase("takes out what a customer said")),
        ("/kpi settings", phrase("time zone, currency, and how often a KPI is recorded")),
    ),
    phrase("Digest"): (
        (
            "/kpi digest weekly mon 09:00 nps churn crr",
            phrase("a summary in this channel every week"),
        ),
        ("/kpi digest monthly 3 09:00 mrr nrr", phrase("every month, on day 3")),
        ("/kpi digest preview", phrase("what it would say, for you alone")),
        ("/kpi digest now", phrase("post one at once, beside the schedule")),
        ("/kpi digest pause", phrase("`resume` starts it again, `off` ends it")),
        ("/kpi digest status", phrase("the next one, and what became of the last")),
        ("/kpi digest language {language}", phrase("in Korean here; `zh` and `en` as well")),
        ("/kpi digest mentions on", phrase("flagged drops call their owner")),
        ("/kpi digest holidays {country} shift", phrase("a working day later, or `skip` it")),
    ),
}
_LANGUAGES: Mapping[str, str] = {
    "ko": phrase("Korean"),
    "zh_Hant": phrase("Traditional Chinese"),
}


def guide(answer: Guide) -> Message:
    """How to type; for one KPI where one was named."""
    return _overview() if answer.kpi is None else _about(answer.kpi)


def catalogue(answer: Catalogue) -> Message:
    """Every KPI by family, one line each."""
    families = (
        titled(family_title(family), [_line(kpi, kpi.key in answer.recorded) for kpi in kpis])
        for family, kpis in answer.families.items()
    )
    return told(
        said(
            "*{count} KPIs*, {recorded} of them recorded here. "
            "After each name stand the inputs to type.",
            count=sum(len(kpis) for kpis in answer.families.values()),
            recorded=len(answer.recorded),
        ),
        *families,
        said(
            "More about one: {help} · {explain}",
            help=code("/kpi help nps"),
            explain=code("/kpi explain nps"),
        ),
    )


def _overview() -> Message:
    place = asdict(example_place())
    groups = (
        titled(
            said(title),
            [_command(command.format(**place), said(meaning)) for command, meaning in lines],
        )
        for title, lines in _OVERVIEW.items()
    )
    return told(
        said(
            "*How to use KPI Bot*\nCopy a line and change the numbers. Answers are for you alone "
            "unless `share` is the last word."
        ),
        *groups,
    )


def _command(command: str, meaning: str) -> str:
    return f"{code(command)} – {meaning}"


def _about(kpi: Kpi) -> Message:
    inputs = {one.name: one for formula in kpi.formulas for one in formula.inputs}
    ways = [line for formula in kpi.formulas for line in _way(kpi, formula)]
    one_way = len(kpi.formulas) == 1
    return told(
        f"*{full_name(kpi)}*\n{said(kpi.tells)}",
        titled(said("Record it") if one_way else said("Record it in one of these ways"), ways),
        titled(said("Inputs"), [_input(one) for one in inputs.values()]),
        titled(said("About the survey"), [_attribute(one) for one in kpi.attributes]),
        titled(said("Names you can type"), _names(kpi)),
        titled(said("More"), _further(kpi)),
    )


def _further(kpi: Kpi) -> list[str]:
    return [
        _command(command_of(kpi), said("the latest value")),
        _command(f"/kpi history {kpi.key} 12", said("the last 12 periods")),
        _command(f"/kpi explain {kpi.key}", said("what it means and how it is judged")),
        _command(target_example(kpi), said("your own bar")),
        _command(f"/kpi access {kpi.key}", said("who sees it and who records it")),
    ]


def _way(kpi: Kpi, formula: Formula) -> tuple[str, str]:
    return code(example_of(kpi, formula)), labelled(formula.key, formula_words(kpi, formula))


def _input(one: Input) -> str:
    label = said(one.label)
    name = f"`{one.name}`"
    return labelled(name if label == one.name else with_aside(name, label), said(TAKES[one.kind]))


def _attribute(one: Attribute) -> str:
    takes = reduce(_either, one.choices) if one.choices else said("a whole number")
    if one.default is not None:
        takes = said("{takes}; {usual}", takes=takes, usual=default_words(one))
    return labelled(with_aside(f"`{one.name}`", said(one.label)), takes)


def _either(words: str, last: str) -> str:
    return said("{words} or {last}", words=words, last=last)


def default_words(one: Attribute) -> str:
    """What holds where nothing is said: `4 unless given, with scale=5`."""
    if not one.default_when:
        return said("{default} unless given", default=one.default)
    return said(
        "{default} unless given, with {where}",
        default=one.default,
        where=joined_and([f"{name}={value}" for name, value in one.default_when.items()]),
    )


def _names(kpi: Kpi) -> list[str]:
    english = list(dict.fromkeys((kpi.key, kpi.name, *kpi.aliases)))
    other = [
        labelled(
            said(_LANGUAGES.get(language, language)), comma_joined((names.display, *names.accepted))
        )
        for language, names in kpi.names.items()
    ]
    formulas = [
        said("For {formula}: {names}", formula=formula.key, names=comma_joined(formula.names))
        for formula in kpi.formulas
        if formula.names
    ]
    return [comma_joined(english), *other, *formulas]


def _line(kpi: Kpi, recorded: bool) -> str:  # noqa: FBT001
    inputs = comma_joined([typed_word(one.name) for one in kpi.formulas[0].inputs])
    line = labelled(f"`{kpi.key}` {shown_name(kpi)}", inputs)
    return said("{kpi} · recorded here", kpi=line) if recorded else line
