"""training.synthesize."""
