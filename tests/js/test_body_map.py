"""The places of the two drawings: an arrow key reaches each, and a finger that just misses one still means it."""

from typing import Any

import pytest
from django.template.loader import render_to_string

LOAD = """([drawing, width]) => import('/js/body-map-places.js').then((module) => {
  document.body.innerHTML = drawing;
  window.svg = document.querySelector('svg');
  window.svg.style.width = `${width}px`;
  window.paths = [...window.svg.querySelectorAll('.place')];
  window.called = (path) => path && `${path.dataset.side} ${path.dataset.region}`;
  Object.assign(window, { reached: module.reached, nearest: module.nearest });
})"""
REACHED = """() => {
  const found = new Set([paths[0]]);
  const arrows = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
  for (const path of found) for (const next of arrows.map((key) => reached(paths, path, key)).filter(Boolean)) found.add(next);
  return paths.filter((path) => !found.has(path)).map(called);
}"""
# For each place: the side of the largest square, in CSS px, of points that mean it.
TARGETS = """() => {
  const scale = svg.getScreenCTM().a, step = 2;
  const { x: left, y: top, width, height } = svg.viewBox.baseVal;
  const [columns, rows] = [Math.floor(width / 2 / step), Math.floor(height / step)]; // one half: the other is its mirror
  const sizes = {};
  let above = [];
  for (let row = 0; row < rows; row++) {
    const line = [];
    for (let column = 0; column < columns; column++) {
      const point = new DOMPoint(left + column * step, top + row * step);
      const path = paths.find((one) => one.isPointInFill(point)) ?? nearest(paths, point);
      const same = (cell) => (cell && cell.path === path ? cell.size : 0);
      const size = path ? 1 + Math.min(same(line[column - 1]), same(above[column]), same(above[column - 1])) : 0;
      line.push({ path, size });
      if (path) sizes[called(path)] = Math.max(sizes[called(path)] ?? 0, size * step * scale);
    }
    above = line;
  }
  return sizes;
}"""


@pytest.fixture(params=["front", "back"])
def drawing(request, page) -> Any:
    """At the width that the log gives it on a phone of 390 px."""
    page.evaluate(LOAD, [render_to_string(f"symptoms/_body_map_{request.param}.html", {}), 350])
    return page


def test_every_place_is_reached_by_the_arrow_keys(drawing):
    assert drawing.evaluate(REACHED) == []


def test_home_and_end_lead_to_the_first_and_the_last_place(drawing):
    assert drawing.evaluate("() => reached(paths, paths[3], 'Home') === paths[0] && reached(paths, paths[3], 'End') === paths.at(-1)")


def test_every_place_is_a_target_of_44_px(drawing):
    small = {place: round(size) for place, size in drawing.evaluate(TARGETS).items() if size < 44}
    assert small == {}


def test_a_point_far_from_the_body_means_nothing(drawing):
    assert drawing.evaluate("() => nearest(paths, new DOMPoint(180, 620)) === null")
