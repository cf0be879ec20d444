// Every five seconds what is between <main> and </main> is asked for again; focus and scroll stay where they are, and a page that nobody looks at asks nothing.
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await fetch("/");
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    const live = document.getElementById("live");
    if (!fresh || fresh.innerHTML === live.innerHTML || live.contains(document.activeElement)) return;
    live.replaceChildren(...fresh.childNodes);
  } catch (down) {
    // The next one may be up again.
  }
}, 5000);
