// What the pages can do without, done more smoothly. Everything here also works as links and forms.

const wide = matchMedia("(min-width: 60rem)");
const PLACE = "weft-place";

// A tick shows its products at once; in the drawer of a phone the button does, so that several can be ticked.
function submitOnTick() {
  const form = document.getElementById("facets");
  form?.addEventListener("change", (event) => {
    if (!wide.matches) return;
    const place = {
      focus: event.target.id,
      top: form.closest(".sidebar").scrollTop,
      open: [...form.querySelectorAll("details[open]")].map((details) => details.id),
    };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
    form.requestSubmit();
  });
}

// After a tick the keyboard stays where it was, and what was unfolded stays unfolded.
function returnToPlace() {
  const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "null");
  sessionStorage.removeItem(PLACE);
  if (!place) return;
  for (const id of place.open) document.getElementById(id)?.setAttribute("open", "");
  const sidebar = document.querySelector(".sidebar");
  if (sidebar) sidebar.scrollTop = place.top;
  document.getElementById(place.focus)?.focus({ preventScroll: true });
}

// "More products" adds them in place; the address follows, so that going back finds them again.
function growInPlace() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("#more");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    const answer = await fetch(link.href).catch(() => null);
    if (!answer?.ok) {
      location.href = link.href;
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const grid = document.getElementById("grid");
    const added = [...page.querySelectorAll("#grid > .card")].slice(grid.children.length);
    grid.append(...added);
    history.replaceState(null, "", link.href.split("#")[0]);
    link.closest("nav").replaceWith(...page.querySelectorAll(".paging"));
    added[0]?.querySelector("a").focus({ preventScroll: true });
  });
}

// Pointing at a chip shows the words it was read from, and the other way round.
function linkChipsToWords() {
  const both = document.querySelector(".understood");
  const light = (event, on) => {
    const number = event.target.closest?.("[data-chip]")?.dataset.chip;
    if (!number) return;
    for (const each of both.querySelectorAll(`[data-chip="${number}"]`)) each.classList.toggle("lit", on);
  };
  for (const name of ["mouseover", "focusin"]) both?.addEventListener(name, (event) => light(event, true));
  for (const name of ["mouseout", "focusout"]) both?.addEventListener(name, (event) => light(event, false));
}

// "/" goes to the search box.
function searchOnSlash() {
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    document.getElementById("q").select();
  });
}

submitOnTick();
returnToPlace();
growInPlace();
linkChipsToWords();
searchOnSlash();
