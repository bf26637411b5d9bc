// Tells the sign-up form in which time zone the browser lives.

const field = document.querySelector('input[name="time_zone"]');
if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
