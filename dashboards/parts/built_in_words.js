/* Puts our words in place of those that Streamlit's own elements have in English only: on the
   screen and in what a screen reader is told. WORDS, and PATTERNS of words in which something differs
   each time, are set before this is run. */
(() => {
  const NAMES = ["aria-label", "title", "placeholder", "alt"];
  // What pages draw themselves has its language already, and much of it is data.
  const OURS = '[data-testid="stHtml"], [data-testid="stCode"] code, .js-plotly-plot';

  const patterns = PATTERNS.map(([pattern, words]) => [new RegExp(`^${pattern}$`), words]);

  const inOurs = (text) => {
    if (WORDS[text]) return WORDS[text];
    const found = patterns.find(([pattern]) => pattern.test(text));
    return found && text.replace(...found);
  };
  const sayText = (node) => {
    const text = node.data.trim();
    const other = inOurs(text);
    if (other && !node.parentElement?.closest(OURS)) node.data = node.data.replace(text, () => other);
  };
  const sayAttributes = (element) => {
    for (const name of NAMES) {
      const other = inOurs(element.getAttribute(name) ?? "");
      if (other) element.setAttribute(name, other);
    }
  };
  const sayAll = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return sayText(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(OURS)) return;
    sayAttributes(root);
    for (const child of root.childNodes) sayAll(child);
  };

  new MutationObserver((records) => {
    for (const record of records) {
      if (record.type === "characterData") sayText(record.target);
      else if (record.type === "attributes") sayAttributes(record.target);
      else record.addedNodes.forEach(sayAll);
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: NAMES,
  });
})();
