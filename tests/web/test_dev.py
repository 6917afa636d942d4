"""The page of all components, which only developers see."""

import pytest

from app import create_app
from app.db import db
from config import Config
from tests.pages import Visitor


@pytest.mark.parametrize(("env", "status"), [("development", 200), ("testing", 404)])
def test_components_are_shown_in_development_alone(database_url, env, status):
    app = create_app(Config.for_tests(database_url=database_url, env=env))
    page = Visitor(app).get("/dev/components")
    assert page.status == status
    with app.app_context():
        db.engine.dispose()
