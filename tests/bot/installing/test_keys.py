"""Sealing tokens, and changing the keys they are sealed with."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.installing import keys
from bot.installing.vault import Vault, WrongKeys
from bot.settings import SettingsError
from storage.records import Installation
from storage.store import Store
from tests.bot.installing.made import KEY
from tests.storage.made import NOW

ONE, OTHER = "A" * 43 + "=", "E" * 43 + "="


@given(st.text())
def test_what_was_sealed_comes_out_as_it_went_in_and_shows_nothing(text: str) -> None:
    sealed = Vault([ONE]).seal(text)
    assert Vault([OTHER, ONE]).open(sealed) == text
    assert len(text) < 3 or text not in sealed


def test_the_same_text_is_never_sealed_twice_the_same() -> None:
    vault = Vault([ONE])
    assert vault.seal("xoxb-1") != vault.seal("xoxb-1")


@pytest.mark.parametrize("damage", [lambda sealed: sealed[:-4], lambda _sealed: "nonsense"])
def test_what_is_damaged_or_sealed_with_another_key_does_not_open(
    damage: Callable[[str], str],
) -> None:
    sealed = Vault([ONE]).seal("xoxb-1")
    for vault, text in ((Vault([ONE]), damage(sealed)), (Vault([OTHER]), sealed)):
        with pytest.raises(WrongKeys):
            vault.open(text)
        with pytest.raises(WrongKeys):
            vault.reseal(text)


def put(store: Store, *installations: Installation) -> None:
    for one in installations:
        store.write(lambda tx, one=one: tx.installations.put(one))  # type: ignore[misc]


def test_keys_that_open_only_some_tokens_are_refused_in_one_sentence(
    store: Store, sealed: Callable[..., Installation]
) -> None:
    strange = Vault([OTHER]).seal("xoxb-2")
    put(store, sealed(), sealed("T-TWO", token=strange))
    with pytest.raises(SettingsError) as refused:
        keys.check(store, Vault([ONE]))
    assert "1 of 2 installations" in str(refused.value)
    assert refused.value.variable == "KPI_BOT_SECRET_KEYS"
    assert strange not in str(refused.value)


def test_a_refresh_token_that_does_not_open_counts_as_well(
    store: Store, sealed: Callable[..., Installation], vault: Vault
) -> None:
    strange = Vault([OTHER]).seal("xoxe-2")
    put(store, sealed(refresh_token=strange, expires_at=NOW))
    with pytest.raises(SettingsError, match="1 of 1"):
        keys.check(store, vault)


def test_after_sealing_anew_the_old_key_is_needless(
    store: Store, sealed: Callable[..., Installation], vault: Vault
) -> None:
    old = sealed()
    rotating = sealed(
        "T-TWO", refresh_token=vault.seal("xoxe-2"), expires_at=NOW + timedelta(hours=1)
    )
    put(store, old, rotating)
    with pytest.raises(SettingsError):
        keys.check(store, Vault([OTHER]))
    assert keys.reseal(store, Vault([OTHER, KEY])) == 2
    assert keys.check(store, Vault([OTHER])) == 2
    first, second = store.read(lambda tx: tx.installations.all())
    assert Vault([OTHER]).open(first.token) == "xoxb-T-ONE"
    assert Vault([OTHER]).open(second.refresh_token or "") == "xoxe-2"
    assert replace(first, token=old.token) == old


def test_sealing_anew_with_a_key_missing_changes_nothing(
    store: Store, sealed: Callable[..., Installation]
) -> None:
    put(store, sealed())
    before = store.read(lambda tx: tx.installations.all())
    with pytest.raises(SettingsError):
        keys.reseal(store, Vault([OTHER]))
    assert store.read(lambda tx: tx.installations.all()) == before
