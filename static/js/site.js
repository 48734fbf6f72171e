// The site works without this file. It adds: focus on the error summary, character counts, a menu that
// closes by itself, a guard against sending a form twice, and a language link that takes a half-filled form along.

const summary = document.getElementById("errors");
if (summary) {
  summary.focus();
}

function countDown(output) {
  const area = document.getElementById(output.dataset.countFor);
  const most = area ? Number(area.getAttribute("maxlength")) : 0;
  if (!most) return;
  // Without the hard stop, pasted text stays whole and can be shortened; the server keeps the limit.
  area.removeAttribute("maxlength");
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  output.after(spoken);
  output.setAttribute("aria-hidden", "true");
  let pause;
  const update = () => {
    // Browsers send each line break as two characters and the server counts one; so does this.
    const left = most - [...area.value].length;
    const text = output.dataset.text.replace("{n}", left.toLocaleString(document.documentElement.lang));
    output.textContent = text;
    output.hidden = false;
    output.classList.toggle("is-over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => {
      spoken.textContent = left < most / 10 ? text : "";
    }, 1000);
  };
  area.addEventListener("input", update);
  update();
}
document.querySelectorAll("[data-count-for]").forEach(countDown);

const menu = document.querySelector("details.menu");
if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}

// Two quick clicks send one form. Coming back to the page gives the button back.
function sendOnce(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.querySelectorAll("button[type=submit]").forEach((button) => button.setAttribute("aria-disabled", "true"));
    setTimeout(release, 8000);
  });
  const release = () => {
    sent = false;
    form.querySelectorAll("button[type=submit]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  window.addEventListener("pageshow", release);
}
document.querySelectorAll("form[data-submit-once]").forEach(sendOnce);

// The language link at the top of a page takes along what was filled in, as the button at the form's end does.
const languageButton = document.querySelector("[data-language-button]");
const languageLink = document.querySelector(".topbar a[rel=alternate]");
if (languageButton && languageLink) {
  const typed = (field) =>
    field.matches("[type=checkbox], [type=radio]") ? field.checked !== field.defaultChecked : Boolean(field.value);
  const filled = () =>
    [...languageButton.form.elements].some((field) => field.matches("input:not([type=hidden]), textarea") && typed(field));
  languageLink.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !filled()) return;
    event.preventDefault();
    languageButton.form.requestSubmit(languageButton);
  });
}
