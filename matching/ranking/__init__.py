"""Candidates and order: encoders, index, signals, ranker, evaluation."""
