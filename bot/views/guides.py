"""Help: commands that can be copied, and the list of all KPIs."""

from __future__ import annotations

from collections.abc import Mapping

from bot.desk.answers import Catalogue, Guide
from bot.examples import command_of, example_of
from bot.views.blocks import Message
from bot.views.inputs import formula_words
from bot.views.layout import code, titled, told
from bot.views.naming import full_name
from bot.views.targets import target_example
from kpi import Kpi
from kpi.model import Attribute, Formula, Input
from kpi.parse import TAKES

_OVERVIEW: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Record": (
        ("/nps 1700 350 150", "the numbers in the order that `/kpi help nps` shows"),
        ("/nps promoters=1700 passives=350 detractors=150", "the same, by name in any order"),
        ("/churn lost=50 end=3000", "the inputs you give choose the formula"),
        ("/nps scores=9,10,3,7,8", "raw scores are counted for you"),
        ("/kpi crr end=3,500 new=200 start=3,375", "any other KPI"),
        (
            '/churn 75 3375 period=2026-W46 segment=tier:enterprise note="price change"',
            "another period, one segment, a note",
        ),
        ("/nps add 40 10 5", "more answers for the same period"),
        ("/nps correct 1690 360 150 reason=duplicates", "the old value is kept beside the new one"),
        ("/kpi undo", "takes back what you recorded last"),
        (
            '/kpi feedback add "exports are slow" theme=exports sentiment=negative',
            "a customer's own words; a message's menu has *Save customer feedback*",
        ),
    ),
    "Look": (
        ("/nps", "the latest value and how it moved"),
        ("/nps share", "the same, for everybody in the channel"),
        ("/kpi history nps 12", "the last 12 periods"),
        ("/kpi chart nps csat", "one KPI or two as a chart"),
        ("/kpi segments nps", "every segment side by side, and which one moved the total"),
        ("/kpi explain nps", "what it means, how it is computed and judged"),
        ("/kpi help nps", "what to type for one KPI"),
        ("/kpi feedback", "what customers said, counted by theme"),
        ("/kpi list", "every KPI"),
        ("/kpi trace K-4821", "where a figure comes from"),
    ),
    "Decide": (
        ("/kpi target nps >= 45", "your own bar, judged before any benchmark"),
        ("/kpi target nps off", "no target any more"),
        ("/kpi benchmark churn saas_2021", "the published bar to judge by"),
        ("/kpi owner nps @kim backup @lee", "who answers for it"),
        ("/kpi away 2026-09-24..2026-09-28", "your backups stand in; `off` when you are back"),
        ('/kpi rebase nps reason="new survey tool"', "natural limits from the next 12 periods"),
        ("/kpi close 2026-10", "nothing in that month changes until it is reopened"),
        ('/kpi reopen 2026-10 reason="late invoice"', "it can be changed again"),
        ("/kpi segments rename tier:big tier:enterprise", "another name; `merge` joins two"),
        ("/kpi access cac seen managers", "who sees it; `recorded @kim` says who records it"),
        ("/kpi admins", "who decides; `add @kim` lets somebody else decide too"),
        ('/kpi erase K-4821 reason="names a customer"', "takes out what people wrote beside it"),
        ('/kpi erase F-12 reason="names a customer"', "takes out what a customer said"),
        ("/kpi settings", "time zone, currency, and how often a KPI is recorded"),
    ),
    "Digest": (
        ("/kpi digest weekly mon 09:00 nps churn crr", "a summary in this channel every week"),
        ("/kpi digest monthly 3 09:00 mrr nrr", "every month, on day 3"),
        ("/kpi digest preview", "what it would say, for you alone"),
        ("/kpi digest now", "post one at once, beside the schedule"),
        ("/kpi digest pause", "`resume` starts it again, `off` ends it"),
        ("/kpi digest status", "the next one, and what became of the last"),
    ),
}
_LANGUAGES: Mapping[str, str] = {"ko": "Korean", "zh_Hant": "Traditional Chinese"}


def guide(answer: Guide) -> Message:
    """How to type; for one KPI where one was named."""
    return _overview() if answer.kpi is None else _about(answer.kpi)


def catalogue(answer: Catalogue) -> Message:
    """Every KPI by family, one line each."""
    families = (
        titled(family.capitalize(), [_line(kpi, kpi.key in answer.recorded) for kpi in kpis])
        for family, kpis in answer.families.items()
    )
    count = sum(len(kpis) for kpis in answer.families.values())
    return told(
        f"*{count} KPIs*, {len(answer.recorded)} of them recorded here. "
        "After each name stand the inputs to type.",
        *families,
        f"More about one: {code('/kpi help nps')} · {code('/kpi explain nps')}",
    )


def _overview() -> Message:
    groups = (
        titled(title, [f"{code(command)} – {said}" for command, said in lines])
        for title, lines in _OVERVIEW.items()
    )
    return told(
        "*How to use KPI Bot*\nCopy a line and change the numbers. Answers are for you alone "
        "unless `share` is the last word.",
        *groups,
    )


def _about(kpi: Kpi) -> Message:
    inputs = {one.name: one for formula in kpi.formulas for one in formula.inputs}
    ways = [line for formula in kpi.formulas for line in _way(kpi, formula)]
    return told(
        f"*{full_name(kpi)}*\n{kpi.tells}",
        titled("Record it" if len(kpi.formulas) == 1 else "Record it in one of these ways", ways),
        titled("Inputs", [_input(one) for one in inputs.values()]),
        titled("About the survey", [_attribute(one) for one in kpi.attributes]),
        titled("Names you can type", _names(kpi)),
        titled(
            "More",
            [
                f"{code(command_of(kpi))} – the latest value",
                f"{code(f'/kpi history {kpi.key} 12')} – the last 12 periods",
                f"{code(f'/kpi explain {kpi.key}')} – what it means and how it is judged",
                f"{code(target_example(kpi))} – your own bar",
                f"{code(f'/kpi access {kpi.key}')} – who sees it and who records it",
            ],
        ),
    )


def _way(kpi: Kpi, formula: Formula) -> tuple[str, str]:
    return code(example_of(kpi, formula)), f"{formula.key}: {formula_words(kpi, formula)}"


def _input(one: Input) -> str:
    label = "" if one.label == one.name else f" ({one.label})"
    return f"`{one.name}`{label}: {TAKES[one.kind]}"


def _attribute(one: Attribute) -> str:
    takes = " or ".join(one.choices) or "a whole number"
    usual = f"; {default_words(one)}" if one.default is not None else ""
    return f"`{one.name}` ({one.label}): {takes}{usual}"


def default_words(one: Attribute) -> str:
    """What holds where nothing is said: `4 unless given, with scale=5`."""
    where = " and ".join(f"{name}={value}" for name, value in one.default_when.items())
    return f"{one.default} unless given" + (f", with {where}" if where else "")


def _names(kpi: Kpi) -> list[str]:
    english = list(dict.fromkeys((kpi.key, kpi.name, *kpi.aliases)))
    other = [
        f"{_LANGUAGES.get(language, language)}: {', '.join((names.display, *names.accepted))}"
        for language, names in kpi.names.items()
    ]
    formulas = [
        f"For {formula.key}: {', '.join(formula.names)}"
        for formula in kpi.formulas
        if formula.names
    ]
    return [", ".join(english), *other, *formulas]


def _line(kpi: Kpi, recorded: bool) -> str:  # noqa: FBT001
    inputs = ", ".join(one.name for one in kpi.formulas[0].inputs)
    return f"`{kpi.key}` {kpi.name}: {inputs}" + (" · recorded here" if recorded else "")
