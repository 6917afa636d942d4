"""The application that servers and the `flask` command load."""

import sys

from app import create_app
from config import Config, WrongSettings

try:
    app = create_app(Config.from_env())
except WrongSettings as error:
    sys.exit(str(error))
