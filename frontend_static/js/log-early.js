/** Answers from before the log knew its person. The first look paints what is stored, so without this they would vanish. */

/**
 * Listen from now on, and take what was chosen before the scripts came.
 * @param {HTMLFormElement} form
 * @returns {() => void} says them all, as if they were given now; call it once the form is wired
 */
export function listenEarly(form) {
  const touched = new Map();
  const hear = ({ target }) => {
    if (target.name === "note") target.dataset.dirty = "yes"; // typed words are not painted over
    touched.set(target.name, target);
  };
  form.querySelectorAll("[data-field] input:checked").forEach((input) => input.defaultChecked || hear({ target: input }));
  form.addEventListener("input", hear);
  return () => {
    form.removeEventListener("input", hear);
    for (const input of touched.values()) sayAgain(input);
  };
}

function sayAgain(input) {
  if (input.type === "radio") input.checked = true;
  input.dispatchEvent(new Event(input.type === "radio" ? "change" : "input", { bubbles: true }));
}
