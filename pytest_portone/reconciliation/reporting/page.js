// The discrepancies are data in the page; a page of cards is made from those that the filter leaves. Text goes into the
// page as text, never as HTML.
(() => {
  const PAGE = 50;
  const form = document.getElementById("filter");
  if (!form) return;
  const { meanings, looks, found, rows } = JSON.parse(document.getElementById("data").textContent);
  const cards = document.getElementById("cards");
  const pager = document.getElementById("pager");
  const texts = new Map();
  const wrong = new Map();
  for (const each of found) wrong.set(each.subject, [...(wrong.get(each.subject) ?? []), each.name]);
  let left = [];
  let page = 0;

  const made = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const text = (index) => {
    if (!texts.has(index)) {
      const each = found[index];
      const told = [each.subject, each.name, each.stake, ...each.facts.flat(), ...(rows[index] ?? []).flat()];
      texts.set(index, told.join("\n").toLowerCase());
    }
    return texts.get(index);
  };

  const matches = (index, [name, value]) => {
    if (name === "q") return value.toLowerCase().split(/\s+/).every((word) => text(index).includes(word));
    if (name === "day") return found[index].day.startsWith(value);
    return found[index][name] === value;
  };

  const lane = ([, kind, state, status, amount, , transaction, entry, channel, source]) => {
    const ids = [["transaction", transaction], ["entry", entry], ["channel", channel]].filter(([, id]) => id);
    const lines = [...ids.map(([name, id]) => `${name} ${id}`), source].filter(Boolean);
    const head = [made("b", { class: state }, amount), ` ${kind}, ${state}`, status && status !== state ? ` (${status})` : ""];
    return [...head, ...lines.map((line) => made("div", { class: "quiet" }, line))];
  };

  const timeline = (told) => {
    const body = told.map((row) => {
      const cell = (side) => made("td", { class: side }, ...(row[0] === side ? lane(row) : []));
      return made("tr", {}, made("th", { class: "time", scope: "row" }, row[5]), cell("ledger"), cell("portone"));
    });
    const head = ["time", "ledger", "PortOne"].map((name) => made("th", { scope: "col", class: name }, name));
    const table = made("table", {}, made("thead", {}, made("tr", {}, ...head)), made("tbody", {}, ...body));
    return made("div", { class: "lanes" }, made("h4", {}, "Rows of both sides"), table);
  };

  const closer = (index) => {
    const each = found[index];
    const facts = each.facts.flatMap(([name, value]) => [made("dt", {}, name), made("dd", {}, value)]);
    const parts = [made("dl", {}, made("dt", {}, "that is"), made("dd", {}, meanings[each.name] ?? ""), ...facts)];
    const others = wrong.get(each.subject).filter((name) => name !== each.name);
    if (others.length) {
      const link = made("a", { href: `#${new URLSearchParams({ q: each.subject })}` }, others.join(", "));
      parts.push(made("p", { class: "also" }, "Also wrong with it: ", link));
    }
    if (rows[index]?.length) parts.push(timeline(rows[index]));
    return parts;
  };

  const swatch = (name) => {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    const rect = document.createElementNS(space, "rect");
    for (const [key, value] of [["viewBox", "0 0 10 10"], ["class", "swatch"]]) svg.setAttribute(key, value);
    for (const [key, value] of [["width", 10], ["height", 10], ["class", looks[name]]]) rect.setAttribute(key, value);
    svg.append(rect);
    return svg;
  };

  const card = (index) => {
    const each = found[index];
    const sides = Object.fromEntries(each.facts);
    const summary = made(
      "summary",
      {},
      swatch(each.name),
      made("span", { class: "level mark" }, each.name),
      ...(each.found === "in this run" ? [made("span", { class: "level" }, "new")] : []),
      made("span", { class: "title" }, each.subject),
      made("b", { class: "stake" }, each.stake),
      made("span", { class: "quiet" }, `ledger: ${sides.ledger}, PortOne: ${sides.PortOne}`),
    );
    const element = made("details", { class: "card" }, summary);
    element.addEventListener("toggle", () => element.childElementCount === 1 && element.append(...closer(index)));
    return element;
  };

  const turn = (to) => {
    const last = Math.max(0, Math.ceil(left.length / PAGE) - 1);
    page = Math.min(Math.max(to, 0), last);
    const shown = left.slice(page * PAGE, (page + 1) * PAGE);
    cards.replaceChildren(...shown.map(card));
    const step = (name, target) => {
      const button = made("button", { type: "button" }, name);
      button.disabled = target < 0 || target > last || target === page;
      button.addEventListener("click", () => {
        turn(target);
        form.scrollIntoView();
      });
      return button;
    };
    const where = `page ${(page + 1).toLocaleString("en")} of ${(last + 1).toLocaleString("en")}`;
    pager.replaceChildren(step("first", 0), step("previous", page - 1), where, step("next", page + 1), step("last", last));
    pager.hidden = last === 0;
  };

  const change = followed(form, (filters) => {
    left = [...found.keys()].filter((index) => filters.every((filter) => matches(index, filter)));
    const day = form.elements.day.value;
    const told = `${left.length.toLocaleString("en")} of ${found.length.toLocaleString("en")} shown`;
    document.getElementById("count").textContent = day ? `${told}, begun in ${day}` : told;
    turn(0);
  });

  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(change, 150);
  });
  form.addEventListener("reset", () =>
    setTimeout(() => {
      form.elements.day.value = "";
      change();
    }),
  );
})();
