"""Sealing tokens before they are stored."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class WrongKeys(Exception):
    """None of the keys opens what was sealed."""


def new_key() -> str:
    """A key nobody has ever seen."""
    return Fernet.generate_key().decode()


class Vault:
    """Seals with the first key, opens with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take at least one key, the newest first. Raises ValueError for what is no key."""
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        """The text, readable with the first key alone; never twice the same."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            WrongKeys: it was sealed with another key, or is damaged.
        """
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            raise WrongKeys from None

    def reseal(self, sealed: str) -> str:
        """The same, sealed with the first key. Raises WrongKeys as `open` does."""
        try:
            return self._fernet.rotate(sealed).decode()
        except InvalidToken:
            raise WrongKeys from None
