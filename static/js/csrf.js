// Gives every request of htmx the token that Django asks for.

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) detail.headers["X-CSRFToken"] = token;
});
