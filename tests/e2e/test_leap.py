"""Moving a clock to the next digest."""

from bot.demo.clock import DemoClock
from bot.demo.leap import leap_to_next_digest
from tests.e2e.bench import NOW, Bench


def test_without_a_digest_the_clock_stays_and_one_is_told_how_to_set_one(bench: Bench) -> None:
    bench.type_("kim", "/kpi digest weekly wed 11:00 nps")
    bench.type_("kim", "/kpi digest pause")
    clock = DemoClock(lambda: NOW)
    said = leap_to_next_digest(bench.program, bench.slack, clock)
    assert said == "No channel has a digest. Set one: /kpi digest weekly mon 09:00 nps churn crr"
    assert clock() == NOW
