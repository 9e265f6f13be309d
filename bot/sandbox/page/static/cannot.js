// What the page does not draw is said, never left out: Slack might draw it, or refuse it.

import { h } from "./dom.js";

/** A visible sentence in the place of something of this type. */
export const cannotShow = (type) => h("p", { class: "cannot", data: { cannot: type } }, `This cannot be shown here: ${type}`);
