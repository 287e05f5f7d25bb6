// Shows under the name of a company, while it is typed, which companies the desk knows that are like it.
//
// A form that wants this says so in its data attributes (the macro `recognises` in desk_parts.html). Names go
// in the body of a request, never in an address. Without this script, or when it gets no answer, the answer to
// the form still tells of companies that are alike.

const WAIT = 300; // milliseconds after the last key
const FEWEST_LETTERS = 3;
const KVK_DIGITS = 8;

for (const form of document.querySelectorAll("form[data-known-companies]")) recognise(form);

function recognise(form) {
  const { knownCompanies, nameField, companyId } = form.dataset;
  const name = form.elements.namedItem(nameField);
  const number = form.elements.namedItem("kvkNumber");
  const region = document.createElement("div");
  region.className = "loket-known";
  region.setAttribute("role", "status"); // read out once the typing pauses; the focus stays where it is
  // Below the whole row: the field beside the name keeps its place, also for who goes on by Tab.
  (name.closest(".loket-row") ?? name.closest(".utrecht-form-field")).after(region);
  let shown = "";
  let timer;
  let running = new AbortController();

  for (const field of [name, number]) {
    field.addEventListener("input", () => {
      clearTimeout(timer);
      running.abort(); // what was asked before is about another name
      timer = setTimeout(ask, WAIT);
    });
  }

  async function ask() {
    const digits = number.value.replaceAll(" ", "");
    if (name.value.trim().length < FEWEST_LETTERS && digits.length !== KVK_DIGITS) return show("");
    running = new AbortController();
    const body = new URLSearchParams({ name: name.value, kvkNumber: digits, companyId });
    try {
      const answer = await fetch(knownCompanies, { method: "POST", body, signal: running.signal });
      show(answer.ok ? await answer.text() : "");
    } catch (error) {
      if (error.name !== "AbortError") show("");
    }
  }

  function show(fragment) {
    if (fragment.trim() === shown) return; // the same is not read out twice
    shown = fragment.trim();
    region.innerHTML = shown; // rendered and escaped by our own service
  }
}
