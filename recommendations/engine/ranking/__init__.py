"""From scores to a short list: candidates, and the fusion of several sources."""
