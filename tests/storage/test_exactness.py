"""Whatever was computed comes back as it was, to the last digit."""

from fractions import Fraction
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi.read import Entry
from kpi.value import Tally, Value
from storage.store import Store
from tests.storage.made import OURS, append, key, new

numbers = st.fractions()
# PostgreSQL stores no NUL and no half of a surrogate pair; Slack sends neither.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
values: st.SearchStrategy[Value] = st.one_of(
    numbers,
    st.dictionaries(numbers, st.integers(1, 10**20), max_size=5).map(Tally),
    st.lists(numbers, max_size=5).map(tuple),
    st.lists(texts, min_size=1, max_size=5).map(tuple),
)
entries = st.builds(
    Entry,
    st.just("nps"),
    texts,
    st.dictionaries(texts, values, max_size=4),
    st.dictionaries(texts, texts, max_size=4),
    st.none() | st.sampled_from(["USD", "KRW"]),
)
_segments = count()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(entry=entries, value=st.none() | numbers, note=texts)
def test_an_observation_comes_back_exactly(
    store: Store, entry: Entry, value: Fraction | None, note: str
) -> None:
    about = key(segment=str(next(_segments)))
    stored = append(store, new(about, value, entry=entry, note=note))
    assert store.read(lambda tx: tx.observations.latest(OURS, about)) == stored


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(percent=numbers, points=numbers)
def test_a_setting_comes_back_exactly(store: Store, percent: Fraction, points: Fraction) -> None:
    store.write(lambda tx: tx.workspaces.change(OURS, fall_percent=percent, fall_points=points))
    kept = store.read(lambda tx: tx.workspaces.get(OURS))
    assert kept is not None
    assert (kept.fall_percent, kept.fall_points) == (percent, points)
