"use strict";
const BASE = "/__portone__/";
const PAGE = 50;
const POLL = 1500;
const $ = (id) => document.getElementById(id);
const GOOD = new Set(["PAID", "ISSUED", "SUCCEEDED", "delivered", "CONFIRMED", "VERIFIED"]);
const BAD = new Set(["FAILED", "given up", "refused", "FAILED_NOT_OK_RESPONSE", "FAILED_UNEXPECTED_ERROR"]);
const OPEN = new Set(["READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED", "SCHEDULED", "STARTED", "PENDING", "waiting", "failing", "NEEDS_CONFIRMATION"]);
const SIGNS = { good: "✓", bad: "✗", open: "…", "": "•" };
// Which acts suggest themselves for a payment; all others are in the list below the buttons.
const SUGGESTED = {
  READY: ["pay", "fail", "abandon", "pend"], PAY_PENDING: ["approve", "decline"],
  VIRTUAL_ACCOUNT_ISSUED: ["deposit", "deposit_late", "deposit_too_late"], FAILED: ["approve"],
  PAID: ["dispute", "resolve_dispute", "cancel_in_console", "chargeback"],
  PARTIAL_CANCELLED: ["cancel_in_console", "chargeback"], CANCELLED: [],
};
const VIEWS = {
  payments: { title: "Payments", count: "payments", statuses: Object.keys(SUGGESTED) },
  "billing-keys": { title: "Billing keys", count: "billingKeys", statuses: ["READY", "NEEDS_CONFIRMATION", "ISSUED", "FAILED", "DELETED"] },
  schedules: { title: "Schedules", count: "schedules", statuses: ["SCHEDULED", "STARTED", "PENDING", "SUCCEEDED", "FAILED", "REVOKED"] },
  webhooks: { title: "Webhooks", count: "webhooks", statuses: ["delivered", "waiting", "failing", "given up", "refused"] },
  calls: { title: "Calls", count: "calls", statuses: [] },
  customer: { title: "Customer" },
  console: { title: "Console" },
  trouble: { title: "Trouble" },
  world: { title: "World" },
};
let acts = null;
let state = null;
let tag = "";
let drawn = "";

function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

function put(place, ...children) {
  const focused = document.activeElement && place.contains(document.activeElement) && document.activeElement.dataset.key;
  const opened = new Set([...place.querySelectorAll("details[open]")].map((each) => each.dataset.key));
  place.replaceChildren(...children.flat(Infinity).filter(Boolean));
  for (const each of place.querySelectorAll("details")) if (opened.has(each.dataset.key)) each.open = true;
  if (focused) [...place.querySelectorAll("[data-key]")].find((each) => each.dataset.key === focused)?.focus();
}

class Refused extends Error {
  constructor(status, error) { super(error.message); this.status = status; this.name_ = error.name; this.problems = error.problems || []; }
}

async function ask(path, body) {
  const headers = {};
  const token = sessionStorage.getItem("portone-token");
  if (token) headers.authorization = "Bearer " + token;
  if (body !== undefined) headers["content-type"] = "application/json";
  if (path === "state" && tag) headers["if-none-match"] = tag;
  const response = await fetch(BASE + path, { method: body === undefined ? "GET" : "POST", headers, body: body === undefined ? undefined : JSON.stringify(body), cache: "no-store" });
  if (response.status === 304) return null;
  const told = await response.json();
  if (!response.ok) {
    if (response.status === 401) { $("ask").hidden = false; }
    throw new Refused(response.status, told.error);
  }
  if (path === "state") tag = response.headers.get("etag") || "";
  return told;
}

function view() {
  const [name, rest = ""] = location.hash.slice(1).split("?");
  const parameters = new URLSearchParams(rest);
  return { name: VIEWS[name] ? name : "payments", id: parameters.get("id"), q: parameters.get("q") || "", status: parameters.get("status") || "", offset: Number(parameters.get("offset")) || 0 };
}

function go(name, changes = {}) {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(changes)) if (value) parameters.set(key, value);
  location.hash = name + (parameters.size ? "?" + parameters : "");
}

