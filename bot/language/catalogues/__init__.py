"""The texts of each language, in gettext catalogues: a folder a language, a file an area."""

from __future__ import annotations

from gettext import GNUTranslations
from importlib.resources import files
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def areas(code: str) -> dict[str, Catalog]:
    """The files of a language by their names, without the ending."""
    folder = files(__name__) / code
    return {
        one.name.removesuffix(".po"): read_po(BytesIO(one.read_bytes()), locale=code)
        for one in sorted(folder.iterdir(), key=lambda each: each.name)
        if one.name.endswith(".po")
    }


def catalogue(code: str) -> GNUTranslations:
    """All texts of a language."""
    together = Catalog(locale=code)
    for area in areas(code).values():
        for message in area:
            if message.id and not message.fuzzy:
                together[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, together)
    compiled.seek(0)
    return GNUTranslations(compiled)
