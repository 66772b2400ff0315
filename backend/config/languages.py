"""The languages of an instance: those for which content and words lie there.

A language is a folder `backend/education/content/<language>/` and a file `backend/locale/<locale>/LC_MESSAGES/django.po`. Python reads
catalogues in a binary form only: it is made here, by Python alone, so that nobody has to install tools or keep a second file in step.
"""

import hashlib
import os
from pathlib import Path

import polib
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import to_locale

CATALOGUE = Path("LC_MESSAGES") / "django.po"


def catalogue(locale: Path, code: str) -> Path:
    return locale / to_locale(code) / CATALOGUE


def offered(content: Path, locale: Path) -> list[tuple[str, str]]:
    """(code, its own name) of every language that has both its content and its catalogue, beside English."""
    codes = sorted(path.name for path in content.iterdir() if catalogue(locale, path.name).is_file())
    return [("en-gb", "English"), *((code, _own_name(code)) for code in codes)]


def _own_name(code: str) -> str:
    return str(LANG_INFO.get(code, {}).get("name_local", code)).capitalize()


def chosen(code: str, languages: list[tuple[str, str]]) -> str:
    """The code as Django knows it. ImproperlyConfigured where the language is not there."""
    known = [known for known, _name in languages]
    if (wanted := code.lower().replace("_", "-")) in known:
        return wanted
    raise ImproperlyConfigured(
        f"LANGUAGE_CODE={code!r} is not a language of this Stride; there is {', '.join(known)}. docs/translating.md says how to add one: "
        f"the folder backend/education/content/{wanted}/ and the file backend/locale/{to_locale(wanted)}/{CATALOGUE}."
    )


def compiled(locale: Path, to: Path, codes: list[str]) -> Path:
    """The folder with the catalogues as Python reads them: made once for each state of the .po files, then only found again."""
    sources = [path for code in codes if (path := catalogue(locale, code)).is_file()]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    for source in sources:
        target = (to / digest / source.relative_to(locale)).with_suffix(".mo")
        if not target.exists():
            _compile(source, target)
    return to / digest


def _compile(source: Path, target: Path) -> None:
    try:
        entries = polib.pofile(str(source))
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(f".{os.getpid()}")
        part.write_bytes(entries.to_binary())
        part.replace(target)  # several processes start at once: each finds a whole file or none
    except OSError as error:
        reason = error.strerror or str(error)  # polib raises OSError for a line that it cannot read, too
        raise ImproperlyConfigured(f"The catalogue {source.parent.parent.name}/{CATALOGUE} cannot be used: {reason}") from error
