// The report's page: a finding lights its cells, a cell tells what it is, and the original turns to where it stands.
"use strict";
(() => {
  const cells = new Map([...document.querySelectorAll("td[data-cell]")].map((one) => [one.dataset.cell, one]));
  const findings = [...document.querySelectorAll(".finding[data-cells]")];
  const sums = JSON.parse(document.getElementById("sums").textContent);
  const paper = document.getElementById("paper");
  const grid = [...document.querySelectorAll("table.form")];
  let told = null;

  const list = (finding) => finding.dataset.cells.split(" ").filter(Boolean);

  function light(paths, findingsLit = []) {
    for (const one of document.querySelectorAll(".lit")) one.classList.remove("lit");
    for (const path of paths) cells.get(path)?.classList.add("lit");
    for (const one of findingsLit) one.classList.add("lit");
  }

  for (const finding of findings) {
    for (const kind of ["mouseenter", "focusin"]) finding.addEventListener(kind, () => light(list(finding)));
    for (const kind of ["mouseleave", "focusout"]) finding.addEventListener(kind, () => light([]));
    finding.querySelector(".go a")?.addEventListener("click", (event) => {
      const cell = cells.get(list(finding)[0]);
      if (!cell) return;
      event.preventDefault();
      cell.scrollIntoView({ block: "center", inline: "center" });
      hold(cell);
    });
  }

  // A cell of a failed identity lights the whole of it.
  function relatives(cell) {
    const path = cell.dataset.cell;
    const broken = findings.filter((one) => list(one).includes(path));
    light([...new Set(broken.flatMap(list))], broken);
  }

  for (const cell of cells.values()) {
    cell.addEventListener("mouseenter", () => cell.classList.contains("failed") && relatives(cell));
    cell.addEventListener("mouseleave", () => light([]));
    cell.addEventListener("click", () => hold(cell));
  }

  // One stop of the keyboard a table; arrows go from cell to cell.
  for (const table of grid) {
    const first = table.querySelector("td[data-cell]");
    if (first) first.tabIndex = 0;
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("td[data-cell]");
      const next = cell && neighbour(table, cell, event.key);
      if (event.key === "Escape") tell(null);
      if (!next) return;
      event.preventDefault();
      hold(next);
    });
  }
  document.addEventListener("keydown", (event) => event.key === "Escape" && tell(null));

  function neighbour(table, cell, key) {
    const rows = [...table.rows].map((row) => [...row.querySelectorAll("td[data-cell]")]).filter((row) => row.length);
    const y = rows.findIndex((row) => row.includes(cell));
    const x = rows[y].indexOf(cell);
    const way = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[key];
    if (!way) return null;
    const row = rows[y + way[0]];
    return row ? row[way[0] ? Math.min(x, row.length - 1) : x + way[1]] || null : null;
  }

  function hold(cell) {
    for (const one of document.querySelectorAll(".held")) one.classList.remove("held");
    const stops = cell.closest("table").querySelectorAll('td[tabindex="0"]');
    for (const one of stops) one.tabIndex = -1;
    cell.tabIndex = 0;
    cell.classList.add("held");
    cell.focus({ preventScroll: false });
    relatives(cell);
    tell(cell);
    turn(cell);
  }

  function tell(cell) {
    told?.remove();
    told = null;
    if (!cell) {
      for (const one of document.querySelectorAll(".held")) one.classList.remove("held");
      light([]);
      return;
    }
    const words = document.getElementById("cell-words").dataset;
    told = document.createElement("div");
    told.className = "told-of";
    told.setAttribute("role", "status");
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = words.close;
    close.addEventListener("click", () => tell(null));
    const head = document.createElement("p");
    const name = document.createElement("b");
    name.textContent = cell.dataset.label;
    const mark = cell.dataset.mark === undefined ? "" : ` · ${words.mark} “${cell.dataset.mark}”`;
    const page = cell.dataset.page ? ` · ${words.page.replace("{page}", cell.dataset.page)}` : "";
    const value = cell.querySelector(".value").textContent;
    head.append(close, name, ` ${value} · ${cell.dataset.state}${mark}${page}`);
    told.append(head, rules(cell.dataset.cell));
    document.body.append(told);
  }

  function rules(path) {
    const found = sums.filter((one) => one.cells.includes(path));
    const list = document.createElement("ul");
    list.className = "rules";
    const words = document.getElementById("cell-words").dataset;
    for (const one of found) {
      const line = document.createElement("li");
      line.className = one.status;
      line.textContent = `${words[one.status]}：${one.rule}`;
      list.append(line);
    }
    return list;
  }

  // The frame shows pages of ours, so it may be told where to turn; its address is replaced, so that "back" goes back.
  function turn(cell) {
    if (!paper || !cell.dataset.page) return;
    const page = `/document/${paper.dataset.document}/page/${cell.dataset.page}?report=${paper.dataset.report}`;
    const there = paper.contentWindow.location;
    if (there.pathname + there.search === page) {
      point(cell.dataset.cell);
      return;
    }
    paper.addEventListener("load", () => point(cell.dataset.cell), { once: true });
    there.replace(page);
  }

  // Scrolls the frame alone: a fragment would scroll this page too.
  function point(path) {
    const page = paper.contentDocument;
    for (const one of page.querySelectorAll(".pointed")) one.classList.remove("pointed");
    const box = page.getElementById(path);
    if (!box) return;
    box.classList.add("pointed");
    const place = box.getBoundingClientRect();
    const view = paper.contentWindow;
    view.scrollBy({ top: place.top - view.innerHeight / 2, behavior: "instant" });
  }

  const wanted = cells.get(location.hash.slice(1));
  if (wanted) hold(wanted);
})();
