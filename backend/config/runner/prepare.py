"""Brings database, demo data and static files up to date, in one process that is gone again before the parts start."""

import os
import re
import sys
import traceback

from backend.config.runner.sentences import CannotStart, step, stop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")


def without_password(url: str) -> str:
    return re.sub(r"//([^:/@]*):[^@]*@", r"//\1:***@", url)


def load_settings() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CannotStart(str(error)) from error
    except ValueError as error:  # dj-database-url on a URL that is none
        raise CannotStart(f"a setting is not understood ({error}). docs/operations.md has the table of settings.") from error


def check_broker() -> None:
    """Only REDIS_URL can fail here; the embedded broker has answered already."""
    import redis

    from backend.config import heartbeat

    try:
        heartbeat.client().ping()
    except (redis.RedisError, OSError) as error:
        where = without_password(os.environ.get("REDIS_URL", ""))
        raise CannotStart(f"REDIS_URL={where} does not answer ({error}). Start that server, or leave REDIS_URL unset: Stride then starts its own.") from error


def check_database() -> None:
    from django.conf import settings
    from django.db import Error, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (Error, OSError) as error:
        where = without_password(os.environ.get("DATABASE_URL") or str(settings.DATABASES["default"]["NAME"]))
        reason = str(error).strip().splitlines()[0]
        raise CannotStart(
            f"the database {where} cannot be reached ({reason}). Start it or mend DATABASE_URL, or leave DATABASE_URL unset to use SQLite."
        ) from error


def check_system() -> None:
    """A broken article or setting stops here, before the database is touched: `call_command("migrate")` checks nothing."""
    from django.core import checks

    found = [one for one in checks.run_checks() if one.is_serious()]
    if found:
        more = f" (and {len(found) - 1} more: `manage.py check` lists all)" if found[1:] else ""
        raise CannotStart(f"a check failed: {' '.join(found[0].msg.split()).rstrip('.')}{more}. Mend it and start again.")


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        step(f"bringing the database up to date ({len(plan)} migrations)")
        call_command("migrate", verbosity=0, interactive=False)


def load_demo() -> None:
    """On the first start only: whoever is in the database already stays."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import transaction

    if not settings.STRIDE_DEMO or get_user_model().objects.exists():
        return
    step("loading demo data (made up, for the first start)")
    with transaction.atomic():
        call_command("load_demo", "--if-empty", verbosity=0)


def collect_static() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from backend.config.runner import static_files

    mark = static_files.fingerprint()
    if not static_files.is_current(settings.STATIC_ROOT):
        step("collecting pages' static files")
        call_command("collectstatic", verbosity=0, interactive=False)
        static_files.note_current(settings.STATIC_ROOT, mark)


STEPS = [load_settings, check_broker, check_database, check_system, migrate, load_demo, collect_static]


def main() -> int:
    try:
        for do in STEPS:
            do()
    except CannotStart as error:
        return stop(error)
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001  whatever it is, nothing has started yet and a person waits for a sentence
        traceback.print_exc()
        return stop(CannotStart(f"a step failed ({do.__name__.replace('_', ' ')}), the reason is in the lines above. Nothing was started."))
    return 0


if __name__ == "__main__":
    sys.exit(main())
