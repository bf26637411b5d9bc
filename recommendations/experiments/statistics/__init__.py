"""The mathematics of experiments: numbers in, numbers out, with numpy alone."""
