// What Datasette's own pages run as a script within the page, as a file: a strict policy lets no page carry any.
"use strict";
var DATASETTE_ALLOW_FACET = true;
document.addEventListener("click", (event) => {
  const within = event.target.closest("details");
  for (const one of document.querySelectorAll("details[open].actions-menu-links, details[open].nav-menu"))
    if (one !== within) one.open = false;
});
document.addEventListener("DOMContentLoaded", () => {
  const format = document.querySelector("button#sql-format");
  const fixed = document.querySelector("pre#sql-query");
  const input = document.querySelector("textarea#sql-editor");
  if (input && window.CodeMirror) {
    const editor = CodeMirror.fromTextArea(input, { lineNumbers: true, mode: "text/x-sql", lineWrapping: true });
    editor.getInputField().setAttribute("aria-label", "SQL");
    editor.setOption("extraKeys", { "Shift-Enter": () => document.querySelector("form.sql").submit(), Tab: false });
    if (format) {
      format.hidden = false;
      format.addEventListener("click", () => editor.setValue(sqlFormatter.format(editor.getValue())));
    }
  } else if (format && fixed && window.sqlFormatter) {
    const formatted = sqlFormatter.format(fixed.textContent);
    if (formatted !== fixed.textContent) {
      format.hidden = false;
      format.addEventListener("click", () => { fixed.textContent = formatted; });
    }
  }
});
