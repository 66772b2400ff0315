import { boxes } from "./log-ticks.js";

/** Answers from before the log knew its person. The first look paints what is stored, so without this they would vanish. */

/**
 * Listen from now on, and take what was chosen before the scripts came.
 * @param {HTMLFormElement} form
 * @returns {() => void} says them all, as if they were given now; call it once the form is wired
 */
export function listenEarly(form) {
  const touched = new Map();
  const ticks = new Map();
  const hear = ({ target }) => {
    if (target.name === "note") target.dataset.dirty = "yes"; // typed words are not painted over
    if (target.name) touched.set(target.name, target);
    if (target.type === "checkbox") ticks.set(target, target.checked);
  };
  form.querySelectorAll("[data-field] input:checked").forEach((input) => input.defaultChecked || hear({ target: input }));
  boxes(form).forEach((box) => box.checked !== box.defaultChecked && hear({ target: box }));
  form.addEventListener("input", hear);
  return () => {
    form.removeEventListener("input", hear);
    for (const [box, checked] of ticks) box.checked = checked;
    for (const input of touched.values()) sayAgain(input);
  };
}

function sayAgain(input) {
  if (input.type === "radio") input.checked = true;
  input.dispatchEvent(new Event(["radio", "checkbox"].includes(input.type) ? "change" : "input", { bubbles: true }));
}
