/** Where the places of a drawing lie: which one a finger means, and which one an arrow key leads to. No state, no drawing. */
const REACH = 18; // units of the drawing: a finger beside a narrow place still means it
const SAMPLE = 4;
const ACROSS = 2; // straight on counts more than near by
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const edges = new WeakMap();

function edgeOf(path) {
  if (!edges.has(path)) {
    const count = Math.ceil(path.getTotalLength() / SAMPLE);
    edges.set(path, Array.from({ length: count }, (_, index) => path.getPointAtLength(index * SAMPLE)));
  }
  return edges.get(path);
}

const distance = (path, { x, y }) => Math.min(...edgeOf(path).map((point) => Math.hypot(point.x - x, point.y - y)));

/** The place whose edge is nearest to a point beside the body, so that no two reach over each other; null when it is far off. */
export function nearest(paths, point, reach = REACH) {
  const [best] = paths.map((path) => ({ path, far: distance(path, point) })).sort((a, b) => a.far - b.far);
  return best && best.far <= reach ? best.path : null;
}

function middle(path) {
  const { x, y, width, height } = path.getBBox();
  return { x: x + width / 2, y: y + height / 2 };
}

/** What stands next to `from` where the arrow points; null at the edge of the drawing. */
function beside(paths, from, [right, down]) {
  const here = middle(from);
  const found = paths.filter((path) => path !== from).map((path) => {
    const { x, y } = middle(path);
    const along = (x - here.x) * right + (y - here.y) * down;
    const across = Math.abs((x - here.x) * down) + Math.abs((y - here.y) * right);
    return { path, along, cost: along + ACROSS * across };
  });
  const [best] = found.filter(({ along, cost }) => along > 0 && along * (1 + 2 * ACROSS) >= cost).sort((a, b) => a.cost - b.cost);
  return best?.path ?? null;
}

/** @returns {SVGPathElement|null} where a key leads from this place; null: it stays */
export function reached(paths, from, key) {
  if (key === "Home") return paths[0];
  if (key === "End") return paths.at(-1);
  return ARROWS[key] ? beside(paths, from, ARROWS[key]) : null;
}

export const isMove = (key) => key in ARROWS || key === "Home" || key === "End";
