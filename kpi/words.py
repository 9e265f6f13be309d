"""The names of inputs and attributes in Korean and Traditional Chinese, as people type them.

The first word of a language is the one shown; all of them are accepted. A name means the same in
every KPI, so that each stands here once.
"""

from __future__ import annotations

from collections.abc import Mapping

from kpi.language import phrase, said, spoken
from kpi.spelling import fold

Words = Mapping[str, tuple[str, ...]]
"""By language: "ko", "zh_Hant"."""


def _words(ko: str, zh: str) -> Words:
    """Words of both languages, each a list with commas."""
    return {"ko": tuple(ko.split(",")), "zh_Hant": tuple(zh.split(","))}


WORDS: Mapping[str, Words] = {
    "abandoned": _words("중도포기,포기", "放棄,放棄人數"),
    "acquired": _words("확보고객,획득고객", "獲得客戶,新獲客數"),
    "active": _words("활성,활성고객,활성사용자", "活躍,活躍客戶,活躍用戶"),
    "affected": _words("영향고객", "受影響客戶"),
    "annual": _words("연간구독매출", "年訂閱營收"),
    "arpu": _words("사용자당매출,객단가", "每用戶平均營收"),
    "bounces": _words("이탈세션,반송", "跳出,跳出數"),
    "cac": _words("고객획득비용", "獲客成本"),
    "churn": _words("이탈비율", "流失率"),
    "churned": _words("이탈분,해지분", "已流失"),
    "clicks": _words("클릭,클릭수", "點擊,點擊數"),
    "clv": _words("고객생애가치", "顧客終身價值"),
    "cohort": _words("신규사용자,가입자", "新用戶"),
    "contraction": _words("축소,축소매출", "縮減,縮減營收"),
    "conversion_rate": _words("전환율", "轉換率"),
    "conversions": _words("전환,전환수", "轉換,轉換數"),
    "converted": _words("유료전환", "轉付費,付費轉換"),
    "cost": _words("비용", "成本"),
    "crr": _words("유지비율", "留存率"),
    "customers": _words("고객수,유료고객수", "客戶數,付費客戶數"),
    "dau": _words("일간활성사용자", "日活躍用戶"),
    "depth_sum": _words("스크롤합계", "捲動深度總和"),
    "depths": _words("스크롤깊이", "捲動深度"),
    "detractor_share": _words("비추천비율", "批評者比例"),
    "detractors": _words("비추천,비추천고객,비추천자", "批評者"),
    "direction": _words("방향", "方向"),
    "due": _words("갱신대상", "到期,應續約"),
    "due_revenue": _words("갱신대상매출", "到期營收"),
    "end": _words("기말,기말고객", "期末,期末客戶"),
    "ended": _words("체험종료", "試用結束"),
    "engagements": _words("참여,참여수", "互動,互動數"),
    "exits": _words("종료,종료수", "離開,離開數"),
    "expansion": _words("확장,확장매출", "擴充,擴充營收"),
    "exposed": _words("해당자", "有行為人數"),
    "exposed_rate": _words("해당자비율", "有行為比率"),
    "exposed_yes": _words("해당자성공", "有行為成功數"),
    "fees": _words("월요금", "月費"),
    "first_contact": _words("최초해결,첫응대해결", "首次解決"),
    "frequency": _words("구매빈도", "購買頻率"),
    "impressions": _words("노출,노출수", "曝光,曝光數"),
    "involuntary": _words("비자발적이탈,결제실패이탈", "非自願流失"),
    "items": _words("의견,피드백", "意見,回饋"),
    "leads": _words("리드", "潛在客戶,名單數"),
    "lifespan": _words("고객수명", "客戶壽命"),
    "lost": _words("이탈,해지,이탈고객", "流失,流失客戶"),
    "lost_value": _words("이탈고객가치", "流失客戶價值"),
    "loyalty": _words("로열티비용", "忠誠度計畫費用"),
    "margin": _words("마진,매출총이익률", "毛利率"),
    "marketing": _words("마케팅,마케팅비", "行銷,行銷費用"),
    "mau": _words("월간활성사용자", "月活躍用戶"),
    "mentions": _words("언급,언급수", "提及,提及數"),
    "mqls": _words("마케팅적격리드", "行銷合格名單"),
    "mrr": _words("월반복매출", "月經常性營收"),
    "negative": _words("부정", "負面"),
    "new": _words("신규,신규고객", "新增,新客戶"),
    "new_value": _words("신규고객가치", "新客戶價值"),
    "opens": _words("열람,오픈", "開信,開啟數"),
    "order_value": _words("주문금액,평균주문금액", "平均訂單金額"),
    "orders": _words("주문,주문수", "訂單,訂單數"),
    "other": _words("비해당자", "無行為人數"),
    "other_rate": _words("비해당자비율", "無行為比率"),
    "other_yes": _words("비해당자성공", "無行為成功數"),
    "overhead": _words("간접비", "間接費用"),
    "pageviews": _words("페이지뷰", "瀏覽量,頁面瀏覽"),
    "passives": _words("중립,중립고객,중립자", "中立者"),
    "paying": _words("유료고객,유료", "付費客戶,付費"),
    "people": _words("인건비", "人力成本"),
    "positive": _words("긍정", "正面"),
    "promoter_share": _words("추천비율", "推薦者比例"),
    "promoters": _words("추천,추천고객,추천자", "推薦者"),
    "referrals": _words("소개,추천건수", "推薦數,轉介紹"),
    "referred_new": _words("소개신규", "推薦新客"),
    "referred_orders": _words("소개주문", "推薦訂單"),
    "renewed": _words("갱신", "續約"),
    "renewed_revenue": _words("갱신매출", "續約營收"),
    "respondents": _words("응답자,응답자수", "受訪者,受訪人數"),
    "responses": _words("응답,응답수", "回覆,回覆數"),
    "revenue": _words("매출", "營收"),
    "scale": _words("척도", "量表"),
    "score_sum": _words("점수합계", "分數總和"),
    "scores": _words("점수", "分數"),
    "seconds": _words("초", "秒數"),
    "services": _words("전문서비스비", "專業服務費"),
    "sessions": _words("세션,세션수", "工作階段,造訪次數"),
    "software": _words("소프트웨어비", "軟體費用"),
    "spend": _words("지출,지출액", "支出,花費"),
    "start": _words("기초,기초고객", "期初,期初客戶"),
    "start_revenue": _words("기초매출", "期初營收"),
    "term": _words("유지기간", "留存期數"),
    "threshold": _words("기준점수", "門檻"),
    "tickets": _words("문의,티켓", "工單,案件數"),
    "tools": _words("도구비", "工具費用"),
    "total": _words("전체고객,전체", "客戶總數,總數"),
    "training": _words("교육비", "培訓費用"),
    "users": _words("사용자,사용자수", "用戶,用戶數"),
    "value_per_lost": _words("이탈고객당가치", "每流失客戶價值"),
    "value_per_new": _words("신규고객당가치", "每新客戶價值"),
    "visitors": _words("방문자,방문자수", "訪客,訪客數"),
    "wages": _words("급여", "薪資"),
}
"""By the name that definitions use."""

_TARGET = phrase("target")
"""A field that commands take beside a KPI's inputs."""

_MEANT = {
    fold(word): name
    for name, words in WORDS.items()
    for listed in words.values()
    for word in listed
}


def translated(name: str) -> tuple[str, ...]:
    """The words of every language for a name."""
    return tuple(word for listed in WORDS.get(name, {}).values() for word in listed)


def typed_word(name: str) -> str:
    """What people of the language spoken may type for a name: "promoters", "추천"."""
    return WORDS.get(name, {}).get(spoken().code, (name,))[0]


def shown_word(name: str) -> str:
    """A name as sentences show it: its word in the language spoken, with what examples call it.

    "promoters" in English, "추천(promoters)" in Korean; any other text is itself.
    """
    words = WORDS.get(name, {}).get(spoken().code)
    if words:
        return said("{word} ({name})", word=words[0], name=name)
    return said(_TARGET) if name == _TARGET else name


def meant(typed: str) -> str:
    """The name a word stands for, whatever its language, case and width; else the word itself."""
    return _MEANT.get(fold(typed), typed)
