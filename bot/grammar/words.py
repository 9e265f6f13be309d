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
    "theme": ("주제", "테마", "主題"),
    "customer": ("고객", "고객명", "客戶"),
    "sentiment": ("감정", "감성", "情緒"),
}
_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "add": ("추가", "加上", "追加"),
    "correct": ("정정", "수정", "更正"),
    "undo": ("취소", "되돌리기", "復原", "撤回"),
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
    "digest": ("요약", "週報", "報告"),
    "import": ("가져오기", "匯入"),
    "export": ("내보내기", "匯出"),
}
_FLAGS: Mapping[str, tuple[str, ...]] = {
    "share": ("공유", "分享"),
    "final": ("확정", "定案"),
}
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "weekly": ("매주", "주간", "每週"),
    "monthly": ("매월", "월간", "每月"),
    "preview": ("미리보기", "預覽"),
    "now": ("지금", "立即"),
    "pause": ("일시중지", "暫停"),
    "resume": ("재개", "恢復"),
    "status": ("상태", "狀態"),
    "language": ("언어", "語言"),
    "mentions": ("멘션", "提及"),
    "holidays": ("공휴일", "假日", "國定假日"),
    "on": ("켜기", "開啟"),
    "off": ("끄기", "關閉"),
    "default": ("기본", "預設"),
    "shift": ("미루기", "順延"),
    "skip": ("건너뛰기", "略過"),
}
"""What digests can do, and how their channel wants them."""


def _english(words: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return {word: name for name, listed in words.items() for word in listed}


_OPTION = _english(_OPTIONS)
_ACTION = _english(_ACTIONS)
_FLAG = _english(_FLAGS)
_CHOICE = _english(_CHOICES)


def option(word: str) -> str:
    """The option a word names in any language; else the word itself."""
    return _OPTION.get(word, word)


def action(word: str) -> str:
    """The action a word names in any language, in small letters; else the word itself."""
    return _ACTION.get(word, word.casefold())


def flag(word: str) -> str:
    """The closing word it is in any language, in small letters; else the word itself."""
    return _FLAG.get(word, word.casefold())


def choice(word: str) -> str:
    """What of a digest a word names in any language, in small letters; else the word itself."""
    return _CHOICE.get(word, word.casefold())
