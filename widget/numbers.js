import { phoneAddress } from "./address.js";

/**
 * The numbers a visitor may need when the assistant is not the answer, even before the server was ever reached.
 * @returns {Link[]}
 */
export function emergencyNumbers(clinic, strings) {
  const known = clinic?.emergency.length
    ? clinic.emergency
    : [
        { title: strings.call_911, url: "tel:911" },
        { title: strings.call_811, url: "tel:811" },
        { title: strings.call_988, url: "tel:988" },
      ];
  return known.map(({ title, url }) => ({ kind: "emergency", title, url }));
}

/** @param {string} fallback the `phone` attribute @returns {{phone: string, url: string} | null} */
export function clinicPhone(clinic, fallback) {
  const phone = String(clinic?.clinic.phone || fallback);
  return phone ? { phone, url: clinic?.clinic.phone_url || phoneAddress(phone) } : null;
}

/** @param {string | undefined} urgency @returns {"urgent" | "today" | "none"} */
export function severity(urgency) {
  if (!urgency || urgency === "none") return "none";
  return urgency === "today" ? "today" : "urgent";
}
