/** The body map: a second face of the check boxes beside it. What is tapped on the drawing is a click on its box. */
import { isMove, nearest, reached } from "./body-map-places.js";
import { getMeta, setMeta } from "./store.js";
import { thePhone } from "./here.js";
import { legs } from "./fold.js";

const find = (form, role) => form.querySelector(`[data-role="${role}"]`);
const paths = (form) => form.querySelectorAll(".body-map .place");
const pressed = (form, name) => form.querySelector(`button[data-${name}][aria-pressed="true"]`);

function boxOf(form, layer, { side, region }) {
  return form.elements.namedItem(`place.${layer}.${side}.${region}`);
}

/** Hips, knees, ankles and toes are drawn twice: the state goes by place, not by path. */
export function paintPlaces(form) {
  const button = pressed(form, "layer");
  if (!button) return;
  for (const path of paths(form)) {
    for (const layer of ["pain", "numb"]) path.classList.toggle(`is-${layer}`, boxOf(form, layer, path.dataset).checked);
    if (path.hasAttribute("role")) path.setAttribute("aria-checked", String(boxOf(form, button.dataset.layer, path.dataset).checked));
  }
}

function turn(form, name, button, show) {
  for (const other of form.querySelectorAll(`button[data-${name}]`)) other.setAttribute("aria-pressed", String(other === button));
  show(form);
}

function showLayer(form) {
  const { layer } = pressed(form, "layer").dataset;
  for (const part of form.querySelectorAll(".places [data-of]")) part.hidden = part.dataset.of !== layer;
  const word = pressed(form, "layer").textContent.trim();
  for (const path of paths(form)) path.setAttribute("aria-label", `${path.querySelector("title").textContent}: ${word}`);
  paintPlaces(form);
}

function showView(form) {
  const { view } = pressed(form, "view").dataset;
  for (const map of form.querySelectorAll("[data-map]")) map.hidden = map.dataset.map !== view;
}

function makeTappable(form) {
  for (const tool of form.querySelectorAll('[data-role="map-tool"]')) tool.hidden = false;
  for (const path of paths(form)) path.setAttribute("role", "checkbox");
  for (const map of form.querySelectorAll("[data-map]")) stopAt(placesOf(map)[0]);
}

const placesOf = (map) => [...map.querySelectorAll(".place")];

/** One stop for the Tab key in each drawing; the arrows go on from there. */
function stopAt(path) {
  for (const other of placesOf(path.closest("[data-map]"))) other.setAttribute("tabindex", other === path ? "0" : "-1");
}

function move(path, key) {
  const next = reached(placesOf(path.closest("[data-map]")), path, key);
  if (!next) return;
  stopAt(next);
  next.focus();
}

/** The place under the finger, or the one that it just missed. */
function meant(svg, { target, clientX, clientY }) {
  const point = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
  return target.closest(".place") ?? nearest(placesOf(svg), point);
}

function tap(form, path) {
  stopAt(path);
  boxOf(form, pressed(form, "layer").dataset.layer, path.dataset).click();
}

function listen(form, places) {
  for (const svg of places.querySelectorAll(".body-map")) {
    svg.addEventListener("click", (event) => {
      const path = meant(svg, event);
      if (path) tap(form, path);
    });
  }
  places.addEventListener("click", ({ target }) => {
    const button = target.closest("button[aria-pressed]");
    if (button?.dataset.layer) turn(form, "layer", button, showLayer);
    if (button?.dataset.view) turn(form, "view", button, showView);
  });
  places.addEventListener("keydown", (event) => {
    const path = event.target.closest(".place");
    if (!path || event.ctrlKey || event.metaKey || event.altKey) return;
    const ticks = [" ", "Enter"].includes(event.key);
    if (!ticks && !isMove(event.key)) return;
    event.preventDefault(); // a space or an arrow would scroll
    if (ticks) tap(form, path);
    else move(path, event.key);
  });
  places.addEventListener("change", () => paintPlaces(form));
}

/** A place on the leg that was said to be well: kept, and asked about once on this phone. The low back is on no leg. */
async function askAboutLeg(log, box) {
  const [kind, , side, region] = box.name.split(".");
  const asked = legs(log.profile);
  if (kind !== "place" || !box.checked || region === "low_back" || asked.includes(side)) return;
  const { store } = await thePhone();
  if (await getMeta(store, `leg_asked/${log.account}`)) return;
  const dialog = find(log.form, "other-leg");
  for (const word of dialog.querySelectorAll("[data-leg-word]")) word.hidden = word.dataset.legWord !== side;
  if (!dialog.open) dialog.showModal();
}

async function neverAgain(log) {
  find(log.form, "other-leg").close();
  const { store } = await thePhone();
  await setMeta(store, `leg_asked/${log.account}`, true);
}

export function startBodyMap(log) {
  const { form } = log;
  const places = find(form, "places");
  makeTappable(form);
  showLayer(form);
  showView(form);
  listen(form, places);
  places.addEventListener("change", ({ target }) => void log.inTurn(() => askAboutLeg(log, target)).catch(() => {}));
  find(form, "other-leg-yes").addEventListener("click", () => find(form, "add-leg").click()); // adds it, and asks how it came on
  find(form, "other-leg-no").addEventListener("click", () => void neverAgain(log));
}
