/** What is only in the page: words and answers that a reload would lose. */

/** Pages that keep each answer by themselves and paint their fields; what they could not keep they mark. */
const KEEPS_ITSELF = '[data-module="log"], [data-module="check"], [data-module="moments"] *, template *';
const MARKED = '[data-dirty], [data-unkept], [data-module="safety"] [aria-pressed="true"], [data-module="safety"] input[name="said"]';

function isChanged(field) {
  if (["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== (option.defaultSelected || isFirst(field, option)));
  return !["hidden", "submit", "button"].includes(field.type) && "defaultValue" in field && field.value !== field.defaultValue;
}

/** A list without a choice of its own shows its first. */
function isFirst(list, option) {
  return !list.multiple && option.index === 0 && ![...list.options].some(({ defaultSelected }) => defaultSelected);
}

const isHalfFilled = (form) => !form.matches(KEEPS_ITSELF) && [...form.elements].some(isChanged);

/** @returns {boolean} whether loading the page anew would lose something that somebody said */
export function holdsWords(root = document) {
  return root.querySelector(MARKED) !== null || [...root.querySelectorAll("form")].some(isHalfFilled);
}
