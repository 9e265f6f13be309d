// Emoji by Slack's names: those an app about figures is likely to use. Others stay as written.

import { h } from "./dom.js";

const EMOJI = {
  "+1": "👍", "-1": "👎", alarm_clock: "⏰", arrow_down: "⬇️", arrow_right: "➡️", arrow_up: "⬆️",
  bar_chart: "📊", bell: "🔔", bulb: "💡", calendar: "📅", chart_with_downwards_trend: "📉",
  chart_with_upwards_trend: "📈", clipboard: "📋", eyes: "👀", hourglass: "⌛",
  information_source: "ℹ️", large_blue_circle: "🔵", large_green_circle: "🟢",
  large_orange_circle: "🟠", large_yellow_circle: "🟡", link: "🔗", lock: "🔒", memo: "📝",
  no_entry: "⛔", pencil2: "✏️", question: "❓", red_circle: "🔴", rotating_light: "🚨",
  small_red_triangle_down: "🔻", smile: "😄", speech_balloon: "💬", star: "⭐", sun_with_face: "🌞",
  tada: "🎉", thumbsdown: "👎", thumbsup: "👍", warning: "⚠️", wave: "👋", white_check_mark: "✅",
  white_circle: "⚪", x: "❌", zap: "⚡",
};

/** An emoji by its name, with that name for screen readers; null where the name is not known. */
export function emoji(name) {
  const drawn = EMOJI[name];
  return drawn ? h("span", { role: "img", "aria-label": name.replaceAll("_", " ") }, drawn) : null;
}

/** Text with `:names:` replaced by emoji. */
export function withEmoji(text) {
  return text.split(/(:[a-z0-9_+-]+:)/).map((piece) => {
    const name = /^:([a-z0-9_+-]+):$/.exec(piece);
    return (name && emoji(name[1])) || piece;
  });
}
