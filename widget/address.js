const SCHEMES = /^(?:https?:\/\/[^/\s]|mailto:[^\s]|(?:tel|sms):[+\d])/i;
const SAME_SITE = /^(?:\/(?!\/)|#)/;
// Browsers strip or re-read these inside an address, which is how "java\tscript:" becomes live.
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029\ufeff\\<>"`]/;

/**
 * @returns {string | null} the address when it may be made live, null when it must stay text
 */
export function safeAddress(value) {
  if (typeof value !== "string" || UNSAFE.test(value)) return null;
  if (SAME_SITE.test(value)) return value;
  return SCHEMES.test(value) && URL.canParse(value) ? value : null;
}

/** @param {string} address a safe address @param {string} origin of the page */
export function leavesSite(address, origin) {
  return /^https?:/i.test(address) && new URL(address).origin !== origin;
}

/** @param {string} phone as written for people */
export const phoneAddress = (phone) => `tel:${phone.replace(/[^\d+]/g, "")}`;
