"""Whether the keys open what is stored, and sealing it anew after they changed."""

from __future__ import annotations

from bot.installing.vault import Vault, WrongKeys
from bot.settings import SettingsError
from storage.records import Installation
from storage.store import Store
from storage.tx import Tx


def check(store: Store, vault: Vault) -> int:
    """How many installations there are; the keys open the tokens of all of them.

    Raises:
        SettingsError: tokens were sealed with a key that is not among the keys.
    """
    installations = store.read(lambda tx: tx.installations.all())
    locked = sum(not _opens(vault, one) for one in installations)
    if locked:
        raise SettingsError(
            "KPI_BOT_SECRET_KEYS",
            f"cannot open the tokens of {locked} of {len(installations)} installations, so add the "
            "key they were sealed with, behind the others",
        )
    return len(installations)


def reseal(store: Store, vault: Vault) -> int:
    """Seal every token with the newest key; how many installations that were.

    Raises:
        SettingsError: as `check` does; then nothing was changed.
    """
    check(store, vault)
    return store.write(lambda tx: sum(_reseal(tx, vault, one) for one in tx.installations.all()))


def _opens(vault: Vault, one: Installation) -> bool:
    try:
        for sealed in _sealed(one):
            vault.open(sealed)
    except WrongKeys:
        return False
    return True


def _reseal(tx: Tx, vault: Vault, one: Installation) -> bool:
    token, *refresh_token = (vault.reseal(sealed) for sealed in _sealed(one))
    return tx.installations.resealed(one.team, one.issue, token, next(iter(refresh_token), None))


def _sealed(one: Installation) -> tuple[str, ...]:
    return (one.token,) if one.refresh_token is None else (one.token, one.refresh_token)
