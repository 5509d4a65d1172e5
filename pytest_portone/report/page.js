// The cards stand in the page; those that the filter does not want are hidden.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const cards = [...document.querySelectorAll(".card")];
  const texts = new Map(cards.map((card) => [card, card.textContent.toLowerCase()]));

  const matches = (card, [name, value]) =>
    name === "q"
      ? value.toLowerCase().split(/\s+/).every((word) => texts.get(card).includes(word))
      : card.dataset[name] === value;

  const change = followed(form, (filters) => {
    for (const card of cards) card.hidden = !filters.every((filter) => matches(card, filter));
    const shown = cards.filter((card) => !card.hidden).length;
    document.getElementById("count").textContent = `${shown} of ${cards.length} shown`;
  });

  form.addEventListener("input", change);
  form.addEventListener("reset", () => setTimeout(change));
})();
