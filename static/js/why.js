// Opens "why this?" over the page instead of as a page; what is said there is done on its card.

import { fill } from "./card-menu.js";

let panel;
let card;

function dialog() {
  if (panel) return panel;
  panel = document.createElement("dialog");
  panel.className = "why-dialog";
  panel.innerHTML = '<form method="dialog"><button class="icon-button" value="close">×</button></form><div></div>';
  document.body.append(panel);
  panel.addEventListener("click", ({ target }) => target === panel && panel.close());
  panel.addEventListener("submit", act);
  return panel;
}

function act(event) {
  const { submitter, target } = event;
  if (target.method === "dialog") return;
  const wanted = target.dataset.twin ? 'button[id^="save-"]' : `button[value="${submitter.value}"]`;
  fill(card);
  const twin = card?.querySelector(`.card-tools ${wanted}`);
  if (!twin) return;
  event.preventDefault();
  panel.close();
  twin.click();
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-why]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const answer = await fetch(link.href, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return void location.assign(link.href);
  card = link.closest(".card");
  dialog().lastElementChild.innerHTML = await answer.text();
  panel.querySelector("button").setAttribute("aria-label", document.body.dataset.close);
  panel.setAttribute("aria-labelledby", "why-title");
  panel.showModal();
  panel.querySelector("#why-title").focus();
});
