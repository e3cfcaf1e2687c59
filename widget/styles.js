import { controlsSheet } from "./styles/controls.js";
import { messagesSheet } from "./styles/messages.js";
import { panelSheet } from "./styles/panel.js";

/** What the open panel needs on top of the launcher's own sheets. */
export const panelSheets = [panelSheet, messagesSheet, controlsSheet];
