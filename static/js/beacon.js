// Reports what only the browser sees: cards looked at and clicked, time on course pages, and the
// view of a page that was fetched ahead of time. Does nothing where the reader is not logged.

const BATCH = 40; // keeps a batch far under the 64 KB that browsers send while a page closes
const FLUSH_AFTER_MS = 5000;
const RETRY_AFTER_MS = 10000;
const SEEN_AFTER_MS = 1000;
const SEEN_SHARE = 0.5;
const SHORTEST_DWELL_S = 5;
const LONGEST_DWELL_S = 30 * 60;

const page = document.querySelector('meta[name="activity"]');
const waiting = [];
let timer = null;
let isLeaving = false;

const csrfToken = () =>
  document.querySelector('meta[name="csrf-token"]')?.content ??
  document.querySelector('input[name="csrfmiddlewaretoken"]')?.value ??
  "";

// crypto.randomUUID exists on https and localhost only.
const newId = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
    (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
  );

export function report(verb, fields = {}) {
  if (!page) return;
  waiting.push({ id: newId(), verb, occurred_at: Date.now(), ...fields });
  if (waiting.length >= BATCH) flush();
  else timer ??= setTimeout(flush, FLUSH_AFTER_MS);
}

export function flush() {
  clearTimeout(timer);
  timer = null;
  while (waiting.length) send(waiting.splice(0, BATCH), 2);
}

// The ids of a batch stay the same when it is sent again, so it cannot count twice.
async function send(events, triesLeft) {
  if (isLeaving && sendAsForm(events)) return;
  try {
    const answer = await fetch("/beacon/", {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ events }),
    });
    if (answer.status >= 500) throw new Error(`beacon: ${answer.status}`);
  } catch {
    if (triesLeft) setTimeout(() => send(events, triesLeft - 1), RETRY_AFTER_MS);
  }
}

// What a page sends while it closes; a form, because it must carry the token.
function sendAsForm(events) {
  const form = new FormData();
  form.append("csrfmiddlewaretoken", csrfToken());
  form.append("events", JSON.stringify(events));
  return navigator.sendBeacon("/beacon/", form);
}

// --- Cards ---

const seen = new Set();
const looking = new Map();

function cardFields(card) {
  const { courseId, listId, row, position } = card.dataset;
  const fields = { object_type: "course", object_id: courseId, course_id: courseId };
  if (listId) fields.list_id = listId;
  if (row) fields.row = row;
  if (position) fields.position = position;
  const surface = card.closest("[data-surface]")?.dataset.surface;
  if (surface) fields.surface = surface;
  return fields;
}

const cardKey = ({ dataset }) => `${dataset.listId ?? ""}:${dataset.row ?? ""}:${dataset.courseId}`;

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, intersectionRatio } of entries) {
      if (intersectionRatio >= SEEN_SHARE) startLooking(target);
      else stopLooking(target);
    }
  },
  { threshold: [0, SEEN_SHARE] },
);

function startLooking(card) {
  if (looking.has(card) || document.visibilityState === "hidden") return;
  looking.set(card, setTimeout(() => countImpression(card), SEEN_AFTER_MS));
}

function stopLooking(card) {
  clearTimeout(looking.get(card));
  looking.delete(card);
}

function countImpression(card) {
  stopLooking(card);
  watcher.unobserve(card);
  if (seen.has(cardKey(card))) return;
  seen.add(cardKey(card));
  report("impressed", cardFields(card));
}

function watchCards(root) {
  for (const card of root.querySelectorAll("[data-course-id][data-list-id]")) {
    if (!seen.has(cardKey(card))) watcher.observe(card);
  }
}

function noteClick(event) {
  const link = event.target.closest?.("a[href]");
  const card = link?.closest("[data-course-id][data-list-id]");
  if (card) report("clicked", cardFields(card));
}

// --- The page itself ---

let shownSince = null;
let shownMs = 0;

function pageFields() {
  const { objectType, objectId, courseId, surface } = page.dataset;
  const fields = { object_type: objectType, object_id: objectId };
  if (courseId) fields.course_id = courseId;
  if (surface) fields.surface = surface;
  return fields;
}

function startClock() {
  if (document.visibilityState === "visible") shownSince ??= performance.now();
}

function stopClock() {
  if (shownSince !== null) shownMs += performance.now() - shownSince;
  shownSince = null;
}

function reportDwell() {
  stopClock();
  const seconds = Math.min(Math.round(shownMs / 1000), LONGEST_DWELL_S);
  if (!page.dataset.courseId || seconds < SHORTEST_DWELL_S) return;
  shownMs = 0;
  report("dwelled", { ...pageFields(), value: seconds });
}

// The server leaves out pages fetched ahead of time; shown at last, they count under the same id.
function reportLateView() {
  if (page.dataset.eventId) report("viewed", { ...pageFields(), id: page.dataset.eventId });
}

function leave() {
  isLeaving = true;
  for (const card of [...looking.keys()]) stopLooking(card);
  reportDwell();
  flush();
}

function comeBack() {
  isLeaving = false;
  startClock();
  watchCards(document);
  for (const entry of watcher.takeRecords()) {
    if (entry.intersectionRatio >= SEEN_SHARE) startLooking(entry.target);
  }
}

function begin() {
  startClock();
  watchCards(document);
  document.addEventListener("click", noteClick, { capture: true });
  document.addEventListener("auxclick", noteClick, { capture: true });
  document.addEventListener("htmx:load", (event) => watchCards(event.target));
  document.addEventListener("visibilitychange", () =>
    document.visibilityState === "hidden" ? leave() : comeBack(),
  );
  addEventListener("pagehide", leave);
  // A page that returns from the back-forward cache goes on where it stopped: the same list, so
  // a card that was seen does not count again.
  addEventListener("pageshow", (event) => event.persisted && comeBack());
}

if (page) {
  const [navigation] = performance.getEntriesByType("navigation");
  if (document.prerendering) {
    document.addEventListener(
      "prerenderingchange",
      () => {
        reportLateView();
        begin();
      },
      { once: true },
    );
  } else {
    if (navigation?.deliveryType === "navigational-prefetch") reportLateView();
    begin();
  }
}
