// Puts a button under a private address, which copies it: whoever has a caller on the line does not
// want to drag over forty letters. Without this script the address is selected and copied by hand.
//
// A field or paragraph that wants this has the button's words in `data-copy`, and in `data-copied` what is read
// out when it is done (the macro `copied` in desk_parts.html).

for (const shown of document.querySelectorAll("[data-copy]")) offer(shown);

function offer(shown) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "utrecht-button utrecht-button--html-button utrecht-button--secondary-action";
  button.textContent = shown.dataset.copy;
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  const line = document.createElement("p");
  line.className = "loket-copy";
  line.append(button, told);
  shown.after(line);
  button.addEventListener("click", async () => {
    told.textContent = (await copied(shown)) ? shown.dataset.copied : "";
    button.focus();
  });
}

async function copied(shown) {
  try {
    await navigator.clipboard.writeText(shown.value ?? shown.textContent);
    return true;
  } catch {
    if (shown.select) shown.select();
    else getSelection().selectAllChildren(shown);
    return document.execCommand("copy"); // a desk that is not served over https has no clipboard of its own
  }
}
