"""An application made once in the fork server: what is forked then makes its own in a third of the time."""

from sqlalchemy.orm import configure_mappers

from app import create_app
from config import Config

create_app(Config.for_tests())
configure_mappers()
