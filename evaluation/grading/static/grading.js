// Keys for what the forms do: grade, move, take back, go on. Without this script the buttons work alone.
const items = [...document.querySelectorAll(".item")];
const allDone = document.getElementById("all-done");
const progress = document.getElementById("progress");

function focusOn(item) {
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function show(item, grade) {
  item.className = grade === "none" ? "item" : `item g${grade}`;
  for (const button of item.querySelectorAll("[aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button.value === grade));
  }
}

async function give(item, grade) {
  const form = new URLSearchParams(new FormData(item.querySelector("form")));
  form.set("grade", grade);
  form.set("script", "1");
  const answer = await fetch(item.querySelector("form").action, { method: "POST", body: form });
  if (!answer.ok) {
    alert(`The grade was not saved: ${(await answer.json()).detail}`);
    return;
  }
  const { done } = await answer.json();
  allDone.textContent = Number(allDone.textContent) + done - progress.value;
  progress.value = done;
  show(item, grade);
}

function move(step) {
  const at = items.indexOf(document.activeElement.closest(".item"));
  focusOn(items[Math.min(Math.max(at + step, 0), items.length - 1)]);
}

document.addEventListener("keydown", async (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const item = document.activeElement.closest(".item") ?? items[0];
  if (["0", "1", "2"].includes(event.key)) {
    focusOn(item);
    move(1);
    await give(item, event.key);
  } else if (event.key === "Backspace") {
    await give(item, "none");
  } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    event.preventDefault();
    move(event.key === "ArrowRight" ? 1 : -1);
  } else if (event.key === "Enter" && !event.target.closest("a, button")) {
    document.getElementById("following").click();
  }
});

for (const item of items) {
  item.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    give(item, event.submitter.value);
  });
}

focusOn(items.find((item) => item.classList.length === 1) ?? items[0]);
