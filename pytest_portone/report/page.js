"use strict";
// A filter is the page's fragment: links set it, the form changes it, and either way the cards follow.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const cards = [...document.querySelectorAll(".card")];
  const texts = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));
  const controls = [...form.elements].filter((control) => control.name);

  const wanted = () => controls.filter((control) => control.value).map((control) => [control.name, control.value]);

  const matches = (card, [name, value]) =>
    name === "q"
      ? value.toLowerCase().split(/\s+/).every((word) => texts.get(card).includes(word))
      : card.dataset[name] === value;

  const show = () => {
    const filters = wanted();
    for (const card of cards) card.hidden = !filters.every((filter) => matches(card, filter));
    const shown = cards.filter((card) => !card.hidden).length;
    document.getElementById("count").textContent = `${shown} of ${cards.length} shown`;
  };

  const follow = () => {
    const told = new URLSearchParams(location.hash.slice(1));
    for (const control of controls) {
      control.value = told.get(control.name) ?? "";
      if (control.selectedIndex === -1) control.value = "";
    }
    show();
    if (controls.some((control) => told.has(control.name))) form.scrollIntoView();
  };

  const change = () => {
    history.replaceState(null, "", `#${new URLSearchParams(wanted())}`);
    show();
  };

  form.addEventListener("input", change);
  form.addEventListener("reset", () => setTimeout(change));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", follow);
  form.hidden = false;
  follow();
})();
