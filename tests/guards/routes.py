"""The URLconf as a list, so that a guard can ask about every address."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One address: its full name (`sharing:grant`), its pattern as written, its view."""

    name: str
    pattern: str
    view: Any

    def path(self, arguments: dict[str, Any]) -> str:
        """The address with its arguments in place."""
        text = self.pattern
        while "<" in text:
            before, _, rest = text.partition("<")
            argument, _, after = rest.partition(">")
            text = f"{before}{arguments[argument.rpartition(':')[2]]}{after}"
        return f"/{text}"


def routes(resolver: URLResolver | None = None, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Route]:
    """Every address of Stride, in the order in which they are tried. The admin's nameless ones are named by their pattern."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(":".join((*spaces, entry.name or pattern)), pattern, entry.callback)
        else:
            yield from routes(entry, pattern, (*spaces, entry.namespace) if entry.namespace else spaces)
