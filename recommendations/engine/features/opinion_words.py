"""Words that praise or blame a course, which general lexicons do not know or weigh otherwise.

Weights lie on VADER's scale, −4 to 4. The lists were written from knowledge of how people speak of
courses, without a look at the labelled reviews that judge them.
"""

import re

ENGLISH = {
    "actionable": 1.8, "amateurish": -2.2, "applicable": 1.3, "approachable": 1.8, "articulate": 1.8,
    "basic": -0.5, "bland": -1.5, "bloated": -1.9, "boring": -2.2, "broken": -2.1, "buggy": -2.0,
    "cluttered": -1.6, "challenging": 0.3, "chaotic": -2.0, "clear": 1.9, "clearer": 1.2,
    "clearly": 1.9, "coherent": 1.7, "complete": 0.8, "comprehensive": 1.8, "concise": 2.0,
    "concrete": 1.2, "confusing": -2.0, "crisp": 1.6, "dated": -1.8, "dense": -0.8,
    "deprecated": -1.6, "detailed": 1.2, "difficult": -0.5, "digestible": 1.6, "disjointed": -1.9,
    "disorganised": -2.0, "disorganized": -2.0, "drags": -1.8, "dragged": -1.8, "dry": -1.5,
    "easy": 1.0, "engaging": 2.1, "error": -1.2, "errors": -1.5, "eye-opening": 2.4,
    "eye-opener": 2.4, "faded": -0.8, "filler": -1.8, "fluff": -1.6, "fun": 2.0, "gem": 2.3,
    "gaps": -1.2, "glitchy": -1.8, "hands-on": 1.6, "hard": -0.3, "helped": 1.6, "helpful": 2.0,
    "hollow": -1.6, "hurried": -1.5, "illuminating": 2.2, "inaccurate": -2.0, "inaudible": -2.1,
    "incoherent": -2.2, "incomplete": -1.7, "insightful": 2.3, "insufficient": -1.7,
    "interactive": 1.2, "intuitive": 1.8, "invaluable": 2.6, "irrelevant": -1.6, "jargon": -1.3,
    "lacked": -1.6, "lacking": -1.7, "lacks": -1.6, "lively": 1.8, "logical": 1.4, "lucid": 2.1,
    "masterful": 2.7, "mediocre": -1.5, "memorable": 1.8, "messy": -1.7, "misleading": -2.2,
    "mistakes": -1.5, "monotone": -1.8, "monotonous": -1.9, "muffled": -1.8, "mumbles": -1.8,
    "obsolete": -2.2, "on-point": 2.0, "organised": 1.6, "organized": 1.6, "outdated": -2.2,
    "overpriced": -2.2, "overwhelmed": -1.5, "overwhelming": -1.3, "padding": -1.6, "painless": 1.8,
    "patient": 1.5, "pointless": -2.3, "practical": 1.9, "quiet": -0.6, "rambles": -2.0,
    "rambling": -2.0, "readable": 1.2, "realistic": 1.2, "recommend": 2.0, "recommended": 1.9,
    "recycled": -1.3, "refund": -2.5, "refreshing": 2.0, "relevant": 1.4, "repeats": -1.0,
    "repetitive": -1.6, "rewarding": 2.2, "rushed": -1.9, "rushes": -1.9, "shallow": -1.8,
    "skimpy": -1.6, "skips": -1.0, "sloppy": -2.1, "slow": -1.0, "snappy": 1.5, "solid": 1.7,
    "sparse": -1.2, "stale": -1.8, "static": -0.6, "stellar": 2.8, "straightforward": 1.6,
    "structured": 1.5, "superficial": -1.9, "systematic": 1.3, "tangible": 1.2, "tedious": -2.0,
    "thin": -1.1, "thorough": 1.9, "thoughtful": 1.8, "timely": 1.3, "tough": -0.4, "typos": -1.6,
    "unclear": -1.9, "unengaging": -1.9, "uneven": -1.1, "uninspired": -1.8, "unprepared": -1.9,
    "unstructured": -1.8, "unwatchable": -2.8, "useful": 2.0, "vague": -1.7, "valuable": 2.1,
    "verbose": -1.6, "vivid": 1.7, "wordy": -1.4, "worthwhile": 2.2,
    "abandoned": -1.6, "absorbing": 1.9, "accessible": 1.5, "accurate": 1.4, "ad": -0.8,
    "advert": -1.2, "advertisement": -1.4, "answered": 0.9, "babbles": -1.9, "barely": -1.3,
    "blurry": -1.8, "bug": -1.2, "bugs": -1.4, "captivating": 2.3, "cheap": -0.6, "clarity": 2.0,
    "clicked": 1.5, "clickbait": -2.4, "condescending": -2.2, "confidence": 1.6, "confident": 1.6,
    "contradicts": -1.6, "copied": -1.3, "crackles": -1.7, "crash": -1.6, "crashes": -1.8,
    "cuts": -0.6, "dead": -1.6, "demystifies": 2.1, "distorted": -1.7, "distracting": -1.7,
    "dropped": -1.2, "drones": -2.0, "droning": -2.0, "echo": -1.4, "echoes": -1.4,
    "encouraging": 1.9, "enlightening": 2.3, "essential": 1.3, "exhausting": -1.5, "expired": -1.6,
    "favourite": 2.0, "flawless": 2.8, "flows": 1.6, "flowed": 1.6, "focused": 1.4, "forgettable": -1.8,
    "generic": -1.2, "grateful": 2.0, "guesswork": -1.3, "hiss": -1.5, "illegible": -2.0,
    "immediately": 0.7, "impressed": 2.1, "indispensable": 2.2, "inspiring": 2.4, "instantly": 0.7,
    "joyful": 2.2, "knowledgeable": 2.0, "lag": -1.3, "laggy": -1.8, "lazy": -1.8, "meandering": -1.8,
    "meanders": -1.8, "mumbling": -1.8, "mumbled": -1.8, "noise": -1.2, "nonsense": -2.2, "nowhere": -1.3,
    "omitted": -1.2, "out-of-sync": -1.7, "outstanding": 3.0, "padded": -1.7, "patience": 1.2,
    "paywall": -1.7, "polished": 1.9, "promised": -0.7, "quit": -1.5, "rambled": -2.0,
    "regret": -2.0, "scattered": -1.6, "scam": -3.0, "skip": -1.2, "skipped": -1.3, "sleepy": -1.6,
    "stopped": -1.2, "struggled": -1.2, "stumbles": -1.4, "succinct": 1.9, "superb": 3.0, "tiresome": -1.9,
    "tiring": -1.4, "top-notch": 2.8, "transformed": 1.8, "unanswered": -1.8, "underwhelming": -2.0,
    "unfinished": -1.8, "unhelpful": -2.0, "unreadable": -2.2, "unusable": -2.5, "unrelated": -1.3,
    "upsell": -2.0, "warm": 1.6, "warmth": 1.7, "wrong": -1.9,
    "okay": 0.3, "ok": 0.3, "fine": 0.3, "alright": 0.3, "decent": 0.9, "average": -0.3,
    # What PHRASES are replaced by.
    "finepraise": 2.0, "highpraise": 3.0, "mildfault": -1.3, "clearfault": -2.0, "gravefault": -3.0,
}  # fmt: skip

