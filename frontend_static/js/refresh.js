/** Fetch the folded days of a period and keep them. Without a network nothing changes. */
import { expireDays, keepDays } from "./days.js";

/** @returns {Promise<boolean>} whether the server told them */
export async function fetchDays(phone, account, from, to) {
  const reply = await phone.http.days(from, to);
  if (reply.status !== 200 || !Array.isArray(reply.json?.days)) return false;
  await keepDays(phone.store, account, reply.json.days, phone.clock());
  await expireDays(phone.store, account, phone.clock());
  return true;
}
