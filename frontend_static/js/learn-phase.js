/**
 * The weeks of treatment that an address of /learn/ asks for. The server leaves out the rest, but a phone that keeps
 * these pages opens the one with all of them, whatever the address says behind its "?".
 */

const all = (selector) => [...document.querySelectorAll(selector)];

function mark(chips, chosen) {
  for (const chip of chips) {
    if (chip === chosen) chip.setAttribute("aria-current", "true");
    else chip.removeAttribute("aria-current");
  }
}

export function startLearning() {
  const phase = new URLSearchParams(location.search).get("phase");
  const chips = all("[data-phase]");
  const chosen = chips.find((chip) => phase && chip.dataset.phase === phase);
  if (!chosen) return;
  mark(chips, chosen);
  for (const reading of all("[data-phases]")) reading.hidden = !reading.dataset.phases.split(" ").includes(phase);
  for (const shelf of all(".shelf")) shelf.hidden = !shelf.querySelector("[data-phases]:not([hidden])");
  for (const topic of all(".topic")) topic.parentElement.hidden = document.querySelector(topic.getAttribute("href"))?.hidden ?? true;
}