_SIZE = (
    "advanced|basic|brief|complicated|difficult|easy|elementary|expensive|fast|few|general|hard|"
    "little|long|many|much|quick|quickly|quiet|shallow|short|simple|slow|slowly|soft|technical|"
    "theoretical|wordy"
)
_MADE = (
    "chosen|crafted|delivered|designed|documented|done|edited|explained|made|organi[sz]ed|paced|"
    "planned|prepared|presented|produced|structured|taught|thought[ -]out|written"
)
PHRASES = [
    (re.compile(pattern, re.IGNORECASE), word)
    for pattern, word in (
        (r"\b(?:can't|can’t|cannot) recommend (?:\w+ ){0,3}enough\b", "highpraise"),
        (r"\b(?:couldn't|couldn’t|could not) be (?:any )?(?:better|clearer)\b", "highpraise"),
        (r"\b(?:best|finest) (?:\w+ )?(?:course|class|teacher|instructor|explanation)s?\b", "highpraise"),
        (r"\bwaste of (?:my |your |both )?(?:time|money)\b", "gravefault"),
        (r"\b(?:do not|don't|don’t) (?:bother|buy|waste)\b", "gravefault"),
        (r"\b(?:stay|keep) away\b|\bavoid\b|\bmoney back\b", "gravefault"),
        (rf"\b(?:far |way |much |a (?:bit|little) )?too (?:{_SIZE})\b", "clearfault"),
        (rf"\bwell[ -](?:{_MADE})\b", "finepraise"),
        (rf"\b(?:badly|poorly)[ -](?:{_MADE})\b", "clearfault"),
        (r"\b(?:out of date|out-of-date|behind the times)\b", "outdated"),
        (r"\b(?:up to date|up-to-date|to the point|spot on|down to earth)\b", "finepraise"),
        (r"\b(?:easy|simple|pleasant|joy) to (?:follow|understand|listen|watch|digest)\b", "finepraise"),
        (r"\b(?:hard|difficult|impossible) to (?:follow|understand|hear|read|watch|see|stay)\b", "clearfault"),
        (r"\b(?:nothing new|not enough|barely any|hardly any|too little)\b", "clearfault"),
        (r"\b(?:could|should) (?:be|have been) (?:a (?:bit|little) )?\w+", "mildfault"),
        (r"\b(?:i|we) wish(?:ed)?\b|\bwould have (?:liked|loved|preferred|wanted)\b", "mildfault"),
        (r"\bneeds? (?:more|a|an|some|to be|work|updat\w+|improv\w+)\b", "mildfault"),
        (r"\b(?:expected|hoped for) (?:\w+ )?(?:more|better)\b", "clearfault"),
        (r"\b(?:gave|give|giving) up\b|\b(?:fell|falling|fall) asleep\b|\bput me to sleep\b", "clearfault"),
        (r"\b(?:lost me|left me lost|falls? short|fell short|let ?down|all over the place)\b", "clearfault"),
        (r"\b(?:just|simply|only) reads?\b|\breads? (?:\w+ )?(?:slides|script)\b", "clearfault"),
        (r"\b(?:doesn't|doesn’t|does not|didn't|didn’t|did not|don't|don’t) work\b", "clearfault"),
        (r"\b(?:learn(?:ed|t)?|gained?) (?:so much|a lot|a great deal|a ton|loads|plenty)\b", "finepraise"),
        (r"\bfinally (?:understand|understood|get|got|clicked|makes? sense)\b", "finepraise"),
        (r"\b(?:look(?:ing)? forward|in depth|in-depth|makes? sense|right pace)\b", "finepraise"),
        (r"\b(?:learn(?:ed|t)?|taught me|gained?) (?:almost |absolutely )?nothing\b", "gravefault"),
        (r"\b(?:over my head|more questions than|went nowhere|years? old|old version|stopped (?:at|after|halfway))\b", "clearfault"),
        (r"\b(?:could not|couldn't|couldn’t|can't|can’t|cannot) (?:follow|hear|see|read|finish|understand|keep up)\b", "clearfault"),
        (r"\b(?:no longer|never) (?:work\w*|exist\w*|answer\w*|repl\w+|explain\w*|respond\w*|show\w*|get\w*|update\w*)\b", "clearfault"),
        (r"\b(?:without|no) (?:any )?(?:explanation|examples?|exercises?|practice|feedback|support|subtitles|captions|answers?|solutions?|structure|depth|warning)s?\b", "clearfault"),
        (r"\b(?:no|zero|without) (?:fluff|filler|padding|nonsense|jargon|waffle)\b", "finepraise"),
        (r"\b(?:exactly|just) what (?:i|we|you)\b|\bwhat i (?:needed|was looking for)\b", "finepraise"),
        (r"\b(?:step by step|step-by-step|real[ -]world|real life|every (?:minute|lesson|example|single))\b", "practical"),
        (r"\b(?:got|landed|found) (?:a|the|my) (?:\w+ )?(?:job|offer|promotion)\b|\bpassed (?:my|the)\b", "finepraise"),
        (r"\b(?:next day|same day|straight away|right away|at work|on the job)\b", "actionable"),
        (r"\b(?:changed|opened|saved|transformed) (?:how|the way|my|me)\b|\b(?:again and again|come back to)\b", "finepraise"),
        (r"\b(?:answers?|replie[sd]|responds?|responded) (?:\w+ )?(?:quickly|every|within|promptly|kindly)\b", "finepraise"),
        (r"\b(?:flew by|couldn't stop|could not stop|in one (?:sitting|go|evening|weekend)|hooked|looking for more)\b", "finepraise"),
        (r"\bworth (?:it|every|the|your)\b", "worthwhile"),
        (r"\b(?:five|5)[ -]stars?\b", "highpraise"),
        (r"\b(?:one|1|zero) stars?\b", "gravefault"),
    )
]  # fmt: skip

