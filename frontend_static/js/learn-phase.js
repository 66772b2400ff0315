/** The shelves of /learn/. A kept page has them all, whatever weeks of treatment its address asks for. */

const all = (selector) => [...document.querySelectorAll(selector)];

function mark(chips, chosen) {
  for (const chip of chips) {
    if (chip === chosen) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
}

function keepFor(phase) {
  for (const line of all("[data-phases]")) line.hidden = !line.dataset.phases.split(" ").includes(phase);
  for (const shelf of all(".shelf")) {
    const held = shelf.querySelectorAll("[data-phases]:not([hidden])").length;
    shelf.querySelector('[data-role="held"]').textContent = held;
    shelf.hidden = !held;
    shelf.open = true;
  }
}

/** The way back from an article; not every browser opens a fold for it. */
function openAddressed() {
  const shelf = document.getElementById(location.hash.slice(1))?.closest(".shelf:not([open])");
  if (!shelf) return;
  shelf.open = true;
  shelf.scrollIntoView();
}

export function startLearning() {
  const phase = new URLSearchParams(location.search).get("phase");
  const chips = all("[data-phase]");
  const chosen = chips.find((chip) => phase && chip.dataset.phase === phase);
  if (chosen) {
    mark(chips, chosen);
    keepFor(phase);
  }
  openAddressed();
  addEventListener("beforeprint", () => all(".shelf").forEach((shelf) => (shelf.open = true)));
}
