// Draws each chart from the table that stands in its figure; what cannot be drawn stays a table.
"use strict";
(() => {
  const tones = getComputedStyle(document.documentElement);
  const colour = (tone) => tones.getPropertyValue(`--tone-${tone}`).trim() || "#14507f";
  // One series is told from another by more than its colour.
  const symbols = ["circle", "square2", "triangle", "diamond", "star", "cross"];
  const dashes = ["none", "6 3", "2 3", "8 3 2 3", "1 2", "10 4"];

  function data(figure) {
    const heads = [...figure.querySelectorAll("thead th[data-tone]")];
    const tones = heads.map((head) => head.dataset.tone);
    const names = heads.map((head) => head.textContent);
    const rows = [];
    for (const line of figure.querySelectorAll("tbody tr")) {
      const year = line.querySelector("th").textContent;
      [...line.querySelectorAll("td")].forEach((cell, at) => {
        const value = cell.dataset.value === undefined ? null : Number(cell.dataset.value);
        rows.push({ year, tone: tones[at], name: names[at], value, words: cell.textContent });
      });
    }
    return { tones, rows, years: [...new Set(rows.map((row) => row.year))] };
  }

  const title = (row) => `${row.year}  ${row.name}\n${row.words}`;

  function bars({ rows }) {
    const known = rows.filter((row) => row.value !== null);
    return [
      Plot.barY(known, { x: "year", y: "value", fill: (row) => colour(row.tone), title, tip: true, insetLeft: 3, insetRight: 3 }),
      Plot.text(known, { x: "year", y: "value", text: "words", dy: -8, fill: "currentColor" }),
    ];
  }

  function stacked({ rows, tones }) {
    const order = [...tones];
    const known = rows.filter((row) => row.value);
    return [
      Plot.barY(known, {
        x: "year", y: "value", z: "tone", order: (row) => order.indexOf(row.tone), fill: (row) => colour(row.tone),
        stroke: "white", strokeWidth: 0.8, title, tip: true, insetLeft: 3, insetRight: 3,
      }),
    ];
  }

  function lines({ rows, tones }) {
    return tones.flatMap((tone, at) => {
      const own = rows.filter((row) => row.tone === tone);
      const known = own.filter((row) => row.value !== null);
      return [
        Plot.lineY(own, { x: "year", y: "value", stroke: colour(tone), strokeWidth: 2, strokeDasharray: dashes[at], defined: (row) => row.value !== null }),
        Plot.dot(known, { x: "year", y: "value", symbol: symbols[at], fill: colour(tone), r: 4.5, title, tip: true }),
      ];
    });
  }

  const marks = { bars, stacked, lines };

  function draw(figure) {
    const place = figure.querySelector(".drawn");
    const told = data(figure);
    const width = place.clientWidth;
    if (!width) return;
    const every = Math.ceil((told.years.length * 44) / width);
    const svg = Plot.plot({
      className: "plot", width, height: Math.max(220, Math.min(320, width * 0.55)), marginLeft: 62, marginTop: 26,
      style: { fontFamily: "inherit", fontSize: "13px", background: "transparent", overflow: "visible" },
      x: { label: null, domain: told.years, type: "band", ticks: told.years.filter((_, at) => at % every === 0) },
      y: { label: null, grid: true, zero: true, nice: true, ticks: 5 },
      marks: [...marks[figure.dataset.kind](told), Plot.ruleY([0])],
    });
    svg.setAttribute("role", "presentation");
    place.replaceChildren(svg);
    figure.classList.add("is-drawn");
  }

  const figures = [...document.querySelectorAll("figure.chart")];
  for (const figure of figures) {
    try {
      draw(figure);
      figure.querySelector("details").open = false;
    } catch (error) {
      console.warn("a chart stays a table", error);
    }
  }
  let width = window.innerWidth;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return;
    width = window.innerWidth;
    for (const figure of figures) draw(figure);
  });
  // On paper the table stands under its chart.
  window.addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("figure.chart details")) one.open = true;
  });
})();
