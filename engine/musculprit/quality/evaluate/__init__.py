"""Triage of labelled people: how often it is right, and how often it is safe."""
