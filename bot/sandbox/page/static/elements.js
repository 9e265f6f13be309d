// Block elements: what people press, choose and fill in.
//
// Each is drawn from (element, place). A place says where it stands: `label` and `attributes` name
// it, `held` is its state at Slack, `names` are people and channels; `enter(value)` tells Slack
// what was chosen or confirmed, `keep(value)` what merely stands there, and `suggest(query)` asks
// the app for options.

import { readingOf, secondsOf } from "./dates.js";
import { h, newId } from "./dom.js";
import { confirmed, menu } from "./menu.js";
import { plainNodes, textNodes, words } from "./mrkdwn.js";

/** Elements by type. */
export const ELEMENTS = {
  image: ({ image_url: url, slack_file: file, alt_text: alt }) => picture(url, file, alt, "small"),
  button,
  overflow,
  icon_button: (element, place) => button({ ...element, text: element.text }, place),
  feedback_buttons: feedback,
  checkboxes: (element, place) => group("checkbox", element, place),
  radio_buttons: (element, place) => group("radio", element, place),
  static_select: (element, place) => select(offered(element), place, element),
  users_select: (element, place) => select(everybody(place.names), place, element),
  channels_select: (element, place) => select(publicChannels(place.names), place, element),
  conversations_select: (element, place) => select(ownConversations(place.names, element), place, element),
  external_select: external,
  multi_static_select: (element, place) => several(offered(element), place),
  multi_users_select: (element, place) => several(everybody(place.names), place),
  multi_channels_select: (element, place) => several(publicChannels(place.names), place),
  multi_conversations_select: (element, place) => several(ownConversations(place.names, element), place),
  datepicker: (_element, place) => picker("date", place.held.selected_date, place, (value) => value || null),
  timepicker: (_element, place) => picker("time", place.held.selected_time, place, (value) => value || null),
  datetimepicker: dateAndTime,
  plain_text_input: (element, place) => written(element, place, "text"),
  number_input: (element, place) => written(element, place, "decimal"),
  email_text_input: (element, place) => written(element, place, "email"),
  url_text_input: (element, place) => written(element, place, "url"),
};

/** An image with its text; a file of the workspace is read from the sandbox. */
export function picture(url, file, alt, kind) {
  return h("img", { src: url ?? `/page/file/${file.id}`, alt, class: kind });
}

async function agreed({ confirm }) {
  return !confirm || confirmed({
    title: words(confirm.title),
    text: words(confirm.text),
    confirm: words(confirm.confirm),
    deny: words(confirm.deny),
    style: confirm.style,
  });
}

function button(element, place) {
  const made = h("button", {
    type: "button",
    class: element.style,
    "aria-label": element.accessibility_label,
    data: { control: `${place.control}/${element.value ?? ""}` },
  }, plainNodes(element.text));
  made.addEventListener("click", async () => {
    if (made.ariaBusy === "true" || !(await agreed(element))) return;
    made.ariaBusy = "true";
    if (element.url) window.open(element.url, "_blank", "noopener");
    await place.enter(undefined);
    made.ariaBusy = null;
  });
  return made;
}

function overflow(element, place) {
  const items = element.options.map((option) => ({
    label: words(option.text),
    description: words(option.description),
    act: async () => {
      if (option.url) window.open(option.url, "_blank", "noopener");
      if (await agreed(element)) place.enter(option.value);
    },
  }));
  return menu({ class: "icon", "aria-label": place.label || "More", data: { control: place.control } }, "⋯", items);
}

function feedback(element, place) {
  return h("span", { class: "row" }, ["positive", "negative"].map((side) => {
    const { text, accessibility_label: label } = element[`${side}_button`];
    const press = () => place.enter(side);
    return h("button", { type: "button", "aria-label": label, on: { click: press } }, plainNodes(text));
  }));
}

function group(type, element, place) {
  const name = newId();
  const chosen = (place.held.selected_options ?? [place.held.selected_option]).map((each) => each?.value);
  const value = (field) => {
    const values = [...field.querySelectorAll("input:checked")].map((each) => each.value);
    return type === "radio" ? values[0] ?? null : values;
  };
  const field = h(
    "div",
    { role: type === "radio" ? "radiogroup" : "group", ...place.groupAttributes },
    element.options.map((option) => h(
      "label",
      { class: "choice" },
      h("input", {
        type,
        name,
        value: option.value,
        checked: chosen.includes(option.value),
        data: { control: `${place.control}/${option.value}` },
      }),
      h("span", {}, textNodes(option.text, place.names), option.description ? h("small", {}, textNodes(option.description, place.names)) : null),
    )),
  );
  field.addEventListener("change", async () => {
    if (await agreed(element)) place.enter(value(field));
  });
  return field;
}

