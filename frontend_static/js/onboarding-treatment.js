/** Shows the day only to those who say that their treatment has started. Without this module it is always there. */
for (const day of document.querySelectorAll('[name="treatment_started_on"]')) {
  const field = day.closest(".field");
  const show = () => {
    const status = day.form.elements.treatment_status.value;
    field.hidden = status !== "started" && !field.classList.contains("field--error");
    if (field.hidden) day.value = "";
  };
  day.form.addEventListener("change", show);
  show();
}
