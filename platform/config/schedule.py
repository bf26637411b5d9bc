"""What Celery beat runs by default; copied into the database at start, where staff edit it."""

from datetime import timedelta

from celery.schedules import crontab

BEAT_SCHEDULE = {
    "retrain nightly": {"task": "recommendations.retrain", "schedule": crontab(hour=2, minute=30)},
    "refresh pages": {
        "task": "recommendations.refresh_pages",
        "schedule": crontab(hour="*/6", minute=10),
    },
    # What was lost with a killed worker; nothing, nearly always.
    "go on with refreshes": {
        "task": "recommendations.refresh_rest",
        "schedule": timedelta(minutes=1),
    },
    # Trains only where a fact changed since the last training, by the hash of all of them.
    "retrain when the data changed": {
        "task": "recommendations.look_at_data",
        "schedule": crontab(hour="8,14,20", minute=15),
    },
    "look for drift": {
        "task": "recommendations.look_for_drift",
        "schedule": crontab(hour=5, minute=20),
    },
    "roll up activity": {"task": "tracking.roll_up", "schedule": timedelta(minutes=15)},
    "replay spooled events": {"task": "tracking.replay_spool", "schedule": timedelta(minutes=1)},
    "renew mean ratings": {"task": "courses.renew_means", "schedule": crontab(hour=1, minute=45)},
    "weigh reviews": {
        "task": "recommendations.weigh_reviews",
        "schedule": crontab(hour=1, minute=55),
    },
    "read experiments": {
        "task": "recommendations.read_experiments",
        "schedule": crontab(minute=20),
    },
    "forget shown lists": {
        "task": "recommendations.forget_shown",
        "schedule": crontab(hour=4, minute=25),
    },
    "estimate versions": {
        "task": "recommendations.estimate_versions",
        "schedule": crontab(hour=3, minute=40),
    },
    "count answers": {"task": "recommendations.count_online", "schedule": crontab(minute=35)},
    "count feedback": {
        "task": "recommendations.count_feedback",
        "schedule": timedelta(minutes=15),
    },
    # Events may come a week late.
    "count late answers": {
        "task": "recommendations.count_online",
        "schedule": crontab(hour=3, minute=20),
        "args": [8],
    },
    "fit readiness": {
        "task": "recommendations.fit_readiness",
        "schedule": crontab(hour=2, minute=5),
    },
    "propose prerequisites": {
        "task": "courses.propose_prerequisites",
        "schedule": crontab(day_of_week="sun", hour=1, minute=15),
    },
    "write words": {"task": "recommendations.write_words", "schedule": crontab(minute="*/30")},
    "find learners alike": {
        "task": "recommendations.find_alike",
        "schedule": crontab(hour=2, minute=10),
    },
    "look inside models": {
        "task": "recommendations.look_inside",
        "schedule": crontab(hour=3, minute=50),
    },
    "take in new courses": {
        "task": "recommendations.place_courses",
        "schedule": timedelta(minutes=5),
    },
    "encode courses": {
        "task": "recommendations.encode_courses",
        "schedule": timedelta(minutes=5),
    },
    # Imports and scripts may change texts without a word: all are compared once a day.
    "compare texts": {
        "task": "recommendations.encode_courses",
        "schedule": crontab(hour=1, minute=10),
        "kwargs": {"reads_all": True},
    },
    # Reads only files that changed; finds those that were taken away.
    "watch courses": {"task": "recommendations.watch_courses", "schedule": crontab(minute=40)},
    "expire raw events": {"task": "tracking.expire_events", "schedule": crontab(hour=4, minute=5)},
}
