from kpi.period import Cadence
from storage.records import KpiChoice
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
