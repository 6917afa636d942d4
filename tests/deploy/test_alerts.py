"""Alert rules ask for figures that there are, with labels that these have."""

import re

import yaml
from prometheus_client.parser import text_string_to_metric_families

from app.streams.hub import Hub
from app.streams.metrics import Figures
from app.web import metrics
from tests.architecture.tree import ROOT

RULES = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
DATABASES = ("sqlite",)


def figures(app):
    """Return each figure that is told, with the labels it may have."""
    app.test_client().get("/healthz")
    with app.app_context():
        metrics.workers.beat("one", started_at=(now := metrics.utc_now()), trouble="", now=now)
        told = metrics.generate_latest(metrics._registry()) + Figures(Hub()).tell()
    return {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(told.decode().replace("# EOF", ""))
        for sample in family.samples
    }


def test_every_rule_asks_for_figures_that_are_told(app):
    known = figures(app)
    for rule in RULES:
        asked = re.findall(r"(coachbook_\w+)(?:\{(\w+)=)?", rule["expr"])
        assert asked or rule["expr"].startswith("up{job="), rule["alert"]
        for name, label in asked:
            assert name in known, f"{rule['alert']}: {name}"
            assert not label or label in known[name], f"{rule['alert']}: {name} has no {label}"


def test_every_figure_of_trouble_has_a_rule(app):
    asked = " ".join(rule["expr"] for rule in RULES)
    unasked = {name for name in figures(app) if name.startswith("coachbook_") and name not in asked}
    assert {re.sub(r"_(sum|count|created)$", "", name) for name in unasked} == {
        "coachbook_request_seconds", "coachbook_outbox_due", "coachbook_streams_people", "coachbook_changes_told_total",
        "coachbook_requests",
    }  # fmt: skip


def test_every_rule_says_how_bad_it_is_and_what_to_do():
    assert len({rule["alert"] for rule in RULES}) == len(RULES) >= 10
    for rule in RULES:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert set(rule["annotations"]) == {"summary", "action"}


def test_the_jobs_that_rules_name_are_those_that_are_asked():
    jobs = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text("utf-8"))["scrape_configs"]
    named = {name for rule in RULES for name in re.findall(r'job="([\w-]+)"', rule["expr"])}
    assert named == {job["job_name"] for job in jobs}
