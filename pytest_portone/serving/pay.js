"use strict";
const BASE = "/__portone__/checkout/";
const $ = (id) => document.getElementById(id);
const asked = JSON.parse(decodeURIComponent(location.hash.slice(1)) || "null");
const NAMES = {
  pay: "Pay", account: "Issue a virtual account", decline: "Be declined", pend: "Pay, with a review by the gateway",
  abandon: "Close the window", issue: "Register the card",
};

async function post(path, body) {
  const response = await fetch(BASE + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const told = await response.json();
  if (!response.ok) throw new Error(told.error.message);
  return told;
}

function finish(response) {
  if (asked.way === "redirect") {
    const target = new URL(asked.request.redirectUrl);
    if (!["http:", "https:"].includes(target.protocol)) throw new Error("redirectUrl: expected one of http or https");
    for (const [name, value] of Object.entries(response)) target.searchParams.set(name, value);
    location.assign(target);
    return;
  }
  const page = window.opener || window.parent;
  page.postMessage({ portone: asked.number, response }, asked.origin);
  if (window.opener) window.close();
}

function money(amount, currency) {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" });
    return format.format(amount / 10 ** format.resolvedOptions().maximumFractionDigits);
  } catch { return amount + " " + currency; }
}

function problem(error) {
  $("problem").textContent = error.message;
  $("problem").hidden = false;
}

async function choose(choice) {
  for (const each of $("choices").children) each.disabled = true;
  try {
    finish((await post("decide", { kind: asked.kind, request: asked.request, choice })).response);
  } catch (error) {
    problem(error);
    for (const each of $("choices").children) each.disabled = false;
  }
}

function show(shown) {
  $("title").textContent = shown.orderName || shown.issueName || "Register a card";
  if (shown.totalAmount) $("amount").textContent = money(shown.totalAmount, String(shown.currency).replace(/^CURRENCY_/, ""));
  $("about").textContent = shown.paymentId || shown.issueId || "";
  shown.choices.forEach((choice, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.choice = choice;
    button.className = place ? "" : "first";
    button.textContent = NAMES[choice === "pay" && shown.account ? "account" : choice] || choice;
    button.addEventListener("click", () => choose(choice));
    $("choices").append(button);
  });
  $("choices").firstChild.focus();
}

async function begin() {
  if (!asked) throw new Error("This window is opened by sdk.js, from a merchant's page.");
  const told = await post("open", { kind: asked.kind, request: asked.request });
  if (told.response) finish(told.response);
  else show(told.shown);
}

addEventListener("keydown", (event) => { if (event.key === "Escape" && $("choices").children.length) choose("abandon"); });
begin().catch((error) => { $("title").textContent = "The window can't be opened"; problem(error); });
