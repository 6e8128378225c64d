// The page of a job under way: asks once a second how far it is, and opens the result when it is done.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const card = document.querySelector("[data-progress]");
  if (!card) return;
  const bar = card.querySelector("[data-progress-bar] rect");
  const said = card.querySelector("[data-progress-said]");

  const look = async () => {
    try {
      const answer = await fetch(card.dataset.progress, { headers: { Accept: "application/json" } });
      const job = await answer.json();
      if (!job.busy) return location.reload();
      bar.setAttribute("width", `${job.total ? Math.min(100, Math.round((100 * job.done) / job.total)) : 0}%`);
      said.textContent = said.dataset.words.replace("%d", job.done).replace("%t", job.total);
    } catch {
      // The server is away for a moment: look again.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
});
