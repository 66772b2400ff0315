/** How somebody reads /learn/: as whom, and in which size. Kept on this phone; set before the page is painted. */
const AUDIENCE = "stride-reads-as";
const SIZE = "stride-text-size";
export const AUDIENCES = ["patient", "carer", "professional"];
export const SIZES = ["", "large", "largest"];

/** @param {string} key @param {string[]} allowed */
function kept(key, allowed) {
  try {
    const value = localStorage.getItem(key);
    return allowed.includes(value) ? value : "";
  } catch {
    return ""; // storage is shut: the page as it comes
  }
}

function keep(key, value) {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // Not kept, but it holds for this page.
  }
}

function put(name, value) {
  if (value) document.documentElement.dataset[name] = value;
  else delete document.documentElement.dataset[name];
}

/** @returns {""|"patient"|"carer"|"professional"} "" until somebody has said */
export const audience = () => kept(AUDIENCE, AUDIENCES);

/** @returns {""|"large"|"largest"} */
export const textSize = () => kept(SIZE, SIZES);

export function readAs(value) {
  keep(AUDIENCE, value);
  put("audience", value);
}

export function setTextSize(value) {
  keep(SIZE, value);
  put("text", value);
}

put("audience", audience());
put("text", textSize());
