/**
 * Finds the phone's zone and its country, shows both, and keeps the two lists in step. The lists come from the server
 * with a guess already chosen, so without this module they are still never empty.
 */
const ELSEWHERE = "XX";

const phoneZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The option of that zone, also by an old name of it. @returns {HTMLOptionElement | undefined} */
function optionOf(zones, zone, otherNames) {
  return [...zones.options].find((option) => option.value === zone || option.value === otherNames[zone]);
}

function detect(form, countries, zones, otherNames) {
  const option = optionOf(zones, phoneZone(), otherNames);
  if (!option) return;
  zones.value = option.value;
  countries.value = option.dataset.country;
  const note = form.querySelector('[data-role="found"]');
  if (note) note.hidden = false;
}

/** Another country: the phone's zone if it is there, else the zone of most people there; a zone of that country stays. */
function follow(countries, zones, otherNames) {
  const chosen = countries.value;
  if (chosen === ELSEWHERE || zones.selectedOptions[0]?.dataset.country === chosen) return;
  const here = optionOf(zones, phoneZone(), otherNames);
  const zone = here?.dataset.country === chosen ? here.value : countries.selectedOptions[0].dataset.zone;
  if (zone) zones.value = zone;
}

for (const form of document.querySelectorAll('[data-module="place"]')) {
  const { country, time_zone: zones } = form.elements;
  const otherNames = JSON.parse(form.dataset.otherNames ?? "{}");
  if ("detect" in form.dataset) detect(form, country, zones, otherNames);
  country.addEventListener("change", () => follow(country, zones, otherNames));
}
