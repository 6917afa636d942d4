"""How long the properties are tried: `pytest tests/properties --hypothesis-profile=full` for an hour or two."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "usual",
    deadline=None,
    max_examples=12,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("full", settings.get_profile("usual"), max_examples=500, stateful_step_count=60)
settings.load_profile("usual")
