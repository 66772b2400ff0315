"""What templates need to say dates, figures and signs the same way everywhere."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from backend.common.icons import ICONS
from backend.common.localtime import clock_words

register = template.Library()

NOTHING_KNOWN = "–"
MINUS = "\N{MINUS SIGN}"


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """The icon of that name (common/icons.py), inline and hidden from screen readers. KeyError if there is none."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        f"icon {extra_class}".strip(),
        mark_safe(ICONS[name]),  # noqa: S308 - our own table, never what a person typed
    )


@register.filter
def day(value: date | None) -> str:
    """Fri 20 November"""
    return date_format(value, "D j F") if value else NOTHING_KNOWN


@register.filter
def day_long(value: date | None) -> str:
    """Friday 20 November"""
    return date_format(value, "l j F") if value else NOTHING_KNOWN


@register.filter
def day_short(value: date | None) -> str:
    """20 Nov: for tables and axes"""
    return date_format(value, "j M") if value else NOTHING_KNOWN


@register.filter
def day_year(value: date | None) -> str:
    """20 November 2026: for births, consents and whatever may be years away"""
    return date_format(value, "j F Y") if value else NOTHING_KNOWN


@register.filter
def weekday(value: date | None) -> str:
    """Friday"""
    return date_format(value, "l") if value else NOTHING_KNOWN


@register.filter
def month(value: date | None) -> str:
    """November 2026"""
    return date_format(value, "F Y") if value else NOTHING_KNOWN


@register.filter
def clock(value: datetime | None) -> str:
    """8:04am, noon: as a reminder says its time. In the zone the value already has: views convert, templates only print."""
    return clock_words(value.time()) if value else NOTHING_KNOWN


@register.filter
def desk_clock(value: datetime | None) -> str:
    """18:23: as staff read it, beside many others in a column."""
    return f"{value.hour}:{value.minute:02}" if value else NOTHING_KNOWN


@register.filter
def figure(value: float | Decimal | int | None) -> str:
    """4.3: one decimal, halves away from zero, a true minus; a dash when nothing is known, so that 0 stays "0.0"."""
    if value is None:
        return NOTHING_KNOWN
    rounded = Decimal(str(value)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return number_format(abs(rounded), 1) if rounded >= 0 else MINUS + number_format(abs(rounded), 1)


@register.filter
def whole(value: int | None) -> str:
    """A count: 0 is "0", nothing known is a dash."""
    return NOTHING_KNOWN if value is None else number_format(value, 0)


@register.filter
def of_days(count: int, days: int) -> str:
    """6 of 7 days"""
    return ngettext("%(count)s of %(days)s day", "%(count)s of %(days)s days", days) % {"count": count, "days": days}


@register.filter
def ago(value: date | None, today: date) -> str:
    """today, yesterday, else the date with its weekday; with the year when it is another one."""
    if value is None:
        return NOTHING_KNOWN
    if (days := (today - value).days) in (0, 1):
        return gettext("yesterday") if days else gettext("today")
    return day(value) if value.year == today.year else f"{day(value)} {value.year}"


@register.filter
def from_zero(last: int) -> range:
    """0, 1, 2 … last: the targets of a pad"""
    return range(last + 1)


@register.filter
def item(values: dict[str, object] | None, key: str) -> object:
    """values[key], or None when there is no such key or nothing to look in."""
    return values.get(key) if values else None
