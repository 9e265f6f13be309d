"""What went wrong: one sentence, what is near, and a command that works."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.errors import NotAllowed, NotFound
from bot.grammar.commands import read_command
from bot.grammar.errors import CommandError
from bot.grammar.meanings import would_record
from bot.views import problems
from bot.views.blocks import Message
from kpi import Kpi, KpiError, catalogue
from kpi.errors import AmbiguousName, BadPeriod, UnknownKpi
from kpi.read import read
from kpi.target import Target

NPS_EXAMPLE = "/nps promoters=1700 passives=350 detractors=150"


def refusal(work: Callable[[], object]) -> KpiError:
    with pytest.raises(KpiError) as caught:
        work()
    return caught.value


def command(text: str) -> Callable[[], object]:
    return lambda: read_command("/kpi", text)


def inputs(
    kpi: str, *positional: str, formula: str | None = None, **named: str
) -> Callable[[], object]:
    return lambda: read(catalogue.get(kpi), positional, named, formula=formula)


@pytest.mark.parametrize(
    ("work", "kpi", "begins", "example"),
    [
        (command("npss 1"), None, 'There is no KPI called "npss". Did you mean nps?', NPS_EXAMPLE),
        (
            command("trace x"),
            None,
            "Write the id that stands under a figure: K- and a number.",
            "/kpi trace K-4821",
        ),
        (
            command('nps 1 note="x'),
            None,
            'A quote (") is opened but not closed.',
            "/kpi crr end=3,500 new=200 start=3,375",
        ),
        (inputs("nps", "banana"), "nps", "", NPS_EXAMPLE),
        (
            inputs("churn", lost="50", end="x"),
            "churn",
            '"x" is not a number. end takes a whole number such as 1,700.',
            "/churn lost=50 end=3000",
        ),
        (inputs("nps", promotors="5"), "nps", 'nps has no input "promotors".', NPS_EXAMPLE),
        (
            inputs("nps", "1", formula="conts"),
            "nps",
            'nps has no formula "conts".',
            f"{NPS_EXAMPLE} formula=counts",
        ),
        (lambda: Target.read("much", catalogue.get("nps")), "nps", "", "/kpi target nps >= 45"),
        (
            lambda: (_ for _ in ()).throw(BadPeriod("That is no period.")),
            "nps",
            "That is no period.",
            f"{NPS_EXAMPLE} period=last",
        ),
    ],
)
def test_a_problem_is_told_in_one_line_with_an_example_that_is_understood(
    work: Callable[[], object], kpi: str | None, begins: str, example: str
) -> None:
    spoken_of = catalogue.get(kpi) if kpi else None
    message = problems.problem(refusal(work), spoken_of)
    assert message.text.startswith(begins)
    assert unescape(message.text).endswith(f" Type for example: {example}")
    assert "\n" not in message.text
    slash, _, typed = example.partition(" ")
    read_command(slash, typed)


def test_where_no_name_is_near_the_list_of_all_is_named() -> None:
    message = problems.problem(refusal(command("zzzzzzz")), None)
    assert message.text == 'There is no KPI called "zzzzzzz". Every KPI: /kpi list'


def test_the_example_is_of_the_formula_whose_input_is_missing() -> None:
    error = refusal(inputs("churn", end="3000"))
    assert (
        "Type for example: /churn lost=50 end=3000"
        in problems.problem(error, catalogue.get("churn")).text
    )


@pytest.mark.parametrize(
    "error",
    [
        NotAllowed("Only managers may set targets."),
        NotFound("There is no figure K-7 here."),
    ],
)
def test_where_typing_differently_does_not_help_there_is_no_example(error: KpiError) -> None:
    assert problems.problem(error, catalogue.get("nps")).text == error.message


def test_near_names_are_said_where_the_sentence_does_not_say_them() -> None:
    error = CommandError(
        "That is no setting.", candidates=("zone", "fall"), example="/kpi settings"
    )
    assert problems.problem(error, None).text == (
        "That is no setting. Near to it: zone, fall. Type for example: /kpi settings"
    )
    said = CommandError("Did you mean zone?", candidates=("zone",), example="/kpi settings")
    assert "Near to it" not in problems.problem(said, None).text


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("이탈률 75 3375", '"이탈률" can mean several KPIs. Nothing was stored: choose one.'),
        ("이탈률", '"이탈률" can mean several KPIs. Choose one.'),
        ("설명 이탈률", '"이탈률" can mean several KPIs. Choose one.'),
        ("history 이탈률 12", '"이탈률" can mean several KPIs. Choose one.'),
        ("target 이탈률", '"이탈률" can mean several KPIs. Choose one.'),
        ("digest weekly mon 9:00 이탈률 이탈률", '"이탈률" can mean several KPIs. Choose one.'),
    ],
)
def test_that_nothing_was_stored_is_said_of_what_would_be(typed: str, question: str) -> None:
    error = refusal(command(typed))
    assert isinstance(error, AmbiguousName)
    records = would_record("/kpi", typed, error)
    message = problems.ambiguous(error, "draft7", records=records)
    assert message.text.splitlines()[0] == question


def test_an_ambiguous_word_is_asked_back_with_a_button_for_each_meaning(
    fits: Callable[[Message], None],
) -> None:
    error = refusal(command("이탈률 75 3375"))
    assert isinstance(error, AmbiguousName)
    message = problems.ambiguous(error, "draft7", records=True)
    fits(message)
    assert message.text.splitlines()[0] == (
        '"이탈률" can mean several KPIs. Nothing was stored: choose one.'
    )
    buttons = [block["accessory"] for block in message.blocks if "accessory" in block]
    assert [(one["text"]["text"], one["action_id"], one["value"]) for one in buttons] == [
        ("Customer (logo) Churn Rate", "choose.kpi", "draft7|churn"),
        ("Bounce Rate", "choose.kpi", "draft7|bounce_rate"),
        ("Exit Rate / Exit Pages", "choose.kpi", "draft7|exit_rate"),
    ]
    assert all(one["text"]["text"] in message.text for one in buttons)


def test_every_kpi_can_be_a_button(fits: Callable[[Message], None]) -> None:
    for kpi in catalogue.all_kpis():
        fits(problems.ambiguous(AmbiguousName("<!channel>", [kpi.key]), "d" * 40, records=True))


def test_an_unexpected_error_gives_the_id_that_is_in_the_log() -> None:
    assert problems.unexpected("4f3a").text == (
        "Something went wrong in KPI Bot, not in what you typed. Please try again.\n"
        "If it happens again, give this number to whoever runs KPI Bot: 4f3a"
    )


@given(typed=st.text(alphabet="<!channel>@`*_~&|\n한 a", max_size=6000))
@pytest.mark.parametrize("kpi", [None, catalogue.get("nps")], ids=["no KPI", "nps"])
def test_whatever_was_typed_a_problem_fits_calls_nobody_and_keeps_its_example(
    typed: str, kpi: Kpi | None, fits: Callable[[Message], None]
) -> None:
    error = CommandError(f"<@U1KIM> {typed}", candidates=(), example="/kpi list")
    for label, message in (
        ("Type for example", problems.problem(error, kpi)),
        ("Every KPI", problems.problem(UnknownKpi(typed, ()), kpi)),
    ):
        fits(message)
        assert message.text.endswith(f"{label}: /kpi list")
        assert re.search(r"`/kpi list`$", message.blocks[-1]["text"]["text"])
