"""Look-ups over KPI definitions: by key, by family, by any name a person may type."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from kpi.errors import AmbiguousName, DefinitionError, UnknownKpi
from kpi.model import Formula, Kpi
from kpi.nearest import nearest
from kpi.spelling import DASHES, UNCOUNTED, fold


class Registry:
    """An unchanging set of KPIs. Raises DefinitionError where two of them share a name."""

    def __init__(
        self, definitions: Iterable[tuple[str, Kpi]], ambiguous: Mapping[str, Sequence[str]]
    ) -> None:
        grouped: dict[str, tuple[Kpi, ...]] = {}
        self._by_key: dict[str, Kpi] = {}
        for family, kpi in definitions:
            if kpi.key in self._by_key:
                raise DefinitionError(f"{kpi.key}: another KPI has the same key")
            self._by_key[kpi.key] = kpi
            grouped[family] = (*grouped.get(family, ()), kpi)
        self._families = MappingProxyType(grouped)
        self._all = tuple(self._by_key.values())
        self._ambiguous = self._checked(ambiguous)
        self._spelled = tuple(ambiguous)
        self._names = self._named()
        names = (name for kpi in self._all for name, _ in accepted_names(kpi))
        self._longest = max((len(re.split(r"[\s_-]", name)) for name in names), default=1)

    def all_kpis(self) -> tuple[Kpi, ...]:
        """Every KPI, family by family."""
        return self._all

    def families(self) -> Mapping[str, tuple[Kpi, ...]]:
        """The KPIs of each family."""
        return self._families

    def get(self, key: str) -> Kpi:
        """The KPI of exactly that key. Raises UnknownKpi."""
        try:
            return self._by_key[key]
        except KeyError:
            raise UnknownKpi(key, nearest(key, self._by_key)) from None

    def find(self, name: str) -> Kpi:
        """The KPI of any accepted name in any language. Raises UnknownKpi, AmbiguousName."""
        return self.resolve([name])[0]

    def resolve(self, words: Sequence[str]) -> tuple[Kpi, Formula | None, int]:
        """The KPI that the leading words name, longest match first, and how many they are.

        A formula's own name also gives the formula. Raises UnknownKpi, AmbiguousName.
        """
        for length in range(min(len(words), self._longest), 0, -1):
            typed = " ".join(words[:length])
            folded = fold(typed)
            if folded in self._ambiguous:
                raise AmbiguousName(typed, self._ambiguous[folded])
            if folded in self._names:
                kpi, formula = self._names[folded]
                return kpi, formula, length
        typed = words[0] if words else ""
        raise UnknownKpi(typed, self._nearest(typed))

    def spoken_of(self, text: str) -> tuple[tuple[Kpi, str], ...]:
        """The KPIs whose names stand anywhere in a sentence, each with the words that name it.

        In their order, each once; of overlapping names the longest. Raises AmbiguousName for a
        word of several meanings.
        """
        found: dict[str, tuple[Kpi, str]] = {}
        for match in self._in_a_sentence.finditer(unicodedata.normalize("NFKC", text).casefold()):
            folded = fold(match[0])
            if folded in self._ambiguous:
                raise AmbiguousName(match[0], self._ambiguous[folded])
            kpi, _ = self._names[folded]
            found.setdefault(kpi.key, (kpi, match[0]))
        return tuple(found.values())

    @cached_property
    def _in_a_sentence(self) -> re.Pattern[str]:
        """Finds any name; those in Latin letters only where they are words of their own."""
        spoken = {name for kpi in self._all for name, _ in accepted_names(kpi)}
        longest_first = sorted(spoken | set(self._spelled), key=len, reverse=True)
        return re.compile("|".join(map(_as_spoken, longest_first)))

    def _nearest(self, typed: str) -> tuple[str, ...]:
        """Keys of the KPIs whose names are closest."""
        close = nearest(fold(typed), self._names)
        return tuple(dict.fromkeys(self._names[name][0].key for name in close))

    def _checked(self, ambiguous: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
        for word, keys in ambiguous.items():
            if unknown := [key for key in keys if key not in self._by_key]:
                raise DefinitionError(f'"{word}" is said to mean {unknown[0]}, which is no KPI')
        return {fold(word): tuple(keys) for word, keys in ambiguous.items()}

    def _named(self) -> dict[str, tuple[Kpi, Formula | None]]:
        names: dict[str, tuple[Kpi, Formula | None]] = {}
        for kpi in self._all:
            for name, formula in accepted_names(kpi):
                folded = fold(name)
                owner = names.setdefault(folded, (kpi, formula))
                if folded in self._ambiguous or owner != (kpi, formula):
                    raise DefinitionError(f'{kpi.key}: the name "{name}" means something else too')
        return names


def accepted_names(kpi: Kpi) -> Iterator[tuple[str, Formula | None]]:
    """Every name that means the KPI, and with its formula those that mean one formula of it."""
    yield kpi.key, None
    yield kpi.name, None
    for alias in kpi.aliases:
        yield alias, None
    for names in kpi.names.values():
        yield names.display, None
        for name in names.accepted:
            yield name, None
    for formula in kpi.formulas:
        for name in formula.names:
            yield name, formula


def _as_spoken(name: str) -> str:
    """A pattern for a name among other words, whatever stands between its own."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = rf"[\s_{DASHES}]*".join(map(_spaced, UNCOUNTED.split(folded)))
    before = r"(?<![a-z0-9])" if _LATIN.match(folded) else ""
    after = r"(?![a-z0-9])" if _LATIN.match(folded[-1]) else ""
    return f"{before}{words}{after}"


def _spaced(word: str) -> str:
    """A pattern for one word of a name: "고객만족도" is written "고객 만족도", too."""
    return "".join(
        rf"\s?{sign}" if _is_unspaced(before) and _is_unspaced(sign) else re.escape(sign)
        for before, sign in zip(f" {word}", word, strict=False)
    )


def _is_unspaced(sign: str) -> bool:
    """Whether it is Korean or Chinese, which part the words of a name or write them as one."""
    return "가" <= sign <= "힣" or "\u4e00" <= sign <= "\u9fff"


_LATIN = re.compile("[a-z0-9]")
