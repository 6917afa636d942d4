"""The least that an answer of this framework costs: one route, no session, no database."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """Answer with one word."""
    return "hello"
