// Marks the control that shows the next page: the one that stands at `told.choice` of all that could be it, the likeliest
// first. Gives how many there are, and whether one is marked: none where there is none, or where it is switched off; a
// page without any is scrolled to its end instead.
(told) => {
  const next = new RegExp(told.next), more = new RegExp(told.more), off = new RegExp(told.off);
  const named = new RegExp(told.names, "i"), around = new RegExp(told.around, "i"), never = new RegExp(told.never, "i");
  const words = (one) => ((one.tagName === "INPUT" ? one.value : one.textContent) || "").replace(/\s+/g, " ").trim();
  const names = (one) => (one.getAttribute("class") || "").split(/\s+/).filter(Boolean);
  const above = (one, depth) => {
    const found = [];
    for (let at = one; at && found.length <= depth; at = at.parentElement) found.push(at);
    return found;
  };
  const shown = (one) => one.getClientRects().length > 0 && getComputedStyle(one).visibility !== "hidden";
  const isOff = (one) => above(one, 1).some((at) =>
    at.hasAttribute("disabled") || at.getAttribute("aria-disabled") === "true" || names(at).some((name) => off.test(name)));
  const turnsPictures = (one) => above(one, 6).some((at) => never.test(at.className + " " + at.id));
  const inPager = (one) => above(one, 4).some((at) => around.test(at.className + " " + at.id));

  const all = [...document.querySelectorAll("a,button,input,li,span,div,i,em,b")].filter((one) => {
    const text = words(one);
    return text.length <= 16 && (one.tagName !== "INPUT" || /^(?:button|submit|image)$/i.test(one.type));
  });
  const says = (one) => [words(one), one.title || "", one.getAttribute("aria-label") || ""];
  const ways = [
    (one) => says(one).some((text) => next.test(text) && /[^\W\d_]|[^\x00-\x7f›»【】]/.test(text)),
    (one) => names(one).some((name) => named.test(name)) && !/\d/.test(words(one)),
    (one) => more.test(words(one)),
    (one) => words(one) === String(told.number) && inPager(one),
    (one) => says(one).some((text) => next.test(text)) && inPager(one),
  ];
  const found = [];
  for (const way of ways) {
    const these = all.filter((one) => way(one) && shown(one) && !turnsPictures(one));
    const inner = these.filter((one) => !these.some((other) => other !== one && one.contains(other)));
    const on = inner.filter((one) => !isOff(one));
    if (inner.length && !on.length) break;
    found.push(...on.filter((one) => !found.includes(one)));
  }
  if (!found.length && told.scroll) {
    const tall = document.scrollingElement;
    const longer = tall && tall.scrollHeight > tall.clientHeight;
    if (longer) window.scrollTo(0, tall.scrollHeight);
    return { there: longer ? 1 : 0, marked: false };
  }
  document.querySelectorAll(`[${told.mark}]`).forEach((one) => one.removeAttribute(told.mark));
  if (told.choice < found.length) found[told.choice].setAttribute(told.mark, "");
  return { there: found.length, marked: told.choice < found.length };
}
