"""Where the demo does not go."""

from app.domain.errors import Conflict, Forbidden


class NotEmpty(Conflict):
    """The database has people already."""

    code = "not_empty"


class NotDemo(Conflict):
    """The people in the database are not the demo's."""

    code = "not_demo"


class InProduction(Forbidden):
    """People use this programme."""

    code = "in_production"
