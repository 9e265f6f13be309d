// The open form: the topmost of a person's modals.

import { blocks } from "./blocks.js";
import { h, newId, replaceKeepingFocus } from "./dom.js";
import { plainNodes } from "./mrkdwn.js";

let dialog = null;
let shown = "";
let hash = "";
let wrong = { view: "", errors: {}, notice: "" };

/** Show the topmost of the open modals, or none. `names` and `acts` as in main.js. */
export function show(modals, names, acts) {
  const view = modals.at(-1);
  if (!view) {
    shown = "";
    dialog?.close();
    dialog = null;
    return;
  }
  if (wrong.view !== view.id || wrong.hash !== view.hash) wrong = { view: view.id, hash: view.hash, errors: {}, notice: "" };
  // Values are left out: what somebody types must not draw the form anew under their hands.
  const stamp = JSON.stringify([view.id, view.hash, modals.length, wrong, names.me.id]);
  if (stamp === shown) return;
  const isNewView = !shown.includes(`"${view.id}"`);
  shown = stamp;
  opened();
  const form = drawn(view, modals, names, acts);
  const old = dialog.firstElementChild;
  // The same form with its errors: what stands in it may not have come back from Slack yet.
  if (old && !isNewView && hash === view.hash) keepValues(old, form);
  hash = view.hash;
  if (old && !isNewView) replaceKeepingFocus(old, form);
  else dialog.replaceChildren(form);
  focusIn(form, isNewView);
}

function keepValues(old, form) {
  const held = new Map([...old.querySelectorAll("[data-control]")].map((each) => [each.dataset.control, each]));
  for (const fresh of form.querySelectorAll("[data-control]:is(input, select, textarea)")) {
    const before = held.get(fresh.dataset.control);
    if (fresh.multiple) [...fresh.options].forEach((option, at) => { option.selected = before.options[at].selected; });
    else if (["checkbox", "radio"].includes(fresh.type)) fresh.checked = before.checked;
    else fresh.value = before.value;
  }
}

/** Say something on top of the open form; whether there is one. */
export function say(notice) {
  const slot = dialog?.querySelector(".trouble");
  if (slot) slot.textContent = notice;
  return Boolean(slot);
}

function opened() {
  if (dialog) return;
  dialog = h("dialog", { class: "modal" });
  const made = dialog;
  made.addEventListener("cancel", (event) => {
    event.preventDefault();
    made.leave();
  });
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
}

function focusIn(form, isNewView) {
  const controls = ":is(input, textarea, select, button)";
  const first = form.querySelector(`.wrong ${controls}`) ?? (isNewView && form.querySelector(`.blocks ${controls}`));
  if (first) first.focus();
  else if (!form.contains(document.activeElement)) form.querySelector("h2").focus();
}

function drawn(view, modals, names, acts) {
  const heading = newId();
  dialog.setAttribute("aria-labelledby", heading);
  dialog.leave = () => acts.close(view.id);
  const submit = async (event) => {
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const { errors, notice } = await acts.submit(view.id);
    form.ariaBusy = null;
    if (!Object.keys(errors).length && !notice) return;
    wrong = { view: view.id, hash: view.hash, errors, notice };
    acts.redraw();
  };
  const surface = { names, values: view.values, errors: wrong.errors, ...acts.on({ view: view.id }) };
  const form = h(
    "form",
    { novalidate: true, on: { submit } },
    h(
      "header",
      {},
      h("h2", { id: heading, tabindex: -1 }, plainNodes(view.title)),
      h("button", { type: "button", class: "icon", "aria-label": "Close all forms", on: { click: () => acts.close(modals[0].id) } }, "×"),
    ),
    h("div", { class: "blocks" }, blocks(view.blocks, surface)),
    h("p", { class: "trouble error", role: "alert" }, wrong.notice),
    h(
      "footer",
      {},
      h("button", { type: "button", on: { click: () => dialog.leave() } }, view.close ? plainNodes(view.close) : "Cancel"),
      view.submit ? h("button", { type: "submit", class: "primary", disabled: view.submit_disabled }, plainNodes(view.submit)) : null,
    ),
  );
  return form;
}
