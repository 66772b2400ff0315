/**
 * Light, dark or as the phone says. The choice stays on this phone; without one, the phone decides.
 * Choosers are radios named "theme" inside [data-module="theme"].
 */
const KEY = "stride-theme";
const CHOICES = ["light", "dark"];

/** @returns {"light"|"dark"|"system"} */
export function chosenTheme() {
  try {
    const kept = localStorage.getItem(KEY);
    return CHOICES.includes(kept) ? kept : "system";
  } catch {
    return "system"; // storage is shut: private windows, strict settings
  }
}

/** @param {string} theme */
export function applyTheme(theme) {
  const root = document.documentElement;
  if (CHOICES.includes(theme)) root.dataset.theme = theme;
  else delete root.dataset.theme;
  paintBrowserBar(theme);
}

/** @param {string} theme */
export function chooseTheme(theme) {
  try {
    if (CHOICES.includes(theme)) localStorage.setItem(KEY, theme);
    else localStorage.removeItem(KEY);
  } catch {
    // Not kept, but it holds for this page.
  }
  applyTheme(theme);
}

/** Both theme-color tags take the chosen theme's colour, so the browser's own bar matches the page. */
function paintBrowserBar(theme) {
  const tags = [...document.querySelectorAll('meta[name="theme-color"]')];
  for (const tag of tags) tag.dataset.own ??= tag.content;
  for (const tag of tags) {
    const other = tags.find((one) => one.media.includes(theme));
    tag.content = (other ?? tag).dataset.own;
  }
}

function wireChooser(chooser) {
  const kept = chooser.querySelector(`input[name="theme"][value="${chosenTheme()}"]`);
  if (kept) kept.checked = true;
  chooser.hidden = false;
  chooser.addEventListener("change", (event) => chooseTheme(event.target.value));
}

applyTheme(chosenTheme());
addEventListener("storage", (event) => event.key === KEY && applyTheme(chosenTheme()));
addEventListener("DOMContentLoaded", () => document.querySelectorAll('[data-module="theme"]').forEach(wireChooser));
