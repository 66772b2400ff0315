/** The card to print: what is typed stands on it. Nothing is stored, nothing is sent. */

function fill({ target }) {
  const place = document.querySelector(`[data-fill="${target.dataset.fills}"]`);
  if (place) place.textContent = target.value;
}

for (const field of document.querySelectorAll("[data-fills]")) {
  field.addEventListener("input", fill);
  fill({ target: field }); // the browser may have kept the words over a reload
}
const print = document.querySelector('[data-role="print"]');
print.hidden = false;
print.addEventListener("click", () => window.print());
