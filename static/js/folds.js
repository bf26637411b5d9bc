// Folds what is open for wide screens and would fill a phone: the filters of the catalogue.

const phone = matchMedia("(width < 54rem)");

function fold(root) {
  if (!phone.matches) return;
  for (const part of root.querySelectorAll("details[data-folds]")) part.open = false;
}

fold(document);
document.addEventListener("htmx:load", ({ target }) => fold(target));
