// The page: what one person sees of the workspace, drawn anew whenever it changes.

import { act, pull, watch, workspace } from "./api.js";
import { go, place } from "./address.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { h, replaceKeepingFocus } from "./dom.js";
import { emptyList, list, standing } from "./messages.js";
import * as modal from "./modal.js";
import { places } from "./places.js";
import { begin, read, unread } from "./unread.js";

const at = (id) => document.getElementById(id);
const office = await workspace();
let screen = null;
let stop = () => {};
let here = null; // what main shows: conversation, tab and who sees it
let firstNew; // the message below the line "New", as it was when the conversation was entered

const self = () => office.people.find(({ name }) => name === place().as) ?? office.people[0];

// -- what somebody does --------------------------------------------------------------------

function notice(text) {
  if (text && !modal.say(text)) at("notice").textContent = text;
}

async function done(name, given) {
  at("notice").textContent = "";
  const answer = await act(self().id, name, given);
  if (name !== "submit") notice(answer.notice);
  return answer;
}

const acts = {
  on: (where) => ({
    press: (block, element, choose) => done("press", {
      ...where,
      block_id: block.block_id,
      action_id: element.action_id,
      value: element.value,
      choose,
    }),
    fill: (block, _element, value) => done("fill", { ...where, block_id: block.block_id, value }),
    keep: (block, _element, value) => done("enter", { ...where, block_id: block.block_id, value }),
    suggest: async (_block, element, query) => (
      (await done("suggest", { ...where, action_id: element.action_id, query })).options ?? []
    ),
  }),
  submit: (view) => done("submit", { view }),
  close: (view) => done("close", { view }),
  shortcut: (id, where) => done(where ? "message-shortcut" : "shortcut", { id, ...where }),
  redraw: () => draw(),
  goTo: (channel, ts, thread) => {
    const conversation = screen.conversations.find(({ id }) => id === channel);
    if (!conversation) return notice("You are not in that channel.");
    const head = thread ?? conversation.messages.find((each) => each.ts === ts && each.replies.length)?.ts;
    return go({ as: self().name, in: conversation.name || "app", thread: head });
  },
};

async function send(channel, text, thread) {
  at(thread ? "thread" : "main").querySelector(".messages").toEnd();
  await done(text.startsWith("/") ? "command" : "post", { channel, text, thread_ts: thread ?? null });
}

async function share(channel, file, text) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const content = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  await done("share", { channel, name: file.name, content, text });
}

// -- what is drawn -------------------------------------------------------------------------

const names = () => ({
  users: screen.users,
  channels: screen.channels,
  conversations: screen.conversations,
  me: screen.me,
  goTo: acts.goTo,
});

function conversationHere() {
  const direct = screen.conversations.find(({ kind, has_app: inside }) => kind === "im" && inside)
    ?? { id: "@bot", name: "", kind: "im", has_app: true, members: [], messages: [] };
  const named = screen.conversations.find(({ name }) => name && name === place().in);
  const usual = screen.conversations.find(({ has_app: inside, kind, messages }) => inside && kind !== "im" && messages.length)
    ?? screen.conversations.find(({ kind }) => kind !== "im") ?? direct;
  return { direct, conversation: named ?? (place().in === "app" ? direct : usual) };
}

function draw() {
  if (!screen) return;
  at("language").value = offeredFor(screen.me.locale);
  // Letters and marks take the form, and words the breaks, of the reader's language.
  document.documentElement.lang = screen.me.locale;
  const { direct, conversation } = conversationHere();
  const tab = conversation === direct && office.app.has_home && place().tab !== "messages" ? "home" : "messages";
  // The app's conversation gets its id with its first message: it is the same place.
  const now = JSON.stringify([screen.me.id, conversation === direct ? "app" : conversation.id, tab]);
  if (now !== here) enter(conversation, tab);
  here = now;
  if (tab === "home") drawHome();
  else drawMessages(conversation);
  drawThread(conversation);
  if (tab === "messages" && document.visibilityState === "visible") read(screen.me.id, conversation);
  const current = conversation.id;
  const fresh = h("div", {}, places({ app: office.app, screen, current, direct }));
  replaceKeepingFocus(at("places").firstElementChild ?? at("places").appendChild(h("div")), fresh);
  modal.show(screen.modals, names(), acts);
  const title = conversation === direct ? office.app.name : `#${conversation.name}`;
  document.title = `${title} · ${screen.users[screen.me.id].real_name} · ${office.team}`;
}

function enter(conversation, tab) {
  firstNew = unread(screen.me.id, conversation)[0]?.ts;
  const isApp = conversation.kind === "im";
  const channel = isApp ? "@bot" : conversation.id;
  at("main").replaceChildren(
    h("h1", {}, isApp ? office.app.name : `# ${conversation.name}`),
    isApp && office.app.has_home ? tabs(tab) : h("p", { class: "context about" }, about(conversation)),
    tab === "home"
      ? h("div", { class: "home" })
      : emptyList("Messages", { follows: true }),
    tab === "home" ? "" : h("div", { id: "composer" }, composer({
      label: `Message ${isApp ? office.app.name : `#${conversation.name}`}`,
      offers: office.offers,
      inThread: false,
      send: (text) => send(channel, text),
      share: (file, text) => share(channel, file, text),
      shortcut: (id) => acts.shortcut(id),
    })),
  );
  if (tab === "home") done("home");
}

