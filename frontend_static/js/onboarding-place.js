/**
 * Finds the phone's zone and its country, shows both, and keeps the two lists in step. The lists come from the server
 * with a guess already chosen, so without this module they are still never empty.
 */
const ELSEWHERE = "XX";

/** The option of that zone, also by an old name of it. @returns {HTMLOptionElement | undefined} */
function optionOf(zones, zone, otherNames) {
  return [...zones.options].find((option) => option.value === zone || option.value === otherNames[zone]);
}

function detect(form, countries, zones, otherNames) {
  const option = optionOf(zones, Intl.DateTimeFormat().resolvedOptions().timeZone, otherNames);
  if (!option) return;
  zones.value = option.value;
  countries.value = option.dataset.country;
  const note = form.querySelector('[data-role="found"]');
  if (note) note.hidden = false;
}

/** Another country: its own zone, unless the chosen zone is one of that country already. */
function follow(countries, zones, otherNames) {
  const chosen = countries.value;
  if (chosen === ELSEWHERE || zones.selectedOptions[0]?.dataset.country === chosen) return;
  const here = optionOf(zones, Intl.DateTimeFormat().resolvedOptions().timeZone, otherNames);
  const own = here?.dataset.country === chosen ? here : [...zones.options].find((option) => option.dataset.country === chosen);
  if (own) zones.value = own.value;
}

for (const form of document.querySelectorAll('[data-module="place"]')) {
  const { country, time_zone: zones } = form.elements;
  const otherNames = JSON.parse(form.dataset.otherNames ?? "{}");
  if ("detect" in form.dataset) detect(form, country, zones, otherNames);
  country.addEventListener("change", () => follow(country, zones, otherNames));
}
