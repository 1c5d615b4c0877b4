"""From blocks to verdicts: features, probabilities, named rules."""