function about(conversation) {
  if (conversation.kind === "im") return "Direct messages with the app";
  const parts = [conversation.members.join(", ")];
  if (conversation.is_shared) parts.push("shared with another organisation");
  if (conversation.is_archived) parts.push("archived");
  parts.push(conversation.has_app ? `${office.app.name} is here` : `${office.app.name} is not in this channel`);
  return parts.join(" · ");
}

function tabs(current) {
  const tab = (id, label) => h("a", {
    href: `#${new URLSearchParams({ as: self().name, in: "app", tab: id })}`,
    "aria-current": id === current ? "page" : null,
  }, label);
  return h("nav", { class: "tabs", "aria-label": office.app.name }, tab("home", "Home"), tab("messages", "Messages"));
}

function drawHome() {
  const box = at("main").querySelector(".home");
  const stamp = JSON.stringify([screen.home?.id, screen.home?.hash]);
  if (box.dataset.stamp === stamp) return;
  const surface = screen.home && { names: names(), values: screen.home.values, errors: {}, ...acts.on({ view: screen.home.id }) };
  const fresh = h("div", { class: "home", data: { stamp } }, surface
    ? blocks(screen.home.blocks, surface)
    : h("p", { class: "context" }, `${office.app.name} has not published its Home for you yet.`));
  replaceKeepingFocus(box, fresh);
}

function drawMessages(conversation) {
  const view = { names: names(), acts, conversation, offers: office.offers, inThread: false };
  list(at("main").querySelector(".messages"), standing(conversation.messages), firstNew, view);
}

function drawThread(conversation) {
  const panel = at("thread");
  const { thread } = place();
  const messages = thread ? standing(conversation.messages, thread) : [];
  const now = JSON.stringify([screen.me.id, conversation.id, thread]);
  panel.hidden = !messages.length;
  if (panel.hidden) {
    panel.replaceChildren();
    panel.dataset.now = "";
    return;
  }
  if (panel.dataset.now !== now) {
    panel.dataset.now = now;
    panel.replaceChildren(
      h(
        "header",
        {},
        h("h2", { tabindex: -1 }, "Thread"),
        h("button", { type: "button", class: "icon", "aria-label": "Close thread", on: { click: leaveThread } }, "×"),
      ),
      emptyList("Replies", { follows: false }),
      composer({
        label: "Reply …",
        offers: [],
        inThread: true,
        send: (text) => send(conversation.id, text, thread),
        share: null,
      }),
    );
    panel.querySelector("h2").focus();
  }
  const view = { names: names(), acts, conversation, offers: office.offers, inThread: true };
  list(panel.querySelector(".messages"), messages, undefined, view);
}

function leaveThread() {
  const { thread, ...rest } = place();
  go(rest);
  at("main").querySelector(`[data-ts="${thread}"]`)?.focus();
}

// -- the top bar, and who one is -----------------------------------------------------------

function drawTop() {
  const notes = office.people.map(({ name, real_name: full, note }) => h(
    "option", { value: name, selected: name === self().name }, note === "member" ? full : `${full} (${note})`,
  ));
  const who = h("select", { id: "who", on: { change: () => go({ as: who.value, in: place().in }) } }, notes);
  at("top").replaceChildren(
    h("strong", {}, office.team),
    h("span", { class: "context" }, "a local stand-in for Slack"),
    h("span", { id: "connection", role: "status" }),
    ...office.levers.map(({ id, label }) => h("button", {
      type: "button", on: { click: async () => notice((await pull(id)).notice) },
    }, label)),
    h("label", { for: "who" }, "You are"),
    who,
    h("label", { for: "language" }, "reading"),
    language(),
  );
}

// The language of one's Slack account, which apps are told.
const LANGUAGES = { "en-US": "English", "ko-KR": "한국어", "zh-TW": "繁體中文" };

// Every other one is answered in English.
const offeredFor = (locale) => (locale in LANGUAGES ? locale : "en-US");

function language() {
  const offered = Object.entries(LANGUAGES).map(([locale, name]) => h("option", { value: locale, lang: locale }, name));
  const choice = h("select", { id: "language", on: { change: () => done("language", { locale: choice.value }) } }, offered);
  return choice;
}

function become() {
  stop();
  screen = null;
  stop = watch(self().id, (seen) => {
    screen = seen;
    begin(seen);
    draw();
  }, (isConnected) => {
    at("connection").textContent = isConnected ? "" : "Not connected";
  });
}

let person = self().id;
addEventListener("hashchange", () => {
  if (self().id === person) return draw();
  person = self().id;
  drawTop();
  return become();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && at("thread").contains(event.target)) leaveThread();
});
drawTop();
become();
