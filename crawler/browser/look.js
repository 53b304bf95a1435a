// What one frame of the page shows: its body without scripts and without the controls of its pager, addresses in full,
// and its links by what they are and are called. The page itself is not touched.
(told) => {
  const next = new RegExp(told.next), more = new RegExp(told.more);
  const body = document.body ? document.body.cloneNode(true) : document.createElement("body");
  body.querySelectorAll("script,style,noscript,template,svg,iframe,frame,object,embed").forEach((one) => one.remove());
  const words = (one) => (one.textContent || "").replace(/\s+/g, " ").trim();
  const turns = (text) => next.test(text) || more.test(text) || /^\d{1,4}$/.test(text);
  body.querySelectorAll("a,button").forEach((one) => {
    if (turns(words(one)) || next.test(one.title)) one.remove();
  });
  const links = [];
  body.querySelectorAll("a,area").forEach((one) => {
    const address = one.getAttribute("href") || "";
    if (address && !/^\s*(?:javascript|mailto|tel|data|#)/i.test(address)) one.setAttribute("href", one.href);
    links.push([one.getAttribute("href"), one.getAttribute("onclick"), words(one)].join(" "));
  });
  return { title: document.title, body: body.innerHTML.slice(0, told.most + 1), links };
}
