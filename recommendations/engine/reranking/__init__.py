"""From candidates to a page: variety, calibration, wear and attention; numpy alone."""
