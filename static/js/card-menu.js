// The menu of a card: one for all cards of a page, laid out where it is opened. Without scripts the
// link in its place leads to a page with the same choices.

function foldOut(link) {
  const menu = document.createElement("details");
  menu.className = "menu";
  menu.dataset.menu = "";
  const summary = document.createElement("summary");
  summary.className = link.className;
  summary.title = link.title;
  summary.append(...link.childNodes);
  menu.append(summary);
  link.replaceWith(menu);
}

function foldOutAll(root) {
  if (!document.getElementById("card-menu")) return;
  for (const link of root.querySelectorAll("a[data-card-menu]")) foldOut(link);
}

// Gives the menu of a card its choices, once; they act on the course of the card.
export function fill(card) {
  const menu = card?.querySelector(".card-tools > .menu");
  if (!menu || menu.querySelector(".menu-panel")) return;
  const panel = document.getElementById("card-menu").content.cloneNode(true);
  if (!card.dataset.listId) panel.querySelector(".menu-part")?.remove(); // no reason to judge
  for (const form of panel.querySelectorAll("form")) {
    form.setAttribute("hx-post", form.getAttribute("action").replace("/0/", `/${card.dataset.courseId}/`));
    form.removeAttribute("action");
  }
  menu.append(panel);
  htmx.process(menu);
}

// Before the browser opens it, so that the next Tab finds what is in it.
document.addEventListener("click", ({ target }) => {
  const summary = target.closest?.(".card-tools > .menu > summary");
  if (summary) fill(summary.closest(".card"));
});

// What is done on a card says where the card stands.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const card = detail.elt.closest(".card[data-course-id]");
  if (!card) return;
  const { listId, row, position } = card.dataset;
  for (const [name, value] of Object.entries({ list_id: listId, row, position }))
    if (value) detail.parameters[name] = value;
});

foldOutAll(document);
document.addEventListener("htmx:load", ({ target }) => foldOutAll(target.parentElement ?? document));
