/** @param {string} template with {names} */
export const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));

/** @param {string} key of a pair `key_one`, `key_other` */
export function counted(strings, key, count, values = {}) {
  const form = new Intl.PluralRules(strings.lang).select(count);
  return fill(strings[`${key}_${form}`] ?? strings[`${key}_other`], { count, ...values });
}
