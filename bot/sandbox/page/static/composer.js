// The box one writes into: a line that begins with / is a command, anything else a message.

import { h, newId } from "./dom.js";
import { menu } from "./menu.js";

/**
 * A composer; `send(text)` and `share(file, text)` do it, `shortcut(id)` starts a global shortcut.
 * In a thread there are neither commands to choose from nor files.
 */
export function composer({ label, offers, inThread, send, share, shortcut }) {
  const id = newId();
  const box = h("textarea", { id, rows: 2, placeholder: label, data: { control: `composer/${inThread}` } });
  const commands = h("div", { class: "commands", role: "group", "aria-label": "Commands", hidden: true });
  const globals = offers.filter(({ kind }) => kind === "global").map(({ id: chosen, name, description }) => ({
    label: name, description, act: () => shortcut(chosen),
  }));
  const suggest = () => {
    const fitting = inThread ? [] : offers.filter(({ kind, name }) => kind === "command" && /^\/\S*$/.test(box.value) && name.startsWith(box.value));
    commands.hidden = !fitting.length;
    commands.replaceChildren(...fitting.map((offer) => command(offer, () => {
      box.value = `${offer.name} `;
      box.focus();
      suggest();
    })));
  };
  const taken = () => {
    const text = box.value.trim();
    box.value = "";
    suggest();
    return text;
  };
  const go = () => {
    const text = taken();
    if (text) send(text);
  };
  box.addEventListener("input", suggest);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    go();
  });
  return h(
    "form",
    { class: "composer", on: { submit: (event) => { event.preventDefault(); go(); } } },
    commands,
    h("label", { for: id, class: "unseen" }, label),
    box,
    h(
      "div",
      { class: "row" },
      globals.length ? menu({ "aria-label": "Shortcuts" }, "Shortcuts", globals) : null,
      share ? attach((file) => share(file, taken())) : null,
      h("button", { type: "submit", class: "primary" }, "Send"),
    ),
  );
}

function command({ name, hint, description }, choose) {
  return h("button", { type: "button", on: { click: choose } }, h("strong", {}, name), ` ${hint} `, h("small", {}, description));
}

function attach(share) {
  const picked = h("input", { type: "file", hidden: true, "aria-label": "File to share", tabindex: -1 });
  picked.addEventListener("change", () => {
    for (const file of picked.files) share(file);
    picked.value = "";
  });
  return h("span", {}, h("button", { type: "button", on: { click: () => picked.click() } }, "Share a file"), picked);
}
