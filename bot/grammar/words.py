"""Actions, options and closing words in Korean and Traditional Chinese."""

from __future__ import annotations

from collections.abc import Mapping

_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "formula": ("계산식", "公式"),
    "period": ("기간", "期間"),
    "segment": ("세그먼트", "분류", "分群"),
    "note": ("메모", "備註"),
    "source": ("출처", "來源"),
    "reason": ("사유", "이유", "原因"),
}
_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "add": ("추가", "加上", "追加"),
    "correct": ("정정", "수정", "更正"),
    "undo": ("취소", "되돌리기", "復原"),
    "history": ("추이", "이력", "走勢", "歷史"),
    "chart": ("차트", "圖表"),
    "explain": ("설명", "說明"),
    "target": ("목표", "目標"),
    "benchmark": ("업계기준", "業界參考值"),
    "owner": ("담당자", "負責人"),
    "away": ("부재", "請假"),
    "list": ("목록", "清單"),
    "help": ("도움말", "使用說明"),
    "settings": ("설정", "設定"),
    "trace": ("추적", "追溯"),
    "digest": ("요약", "週報"),
}
_FLAGS: Mapping[str, tuple[str, ...]] = {
    "share": ("공유", "分享"),
    "final": ("확정", "定案"),
}


def _english(words: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return {word: name for name, listed in words.items() for word in listed}


_OPTION = _english(_OPTIONS)
_ACTION = _english(_ACTIONS)
_FLAG = _english(_FLAGS)


def option(word: str) -> str:
    """The option a word names in any language; else the word itself."""
    return _OPTION.get(word, word)


def action(word: str) -> str:
    """The action a word names in any language, in small letters; else the word itself."""
    return _ACTION.get(word, word.casefold())


def flag(word: str) -> str:
    """The closing word it is in any language, in small letters; else the word itself."""
    return _FLAG.get(word, word.casefold())
