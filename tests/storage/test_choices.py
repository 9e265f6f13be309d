from kpi.period import Cadence
from storage.records import Audience, KpiChoice
from storage.store import Store
from storage.tx import Tx
from tests.storage.made import OURS, THEIRS


def test_a_kpi_nobody_decided_about_has_an_empty_choice(store: Store) -> None:
    assert store.read(lambda tx: tx.choices.get(OURS, "nps")) == KpiChoice(kpi="nps")


def test_each_choice_is_set_alone_and_can_be_taken_back(store: Store) -> None:
    def decide(tx: Tx) -> None:
        tx.choices.set_cadence(OURS, "nps", Cadence.MONTH)
        tx.choices.set_benchmark_set(OURS, "nps", "saas_2021")
        tx.choices.set_owner(OURS, "nps", "U-ANN", "U-BOB")
        tx.choices.set_owner(OURS, "churn", "U-BOB")

    store.write(decide)
    nps = KpiChoice(
        kpi="nps",
        cadence=Cadence.MONTH,
        benchmark_set="saas_2021",
        owner="U-ANN",
        backup="U-BOB",
    )
    assert store.read(lambda tx: tx.choices.all(OURS)) == {
        "nps": nps,
        "churn": KpiChoice(kpi="churn", owner="U-BOB"),
    }
    assert store.read(lambda tx: tx.choices.all(THEIRS)) == {}
    store.write(lambda tx: tx.choices.set_benchmark_set(OURS, "nps", None))
    kept = store.read(lambda tx: tx.choices.get(OURS, "nps"))
    assert (kept.benchmark_set, kept.cadence, kept.owner) == (None, Cadence.MONTH, "U-ANN")


def test_limits_come_along_with_the_choice_about_any_kpi(store: Store) -> None:
    def decide(tx: Tx) -> None:
        tx.choices.set_cadence(OURS, "nps", Cadence.MONTH)
        tx.choices.set_access(OURS, "cac", Audience.MANAGERS, None)
        tx.choices.set_access(OURS, "csat", None, ("U-ANN", "U-BOB"))
        tx.choices.set_access(OURS, "clv", Audience.CHANNELS, ())
        tx.choices.set_access(OURS, "clv", None, None)

    store.write(decide)
    cac = KpiChoice(kpi="cac", seen=Audience.MANAGERS)
    csat = KpiChoice(kpi="csat", recorders=("U-ANN", "U-BOB"))

    def after_a_look(kpi: str) -> object:
        return store.read(lambda tx: (tx.choices.get(OURS, kpi), dict(tx.choices.limited(OURS))))

    for kpi, choice in (
        ("nps", KpiChoice(kpi="nps", cadence=Cadence.MONTH)),
        ("mrr", KpiChoice(kpi="mrr")),
        ("cac", cac),
        ("clv", KpiChoice(kpi="clv")),
    ):
        assert after_a_look(kpi) == (choice, {"cac": cac, "csat": csat})
    assert store.read(lambda tx: tx.choices.limited(OURS)) == {"cac": cac, "csat": csat}
    assert store.read(lambda tx: tx.choices.limited(THEIRS)) == {}


def test_a_limit_set_in_a_transaction_counts_at_once(store: Store) -> None:
    def decide(tx: Tx) -> object:
        before = tx.choices.get(OURS, "cac"), tx.choices.limited(OURS)
        tx.choices.set_access(OURS, "cac", Audience.MANAGERS, None)
        return before, tx.choices.get(OURS, "cac").seen, set(tx.choices.limited(OURS))

    undecided: dict[str, KpiChoice] = {}
    before = (KpiChoice(kpi="cac"), undecided)
    assert store.write(decide) == (before, Audience.MANAGERS, {"cac"})
