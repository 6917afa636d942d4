"""What other tests have, for the proof: databases of their own as races have, broken rows, a mailer."""

from tests.jobs.conftest import mailer  # noqa: F401  # the same
from tests.races.conftest import race_app, race_url  # noqa: F401  # found by its name
from tests.rules.conftest import world  # noqa: F401  # found by its name
