"""docs/operations.md says everything that can be set."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text()


def read_by(path: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, (ROOT / path).read_text()))


def test_every_environment_variable_that_is_read_is_in_the_table() -> None:
    names = read_by("backend/config/settings.py", r'env\.\w+\(\s*"([A-Z_]+)"')
    names |= read_by("backend/config/gunicorn.py", r'environ\.get\("([A-Z_]+)"')
    missing = sorted(name for name in names if f"`{name}`" not in PAGE)
    assert not missing, f"Add a row to the table of docs/operations.md for {missing}"


def test_every_variable_of_the_compose_file_is_on_the_page() -> None:
    names = read_by("docker-compose.yml", r"\$\{([A-Z_]+)")
    missing = sorted(name for name in names if name not in PAGE)
    assert not missing, f"Say in docs/operations.md what {missing} is for"


def test_every_command_that_the_page_names_exists() -> None:
    own = {path.stem for path in ROOT.glob("backend/*/management/commands/*.py")}
    django = {"migrate", "collectstatic", "check", "createsuperuser"}
    assert set(re.findall(r"manage\.py (\w+)", PAGE)) <= own | django
