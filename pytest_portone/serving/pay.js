const asked = JSON.parse(decodeURIComponent(location.hash.slice(1)) || "null");
const NAMES = {
  pay: "Pay", account: "Issue a virtual account", decline: "Be declined", pend: "Pay, with a review by the gateway",
  abandon: "Close the window", issue: "Register the card", verify: "Verify the identity",
};
const TITLES = { "identity-verification": "Identity verification" };

function finish(response) {
  if (asked.way === "redirect") {
    const target = back(asked.request.redirectUrl, response);
    if (!target) throw new Error("redirectUrl: expected one of http or https");
    location.assign(target);
    return;
  }
  const page = window.opener || window.parent;
  page.postMessage({ portone: asked.number, response }, asked.origin);
  if (window.opener) window.close();
}

async function choose(choice) {
  for (const each of $("choices").children) each.disabled = true;
  try {
    finish((await post("checkout/decide", { kind: asked.kind, request: asked.request, choice })).response);
  } catch (error) {
    problem(error);
    for (const each of $("choices").children) each.disabled = false;
  }
}

function show(shown) {
  $("title").textContent = shown.orderName || shown.issueName || TITLES[asked.kind] || "Register a card";
  if (shown.totalAmount) $("amount").textContent = money(shown.totalAmount, String(shown.currency).replace(/^CURRENCY_/, ""));
  $("about").textContent = [shown.person, shown.paymentId || shown.issueId || shown.identityVerificationId].filter(Boolean).join(", ");
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
  const told = await post("checkout/open", { kind: asked.kind, request: asked.request });
  if (told.response) finish(told.response);
  else show(told.shown);
}

addEventListener("keydown", (event) => { if (event.key === "Escape" && $("choices").children.length) choose("abandon"); });
begin().catch((error) => { $("title").textContent = "The window can't be opened"; problem(error); });
