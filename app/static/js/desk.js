// Keeps the numbers on the tabs of the first page fresh; nothing else moves.
"use strict";
(() => {
  const EVERY = 60000;
  const queues = document.querySelector("[data-counts]");
  if (!queues) return;
  async function refresh() {
    if (document.hidden) return;
    try {
      const answer = await fetch(queues.dataset.counts, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { result } = await answer.json();
      for (const count of queues.querySelectorAll("[data-queue]")) {
        const now = result[count.dataset.queue];
        if (now === undefined || now === count.textContent) continue;
        count.textContent = now;
        count.closest("a").classList.toggle("is-empty", now === "0");
      }
    } catch {
      // Offline: the numbers stay as they were, the next minute asks again.
    }
  }
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
})();
