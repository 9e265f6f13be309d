// A button that opens a menu, and the question asked before something is done.

import { h, newId } from "./dom.js";

/** A menu button; `items` have a label, perhaps a description, and what choosing them does. */
export function menu(attributes, face, items) {
  const list = h("div", { role: "menu", popover: "auto", id: newId(), "aria-label": attributes["aria-label"] });
  const button = h("button", {
    type: "button", ...attributes, "aria-haspopup": "menu", "aria-expanded": "false", popovertarget: list.id,
  }, face);
  list.append(...items.map(({ label, description, act }) => h(
    "button",
    { type: "button", role: "menuitem", tabindex: -1, on: { click: () => { list.hidePopover(); act(); } } },
    label,
    description ? h("small", {}, description) : null,
  )));
  list.addEventListener("toggle", ({ newState }) => {
    button.setAttribute("aria-expanded", String(newState === "open"));
    if (newState === "open") opened(list, button);
  });
  list.addEventListener("keydown", (event) => moved(event, list));
  return h("span", { class: "menu" }, button, list);
}

function opened(list, button) {
  const at = button.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  list.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  list.style.top = `${at.bottom + height + 8 > innerHeight ? Math.max(8, at.top - height - 4) : at.bottom + 4}px`;
  list.firstElementChild?.focus();
}

function moved(event, list) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...list.children];
  const now = items.indexOf(document.activeElement);
  items[(now + step + items.length) % items.length].focus();
}

/** Ask; resolves to whether it was confirmed. */
export function confirmed({ title, text, confirm, deny, style }) {
  return new Promise((resolve) => {
    const heading = newId();
    const dialog = h(
      "dialog",
      { class: "confirm", "aria-labelledby": heading },
      h("h2", { id: heading }, title),
      h("p", {}, text),
      h(
        "footer",
        {},
        h("button", { type: "button", on: { click: () => dialog.close("deny") } }, deny),
        h("button", { type: "button", class: style ?? "primary", on: { click: () => dialog.close("confirm") } }, confirm),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirm");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
