// Streamlit's widgets have no setting for their own words: what they say in English is put into Japanese as it appears.
// __WORDS__ and __SENTENCES__ are the tables of dashboard/wording/widgets.py.
(() => {
  const words = new Map(Object.entries(__WORDS__));
  const sentences = Object.entries(__SENTENCES__).map(([said, ours]) => [new RegExp(`^${said}$`), ours]);
  const attributes = ["aria-label", "title", "placeholder"];
  // What people and firms wrote stays as it is.
  const theirs = '.stHtml, .stText, [data-testid="stMarkdownContainer"], pre, code, textarea, script, style';

  const inJapanese = (text) => {
    const one = words.get(text);
    if (one !== undefined || !/^[A-Z0-9]/.test(text)) return one;
    const [said, ours] = sentences.find(([said]) => said.test(text)) ?? [];
    return said && text.replace(said, ours);
  };
  const label = (element) => {
    for (const name of attributes) {
      const ours = inJapanese(element.getAttribute(name) ?? "");
      if (ours !== undefined) element.setAttribute(name, ours);
    }
  };
  const text = (node) => {
    const ours = inJapanese(node.nodeValue);
    if (ours !== undefined && !node.parentElement?.closest(theirs)) node.nodeValue = ours;
  };
  const all = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return text(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    label(node);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) (walker.currentNode.nodeType === Node.TEXT_NODE ? text : label)(walker.currentNode);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") label(change.target);
      else if (change.type === "characterData") text(change.target);
      else change.addedNodes.forEach(all);
    }
  }).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: attributes,
  });
})();
