"use strict";
const BASE = "/__portone__/";
const $ = (id) => document.getElementById(id);

async function post(path, body) {
  const response = await fetch(BASE + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const told = await response.json();
  if (!response.ok) throw new Error(told.error.message);
  return told;
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

// Where a browser goes back to, with what became of it; null for what is no address of a page.
function back(address, response) {
  const target = URL.canParse(address || "") ? new URL(address) : null;
  if (!target || !["http:", "https:"].includes(target.protocol)) return null;
  for (const [name, value] of Object.entries(response)) target.searchParams.set(name, value);
  return target;
}

