"""Health checks of the containers: `python -m backend.config.probe web|worker|beat`. Exit code 0 means healthy."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def web() -> bool:
    """Whether the web of this container answers /livez. It is asked by its public name, the only one it answers to."""
    host = urlsplit(os.environ.get("PUBLIC_URL", "http://localhost")).hostname or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
    connection.request("GET", "/livez", headers={"Host": host})
    return connection.getresponse().status == 200


def alive(name: str) -> bool:
    """Whether the heartbeat of `name` is fresh."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
    from backend.config import heartbeat

    age = heartbeat.age(name)
    return age is not None and age <= heartbeat.LATE_SECONDS


def main(name: str) -> int:
    try:
        return 0 if (web() if name == "web" else alive(name)) else 1
    except Exception as error:  # noqa: BLE001  whatever it is, this container is not healthy
        print(type(error).__name__, file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
