/** The card to print: what is typed stands on it. Nothing is stored, nothing is sent. */
const MM = 96 / 25.4;
const ROUNDING_PX = 0.5;
/** What may not grow, how high it is on paper, and the sizes of its words in points, tried in turn while it is too high. */
const WALLET = { parts: ".wallet__side", high: 54 * MM, points: ["7", "6", "5"] }; // a bank card
const FRIDGE = { parts: ".wallet", high: 235 * MM, points: ["15", "13", "11", "9"] }; // a page of Letter, which is lower than A4

function fill({ target }) {
  const place = document.querySelector(`[data-fill="${target.dataset.fills}"]`);
  if (place) place.textContent = target.value;
}

/** The style rules of paper hold for the screen too while `measure` looks. Nothing is painted in between. */
function onPaper(measure) {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).filter(({ media }) => media?.mediaText === "print");
  for (const { media } of rules) media.mediaText = "all";
  measure();
  for (const { media } of rules) media.mediaText = "print";
}

/** Long words are printed smaller, so that the card keeps its size. Nothing that was typed is cut off. */
function fit() {
  const card = document.querySelector(".wallet");
  const { parts, high, points } = document.querySelector('input[value="fridge"]').checked ? FRIDGE : WALLET;
  const isTooHigh = () => [...document.querySelectorAll(parts)].some((part) => part.getBoundingClientRect().height > high + ROUNDING_PX);
  delete card.dataset.points;
  onPaper(() => {
    for (const size of points) if (isTooHigh()) card.dataset.points = size;
  });
}

for (const field of document.querySelectorAll("[data-fills]")) {
  field.addEventListener("input", fill);
  fill({ target: field }); // the browser may have kept the words over a reload
}
const print = document.querySelector('[data-role="print"]');
print.hidden = false;
print.addEventListener("click", () => window.print());
addEventListener("beforeprint", fit);
