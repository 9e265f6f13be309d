// Where one is, kept in the address: who one is, which conversation, which thread or tab.

/** The place in the address: `as`, `in`, `thread` and `tab`, each perhaps missing. */
export const place = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));

/** Go to a place; what is null is left out. */
export function go(to) {
  const kept = Object.entries(to).filter(([, value]) => value);
  location.hash = new URLSearchParams(kept).toString();
}

/** The address of a place, for links. */
export const addressOf = (to) => `#${new URLSearchParams(Object.entries(to).filter(([, value]) => value))}`;
