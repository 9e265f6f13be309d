"""Words of questions that are too small to miss, in three languages.

A question word is small where every answer answers it (what, how much), and is not where none does:
why, who, when. Each text lists words, parted by spaces.
"""

ENGLISH = """
    a about again all am an and any are as at be bot by can could did do does doing for from get
    give go going got had has have he hello her hey hi his how however if in into is it its know kpi
    kpis let like ll look looking may me mean might much my need no now number numbers of ok on or
    our ours out over please rate ratio re right score see show so still tell thank thanks that the
    their them then there these they this to today up ve was we were what where which will with
    would yo you your yours
"""

KOREAN_NOUNS = """
    값 수치 숫자 지표 점수 비율 현황 결과 상태 상황 정도 전체 모두 회사 우리 저희 지금 현재 요즘
    요새 최근 오늘 이제 얼마 몇 뭐 무엇 점 명 원 퍼센트
"""
"""Particles may follow them."""
KOREAN = """
    모든 다 그 저 이거 그거 것 거 건 게 걸 수 등 및 또는 혹은 그리고 그럼 그러면 근데 혹시 좀 제발
    잘 내 제 나 내가 제가 나는 저는 저도 지난 얼마나 뭔 뭘 뭔가요 뭔지 무슨 어느 어때 어때요 어떤
    어떤가 어떤가요 어떤지 어떻게 어떠니 어떠한가요 어떻습니까 어땠어 어땠어요 어땠나요 어땠는지 돼
    돼요 되나요 되지 되는지 됩니까 됐어 됐나요 됐는지 된 나왔어 나왔어요 나왔나요 나왔는지 나와
    나오나요 얼마였어 얼마였어요 얼마였나요 있어 있어요 있나요 있는지 있습니까 있니 싶어 싶어요
    싶습니다 싶은데 알고 보고 알 볼 궁금해 궁금해요 궁금합니다 궁금한데 부탁해 부탁해요 부탁드려요
    부탁드립니다 대해 대해서 대한 관해 관련 관한 안녕 안녕하세요 고마워 고마워요 감사 감사합니다
    감사해요 네 응 음 봇 해 해요 하는 한 할 합니다
"""

AFTER_CONSONANTS = """
    은 이 을 과 이랑 이나 이란 이야 이에요 이었어 이고
"""
"""Korean particles and endings of "is", by the sound that they follow."""
AFTER_VOWELS = """
    는 가 를 와 랑 나 란 야 예요 에요 였어 고
"""
AFTER_ANY = """
    의 에 에서 에는 에서는 에서의 에도 도 만 으로는 하고 인가요 인가 인지 입니까 이지 지 이죠 죠 요
    은요 는요 인데 인데요 일까 일까요 이니 니 들 들의 들은 이라는 라는 별 쯤
"""
SURE_PARTICLES = """
    은 이 을 이랑 이야 이에요 는 가 를 와 랑 야 예요 의 에 에서 에는 에서는 에서의 으로 로 인가요
    입니까
"""
"""Those that unknown words are told from: others may be a noun's own end (만족도, 불만)."""

CHINESE = """
    多少 有多少 如何 請把 請給 請查 請你 請您 我想 怎麼樣 怎樣 怎麼 什麼 哪些 有哪些 哪個 哪一個
    幾分 幾個 請問 麻煩 幫我 幫忙 告訴我 告訴 跟我說 給我看 給我 看看 看一下 查一下 查詢 查看 顯示
    列出 我想知道 想知道 知道 想了解 了解 我想看 想看 想問 想要 我要 我們公司 我們的 我們 可以
    可不可以 能不能 能否 是否 有沒有 是不是 目前為止 到目前為止 目前 現在 如今 最近 近期 最新 今天
    今日 到底 一下 謝謝 感謝 你好 您好 哈囉 數值 數字 數據 指標 分數 比率 比例 情況 狀況 表現 結果
    整體 整個 全部 所有 以及 還有 關於
"""
CHINESE_NOT_SMALL = """
    為什麼 為何 什麼時候 什麼時間 什麼原因 多久 不是 沒有 記錄 紀錄 輸入 登錄 填入
"""
"""They hold smaller words, or stand for themselves beside others."""
CHINESE_AT_ENDS = "的是嗎呢吧啊呀喔哦了"
"""Signs that are small before and behind other words; inside of a word they are its own."""
CHINESE_ALONE = """
    和 與 及 跟 或 也 都 還 就 在 於 對 到 為 把 給 我 你 您 請 幫 查 看 想 要 會 有 好 能 說 做 個
    幾 分 值 之 公司
"""
"""Small where nothing stands beside them: 查 is, 調查 is not."""
