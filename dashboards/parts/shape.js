// The shape of the page stands until its first words do: until then what Streamlit draws is not
// seen, because each of its parts first has a height that is not its own.
const QUIET = 90;
const PATIENCE = 5000;
const root = document.getElementById("root");
let latest = null;
let quiet = null;

function show() {
  observer.disconnect();
  clearTimeout(latest);
  clearTimeout(quiet);
  document.body.classList.remove("drawing");
  document.getElementById("shape").remove();
}

function look() {
  clearTimeout(quiet);
  if (!root.querySelector("h1, .notice, footer.foot")) return;
  latest ??= setTimeout(show, PATIENCE);
  const coming = [...root.querySelectorAll("[data-testid='stSkeleton']")];
  if (coming.every((place) => place.getBoundingClientRect().top > innerHeight)) {
    quiet = setTimeout(show, QUIET);
  }
}

const observer = new MutationObserver(look);
observer.observe(root, { childList: true, subtree: true });
