// A page that comes back out of the browser's memory is as old as it was when it was left: what it
// says of the learner ([data-fresh], with an id) is asked for again. Reading it again is no view.

function isOutOfMemory(event) {
  if (event.persisted) return true; // the back-forward cache keeps whole pages
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation?.type === "back_forward" && navigation.transferSize === 0;
}

// Where the keyboard was: on which card of which row.
function placeOfFocus() {
  const card = document.activeElement?.closest("[data-course-id]");
  if (!card) return null;
  const { row, courseId } = card.dataset;
  return `${row ? `[data-row="${CSS.escape(row)}"]` : ""}[data-course-id="${courseId}"] a`;
}

function show(part, html) {
  const place = part.contains(document.activeElement) ? placeOfFocus() : null;
  htmx.swap(part, html, { swapStyle: "outerHTML" }, { select: `#${part.id}` });
  if (place) document.querySelector(place)?.focus({ preventScroll: true });
}

async function renew(parts) {
  if (!parts.length) return;
  // Without "no-store" a page that is gone back to would get its own old answer again.
  const answer = await fetch(location.href, { cache: "no-store", headers: { "HX-Request": "true" } });
  if (answer.redirected) location.reload(); // signed out meanwhile
  else if (answer.ok) {
    const html = await answer.text();
    for (const part of parts) show(part, html);
  }
}

addEventListener("pageshow", (event) => {
  if (!isOutOfMemory(event)) return;
  renew(document.querySelectorAll("[data-fresh]")).catch(() => {}); // offline: the old page stays
});
