"""The application that servers and the `flask` command load."""

import sys

import logs
from app import create_app
from app.domain import request_id
from config import Config, WrongSettings

try:
    app = create_app(Config.from_env())
except WrongSettings as error:
    sys.exit(str(error))
logs.name_requests(request_id.present)
