// Puts a button under an address that is shown once, which copies it: whoever has a caller on the line does not
// want to drag over forty letters. Without this script the address is selected and copied by hand.
//
// A field that wants this has the button's words in `data-copy`, and in `data-copied` what is read out when it
// is done (the macro `shown_once` in desk_parts.html).

for (const field of document.querySelectorAll("input[data-copy]")) offer(field);

function offer(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "utrecht-button utrecht-button--html-button utrecht-button--secondary-action";
  button.textContent = field.dataset.copy;
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  const line = document.createElement("p");
  line.className = "loket-copy";
  line.append(button, told);
  field.after(line);
  button.addEventListener("click", async () => {
    told.textContent = (await copied(field)) ? field.dataset.copied : "";
    button.focus();
  });
}

async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy"); // a desk that is not served over https has no clipboard of its own
  }
}