const kind = (status) => (GOOD.has(status) ? "good" : BAD.has(status) ? "bad" : OPEN.has(status) ? "open" : "");
const badge = (status) => el("span", { class: "badge " + kind(status) }, el("span", { "aria-hidden": "true" }, SIGNS[kind(status)] + " "), status);
const when = (text) => el("time", { datetime: text }, text ? text.slice(0, 19).replace("T", " ") : "");
const shown = (value) => el("pre", {}, typeof value === "string" ? value : JSON.stringify(value, null, 2));

function money(amount, currency) {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
  } catch { return amount + " " + (currency || ""); }
}

function notice(text, bad = false) {
  put($("notice"), text ? el("p", { class: bad ? "alert" : "done" }, text) : null);
}

async function doing(work, told) {
  try {
    const result = await work();
    notice(told);
    await refresh(true);
    return result;
  } catch (error) {
    notice((error.name_ ? error.name_ + ": " : "") + error.message, true);
    await refresh(true).catch(() => {});
    return null;
  }
}

// ---- lists

const LISTS = {
  payments: {
    head: ["Payment", "Order", "Amount", "Status", "Method", "Requested"],
    id: (each) => each.id,
    row: (each) => [each.id, each.orderName, money(each.total, each.currency), badge(each.status), each.method || "", when(each.requestedAt)],
  },
  "billing-keys": {
    head: ["Billing key", "Status", "Channel", "Customer", "Requested"],
    id: (each) => each.billingKey,
    row: (each) => [each.billingKey, badge(each.status), (each.channels || []).map((one) => one.pgProvider).join(", "), each.customer?.id || "", when(each.requestedAt)],
  },
  schedules: {
    head: ["Schedule", "Payment", "Amount", "Status", "To be paid"],
    id: (each) => each.id,
    row: (each) => [each.id, each.paymentId, money(each.total, each.currency), badge(each.status), when(each.timeToPay)],
  },
  webhooks: {
    head: ["Webhook", "About", "To", "Status", "Attempts", ""],
    id: (each) => String(each.number),
    row: (each) => [each.type, each.paymentId || each.billingKey || "", each.url, badge(each.status), each.attempts.map((one) => one.code ?? "no answer").join(", ") || "none yet", each.asks ? "" : resend(each)],
  },
  calls: {
    head: ["Call", "Path", "Answer", "From"],
    id: (each) => String(each.number),
    row: (each) => [each.operation || "unknown operation", each.method + " " + each.path, code(each), each.provenance + (each.violations ? ", " + each.violations + " violations" : "")],
  },
};

const code = (each) => el("span", { class: "badge " + (each.fate || each.status >= 500 ? "bad" : each.status >= 400 ? "open" : "good") }, String(each.fate || each.status));

function resend(each) {
  return el("button", { type: "button", "data-key": "resend-" + each.number, onclick: () => doing(() => ask("webhooks/resend", { number: each.number }), "The webhook was sent again.") }, "resend");
}

async function list(at) {
  const how = LISTS[at.name];
  const parameters = new URLSearchParams({ offset: at.offset, limit: PAGE });
  if (at.q) parameters.set("q", at.q);
  if (at.status && VIEWS[at.name].statuses.length) parameters.set("status", at.status);
  const page = await ask(at.name + "?" + parameters);
  const rows = page.items.map((each) => {
    const id = how.id(each);
    const [first, ...cells] = how.row(each);
    const opened = el("button", { type: "button", class: "plain id", "data-key": "open-" + id, onclick: () => go(at.name, { ...at, id, name: "" }) }, first);
    return el("tr", { "aria-selected": String(at.id === id) }, el("td", {}, opened), cells.map((cell) => el("td", {}, cell)));
  });
  const { title, statuses } = VIEWS[at.name];
  const search = el("input", { type: "search", placeholder: "search", value: at.q, "aria-label": "Search", "data-key": "q", onchange: (event) => go(at.name, { q: event.target.value, status: at.status }) });
  const chosen = statuses.length ? el("select", { "aria-label": "Status", "data-key": "status", onchange: (event) => go(at.name, { q: at.q, status: event.target.value }) },
    ["", ...statuses].map((each) => el("option", { value: each, selected: each === at.status }, each || "any status"))) : null;
  const step = (offset, text, possible) => el("button", { type: "button", "data-key": text, disabled: !possible, onclick: () => go(at.name, { ...at, offset, name: "", id: "" }) }, text);
  put($("list"),
    el("div", { class: "bar" }, el("h2", {}, title), search, chosen),
    rows.length ? el("div", { class: "wide" }, el("table", {}, el("thead", {}, el("tr", {}, how.head.map((each) => el("th", { scope: "col" }, each)))), el("tbody", {}, rows)))
      : el("p", { class: "quiet" }, at.q || at.status ? "Nothing fits." : "Nothing yet."),
    el("div", { class: "bar" }, step(Math.max(0, at.offset - PAGE), "newer", at.offset > 0), step(at.offset + PAGE, "older", page.more),
      el("span", { class: "quiet" }, rows.length ? (at.offset + 1) + " to " + (at.offset + rows.length) : "")));
  return page;
}

