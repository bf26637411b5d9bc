// Plays the film of a lesson: starts where the learner stopped, and reports where they are and
// which seconds they really saw. A report that did not arrive is part of the next one.

const REPORT_EVERY_MS = 5000;
const LARGEST_STEP_S = 2; // between two ticks; a larger one is a jump, not watching
const MOST_PARTS = 60;
const TRIFLE_S = 0.2;

const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";
const rounded = (seconds) => Math.round(seconds * 100) / 100;

class Report {
  constructor(film) {
    this.film = film;
    this.parts = []; // [from, to] of the film, seen and not yet reported
    this.seenUntil = null; // where watching goes on; null while nothing is watched
    this.truth = null; // the last position and when it was true
    this.isSending = false;
  }

  tick() {
    const { currentTime, playbackRate, paused, seeking } = this.film;
    if (seeking) return;
    const step = currentTime - this.seenUntil;
    if (this.seenUntil !== null && step > 0 && step <= LARGEST_STEP_S * playbackRate) {
      this.extend(this.seenUntil, currentTime);
    }
    this.seenUntil = paused ? null : currentTime;
    this.truth = { position: currentTime, at: Date.now() };
  }

  jump() {
    this.seenUntil = null;
  }

  extend(from, to) {
    const last = this.parts.at(-1);
    if (last && Math.abs(last[1] - from) < TRIFLE_S) last[1] = to;
    else this.parts.push([from, to]);
  }

  take() {
    const parts = this.parts.splice(0, MOST_PARTS);
    const form = new FormData();
    form.append("csrfmiddlewaretoken", csrfToken());
    form.append("position", rounded(this.truth.position));
    form.append("at", this.truth.at);
    form.append("sent_at", Date.now());
    form.append("speed", this.film.playbackRate);
    form.append("parts", JSON.stringify(parts.map((part) => part.map(rounded))));
    return { form, parts, truth: this.truth };
  }

  hasNews() {
    return this.truth !== null && this.truth !== this.sent;
  }

  async send() {
    if (this.isSending || !this.hasNews()) return;
    this.isSending = true;
    const { form, parts, truth } = this.take();
    try {
      const answer = await fetch(this.film.dataset.report, {
        method: "POST",
        keepalive: true,
        credentials: "same-origin",
        headers: { "X-CSRFToken": csrfToken() },
        body: form,
      });
      if (answer.status >= 500) throw new Error(`report: ${answer.status}`);
      this.sent = truth;
      if (answer.ok) showProgress(await answer.json());
    } catch {
      this.parts.unshift(...parts);
    }
    this.isSending = false;
  }

  // While a page closes, only this is sure to be sent; the server counts no second twice.
  sendOnLeaving() {
    this.tick();
    if (!this.hasNews()) return;
    const { form, parts, truth } = this.take();
    if (navigator.sendBeacon(this.film.dataset.report, form)) this.sent = truth;
    else this.parts.unshift(...parts);
  }
}

// A film that was watched completes its lesson: the page says so without being loaded again.
function showProgress({ is_done: isDone, progress }) {
  if (!isDone) return;
  for (const part of document.querySelectorAll("[data-when-done]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-until-done]")) part.hidden = true;
  document.querySelector(".outline-lesson[aria-current]")?.setAttribute("data-done", "");
  const bar = document.querySelector("[data-course-progress]");
  if (bar) bar.value = progress;
}

function startWhereStopped(film) {
  const seconds = Number(film.dataset.start);
  const isThere = Math.abs(film.currentTime - seconds) < 1;
  if (seconds > 0 && seconds < film.duration && !isThere) film.currentTime = seconds;
}

function follow(film) {
  if (film.readyState >= HTMLMediaElement.HAVE_METADATA) startWhereStopped(film);
  else film.addEventListener("loadedmetadata", () => startWhereStopped(film), { once: true });
  if (!film.dataset.report) return;
  const report = new Report(film);
  film.addEventListener("timeupdate", () => report.tick());
  film.addEventListener("seeking", () => report.jump());
  for (const name of ["pause", "seeked", "ended"]) {
    film.addEventListener(name, () => {
      report.tick();
      report.send();
    });
  }
  setInterval(() => !film.paused && report.send(), REPORT_EVERY_MS);
  document.addEventListener(
    "visibilitychange",
    () => document.visibilityState === "hidden" && report.sendOnLeaving(),
  );
  addEventListener("pagehide", () => report.sendOnLeaving());
}

// The film answers to a few keys while it has the focus, beside those of the browser.
const STEPS = { j: -10, l: 10 };

function onKey(event) {
  const film = event.currentTarget;
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key in STEPS) film.currentTime += STEPS[event.key];
  else if (event.key === "k") film.paused ? film.play() : film.pause();
  else return;
  event.preventDefault();
}

for (const film of document.querySelectorAll("video[data-film]")) {
  follow(film);
  film.addEventListener("keydown", onKey);
}
