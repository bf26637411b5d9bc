"""How much an enrolment alone tells of a learner's taste, and how fast all signals fade."""

from tracking.verbs import VERBS

ENROLLED = VERBS["enrolled"].signal
HALF_LIFE_DAYS = 180.0
