// Elements from plain calls. Text is only ever inserted as text, never parsed as HTML.

let lastId = 0;

/** An id no other element of the page has. */
export const newId = () => `e${++lastId}`;

/** An HTML element; `on` holds listeners, `data` the dataset, everything else is an attribute. */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/** Text for screen readers alone. */
export const unseen = (text) => h("span", { class: "unseen" }, text);

function filled(element, { on = {}, data = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    element.setAttribute(name, value === true ? "" : value);
  }
  for (const [name, value] of Object.entries(data)) element.dataset[name] = value;
  for (const [name, listener] of Object.entries(on)) element.addEventListener(name, listener);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * Make the children of `parent` those that `draw` makes of `items`, touching only what changed:
 * what somebody reads, or is about to press, stays where it is.
 */
export function reconcile(parent, items, keyOf, draw) {
  const held = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const [key, stamp] = [keyOf(item), JSON.stringify(item)];
    const old = held.get(key);
    if (old && old.stamp === stamp) return old;
    const fresh = draw(item);
    fresh.dataset.key = key;
    fresh.stamp = stamp;
    if (old) replaceKeepingFocus(old, fresh);
    return fresh;
  });
  for (const child of [...parent.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((child, index) => {
    if (parent.children[index] !== child) parent.insertBefore(child, parent.children[index] ?? null);
  });
}

/** Put `fresh` in the place of `old`; the focus goes to the control that corresponds. */
export function replaceKeepingFocus(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!focused) return;
  const twin = focused.dataset.control
    && [...fresh.querySelectorAll("[data-control]")].find(
      (each) => each.dataset.control === focused.dataset.control && !each.disabled,
    );
  if (twin && "value" in twin && twin.type === focused.type && twin.type !== "button") {
    twin.value = focused.value;
  }
  (twin || fresh).focus({ preventScroll: true });
}
