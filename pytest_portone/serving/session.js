const session = decodeURIComponent(location.pathname.split("/").pop());
const NAMES = { pay: "Pay", decline: "Be declined", pend: "Pay, with a review by the gateway", abandon: "Cancel" };

const words = (name) => name.toLowerCase().replaceAll("_", " ");

function made(name, text, properties = {}) {
  const element = Object.assign(document.createElement(name), properties);
  element.textContent = text;
  return element;
}

const buttons = () => [...$("choices").children];
const agreed = () => [...$("agreements").querySelectorAll("input")].every((each) => each.checked);
// Who cancels agrees to nothing.
const permit = () => { for (const each of buttons()) each.disabled = !agreed() && each.dataset.choice !== "abandon"; };

function showProducts(shown) {
  for (const each of shown.products || []) {
    const row = $("products").tBodies[0].insertRow();
    row.append(made("td", each.name + (each.quantity === 1 ? "" : " × " + each.quantity)), made("td", money(each.unitPrice * each.quantity, shown.currency)));
  }
  $("products").hidden = !(shown.products || []).length;
}

function showAgreements(shown) {
  for (const each of shown.agreements || []) {
    const address = back(each.url, {});
    const name = address ? made("a", each.name, { href: address.href, target: "_blank", rel: "noreferrer" }) : made("span", each.name);
    const label = made("label", "");
    label.append(made("input", "", { type: "checkbox", onchange: permit }), " ", name);
    $("agreements").append(label);
  }
}

function show(shown) {
  if (shown.colors) document.documentElement.style.setProperty("--link", shown.colors.primary || "");
  $("store").textContent = shown.storeName || "";
  $("title").textContent = shown.orderName;
  $("amount").textContent = money(shown.totalAmount, shown.currency);
  $("about").textContent = [shown.paymentId, shown.customerName, shown.customerEmail].filter(Boolean).join(", ");
  showProducts(shown);
  showAgreements(shown);
  for (const each of shown.methods) $("method").append(made("option", words(each), { value: each }));
  $("by").hidden = !shown.methods.length;
  shown.choices.forEach((choice, place) => {
    const button = made("button", NAMES[choice] || choice, { type: "button", className: place ? "" : "first", onclick: () => choose(choice) });
    button.dataset.choice = choice;
    $("choices").append(button);
  });
  permit();
  $("order").hidden = false;
  if (!shown.methods.length) problem(new Error("The checkout profile offers nothing here, for this country, currency and amount."));
}

function finish(told) {
  const target = back(told.redirectUrl, told.response);
  if (target) { location.assign(target); return; }
  const failed = told.response.code !== undefined;
  $("outcome").textContent = failed ? told.response.message : "Done. You can close this page.";
  $("outcome").className = failed ? "alert" : "done";
  $("again").hidden = !failed;
  $("order").hidden = true;
  $("result").hidden = false;
}

async function choose(choice) {
  for (const each of buttons()) each.disabled = true;
  $("problem").hidden = true;
  try {
    finish(await post("sessions/decide", { session, choice, method: $("method").value || null }));
  } catch (error) { problem(error); }
  permit();
}

$("again").addEventListener("click", () => { $("result").hidden = true; $("order").hidden = false; });
$("order").addEventListener("submit", (event) => event.preventDefault());
post("sessions/visit", { session }).then(show).catch((error) => { $("title").textContent = "This payment page can't be opened"; problem(error); });