const optionOf = (option) => ({ value: option.value, label: words(option.text) });

function offered(element) {
  if (!element.option_groups) return element.options.map(optionOf);
  return element.option_groups.map(({ label, options }) => ({ group: words(label), options: options.map(optionOf) }));
}

const everybody = (names) => Object.entries(names.users)
  .filter(([, user]) => !user.is_gone)
  .map(([value, user]) => ({ value, label: user.real_name }));

const publicChannels = (names) => Object.entries(names.channels).map(([value, name]) => ({ value, label: `#${name}` }));

const KINDS = { public: "channel", private: "group", im: "im", mpim: "mpim" };

function ownConversations(names, { filter }) {
  const kinds = filter?.include?.map((each) => KINDS[each]);
  return names.conversations
    .filter(({ kind }) => !kinds || kinds.includes(kind))
    .map(({ id, name }) => ({ value: id, label: name ? `#${name}` : "Direct message" }));
}

function options(list, chosen) {
  return list.map((each) => (
    each.group
      ? h("optgroup", { label: each.group }, options(each.options, chosen))
      : h("option", { value: each.value, selected: chosen.includes(each.value) }, each.label)
  ));
}

/** What is chosen, by value or id, whatever Slack calls it. */
function chosenIn(held) {
  const found = Object.entries(held).find(([name]) => name.startsWith("selected_"));
  return [found?.[1] ?? []].flat().map((each) => each?.value ?? each);
}

function select(list, place, element) {
  const chosen = chosenIn(place.held);
  const empty = h("option", { value: "", selected: !chosen.length }, place.placeholder || "Choose …");
  const made = h("select", place.attributes, empty, options(list, chosen));
  made.addEventListener("change", async () => {
    if (await agreed(element)) place.enter(made.value || null);
  });
  return made;
}

function several(list, place) {
  const size = Math.min(6, Math.max(2, list.length));
  const made = h("select", { ...place.attributes, multiple: true, size }, options(list, chosenIn(place.held)));
  made.addEventListener("change", () => place.enter([...made.selectedOptions].map((each) => each.value)));
  return made;
}

function external(element, place) {
  const found = h("select", place.attributes);
  const chosen = place.held.selected_option;
  const fill = (list) => {
    const empty = h("option", { value: "" }, place.placeholder || "Choose …");
    found.replaceChildren(empty, ...options(list.map(optionOf), [chosen?.value]));
    found.offered = list;
  };
  fill(chosen ? [chosen] : []);
  found.addEventListener("change", () => place.enter(found.offered.find((each) => each.value === found.value) ?? null));
  const least = element.min_query_length ?? 3;
  const search = h("input", { type: "search", "aria-label": `Search: ${place.label}`, placeholder: "Search …" });
  search.addEventListener("input", async () => {
    if (search.value.length >= least) fill((await place.suggest(search.value)).flatMap((each) => each.options ?? [each]));
  });
  return h("span", { class: "row" }, search, found);
}

function picker(type, held, place, read) {
  const made = h("input", { ...place.attributes, type, value: held ?? "" });
  made.addEventListener("change", () => place.enter(read(made.value)));
  return made;
}

function dateAndTime(_element, place) {
  const zone = place.names.me.tz;
  const held = place.held.selected_date_time;
  const reading = held ? readingOf(held, zone) : "";
  return picker("datetime-local", reading, place, (value) => (value ? secondsOf(value, zone) : null));
}

function written(element, place, inputmode) {
  const attributes = { ...place.attributes, placeholder: place.placeholder, inputmode };
  const made = element.multiline ? h("textarea", { ...attributes, rows: 4 }) : h("input", { ...attributes, type: "text" });
  made.value = place.held.value ?? "";
  const read = () => made.value || null;
  const moments = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  made.addEventListener("change", () => place.keep(read()));
  if (!place.dispatches) return made;
  if (moments.includes("on_character_entered")) made.addEventListener("input", () => place.enter(read()));
  if (moments.includes("on_enter_pressed")) {
    made.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      place.enter(read());
    });
  }
  return made;
}
