// What the pages can do without, done more smoothly. Everything here also works as links and forms.

const wide = matchMedia("(min-width: 60rem)");
const PLACE = "weft-place";
const PAUSE = 120; // milliseconds without a key before suggestions are asked for
const KINDS = { term: "", name: "brand", word: "only ranks" };

// A tick shows its products at once; in the drawer of a phone the button does, so that several can be ticked.
function submitOnTick() {
  const form = document.getElementById("facets");
  form?.addEventListener("change", (event) => {
    if (!wide.matches || event.target.type !== "checkbox") return;
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
    if (link.hasAttribute("aria-busy")) return;
    link.setAttribute("aria-busy", "true");
    const answer = await fetch(link.href).catch(() => null);
    if (!answer?.ok) {
      location.href = link.href;
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const grid = document.getElementById("grid");
    const pressed = document.activeElement === link;
    const added = [...page.querySelectorAll("#grid > .card")].slice(grid.children.length);
    grid.append(...added);
    history.replaceState(null, "", link.href.split("#")[0]);
    link.closest("nav").replaceWith(...page.querySelectorAll(".paging"));
    if (pressed) added[0]?.querySelector("a").focus({ preventScroll: true });
  });
}

// Near the end of the list the next products come by themselves; the link stays for who wants to press it.
function growOnScroll() {
  const watched = new IntersectionObserver(
    ([seen]) => seen.isIntersecting && !seen.target.hasAttribute("aria-busy") && seen.target.click(),
    { rootMargin: "600px" },
  );
  const watch = () => {
    const link = document.getElementById("more");
    if (link) watched.observe(link);
  };
  new MutationObserver(watch).observe(document.getElementById("main"), { childList: true });
  watch();
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

// While typing, ways to go on unfold under the search box: a combobox with its listbox, as WAI-ARIA has them.
// The arrows put a way into the box, so that Enter asks for it and further typing goes on from it.
function suggestWhileTyping() {
  const box = document.getElementById("q");
  const list = element("ul", { id: "ways", class: "ways", role: "listbox", "aria-label": "Ways to go on" });
  let typed = box.value;
  let timer, request;

  const chosen = () => list.querySelector("[aria-selected=true]");
  const unfold = (ways) => {
    list.replaceChildren(...ways.map(option));
    list.hidden = !ways.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    clearTimeout(timer);
    request?.abort();
    unfold([]);
  };
  const ask = async () => {
    request = new AbortController();
    const { signal } = request;
    const ways = await waysOn(typed, signal);
    if (!signal.aborted) unfold(ways);
  };
  const move = (step) => {
    const stops = [null, ...list.children]; // the first is what was typed
    const next = stops.at((stops.indexOf(chosen()) + step) % stops.length);
    chosen()?.setAttribute("aria-selected", "false");
    next?.setAttribute("aria-selected", "true");
    next?.scrollIntoView({ block: "nearest" });
    box.value = next?.dataset.text ?? typed;
    if (next) box.setAttribute("aria-activedescendant", next.id);
    else box.removeAttribute("aria-activedescendant");
  };

  box.addEventListener("input", () => {
    clearTimeout(timer);
    request?.abort();
    typed = box.value;
    if (typed.trim() && box.selectionEnd === typed.length) timer = setTimeout(ask, PAUSE);
    else close();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (list.hidden || event.isComposing || !(step || event.key === "Escape")) return;
    event.preventDefault();
    if (step) return move(step);
    box.value = typed;
    close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const way = event.target.closest("[role=option]");
    if (!way) return;
    box.value = way.dataset.text;
    box.form.requestSubmit();
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);

  setAll(box, { role: "combobox", "aria-autocomplete": "list", "aria-controls": "ways" });
  unfold([]);
  box.after(list);
}

// What a sentence can become; nothing when the server cannot say, or when nobody waits any more.
async function waysOn(typed, signal) {
  try {
    const answer = await fetch(`/v1/suggest?${new URLSearchParams({ q: typed })}`, { signal });
    return answer.ok ? (await answer.json()).suggestions : [];
  } catch {
    return [];
  }
}

function option({ text, label, kind }, place) {
  const made = element("li", { id: `way-${place}`, role: "option", "aria-selected": "false", "data-text": text });
  const words = element("span", {});
  words.append(text.slice(0, text.length - label.length), element("b", {}, label));
  made.append(words, element("small", {}, KINDS[kind]));
  return made;
}

function element(tag, attributes, text = "") {
  const made = document.createElement(tag);
  setAll(made, attributes);
  made.textContent = text;
  return made;
}

function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

submitOnTick();
returnToPlace();
growInPlace();
growOnScroll();
linkChipsToWords();
searchOnSlash();
suggestWhileTyping();