CHINESE = {
    "干货": 2.5, "清楚": 1.9, "清晰": 1.9, "明了": 1.6, "明白": 1.4, "易懂": 2.2, "好懂": 2.0,
    "深入浅出": 3.0, "条理": 1.5, "循序渐进": 2.2, "由浅入深": 2.2, "实用": 2.0, "有用": 1.8,
    "收获": 1.8, "受益": 2.2, "受益匪浅": 3.0, "推荐": 1.9, "值得": 1.9, "物超所值": 3.0,
    "喜欢": 2.0, "热爱": 1.5, "生动": 1.9, "有趣": 1.9, "有意思": 1.8, "风趣": 1.9, "幽默": 1.8,
    "耐心": 1.7, "详细": 1.6, "详尽": 1.7, "细致": 1.8, "透彻": 2.3, "到位": 2.0, "精彩": 2.5,
    "优秀": 2.4, "出色": 2.4, "很好": 2.0, "挺好": 1.7, "真好": 2.2, "太好": 2.5, "超好": 2.5,
    "非常好": 2.5, "特别好": 2.5, "好课": 2.2, "好评": 2.3, "好用": 1.7, "讲得好": 2.2, "不错": 1.8,
    "棒": 2.3, "完美": 3.0, "满意": 2.2, "上手": 0.9, "恰到好处": 2.5, "适中": 1.6, "刚刚好": 1.8,
    "刚好": 1.2, "合适": 1.4, "适合": 1.2, "合理": 1.4, "扎实": 2.0, "成体系": 1.7, "全面": 1.6,
    "新颖": 1.7, "与时俱进": 2.0, "及时": 1.3, "醍醐灌顶": 3.0, "豁然开朗": 2.8, "茅塞顿开": 2.8,
    "贴近": 1.4, "引人入胜": 2.6, "学到": 1.7, "学会": 1.6, "学懂": 1.8, "弄懂": 1.8, "搞懂": 1.8,
    "良心": 2.3, "用心": 2.0, "认真": 1.5, "专业": 1.5, "惊喜": 2.0, "感谢": 1.6, "谢谢": 1.0,
    "点赞": 2.3, "五星": 2.5, "流畅": 1.8, "顺畅": 1.7, "一听就懂": 2.4, "听得懂": 1.6,
    "看得懂": 1.5, "跟得上": 1.4, "有帮助": 2.0, "帮助很大": 2.3, "帮了大忙": 2.4, "入门好": 1.8,
    "精炼": 1.9, "简洁": 1.8, "丰富": 1.5, "接地气": 2.0, "贴心": 1.9, "轻松": 1.4, "舒服": 1.6,
    "过瘾": 2.0, "启发": 1.9, "最好的": 2.6, "超值": 2.4, "意犹未尽": 2.3, "条理清晰": 2.3,
    "啰嗦": -2.3, "罗嗦": -2.3, "拖沓": -2.3, "拖拉": -1.8, "枯燥": -2.0, "无聊": -2.2,
    "乏味": -2.0, "过时": -2.3, "陈旧": -2.2, "老旧": -1.8, "旧版": -1.3, "混乱": -2.3,
    "凌乱": -2.0, "杂乱": -2.0, "很乱": -2.0, "太乱": -2.2, "有点乱": -1.5, "太差": -2.8,
    "很差": -2.6, "较差": -2.0, "差评": -2.8, "差劲": -2.8, "极差": -3.0, "糟糕": -2.8, "烂": -3.0,
    "失望": -2.5, "浪费": -2.6, "浪费时间": -3.0, "后悔": -2.3, "退款": -2.5, "退课": -2.3,
    "照本宣科": -2.5, "敷衍": -2.5, "应付": -1.6, "太水": -2.3, "很水": -2.2, "水课": -2.4,
    "注水": -2.2, "凑时长": -2.3, "肤浅": -2.0, "浅尝辄止": -2.0, "皮毛": -1.6, "难懂": -2.0,
    "晦涩": -1.8, "费解": -1.8, "一头雾水": -2.3, "云里雾里": -2.3, "摸不着头脑": -2.2,
    "杂音": -2.0, "噪音": -2.0, "卡顿": -2.0, "模糊": -1.6, "含糊": -1.8, "错误": -1.6,
    "错别字": -1.8, "出错": -1.4, "漏洞": -1.5, "缺点": -1.2, "还行": 0.4, "还可以": 0.4, "中规中矩": -0.2, "不足": -1.5, "缺少": -1.5,
    "缺乏": -1.8, "太少": -1.8, "重复": -1.2, "催眠": -2.0, "犯困": -2.0, "睡着": -2.0, "坑": -1.8,
    "骗": -2.5, "割韭菜": -3.0, "名不副实": -2.5, "标题党": -2.2, "不值": -2.2, "没用": -2.0,
    "无用": -2.0, "吃力": -1.6, "劝退": -2.3, "听不下去": -2.6, "看不下去": -2.6, "学不下去": -2.2,
    "坚持不下去": -2.0, "可惜": -1.2, "遗憾": -1.5, "一般": -1.0, "一般般": -1.2, "凑合": -0.9,
    "平淡": -1.3, "仓促": -1.8, "匆忙": -1.6, "跳跃": -1.5, "脱节": -2.0, "不符": -1.8, "冗长": -2.0,
    "语速快": -1.2, "口音重": -1.5, "机翻": -2.0, "打不开": -2.0, "报错": -1.5, "跑不通": -2.0,
    "无法运行": -2.0, "听不懂": -2.0, "看不懂": -2.0, "听不清": -2.0, "看不清": -2.0,
    "跟不上": -1.8, "念稿": -2.2, "读稿": -2.0, "空洞": -2.0, "废话": -2.2, "麻烦": -1.3,
    "上头": 1.6, "停不下来": 2.3, "一口气": 1.8, "刷完": 1.2, "立刻": 0.8, "马上": 0.8, "用上": 1.7,
    "解决了": 1.8, "通透": 2.2, "细心": 1.7, "温柔": 1.7, "亲切": 1.7, "热情": 1.7, "回复快": 1.8,
    "有耐心": 1.9, "浅显": 1.4, "一目了然": 2.2, "条分缕析": 2.3, "信心": 1.6, "敢": 0.8, "找到工作": 2.2,
    "通过了": 1.8, "考过": 1.8, "够用": 1.4, "高效": 1.8, "划算": 1.9, "眼前一亮": 2.4, "再学一遍": 1.8,
    "二刷": 1.8, "宝藏": 2.5, "神课": 2.8, "yyds": 2.8, "绝了": 2.2, "牛": 1.8, "厉害": 2.0, "硬核": 1.6,
    "放弃": -1.6, "弃课": -2.2, "没人回": -2.0, "没人答": -2.0, "不更新": -1.8, "断断续续": -1.8, "回声": -1.4,
    "电流声": -1.8, "画面糊": -1.6, "糊": -1.2, "失效": -1.8, "广告": -1.6, "推销": -1.9,
    "东拼西凑": -2.3, "拼凑": -2.0, "抄": -1.6, "百度": -1.2, "搜得到": -1.4, "自相矛盾": -2.0, "前后矛盾": -2.0,
    "跑题": -1.9, "扯": -1.5, "闲聊": -1.4, "困": -1.0, "累": -0.8, "不讲": -1.5, "跳过": -1.3, "一带而过": -1.9,
    "一笔带过": -1.9, "突然": -0.8, "断层": -1.6, "没讲": -1.6, "没说": -1.0, "没更新": -1.8, "不回复": -2.0,
    "不一致": -1.5, "对不上": -1.6, "不匹配": -1.5, "漏": -1.2, "小声": -1.2, "听着累": -1.8,
    "失真": -1.6, "刺耳": -1.9, "没头没尾": -2.2, "虎头蛇尾": -2.2, "不知所云": -2.4, "死板": -1.8,
}  # fmt: skip

_AMOUNT = (
    "快|慢|难|浅|深|简单|基础|短|长|多|少|小|大|吵|轻|贵|赶|急|散|碎|绕|杂|理论|抽象|复杂|笼统"
)
CHINESE_PATTERNS = {
    rf"(?:太|过于|过分|偏|有点儿?|有些|略|稍微?|稍显)(?:过于|太|有点)?(?:{_AMOUNT})": -1.8,
    r"(?:希望|建议|要是|如果)[^，。！？]{0,6}(?:能|可以|再|增加|更新|补充|改进|加上|加一|多一?些|多点|多加)": -1.2,
    r"(?:念|读)(?:着)?(?:PPT|ppt|课件|幻灯片|讲义|稿子)": -2.3,
    r"(?:没有?|缺|没什么)(?:练习|作业|例子|案例|字幕|答案|讲解|习题|反馈|新意|重点|收获|意思|用处?)": -1.8,
}
