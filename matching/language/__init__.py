"""Japanese in: normalise -> terms (Sudachi) -> concepts (lexicon) -> canonical text."""
