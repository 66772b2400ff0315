/** Keeps the country of <body data-country> on this phone, so that the help page knows the emergency number offline. */
import { keepCountry } from "./emergency-country.js";

const code = document.body.dataset.country;
if (code) keepCountry(code);
