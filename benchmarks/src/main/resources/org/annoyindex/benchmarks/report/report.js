"use strict";
(() => {
  const form = document.querySelector(".switches");
  const tip = document.getElementById("tip");
  const choices = ["dataset", "clock", "recall"];

  // Shows the elements of the chosen data set, clock and recall; the URL keeps the choice.
  function show() {
    const chosen = Object.fromEntries(choices.map(name => [name, form.elements[name].value]));
    for (const element of document.querySelectorAll("main [data-dataset], main [data-clock], main [data-recall]")) {
      element.hidden = choices.some(name => name in element.dataset && element.dataset[name] !== chosen[name]);
    }
    const libraries = new Set();
    for (const series of document.querySelectorAll("figure:not([hidden]) .series")) {
      libraries.add(series.dataset.library);
    }
    for (const button of document.querySelectorAll(".legend button")) {
      button.hidden = !libraries.has(button.dataset.library);
    }
    history.replaceState(null, "", "#" + choices.map(name => encodeURIComponent(chosen[name])).join(","));
    hide();
  }

  function restore() {
    const values = location.hash.slice(1).split(",").map(decodeURIComponent);
    choices.forEach((name, i) => {
      for (const input of form.querySelectorAll(`input[name=${name}]`)) {
        if (input.value === values[i]) input.checked = true;
      }
    });
  }

  function hide() {
    tip.hidden = true;
    document.querySelectorAll(".point.lit").forEach(point => point.classList.remove("lit"));
  }

  function describe(point) {
    hide();
    point.classList.add("lit");
    tip.textContent = point.dataset.tip;
    tip.hidden = false;
    const at = point.getBoundingClientRect();
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const left = Math.max(8, Math.min(room, at.left + at.width / 2 - tip.offsetWidth / 2));
    const above = at.top - tip.offsetHeight - 10;
    tip.style.left = left + scrollX + "px";
    tip.style.top = (above > 4 ? above : at.bottom + 10) + scrollY + "px";
  }

  // Turns the titles of the plots into tooltips that are accessible by keyboard.
  for (const point of document.querySelectorAll("figure .point")) {
    const title = point.querySelector("title");
    point.dataset.tip = title.textContent;
    point.setAttribute("aria-label", title.textContent.replace(/\n/g, "; "));
    point.setAttribute("tabindex", "-1");
    title.remove();
    point.addEventListener("pointerenter", () => describe(point));
    point.addEventListener("pointerleave", hide);
    point.addEventListener("focus", () => describe(point));
    point.addEventListener("blur", hide);
  }

  // One mark per plot can be reached with Tab; arrow keys move along its line and to other lines.
  const shown = elements => [...elements].filter(element => element.getClientRects().length > 0);
  for (const svg of document.querySelectorAll("figure svg")) {
    const first = svg.querySelector(".point");
    if (first) first.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", event => {
      const point = event.target.closest(".point");
      if (!point) return;
      if (event.key === "Escape") return hide();
      const step = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[event.key];
      if (!step) return;
      event.preventDefault();
      const line = point.closest(".series");
      const lines = line ? shown(svg.querySelectorAll(".series")) : [svg];
      const along = Array.from((line || svg).querySelectorAll(".point"));
      let next = along[along.indexOf(point) + step[1] + (line ? 0 : step[0])];
      if (line && step[0]) {
        const other = lines[(lines.indexOf(line) + step[0] + lines.length) % lines.length];
        const x = point.getBoundingClientRect().left;
        const gap = candidate => Math.abs(candidate.getBoundingClientRect().left - x);
        next = Array.from(other.querySelectorAll(".point")).sort((a, b) => gap(a) - gap(b))[0];
      }
      if (!next) return;
      svg.querySelectorAll(".point[tabindex='0']").forEach(old => old.setAttribute("tabindex", "-1"));
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  }

  // Highlights a line, its name and its button together; a button shows or hides its library.
  function light(library, on) {
    for (const svg of document.querySelectorAll("#recall figure svg")) {
      svg.classList.toggle("dimmed", on);
      for (const part of svg.querySelectorAll(".series, .name")) {
        part.classList.toggle("lit", on && part.dataset.library === library);
      }
    }
  }
  for (const part of document.querySelectorAll(".legend button, .name, .series")) {
    const pressed = () => part.getAttribute("aria-pressed") !== "false";
    part.addEventListener("pointerenter", () => pressed() && light(part.dataset.library, true));
    part.addEventListener("pointerleave", () => light(part.dataset.library, false));
  }
  for (const button of document.querySelectorAll(".legend button")) {
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") === "false";
      button.setAttribute("aria-pressed", on);
      for (const part of document.querySelectorAll(".series, .name")) {
        if (part.dataset.library === button.dataset.library) part.classList.toggle("off", !on);
      }
      light(button.dataset.library, on);
    });
  }

  form.addEventListener("change", show);
  form.addEventListener("submit", event => event.preventDefault());
  addEventListener("hashchange", () => { restore(); show(); });
  restore();
  show();
})();
