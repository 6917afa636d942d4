"""The document says what the API does."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api import openapi
from app.api.errors import TITLES


@pytest.fixture
def document(app):
    return openapi.document(app)


def test_it_is_a_sound_document(document):
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_address_is_in_it_and_the_reverse(app, document):
    told = {(path, method.upper()) for path, methods in document["paths"].items() for method in methods}
    there = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule).removeprefix("/api/v1"), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api_openapi.show"
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert told == there


def test_every_refusal_has_a_meaning(document):
    codes = {
        code
        for methods in document["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        if status >= "400"
        for code in answer["description"].split(", ")
    }
    assert codes <= set(TITLES)
