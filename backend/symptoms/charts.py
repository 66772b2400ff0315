"""Charts drawn on the server from the same Trend as the table and the words beside them.

Python places, the template draws. Figures are formatted here, so that no locale puts a comma into
a coordinate. Colours are classes and shapes are presentation attributes: no `style=`, so a strict
CSP holds. Draw one SVG per width (NARROW for phones, WIDE for desks), so that words keep their size.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Any

from django.template.loader import render_to_string
from django.utils.dateformat import format as format_date
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.symptoms.change import one_decimal, window
from backend.symptoms.chart_lanes import lanes
from backend.symptoms.chart_scale import Scale, number
from backend.symptoms.findings import short_date
from backend.symptoms.trends import Point, Trend

NARROW = 340
WIDE = 700
GAP_DAYS = 5  # a gap of this many days is named when there is room
GAP_ROOM = 56
EVENT_ROW = 20
EVENT_ROOM = 70  # of a triangle and its word
LABEL_ROOM = 52  # of a month or a date under the axis
SPARK_DAYS = 28


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to see in the line: a treatment started, a dose changed. Numbered in order."""

    date: date
    words: str


def trend(made: Trend, marks: Sequence[Mark] = (), *, sessions: Sequence[date] = (), width: int = NARROW, name: str = "trend") -> SafeString:
    """The SVG of a trend. `sessions`: days with exercises. `name` makes the ids of title and description unique on the page."""
    shown = [mark for mark in marks if made.start <= mark.date <= made.today]
    done = _within(made, sessions)
    scale = Scale(made.start, made.span, width, top=54 if shown else 16)
    under = scale.bottom + EVENT_ROW * (bool(made.falls) + bool(made.trips) + bool(done))
    rows = [] if made.is_empty else lanes(made, scale, top=under + 40)
    context = {
        "name": f"{name}-{width}",
        "title": _title(made),
        "desc": _desc(made),
        "width": width,
        "height": number(rows[-1].bottom + 4 if rows else under + 28),
        "left": number(scale.left),
        "right": number(scale.right),
        "grid": [(value, number(scale.y(value)), number(scale.y(value) + 5)) for value in (0, 5, 10)],
        "days": _dots(made.points, scale),
        "means": list(_mean_paths(made.points, scale)),
        "labels": list(_labels(made, scale)),
        "gaps": list(_gaps(made.points, scale)),
        "steps": _steps(shown, scale),
        "events": list(_events(made, done, scale)),
        "ticks": list(_ticks(made, scale)),
        "ticks_from": number(scale.bottom),
        "ticks_to": number(under + 24),
        "ticks_text": number(under + 20),
        "lanes": rows,
        "empty": made.is_empty,
        "empty_x": number((scale.left + scale.right) / 2),
        "empty_y": number(scale.y(5) - 8),
    }
    return render_to_string("symptoms/trend_chart.svg", context)


def _within(made: Trend, days: Sequence[date]) -> list[date]:
    return sorted(day for day in days if made.start <= day <= made.today)


def both_widths(made: Trend, marks: Sequence[Mark] = (), *, sessions: Sequence[date] = (), name: str = "trend") -> dict[str, Any]:
    """What `_trend_words.html`, `_trend_chart.html` and `_trend_table.html` read."""
    return {
        "trend": made,
        "marks": [mark for mark in marks if made.start <= mark.date <= made.today],
        "has_sessions": bool(_within(made, sessions)),
        "chart_narrow": trend(made, marks, sessions=sessions, width=NARROW, name=name),
        "chart_wide": trend(made, marks, sessions=sessions, width=WIDE, name=name),
    }


def _title(made: Trend) -> str:
    words = {"from": format_date(made.start, "j F"), "to": format_date(made.today, "j F")}
    return _("Pain and legs, %(from)s to %(to)s") % words


def _desc(made: Trend) -> str:
    """The chart in words: for who cannot see it, the findings that it draws."""
    drawn = [f for f in made.findings if f.topic not in ("new", "record")]
    said = " ".join(f"{finding.headline} {finding.detail}".strip() for finding in drawn)
    return " ".join(filter(None, [_("Pain from 0 to 10, lower is better."), said, made.note, _("The table beside it holds the numbers.")]))


