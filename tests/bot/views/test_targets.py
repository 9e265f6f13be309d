"""How far a value is from its target, in the words of a digest's line."""

from collections.abc import Callable, Mapping

import pytest

from bot.desk.reading import Reading
from bot.views.targets import progress_words

MANY = {"promoters": "5500", "passives": "2000", "detractors": "2500"}
CSAT = {"positive": "164", "responses": "200"}


@pytest.mark.parametrize(
    ("kpi", "inputs", "target", "said"),
    [
        ("nps", MANY, ">= 45", "target ≥ 45 missed: 15.0 pts to go"),
        ("nps", MANY, ">= 20", "target ≥ 20 met by 10.0 pts"),
        ("churn", {"crr": "97.3%"}, "<= 2%", "target ≤ 2 % missed: 0.7 pp to go"),
        ("churn", {"crr": "98.9%"}, "<= 2%", "target ≤ 2 % met by 0.9 pp"),
        ("churn", {"crr": "98%"}, "<= 2%", "target ≤ 2 % just met"),
        ("churn", {"crr": "98%"}, "< 2%", "target < 2 % just missed"),
        ("churn", {"crr": "97.99%"}, "<= 2%", "target ≤ 2 % missed: less than 0.1 pp to go"),
        ("csat", CSAT, ">= 85%", "target ≥ 85 % too close to call: 3.0 pp to go"),
        ("csat", CSAT, ">= 80%", "target ≥ 80 % too close to call: 2.0 pp beyond"),
        ("churn", {"lost": "9", "start": "4"}, "<= 3%", "target ≤ 3 % not judged"),
        ("mrr", {"fees": "$900;$50"}, ">= 1000", "target ≥ $1,000.00 missed: $50.00 to go"),
        ("ltv_cac", {"clv": "$900", "cac": "$250"}, ">= 3", "target ≥ 3 met by 0.6"),
        (
            "cac_payback",
            {"cac": "$300", "arpu": "$40", "margin": "50%"},
            "<= 12",
            "target ≤ 12 missed: 3.0 months to go",
        ),
    ],
)
def test_the_distance_to_a_target_is_said_in_the_unit_of_the_value(
    reading: Callable[..., Reading], kpi: str, inputs: Mapping[str, str], target: str, said: str
) -> None:
    read = reading(kpi, inputs, target=target)
    assert read.judgement is not None
    assert read.judgement.target is not None
    assert read.result is not None
    assert progress_words(read.judgement.target, read.result) == said
