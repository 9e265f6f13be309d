from datetime import timedelta

import pytest
from msgspec.structs import replace

from storage.records import Draft
from storage.store import Store
from tests.storage.made import NOW, OURS, THEIRS, together

DRAFT = Draft(
    id="draft-1", user="U-ANN", channel="C-1", command="/nps", text="1 2 3", created_at=NOW
)


@pytest.fixture
def drafted(store: Store) -> Store:
    store.write(lambda tx: tx.drafts.add(OURS, DRAFT))
    return store


def test_a_draft_is_taken_once(drafted: Store) -> None:
    assert drafted.read(lambda tx: tx.drafts.get(OURS, DRAFT.id)) == DRAFT
    take = [lambda: drafted.write(lambda tx: tx.drafts.take(OURS, DRAFT.id, "U-ANN"))] * 4
    outcomes = together(*take)
    assert [each for each in outcomes if each is not None] == [DRAFT]
    assert drafted.read(lambda tx: tx.drafts.get(OURS, DRAFT.id)) is None


@pytest.mark.parametrize(("team", "user"), [(OURS, "U-BOB"), (THEIRS, "U-ANN")])
def test_nobody_else_takes_a_draft(drafted: Store, team: str, user: str) -> None:
    assert drafted.write(lambda tx: tx.drafts.take(team, DRAFT.id, user)) is None
    assert drafted.read(lambda tx: tx.drafts.get(THEIRS, DRAFT.id)) is None
    assert drafted.read(lambda tx: tx.drafts.get(OURS, DRAFT.id)) == DRAFT


def test_old_drafts_are_forgotten(drafted: Store) -> None:
    later = replace(DRAFT, id="draft-2", created_at=NOW + timedelta(days=1))
    drafted.write(lambda tx: tx.drafts.add(OURS, later))
    assert drafted.write(lambda tx: tx.drafts.forget_before(later.created_at)) == 1
    assert drafted.read(lambda tx: tx.drafts.get(OURS, DRAFT.id)) is None
    assert drafted.read(lambda tx: tx.drafts.get(OURS, later.id)) == later
