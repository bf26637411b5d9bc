"""From live versions to scores, with numpy alone."""