def _dots(points: Sequence[Point], scale: Scale) -> str:
    """One path for all days: a dot each, drawn with its own two arcs."""
    r = number(scale.dot)
    dots = []
    for index, point in enumerate(points):
        if point.pain is not None:
            x, y = number(scale.at(index) - scale.dot), number(scale.y(point.pain))
            dots.append(f"M{x} {y}a{r} {r} 0 1 0 {number(2 * scale.dot)} 0a{r} {r} 0 1 0-{number(2 * scale.dot)} 0")
    return "".join(dots)


def _mean_paths(points: Sequence[Point], scale: Scale) -> Iterator[str]:
    """The 7-day mean, broken where 7 days hold fewer than 4. A lone mean is a short round stroke."""
    for valid, run in groupby(enumerate(points), key=lambda item: item[1].mean is not None):
        if valid:
            steps = [f"{number(scale.at(index))} {number(scale.y(point.mean))}" for index, point in run if point.mean is not None]
            yield "M" + "L".join(steps) if len(steps) > 1 else f"M{steps[0]}h.1"


def _labels(made: Trend, scale: Scale) -> Iterator[tuple[str, str, str, str]]:
    """The mean of the starting week and that of now, as the words say them: x, y, anchor, text."""
    base, now = made.pain.base, made.pain.now
    if base and base.mean is not None and not base.provisional and made.start <= base.end < now.start:
        yield _label(made.points, scale, (base.end - made.start).days, base.mean, "mid")
    if now.mean is not None:
        yield _label(made.points, scale, len(made.points) - 1, now.mean, "end")


def _label(points: Sequence[Point], scale: Scale, index: int, mean: Fraction, anchor: str) -> tuple[str, str, str, str]:
    """On the side of the line where fewer dots are in the way, and inside the plot."""
    x = scale.right if anchor == "end" else max(scale.at(index), scale.left + 14)
    sides = [scale.y(mean) - 12, scale.y(mean) + 24]
    inside = [y for y in sides if scale.top + 10 <= y <= scale.bottom - 4] or sides
    y = min(inside, key=lambda y: _dots_near(points, scale, x, y - 5))
    return number(x), number(y), anchor, one_decimal(mean)


def _dots_near(points: Sequence[Point], scale: Scale, x: float, y: float) -> int:
    near = ((scale.at(index), scale.y(value)) for index, point in enumerate(points) for value in (point.pain, point.mean) if value is not None)
    return sum(abs(at - x) < 24 and abs(height - y) < 12 for at, height in near)


def _gaps(points: Sequence[Point], scale: Scale) -> Iterator[tuple[str, str]]:
    """Long gaps between entries are named, at the height where the line is not."""
    first = next((index for index, point in enumerate(points) if point.day), len(points))
    for empty, run in groupby(range(first, len(points)), key=lambda index: points[index].day is None):
        gap = list(run)
        if empty and len(gap) >= GAP_DAYS and len(gap) * scale.step >= GAP_ROOM:
            before = points[gap[0] - 1].mean
            y = scale.y(9) if before is not None and before < 4 else scale.y(2)
            yield number((scale.at(gap[0]) + scale.at(gap[-1])) / 2), number(y)


def _steps(marks: Sequence[Mark], scale: Scale) -> list[tuple[int, str, str]]:
    """Number, x of the dashed line, x of its flag."""
    return [(count, number(scale.edge(mark.date)), number(scale.edge(mark.date) - 9)) for count, mark in enumerate(marks, start=1)]


TRIANGLE, SQUARE = "M%(left)s %(y)sh14l-7 12z", "M%(left)s %(y)sm2 1h10v10h-10z"


def _events(made: Trend, done: Sequence[date], scale: Scale) -> Iterator[dict[str, Any]]:
    """A row of triangles for falls, one for trips, one of squares for exercise; those close together share one word."""
    y = scale.bottom + 6
    if made.falls:
        one, many = "%(n)s fall", "%(n)s falls"
        yield {"kind": "fall", "marks": [_cluster(c, scale, y, one, many) for c in _clusters(made.falls, scale)]}
        y += EVENT_ROW
    if made.trips:
        one, many = "%(n)s trip", "%(n)s trips"
        yield {"kind": "trip", "marks": [_cluster(c, scale, y, one, many) for c in _clusters(made.trips, scale)]}
        y += EVENT_ROW
    if done:
        one, many = "%(n)s day", "%(n)s days"
        yield {"kind": "session", "marks": [_cluster(c, scale, y, one, many, SQUARE) for c in _clusters(done, scale)]}


