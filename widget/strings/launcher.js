/** What the launcher says before any language table is loaded, or when it cannot be. */
export const launcherStrings = {
  en: { lang: "en", launcher: "Ask a question", not_loaded: "The chat could not be loaded. Please call us." },
  fr: { lang: "fr", launcher: "Poser une question", not_loaded: "Le clavardage n’a pas pu être chargé. Veuillez nous appeler." },
};
