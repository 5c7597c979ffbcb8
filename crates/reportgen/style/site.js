// Comfort alone: every page works without. `/` goes to the query, and a link to the page can be copied.
(() => {
  const field = document.querySelector("[data-focus]");
  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input, select, textarea");
    if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey || !field) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  const links = document.querySelector("ul.links");
  if (!links || !navigator.clipboard) return;
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy link";
  button.addEventListener("click", () =>
    navigator.clipboard.writeText(location.href).then(
      () => { button.textContent = "Copied"; },
      () => { button.textContent = "Not allowed"; },
    ));
  item.append(button);
  links.append(item);
})();