def _clusters(dates: Sequence[date], scale: Scale) -> list[list[date]]:
    """Days whose triangles or words would touch; at the right edge the word stands on the left."""
    clusters: list[list[date]] = []
    for day in dates:
        room = EVENT_ROOM if scale.middle(day) + EVENT_ROOM <= scale.width else 2 * EVENT_ROOM
        if clusters and scale.middle(day) - scale.middle(clusters[-1][-1]) < room:
            clusters[-1].append(day)
        else:
            clusters.append([day])
    while clusters[1:] and _ends_at_the_edge(clusters[-1], scale) and scale.middle(clusters[-1][0]) - scale.middle(clusters[-2][-1]) < 2 * EVENT_ROOM:
        clusters[-2:] = [clusters[-2] + clusters[-1]]
    return clusters


def _ends_at_the_edge(dates: Sequence[date], scale: Scale) -> bool:
    return scale.middle(dates[-1]) + EVENT_ROOM > scale.width


def _word_stands(xs: Sequence[float], scale: Scale) -> tuple[float, str] | None:
    """Where the word of a cluster starts or ends: behind it, before it, in its widest gap; None where there is no room."""
    if xs[-1] + EVENT_ROOM <= scale.width:
        return xs[-1] + 10, ""
    if xs[0] - EVENT_ROOM >= 0:
        return xs[0] - 10, "end"
    width, left = max(((after - before, before) for before, after in pairwise(xs)), default=(0, 0))
    return (left + 10, "") if width >= EVENT_ROOM else None


def _cluster(dates: Sequence[date], scale: Scale, y: float, one: str, many: str, shape: str = TRIANGLE) -> dict[str, Any]:
    xs = sorted({scale.middle(day) for day in dates})
    path = "".join(shape % {"left": number(x - 7), "y": number(y)} for x in xs)
    stands = _word_stands(xs, scale)
    if stands is None:
        return {"path": path, "words": ""}
    x, anchor = stands
    return {"path": path, "x": number(x), "y": number(y + 11), "anchor": anchor, "words": ngettext(one, many, len(dates)) % {"n": len(dates)}}


def _ticks(made: Trend, scale: Scale) -> Iterator[tuple[str, str, str]]:
    """Months under a long period, the first days of weeks under a short one: x, x of the word, word."""
    days = [point.date for point in made.points]
    if made.span <= 31:
        starts = [(day, format_date(day, "j M")) for day in days if (made.today - day).days % 7 == 6]
    else:
        starts = [(day, format_date(day, "M")) for day in days if day.day == 1]
    for day, words in starts:
        x = scale.edge(day)
        fits = x + LABEL_ROOM <= scale.width
        yield number(x), number(x + 4), words if fits else ""


def sparkline(pains: Mapping[date, int], *, today: date, days: int = SPARK_DAYS) -> SafeString:
    """A small line of the 7-day mean for a list; what it shows is said in its label."""
    start = today - timedelta(days=days - 1)
    scale = Scale(start, days, 128, top=5, height=34, left=3, right_margin=6)
    weeks = [window(pains, start + timedelta(days=n)) for n in range(days)]
    points = [Point(week.end, None, week.n, week.mean) for week in weeks]
    means = [point.mean for point in points if point.mean is not None]
    shown = [(index, point.mean) for index, point in enumerate(points) if point.mean is not None]
    last = shown[-1] if shown else None
    context = {
        "label": _spark_words(means, start, today),
        "means": list(_mean_paths(points, scale)),
        "last": last and (number(scale.at(last[0])), number(scale.y(last[1]))),
        "grid": [number(scale.y(value)) for value in (0, 10)],
    }
    return render_to_string("symptoms/sparkline.svg", context)


def _spark_words(means: Sequence[Fraction], start: date, today: date) -> str:
    words = {"from": short_date(start, today), "to": short_date(today, today)}
    if not means:
        return _("Pain, %(from)s to %(to)s: too few days for a line.") % words
    ends = {"first": one_decimal(means[0]), "last": one_decimal(means[-1])}
    return _("Pain, mean of 7 days, %(from)s to %(to)s: %(first)s to %(last)s.") % {**words, **ends}


__all__ = ["NARROW", "WIDE", "Mark", "both_widths", "sparkline", "trend"]