// ---- details

const facts = (pairs) => el("dl", {}, pairs.filter(([, value]) => value !== undefined && value !== null && value !== "").map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
const closing = () => el("button", { type: "button", onclick: () => { const at = view(); go(at.name, { ...at, name: "", id: "" }); } }, "close");
const folded = (key, title, ...children) => el("details", { "data-key": key }, el("summary", {}, title), children);

function attempts(each) {
  return each.attempts.map((one) => el("li", {}, badge(one.outcome), " ", one.code === null ? "no answer" : String(one.code), one.cause === "ordinary" ? "" : " (" + one.cause + ")",
    one.troubles.length ? " [" + one.troubles.join(", ") + "]" : "", one.error ? el("div", { class: "quiet" }, one.error) : null, el("time", { datetime: one.at }, when(one.at).textContent)));
}

function timeline(told) {
  const entries = told.events.map((each) => ({ at: each.at, item: el("li", { class: kind(each.status) }, when(each.at), el("strong", {}, each.type),
    each.amount ? " " + money(each.amount, told.line.currency) : "", each.trigger ? el("span", { class: "quiet" }, " by " + each.trigger) : "", each.told ? "" : el("span", { class: "quiet" }, " (no webhook was asked for)")) }));
  for (const each of told.webhooks) for (const one of each.attempts) entries.push({ at: one.at, item: el("li", { class: kind(one.outcome) }, when(one.at),
    "Webhook " + each.type + " → ", el("span", { class: "id" }, each.url), " ", el("span", { class: "badge " + kind(one.outcome) }, one.code === null ? "no answer" : String(one.code)), one.error ? el("div", { class: "quiet" }, one.error) : null) });
  for (const each of told.webhooks) if (each.due) entries.push({ at: each.due, item: el("li", { class: "open" }, when(each.due), "Webhook " + each.type + " is due") });
  entries.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
  return el("ol", { class: "timeline" }, entries.map((each) => each.item));
}

function payment(told) {
  const line = told.line;
  const fitting = (SUGGESTED[line.status] || []).filter((name) => acts.customer.some((each) => each.name === name));
  const buttons = fitting.map((name) => el("button", { type: "button", "data-key": "act-" + name, onclick: () => doing(() => ask("customer/" + name, { payment_id: line.id, ...(state.storeId === line.storeId ? {} : { store_id: line.storeId }) }), "The customer did: " + name + ".") }, name.replaceAll("_", " ")));
  buttons.push(el("button", { type: "button", "data-key": "act-else", onclick: () => go("customer", { id: line.id }) }, "something else"));
  return [
    el("div", { class: "bar" }, el("h2", {}, line.id), badge(line.status), closing()),
    facts([["Order", line.orderName], ["Amount", money(line.total, line.currency) + (line.cancelled ? ", " + money(line.cancelled, line.currency) + " of it cancelled" : "")], ["Method", line.method],
      ["Channel", line.channelType], ["Store", line.storeId], ["Requested", line.requestedAt], ["Failure", told.payment.failure?.reason]]),
    el("div", { class: "acts", role: "group", "aria-label": "What the customer does" }, buttons),
    el("h3", {}, "Timeline"), timeline(told),
    told.attempts.length > 1 ? [el("h3", {}, "Attempts"), el("ol", {}, told.attempts.map((each) => el("li", {}, badge(each.status), " ", el("span", { class: "id" }, each.transactionId), " ", each.failure || "")))] : null,
    el("h3", {}, "Webhooks"), told.webhooks.length ? el("ul", {}, told.webhooks.map((each) => el("li", {}, each.type, " → ", el("span", { class: "id" }, each.url), " ", badge(each.status), " ", each.asks ? "" : resend(each)))) : el("p", { class: "quiet" }, "None. They are sent when a URL is set in the view World."),
    el("h3", {}, "Calls"), told.calls.length ? told.calls.map((each) => folded("call-" + each.number, [code(each), " ", each.operation || each.method + " " + each.path], callDetail(each))) : el("p", { class: "quiet" }, "None."),
    el("h3", {}, "As the API shows it"), folded("raw", "JSON", shown(told.payment)),
  ];
}

const callDetail = (each) => [facts([["At", each.at], ["Path", each.method + " " + each.path], ["From", each.provenance], ["Delay", each.delay ? each.delay + " s" : ""]]),
  Object.keys(each.query).length ? ["Query", shown(each.query)] : null, each.body === null ? null : ["Request", shown(each.body)], "Answer", shown(each.answer ?? ""),
  each.problems.length ? el("ul", { class: "alert" }, each.problems.map((one) => el("li", {}, one))) : null];

const DETAILS = {
  payments: async (id) => payment(await ask("payments/" + encodeURIComponent(id))),
  webhooks: async (id) => {
    const each = await ask("webhooks/" + id);
    return [el("div", { class: "bar" }, el("h2", {}, each.type), badge(each.status), each.asks ? null : resend(each), closing()), facts([["About", each.paymentId || each.billingKey], ["To", each.url], ["Version", each.version], ["Id", each.id], ["Trigger", each.trigger], ["Due", each.due]]),
      el("h3", {}, "Attempts"), el("ol", {}, attempts(each)), el("h3", {}, "Body"), shown(each.body), each.attempts.length ? [el("h3", {}, "Last answer"), shown(each.attempts.at(-1).answer || "empty")] : null];
  },
  calls: async (id) => {
    const each = await ask("calls/" + id);
    return [el("div", { class: "bar" }, el("h2", {}, each.operation || "unknown operation"), code(each), closing()), ...callDetail(each)];
  },
};

async function detail(at, page) {
  const place = $("detail");
  const there = Boolean(at.id && LISTS[at.name]);
  if (there) {
    try {
      const own = DETAILS[at.name];
      const plain = () => [el("div", { class: "bar" }, el("h2", {}, at.id), closing()), shown(page.items.find((each) => LISTS[at.name].id(each) === at.id) || "It is not on this page.")];
      put(place, own ? await own(at.id) : plain());
    } catch (error) { put(place, el("p", { class: "alert" }, error.message)); }
  }
  place.hidden = !there;
  document.querySelector("main").classList.toggle("split", there);
}

// ---- forms for what can be done

const types = (schema) => (schema.anyOf ? schema.anyOf.flatMap(types) : schema.enum ? ["enum"] : [schema.type || "any"]);
const structured = (schema) => types(schema).some((each) => ["object", "array", "any"].includes(each));

function field(name, schema, needed) {
  const kinds = types(schema);
  const options = (schema.anyOf || [schema]).flatMap((each) => each.enum || []);
  const common = { name, "data-key": "field-" + name, required: needed, autocomplete: "off" };
  const fallback = schema.default === undefined ? "" : String(schema.default);
  let input;
  if (options.length) input = el("select", common, needed ? null : el("option", { value: "" }, "as usual"), options.map((each) => el("option", {}, each)));
  else if (kinds[0] === "boolean") input = el("select", common, ["", "true", "false"].map((each) => el("option", { value: each }, each || "as usual (" + (fallback || "no") + ")")));
  else if (kinds.includes("integer") || kinds.includes("number")) input = el("input", { ...common, type: "number", step: kinds.includes("number") ? "any" : "1", placeholder: fallback });
  else if (kinds.includes("string")) input = el("input", { ...common, type: "text", placeholder: fallback });
  else input = el("textarea", { ...common, rows: 2, placeholder: "JSON" });
  return el("label", {}, name.replaceAll("_", " ") + (needed ? " *" : ""), input);
}

function read(text, schema) {
  const kinds = types(schema);
  if (kinds[0] === "boolean") return text === "true";
  if (kinds.includes("integer") || kinds.includes("number")) return Number(text);
  if (kinds.includes("string") && !(structured(schema) && /^\s*[[{]/.test(text))) return text;
  return structured(schema) ? JSON.parse(text) : text;
}

function actForm(part, each, preset = {}) {
  const { properties, required } = each.arguments;
  const names = Object.keys(properties);
  const make = (chosen) => el("div", { class: "fields" }, chosen.map((name) => field(name, properties[name], required.includes(name))));
  const shownFirst = names.filter((name) => required.includes(name) || (name === "total" && part === "customer"));
  const others = names.filter((name) => !shownFirst.includes(name));
  const result = el("div", { role: "status" });
  const form = el("form", { novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    const body = {};
    for (const input of form.elements) {
      input.classList.remove("wrong");
      if (!input.name || input.value === "") continue;
      try { body[input.name] = read(input.value, properties[input.name]); }
      catch { input.classList.add("wrong"); put(result, el("p", { class: "alert" }, input.name + ": expected JSON")); return; }
    }
    try {
      const done = await ask(part + "/" + each.name, body);
      put(result, el("div", { class: "done" }, "Done: " + each.name.replaceAll("_", " ") + "."), done.record ? shown(done.record) : null);
      await refresh(true);
    } catch (error) {
      for (const problem of error.problems || []) form.elements[problem.at.split("/")[1]]?.classList.add("wrong");
      const listed = (error.problems || []).map((one) => el("li", {}, one.at + " " + one.message));
      put(result, el("div", { class: "alert", role: "alert" }, listed.length ? el("ul", {}, listed) : (error.name_ || "") + ": " + error.message));
      await refresh(true).catch(() => {});
    }
  } }, el("p", { class: "quiet" }, each.summary), make(shownFirst), others.length ? folded("more-" + each.name, "what else can be said", make(others)) : null, el("div", { class: "bar" }, el("button", { class: "first" }, each.name.replaceAll("_", " "))), result);
  for (const [name, value] of Object.entries(preset)) if (form.elements[name]) form.elements[name].value = value;
  return form;
}

function chooser(part, title, first, preset = {}) {
  const place = el("div");
  const choose = (name) => put(place, actForm(part, acts[part].find((each) => each.name === name), preset));
  const select = el("select", { "aria-label": title, onchange: (event) => choose(event.target.value) }, acts[part].map((each) => el("option", { value: each.name, selected: each.name === first }, each.name.replaceAll("_", " "))));
  choose(acts[part].some((each) => each.name === first) ? first : acts[part][0].name);
  return el("section", {}, el("div", { class: "bar" }, el("h2", {}, title), select), place);
}

const PANELS = {
  customer: (at) => [chooser("customer", "What a customer does", "pay", at.id ? { payment_id: at.id } : {})],
  console: () => [chooser("console", "What the merchant does in PortOne's console", "share")],
  trouble: () => [el("div", { class: "panels" }, chooser("faults", "What goes wrong with calls", "lost_answer"), chooser("webhooks", "What happens to webhooks", "drop")), el("div", { id: "waiting" })],
  world: () => [el("div", { class: "panels" }, endpoints(), snapshots())],
};

function endpoints() {
  const form = el("form", { onsubmit: (event) => { event.preventDefault(); const secret = form.elements.secret.value; doing(() => ask("webhooks/send_to", { url: form.elements.url.value, ...(secret ? { secrets: [secret] } : {}) }), "Webhooks go there from now on.").then((done) => done && form.reset()); } },
    el("div", { class: "fields" }, el("label", {}, "URL", el("input", { name: "url", type: "url", required: true, placeholder: "http://127.0.0.1:3000/webhooks" })), el("label", {}, "secret, to sign them with", el("input", { name: "secret", type: "password", autocomplete: "off", placeholder: "whsec_..." }))), el("button", { class: "first" }, "send webhooks there"));
  return el("section", {}, el("h2", {}, "Where webhooks go"), el("div", { id: "endpoints" }), form);
}

function snapshots() {
  const form = el("form", { class: "bar", onsubmit: (event) => { event.preventDefault(); doing(() => ask("snapshots/" + encodeURIComponent(form.elements.name.value), {}), "Kept."); } }, el("label", {}, "name ", el("input", { name: "name", required: true })), el("button", {}, "keep this world"));
  const reset = el("button", { type: "button", onclick: () => confirm("Forget everything that happened, and begin anew?") && doing(() => ask("reset", {}), "Begun anew.") }, "begin anew");
  return el("section", {}, el("h2", {}, "Worlds"), el("div", { id: "snapshots" }), form, reset);
}

function fill() {
  const waiting = $("waiting");
  if (waiting) put(waiting, el("h2", {}, "Still to come"), state.faults.length || state.troubles.length ? el("ul", {}, state.faults.map((each) => el("li", {}, each.fault.name + " for " + (each.operations.join(", ") || "any call"))), state.troubles.map((each) => el("li", {}, each.kind + " of webhooks " + (each.type || "of any type")))) : el("p", { class: "quiet" }, "Nothing."));
  const where = $("endpoints");
  if (where) put(where, state.endpoints.length ? el("ul", {}, state.endpoints.map((each) => el("li", {}, el("span", { class: "id" }, each.url), " ", el("span", { class: "quiet" }, each.version + (each.signed ? ", signed" : ", not signed"))))) : el("p", { class: "quiet" }, "Nowhere yet."));
  const kept = $("snapshots");
  if (kept) put(kept, el("ul", {}, state.snapshots.map((each) => el("li", {}, each + " ", el("button", { type: "button", "data-key": "restore-" + each, onclick: () => doing(() => ask("snapshots/" + encodeURIComponent(each) + "/restore", {}), "Gone back to " + each + ".") }, "go back")))));
}

// ---- the page

function tabs(at) {
  put($("tabs"), Object.entries(VIEWS).map(([name, each]) => el("button", { type: "button", "data-key": "tab-" + name, "aria-current": name === at.name ? "page" : false, onclick: () => go(name) },
    each.title, each.count && state ? el("span", { class: "count" }, " " + state.counts[each.count].toLocaleString("en")) : null)));
}

async function draw() {
  const at = view();
  tabs(at);
  if (PANELS[at.name]) {
    if (drawn !== location.hash) put($("list"), PANELS[at.name](at));
    fill();
    await detail(at, null);
  } else {
    const page = await list(at);
    await detail(at, page);
  }
  drawn = location.hash;
}

async function refresh(force = false) {
  const told = await ask("state");
  if (told) {
    state = told;
    $("now").textContent = told.clock.slice(0, 19).replace("T", " ") + " UTC";
    $("now").dateTime = told.clock;
    $("about").textContent = "contract " + told.contract + ", store " + told.storeId;
  }
  if ((told || force) && state) await draw();
}

async function begin() {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) {
    sessionStorage.setItem("portone-token", token);
    history.replaceState(null, "", location.pathname);
  }
  try {
    acts = await ask("acts");
    $("ask").hidden = true;
    await refresh(true);
    notice("");
    poll();
  } catch (error) { notice(error.message, true); }
}

let polling = 0;
function poll() {
  clearTimeout(polling);
  polling = setTimeout(async () => {
    try { if (!document.hidden) await refresh(); } catch (error) { notice("The server does not answer: " + error.message, true); }
    poll();
  }, POLL);
}

const advance = (step) => doing(() => ask("clock/advance", step), "The clock has moved on.");
$("advance").addEventListener("submit", (event) => { event.preventDefault(); advance({ [$("unit").value]: Number($("amount").value) }); });
for (const each of document.querySelectorAll("[data-step]")) each.addEventListener("click", () => advance({ [each.dataset.step]: 1 }));
$("ask").addEventListener("submit", (event) => { event.preventDefault(); sessionStorage.setItem("portone-token", $("token").value); begin(); });
addEventListener("hashchange", () => { notice(""); refresh(true).catch((error) => notice(error.message, true)); });
begin();
