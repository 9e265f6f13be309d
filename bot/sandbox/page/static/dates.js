// Dates as Slack's client writes them, in the reader's own time zone.

const FORMATS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};
const PRETTY = { date_pretty: "date", date_short_pretty: "date_short", date_long_pretty: "date_long" };

function formatted(moment, options, zone) {
  return new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone }).format(moment);
}

/** The local day of a moment, as 2026-11-16. */
export function dayOf(moment, zone) {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(moment);
}

function pretty(moment, name, zone, now) {
  const days = { 0: "Today", 1: "Yesterday", "-1": "Tomorrow" };
  const apart = (Date.parse(dayOf(now, zone)) - Date.parse(dayOf(moment, zone))) / 86_400_000;
  return days[apart] ?? formatted(moment, FORMATS[name], zone);
}

/** Slack's date tokens, say `{date_short_pretty} at {time}`, filled in; null for an unknown token. */
export function filledIn(format, seconds, zone, now = new Date()) {
  const moment = new Date(seconds * 1000);
  let isKnown = true;
  const text = format.replace(/\{(\w+)\}/g, (_, name) => {
    if (name in FORMATS) {
      const shown = formatted(moment, FORMATS[name], zone);
      return name === "date_num" ? dayOf(moment, zone) : shown;
    }
    if (name in PRETTY) return pretty(moment, PRETTY[name], zone, now);
    isKnown = false;
    return "";
  });
  return isKnown ? text : null;
}

/** The moment of a message's ts. */
export const momentOf = (ts) => new Date(Number(ts) * 1000);

/** The time of day of a message. */
export const timeOf = (ts, zone) => formatted(momentOf(ts), FORMATS.time, zone);

/** The day of a message, in words. */
export const dayWords = (ts, zone) => formatted(momentOf(ts), { weekday: "long", month: "long", day: "numeric" }, zone);

/** Seconds since 1970 of a wall clock reading such as 2026-11-16T09:00 in a zone. */
export function secondsOf(reading, zone) {
  const wanted = Date.parse(`${reading}Z`);
  let guess = wanted;
  for (let turn = 0; turn < 2; turn += 1) guess += wanted - Date.parse(`${readingOf(guess / 1000, zone)}Z`);
  return guess / 1000;
}

/** The wall clock reading, say 2026-11-16T09:00, of seconds since 1970 in a zone. */
export function readingOf(seconds, zone) {
  const options = { ...FORMATS.date_num, hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  const parts = new Intl.DateTimeFormat("en-CA", options).formatToParts(seconds * 1000);
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}`;
}
