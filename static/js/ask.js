// Asks without leaving the page: the answer comes line by line and is written as it comes.

const page = document.querySelector(".ask");
const turns = page?.querySelector("[data-ask-turns]");
const field = page?.querySelector("#ask-q");
const status = page?.querySelector("[data-ask-status]");
const refusal = page?.querySelector("#ask-refusal");
let isBusy = false;

// Seen while one waits; what follows is for those who listen.
function tell(text, isSeen = false) {
  status.textContent = text;
  status.classList.toggle("visually-hidden", !isSeen);
}

function refuse(text) {
  refusal.textContent = text;
  refusal.hidden = !text;
}

// The question stands at the top at once, with room for what is said to it.
function begin(question) {
  const turn = document.createElement("article");
  turn.className = "ask-turn";
  turn.setAttribute("aria-busy", "true");
  turn.innerHTML =
    '<h2 class="ask-question" tabindex="-1" dir="auto"></h2><div class="ask-said" dir="auto"><p class="ask-waiting" aria-hidden="true"><i></i><i></i><i></i></p></div><div class="ask-rest"></div>';
  turn.firstElementChild.textContent = question;
  turns.prepend(turn);
  return turn;
}

function write(turn, { kind, html }) {
  const [said, rest] = [turn.querySelector(".ask-said"), turn.querySelector(".ask-rest")];
  said.querySelector(".ask-waiting")?.remove();
  if (kind === "said") said.insertAdjacentHTML("beforeend", html);
  if (kind === "instead" && said.innerHTML !== html) said.innerHTML = html;
  if (kind === "rest") rest.innerHTML = html;
}

async function read(response, turn) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let isWhole = false;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const lines = (text + value).split("\n");
    text = lines.pop();
    for (const line of lines.map((one) => JSON.parse(one))) {
      write(turn, line);
      isWhole ||= line.kind === "rest";
    }
  }
  if (!isWhole) throw new Error("the answer broke off");
}

function finish(turn) {
  for (const old of turns.querySelectorAll("[data-latest]")) {
    if (!turn.contains(old)) old.remove();
  }
  turn.removeAttribute("aria-busy");
  page.querySelector("[data-ask-start]")?.remove();
  page.querySelector("[data-ask-foot]").hidden = false;
  window.htmx?.process(turn);
  turn.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true })); // cards are counted from here on
  field.value = "";
  tell(page.dataset.ready);
  turn.querySelector(".ask-question").focus();
}

async function ask(question) {
  isBusy = true;
  refuse("");
  tell(page.dataset.looking, true);
  const turn = begin(question);
  try {
    const form = page.querySelector("[data-stream]");
    const body = new URLSearchParams({ q: question });
    const token = document.querySelector('meta[name="csrf-token"]').content;
    const headers = { "X-CSRFToken": token };
    const response = await fetch(form.dataset.stream, { method: "POST", body, headers });
    if (!response.ok) {
      const { message } = await response.json().catch(() => ({}));
      throw Object.assign(new Error("refused"), { words: message });
    }
    await read(response, turn);
    finish(turn);
  } catch (error) {
    turn.remove();
    field.value = question;
    tell("");
    refuse(error.words ?? page.dataset.failed);
    field.focus();
  } finally {
    isBusy = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-ask]");
  if (!form || !page) return;
  event.preventDefault();
  const question = (event.submitter?.name === "q" ? event.submitter.value : field.value).trim();
  if (question && !isBusy) ask(question);
});

field?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  field.form.requestSubmit();
});
