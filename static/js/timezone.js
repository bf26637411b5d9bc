// Says in which time zone the browser lives: to the forms of signing up and in, and in the profile.

const guess = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
const field = document.querySelector('input[name="time_zone"]');
if (field && !field.value) field.value = guess;

// A profile without a zone starts from the browser's; another one than that is kept until asked.
const select = document.querySelector("select[data-guess]");
const isOffered = [...(select?.options ?? [])].some(({ value }) => value && value === guess);
if (isOffered && !select.value) select.value = guess;
else if (isOffered && select.value !== guess) {
  const offer = document.createElement("button");
  offer.type = "button";
  offer.className = "text-button";
  offer.textContent = select.dataset.guess.replace("%s", guess.replaceAll("_", " "));
  offer.addEventListener("click", () => {
    select.value = guess;
    select.focus();
    offer.remove();
  });
  select.after(offer);
}
