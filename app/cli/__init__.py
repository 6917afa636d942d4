"""The operator's commands: `flask <group> <verb>`."""

from flask import Flask


def register(app: Flask) -> None:
    """Put the commands on the application."""
