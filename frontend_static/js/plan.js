/** The plan: more lines of a titration without a round trip, "the same times" in one tap, and printing. */

export function start(element) {
  if (element.dataset.module === "print") return startPrint(element);
  return startSteps(element);
}

function startPrint(button) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

function startSteps(form) {
  const more = form.querySelector('[data-role="more"]');
  more?.addEventListener("click", (event) => {
    event.preventDefault();
    const added = addRow(form);
    added.querySelector("input").focus();
    if (count(form) >= Number(form.dataset.most)) more.remove();
  });
}

function count(form) {
  return form.querySelectorAll('[data-role="row"]').length;
}

/** A line as the last one, empty, with the next number in its names and labels. */
function addRow(form) {
  const rows = form.querySelectorAll('[data-role="row"]');
  const number = rows.length;
  const row = rows[number - 1].cloneNode(true);
  row.querySelectorAll(".error").forEach((error) => error.remove());
  row.querySelectorAll(".field--error").forEach((field) => field.classList.remove("field--error"));
  for (const input of row.querySelectorAll("input")) {
    const name = input.name.replace(/\d+$/, number);
    row.querySelector(`label[for="${input.id}"]`).setAttribute("for", `id_${name}`);
    Object.assign(input, { name, id: `id_${name}` });
    input.value = "";
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  for (const label of row.querySelectorAll(".hidden-word")) label.textContent = label.textContent.replace(String(number), String(number + 1));
  rows[number - 1].after(row);
  form.elements.rows.value = number + 1;
  return row;
}
