"""The words of simulated reviews: each course has things that its learners praise and miss."""

from random import Random

WORDY = 0.4  # the share of reviewers who write words
# Per subject: what is praised and what is missed, English and Chinese, two ways each.
SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "explanations": {
        "en+": (
            "Every idea is explained clearly before a term is put on it.",
            "The explanations are patient and easy to follow.",
        ),
        "en-": (
            "Some of the explanations stay vague, and I had to look things up elsewhere.",
            "The middle part was confusing until I had read it twice.",
        ),
        "zh+": ("讲解清晰，概念都从具体问题讲起。", "老师讲得深入浅出，零基础也听得懂。"),
        "zh-": ("有些概念讲得比较含糊，需要自己再查资料。", "中间几节有点难懂，看了两遍才明白。"),
    },
    "exercises": {
        "en+": (
            "The exercises are well chosen, and I learned a lot by getting them wrong.",
            "The quizzes are useful: they ask what I only thought I had understood.",
        ),
        "en-": (
            "There are not enough exercises to make it stick.",
            "I wish there were more practice after the second section.",
        ),
        "zh+": ("练习设计得很用心，做错了反而记得牢。", "测验题很有帮助，能查出自己没懂的地方。"),
        "zh-": ("练习太少，学完容易忘。", "希望能多一些动手的作业。"),
    },
    "pace": {
        "en+": (
            "The lessons are short and concise, just right for a lunch break.",
            "The pace is pleasant, and nothing is repeated for its own sake.",
        ),
        "en-": (
            "The last section is rushed compared with the first.",
            "It is too slow at the start if you know a little already.",
        ),
        "zh+": ("每节课很精炼，午休就能学完一节。", "节奏适中，没有一句废话。"),
        "zh-": ("后半部分节奏太快，有点跟不上。", "开头铺垫偏长，略显啰嗦。"),
    },
    "examples": {
        "en+": (
            "The examples are practical and I used one of them at work the next day.",
            "Real-world examples make it memorable.",
        ),
        "en-": (
            "The examples could be closer to everyday work.",
            "It needs more examples for the harder cases.",
        ),
        "zh+": ("案例贴近实际，第二天工作里就用上了。", "例子生动，很容易记住。"),
        "zh-": ("例子有些简单，遇到复杂情况还是不会。", "希望能增加一些真实的案例。"),
    },
    "depth": {
        "en+": (
            "Thorough without being heavy: the details are where they belong.",
            "It goes deeper than other introductions and stays engaging.",
        ),
        "en-": (
            "The advanced topics are shallow, I expected more depth.",
            "The content stays too basic for its level.",
        ),
        "zh+": ("内容扎实，全是干货。", "比别的入门课更有深度，收获很大。"),
        "zh-": ("进阶部分讲得太浅，没讲透。", "内容偏简单，期待更深入的部分。"),
    },
    "structure": {
        "en+": (
            "The course is well structured, each lesson builds on the last one.",
            "A logical order, and the summaries are helpful.",
        ),
        "en-": (
            "The order of the lessons is a little messy.",
            "The structure of the second section is confusing.",
        ),
        "zh+": ("结构清晰，循序渐进。", "条理分明，每章的小结很实用。"),
        "zh-": ("章节顺序有点乱，前后跳跃。", "第二部分的结构不够清楚。"),
    },
}


def words_of(learner: str, course: str, stars: int, *, is_chinese: bool) -> str:
    """What a learner writes; most write nothing. The same course is praised for the same things."""
    random = Random(f"{learner}/{course}/{stars}")  # noqa: S311 - invented words, the same each time
    if random.random() >= WORDY:
        return ""
    subjects = Random(course).sample(sorted(SAID), 4)  # noqa: S311
    praised, missed = subjects[:2], subjects[2:]
    praise = 2 if stars == 5 else int(stars > 2)
    faults = 0 if stars == 5 else int(stars < 4 or random.random() < 0.5) + int(stars < 2)
    language = "zh" if is_chinese else "en"
    said = [(subject, "+") for subject in random.sample(praised, praise)]
    said += [(subject, "-") for subject in random.sample(missed, faults)]
    found = [random.choice(SAID[subject][language + side]) for subject, side in said]
    return ("" if is_chinese else " ").join(found)
