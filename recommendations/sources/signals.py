"""How much each verb tells of a learner's taste, and how fast that fades."""

from tracking.verbs import VERBS

SIGNALS = {name: verb.signal for name, verb in VERBS.items() if verb.signal}
HALF_LIFE_DAYS = 180.0
# What one learner can say of one course in one day, however many events they send.
DAILY_CAP = 8.0
