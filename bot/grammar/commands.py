"""From a slash command and its text to a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches

from msgspec import Struct
from msgspec.structs import replace

from bot.examples import OWN_COMMANDS, command_of, example_of
from bot.grammar.away import read_away
from bot.grammar.charts import read_chart
from bot.grammar.digests import EXAMPLE as DIGEST_EXAMPLE
from bot.grammar.digests import read_digest
from bot.grammar.errors import CommandError
from bot.grammar.feedback import read_list, read_piece
from bot.grammar.figures import read_erase, read_trace
from bot.grammar.months import read_close, read_reopen
from bot.grammar.people import read_access, read_admins, user_of
from bot.grammar.segments import read_segment
from bot.grammar.settings import read_settings
from bot.grammar.sheets import OF_SHEETS, read_export, read_import
from bot.grammar.tokens import Token, split
from bot.grammar.words import action, flag, option
from bot.places import example_place
from bot.questions import (
    ChooseBenchmark,
    Explain,
    Help,
    History,
    ListKpis,
    ListSegments,
    Look,
    MergeSegments,
    Mode,
    Question,
    Rebase,
    Record,
    RenameSegment,
    SetOwner,
    SetTarget,
    ShowBenchmarks,
    ShowOwner,
    ShowSegments,
    ShowTarget,
    Undo,
)
from kpi import Kpi, catalogue
from kpi.errors import UnknownKpi
from kpi.language import said
from kpi.model import Formula, Kind
from kpi.names import shown_name

_OPTIONS = ("formula", "period", "segment", "note", "source", "reason")
_WITH_INPUTS = ("add", "correct")
_FLAGS = ("share", "final")
_EXAMPLE = "/kpi crr end=3,500 new=200 start=3,375"
MAX_HISTORY = 60
_IN_PIECES = "feedback"
"""The KPI whose figure is made of single pieces that are kept as well."""


def read_command(command: str, text: str) -> Question:
    """The question that `command` ("/nps", "/churn", "/kpi") and its text ask.

    Raises:
        CommandError: the words cannot be understood.
        kpi.errors.KpiError: a KPI name is unknown or means several things.
    """
    own = OWN_COMMANDS.get(command)
    if own is None:
        return _general(_tokens(text, _EXAMPLE))
    kpi = catalogue.get(own)
    return _about(_Subject(kpi, None, command), _tokens(text, example_of(kpi)))


def _tokens(text: str, example: str) -> tuple[Token, ...]:
    try:
        return tuple(_in_english(token) for token in split(text))
    except CommandError as error:
        raise CommandError(error.message, field=error.field, example=example) from error


def _in_english(token: Token) -> Token:
    return token if token.name is None else replace(token, name=option(token.name))


class _Subject(Struct, frozen=True):
    """The KPI spoken of, and how its commands begin ("/nps", "/kpi crr")."""

    kpi: Kpi
    formula: Formula | None
    command: str


def _general(tokens: Sequence[Token]) -> Question:
    if not tokens:
        return Help()
    first = tokens[0]
    if first.name is None:
        word = action(first.value)
        if word in _PLAIN:
            return _PLAIN[word](tokens[1:])
        if word in _VERBS and len(tokens) > 1:
            subject, rest = _subject(tokens[1:])
            return _VERBS[word](subject, rest)
        if word in _VERBS:
            raise CommandError(
                said('Which KPI do you mean? Write its name after "{word}".', word=word),
                field="kpi",
                example=f"/kpi {word} nps",
            )
    subject, rest = _subject(tokens)
    return _about(subject, rest)


def _subject(tokens: Sequence[Token]) -> tuple[_Subject, Sequence[Token]]:
    words = []
    for token in tokens:
        if token.name is not None:
            break
        words.append(token.value)
    if not words or not any(character.isalpha() for character in words[0]):
        raise CommandError(
            said("Begin with the name of a KPI, then its inputs."), field="kpi", example=_EXAMPLE
        )
    try:
        kpi, formula, used = catalogue.resolve(words)
    except UnknownKpi as unknown:
        verb = _nearest_verb(words[0])
        if verb is None:
            raise
        raise CommandError(
            said(
                '"{typed}" is neither a KPI nor an action. Did you mean "{verb}"?',
                typed=words[0],
                verb=verb,
            ),
            field="kpi",
            candidates=(verb, *unknown.candidates),
            example=f"/kpi {verb}",
        ) from unknown
    return _Subject(kpi, formula, command_of(kpi)), tokens[used:]


def _nearest_verb(word: str) -> str | None:
    found = get_close_matches(word.casefold(), [*_PLAIN, *_VERBS], n=1, cutoff=0.7)
    return found[0] if found else None


def _about(subject: _Subject, tokens: Sequence[Token]) -> Question:
    if tokens and tokens[0].name is None:
        verb = action(tokens[0].value)
        if verb in _VERBS:
            return _VERBS[verb](subject, tokens[1:])
        if verb == "help":
            return Help(kpi=subject.kpi)
        if verb in OF_SHEETS:
            return OF_SHEETS[verb](subject.kpi, tokens[1:])
        if verb in ("undo", "list", "settings", "digest", "trace", "close", "reopen"):
            return _PLAIN[verb](tokens[1:])
    return _record_or_look(subject, tokens)


def _record_or_look(subject: _Subject, tokens: Sequence[Token]) -> Question:
    listed = read_list(tokens) if subject.kpi.key == _IN_PIECES else None
    if listed is not None:
        return listed
    question = _record(subject, tokens, Mode.RECORD)
    if question.positional or question.named or question.final:
        return question
    named_period = any(token.name == "period" for token in tokens)
    return Look(
        kpi=question.kpi,
        segment=question.segment,
        period=question.period if named_period else None,
        share=question.share,
    )


def _record(subject: _Subject, tokens: Sequence[Token], mode: Mode) -> Record:
    words, flags = _trailing_flags(tokens)
    _refuse_stray_words(subject, words)
    named = _named_once(subject, words)
    options = {name: named.pop(name) for name in _OPTIONS if name in named}
    return Record(
        kpi=subject.kpi,
        mode=mode,
        positional=tuple(token.value for token in words if token.name is None),
        named=named,
        formula=options.get("formula") or (subject.formula.key if subject.formula else None),
        period=options.get("period", "last"),
        segment=read_segment(options.get("segment", "")),
        note=options.get("note", ""),
        source=options.get("source", ""),
        reason=options.get("reason", ""),
        share="share" in flags,
        final="final" in flags,
    )


def _refuse_stray_words(subject: _Subject, tokens: Sequence[Token]) -> None:
    """A verb that is misspelt and a flag that is not last would be taken for numbers."""
    words = [token.value.casefold() for token in tokens if token.name is None]
    if subject.kpi.formulas[0].inputs[0].kind is Kind.TEXT_LIST or not words:
        return
    stray = next((word for word in words if flag(word) in _FLAGS), None)
    if stray is not None:
        raise CommandError(
            said('"{word}" has to be the last word.', word=stray),
            field=flag(stray),
            example=f"{example_of(subject.kpi)} {stray}",
        )
    verb = _nearest_verb(words[0]) if words[0].isalpha() else None
    if verb is not None:
        raise CommandError(
            said(
                '"{typed}" is neither a number nor an action. Did you mean "{verb}"?',
                typed=words[0],
                verb=verb,
            ),
            field="kpi",
            candidates=(verb,),
            example=_example_with(subject, verb),
        )


def _example_with(subject: _Subject, verb: str) -> str:
    if verb in _WITH_INPUTS:
        return example_of(subject.kpi).replace(subject.command, f"{subject.command} {verb}", 1)
    return f"{subject.command} {verb}"


def _named_once(subject: _Subject, tokens: Sequence[Token]) -> dict[str, str]:
    named: dict[str, str] = {}
    for token in tokens:
        if token.name is None:
            continue
        if token.name in named:
            raise CommandError(
                said("{name} is given twice.", name=token.name),
                field=token.name,
                example=example_of(subject.kpi),
            )
        named[token.name] = token.value
    return named


def _trailing_flags(tokens: Sequence[Token]) -> tuple[Sequence[Token], frozenset[str]]:
    """Takes `share` and `final` off the end, in either order."""
    rest = list(tokens)
    flags: set[str] = set()
    while rest and rest[-1].name is None and flag(rest[-1].value) in _FLAGS:
        flags.add(flag(rest.pop().value))
    return rest, frozenset(flags)


def _add(subject: _Subject, tokens: Sequence[Token]) -> Question:
    piece = read_piece(tokens, read_segment) if subject.kpi.key == _IN_PIECES else None
    return piece or _inputs_needed(subject, tokens, Mode.ADD, "add")


def _correct(subject: _Subject, tokens: Sequence[Token]) -> Question:
    return _inputs_needed(subject, tokens, Mode.CORRECT, "correct")


def _inputs_needed(subject: _Subject, tokens: Sequence[Token], mode: Mode, verb: str) -> Question:
    question = _record(subject, tokens, mode)
    if not question.positional and not question.named:
        raise CommandError(
            said('"{verb}" needs the inputs of {kpi}.', verb=verb, kpi=shown_name(subject.kpi)),
            field="inputs",
            example=_example_with(subject, verb),
        )
    return question


def _history(subject: _Subject, tokens: Sequence[Token]) -> Question:
    options = _only_named(tokens, ("segment",), f"{subject.command} history 12", allowed_words=1)
    count = 12
    words = [token.value for token in tokens if token.name is None]
    if words:
        if not words[0].isdecimal() or not 1 <= int(words[0]) <= MAX_HISTORY:
            raise CommandError(
                said(
                    '"{typed}" is not a number of periods from 1 to {most}.',
                    typed=words[0],
                    most=MAX_HISTORY,
                ),
                field="history",
                example=f"/kpi history {subject.kpi.key} 12",
            )
        count = int(words[0])
    return History(kpi=subject.kpi, segment=options.get("segment", ""), count=count)


def _explain(subject: _Subject, tokens: Sequence[Token]) -> Question:
    options = _only_named(tokens, ("segment",), f"/kpi explain {subject.kpi.key}")
    return Explain(kpi=subject.kpi, segment=options.get("segment", ""))


def _target(subject: _Subject, tokens: Sequence[Token]) -> Question:
    named = [token for token in tokens if token.name is not None]
    rule = " ".join(token.value for token in tokens if token.name is None)
    options = _only_named(named, ("segment", "from"), f"/kpi target {subject.kpi.key} >= 45")
    segment = options.get("segment", "")
    if not rule:
        return ShowTarget(kpi=subject.kpi, segment=segment)
    cleared = rule.casefold() in ("off", "none", "clear")
    return SetTarget(
        kpi=subject.kpi,
        rule="" if cleared else rule,
        segment=segment,
        starts=options.get("from", ""),
    )


def _rebase(subject: _Subject, tokens: Sequence[Token]) -> Question:
    example = f'/kpi rebase {subject.kpi.key} reason="new survey tool"'
    options = _only_named(tokens, ("segment", "from", "reason"), example)
    reason = options.get("reason", "").strip()
    if not reason:
        raise CommandError(
            said("Taking the limits anew needs a reason, which is kept."),
            field="reason",
            example=example,
        )
    return Rebase(
        kpi=subject.kpi,
        reason=reason,
        segment=options.get("segment", ""),
        starts=options.get("from", ""),
    )


def _benchmark(subject: _Subject, tokens: Sequence[Token]) -> Question:
    _only_named(tokens, (), f"/kpi benchmark {subject.kpi.key}", allowed_words=1)
    if not tokens:
        return ShowBenchmarks(kpi=subject.kpi)
    return ChooseBenchmark(kpi=subject.kpi, set=tokens[0].value.casefold())


def _owner(subject: _Subject, tokens: Sequence[Token]) -> Question:
    example = f"/kpi owner {subject.kpi.key} @kim backup @lee"
    _only_named(tokens, (), example, allowed_words=3)
    words = [token.value for token in tokens]
    if not words:
        return ShowOwner(kpi=subject.kpi)
    if len(words) == 1 and words[0].casefold() in ("none", "nobody", "off"):
        return SetOwner(kpi=subject.kpi, owner=None, backup=None)
    if len(words) == 1:
        return SetOwner(kpi=subject.kpi, owner=user_of(words[0], example), backup=None)
    if len(words) == 3 and words[1].casefold() == "backup":
        return SetOwner(
            kpi=subject.kpi, owner=user_of(words[0], example), backup=user_of(words[2], example)
        )
    raise CommandError(
        said("Name the owner, and a backup if you like."), field="owner", example=example
    )


def _access(subject: _Subject, tokens: Sequence[Token]) -> Question:
    return read_access(subject.kpi, tokens)


def _only_named(
    tokens: Sequence[Token], allowed: tuple[str, ...], example: str, allowed_words: int = 0
) -> Mapping[str, str]:
    words = [token.value for token in tokens if token.name is None]
    named = {token.name: token.value for token in tokens if token.name is not None}
    extra = [name for name in named if name not in allowed] + words[allowed_words:]
    if extra:
        raise CommandError(
            said('"{word}" is too much here.', word=extra[0]), field=extra[0], example=example
        )
    if "segment" in named:
        named["segment"] = read_segment(named["segment"])
    return named


def _no_more(question: Question, example: str) -> Callable[[Sequence[Token]], Question]:
    def read(tokens: Sequence[Token]) -> Question:
        _only_named(tokens, (), example)
        return question

    return read


def _help(tokens: Sequence[Token]) -> Question:
    if not tokens:
        return Help()
    subject, rest = _subject(tokens)
    _only_named(rest, (), f"/kpi help {subject.kpi.key}")
    return Help(kpi=subject.kpi)


def _segments(tokens: Sequence[Token]) -> Question:
    if not tokens:
        return ListSegments()
    word = tokens[0].value.casefold()
    if tokens[0].name is None and word in _CHANGES_OF_SEGMENTS:
        return _change_segments(word, tokens[1:])
    subject, rest = _subject(tokens)
    return _segments_of(subject, rest)


def _segments_of(subject: _Subject, tokens: Sequence[Token]) -> Question:
    _only_named(tokens, (), f"/kpi segments {subject.kpi.key}", allowed_words=1)
    dimension = tokens[0].value.casefold() if tokens else ""
    return ShowSegments(kpi=subject.kpi, dimension=dimension.partition(":")[0])


def _change_segments(word: str, tokens: Sequence[Token]) -> Question:
    example = f"/kpi segments {word} tier:enterprize tier:enterprise"
    _only_named(tokens, (), example, allowed_words=2)
    names = [read_segment(token.value) for token in tokens]
    if len(names) != 2 or not all(names):
        raise CommandError(
            said("Name two segments: the one there is, and what it becomes."),
            field="segment",
            example=example,
        )
    return _CHANGES_OF_SEGMENTS[word](*names)


_CHANGES_OF_SEGMENTS: Mapping[str, Callable[[str, str], Question]] = {
    "rename": lambda name, means: RenameSegment(name=name, means=means),
    "merge": lambda name, into: MergeSegments(name=name, into=into),
}


def _digest(tokens: Sequence[Token]) -> Question:
    _only_named(tokens, (), DIGEST_EXAMPLE, allowed_words=len(tokens))
    return read_digest([token.value for token in tokens])


def _settings(tokens: Sequence[Token]) -> Question:
    example = f"/kpi settings timezone {example_place().zone}"
    _only_named(tokens, (), example, allowed_words=len(tokens))
    return read_settings([token.value for token in tokens])


_PLAIN: Mapping[str, Callable[[Sequence[Token]], Question]] = {
    "chart": read_chart,
    "list": _no_more(ListKpis(), "/kpi list"),
    "undo": _no_more(Undo(), "/kpi undo"),
    "help": _help,
    "trace": read_trace,
    "erase": read_erase,
    "import": read_import,
    "export": read_export,
    "admins": read_admins,
    "away": read_away,
    "segments": _segments,
    "digest": _digest,
    "settings": _settings,
    "close": read_close,
    "reopen": read_reopen,
}
_VERBS: Mapping[str, Callable[[_Subject, Sequence[Token]], Question]] = {
    "add": _add,
    "correct": _correct,
    "history": _history,
    "explain": _explain,
    "target": _target,
    "benchmark": _benchmark,
    "rebase": _rebase,
    "owner": _owner,
    "access": _access,
    "segments": _segments_of,
}
