"""How gunicorn serves Coachbook. GUNICORN_CMD_ARGS, WEB_CONCURRENCY and PORT change it from outside."""

import os
from pathlib import Path

from dotenv import load_dotenv

# As the `flask` command does; what the environment says itself counts more.
load_dotenv(Path(__file__).parent / ".env")

# Behind a reverse proxy on the same machine.
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 16
# SIGTERM lets running requests end within this time; a worker that hangs longer than `timeout` is replaced.
graceful_timeout = 10
timeout = 30
keepalive = 5
# Its socket would lie in the home directory, which a service may not have.
control_socket_disable = True
