"""Measurements: not run with the tests."""
