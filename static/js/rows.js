// Gives rows that are wider than the page arrows to leaf through them; without it they scroll.

const NEARLY = 4; // pixels that rounding may leave over

function follow(row) {
  const steps = row.querySelector("[data-row-steps]");
  const cards = row.querySelector(".cards");
  const [back, next] = steps.querySelectorAll("button");

  const update = () => {
    const room = cards.scrollWidth - cards.clientWidth;
    const place = Math.abs(cards.scrollLeft);
    steps.hidden = room <= NEARLY;
    back.disabled = place <= NEARLY;
    next.disabled = place >= room - NEARLY;
  };
  const leaf = (pages) => {
    const direction = getComputedStyle(cards).direction === "rtl" ? -pages : pages;
    cards.scrollBy({ left: direction * cards.clientWidth, behavior: "smooth" });
  };

  back.addEventListener("click", () => leaf(-1));
  next.addEventListener("click", () => leaf(1));
  cards.addEventListener("scroll", update, { passive: true });
  new ResizeObserver(update).observe(cards);
  update();
}

function followRows(root) {
  for (const steps of root.querySelectorAll("[data-row-steps]:not([data-followed])")) {
    steps.dataset.followed = "";
    follow(steps.closest(".row"));
  }
}

followRows(document);
document.addEventListener("htmx:load", ({ target }) => followRows(target));
