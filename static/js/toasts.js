// Says in passing what an htmx answer brought: the "toast" event of a response, or its failure.

const SHOWN_MS = 6000;

export function toast(text) {
  const note = document.createElement("p");
  note.className = "toast";
  note.textContent = text;
  document.getElementById("toasts")?.replaceChildren(note);
  setTimeout(() => note.remove(), SHOWN_MS);
}

document.addEventListener("toast", ({ detail }) => toast(detail.value ?? detail));

for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, () => toast(document.body.dataset.failure));
}
