"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  const data = JSON.parse(find("data").textContent);
  const blocks = data.text.map((text, i) => ({
    text, chars: data.chars[i], words: data.words[i], tag: data.tag[i], p: data.p[i], verdict: data.verdict[i],
    reason: data.reasons[data.reason[i]], free: Boolean(data.free[i]), gold: data.gold ? data.gold[i] : null,
    why: data.why[i].map(([name, weight]) => [data.names[name], weight]),
  }));
  const body = find("blocks"), frame = find("page"), article = find("article"), detail = find("detail");
  const MARK = "data-declutter";
  const rows = [], marks = blocks.map(() => []), twins = blocks.map(() => null);
  let verdicts = blocks.map((block) => block.verdict);
  let selected = -1, order = blocks.map((_, i) => i), sorted = { key: "i", up: true };

  // The table

  function cell(row, text, name) {
    const td = row.insertCell();
    td.setAttribute("role", "cell"); // shown as a grid, it is a table all the same
    td.textContent = text;
    if (name) td.className = name;
    return td;
  }

  function judged(i) {
    const block = blocks[i];
    if (block.gold === null || verdicts[i] === "metadata") return "";
    return block.gold && verdicts[i] === "dropped" ? "missed" : !block.gold && verdicts[i] === "kept" ? "wrong" : "";
  }

  function fill() {
    blocks.forEach((block, i) => {
      const row = document.createElement("tr");
      row.tabIndex = i ? -1 : 0;
      row.setAttribute("role", "row");
      row.dataset.i = i;
      cell(row, i + 1);
      cell(row, block.p.toFixed(2));
      cell(row, block.verdict, block.verdict);
      cell(row, block.reason);
      cell(row, block.chars);
      cell(row, block.text.slice(0, 160)).dir = "auto";
      rows.push(row);
    });
    body.append(...rows);
  }

  function show(i) {
    const judgement = { missed: "missed", wrong: "wrongly kept" }[judged(i)];
    rows[i].cells[2].textContent = judgement ? `${verdicts[i]}, ${judgement}` : verdicts[i];
    rows[i].cells[2].className = verdicts[i];
    for (const mark of marks[i]) mark.dataset.verdict = verdicts[i];
    if (twins[i]) twins[i].toggleAttribute("data-off", verdicts[i] === "dropped");
  }

  function filter() {
    const text = find("search").value.toLowerCase(), verdict = find("verdict").value, reason = find("reason").value;
    let count = 0;
    blocks.forEach((block, i) => {
      const there = (!text || block.text.toLowerCase().includes(text)) && (!reason || block.reason === reason) &&
        (!verdict || verdicts[i] === verdict || judged(i) === verdict);
      rows[i].hidden = !there;
      count += there;
    });
    find("shown").textContent = `${count} of ${blocks.length} blocks`;
    const reachable = rows[selected] && !rows[selected].hidden ? selected : order.find((i) => !rows[i].hidden);
    rows.forEach((row, i) => { row.tabIndex = i === reachable ? 0 : -1; });
  }

  function sort(key) {
    sorted = { key, up: sorted.key === key ? !sorted.up : true };
    const value = (i) => (key === "i" ? i : key === "verdict" ? verdicts[i] : blocks[i][key]);
    order = blocks.map((_, i) => i).sort((a, b) => {
      const x = value(a), y = value(b);
      return (x < y ? -1 : x > y ? 1 : 0) * (sorted.up ? 1 : -1) || a - b;
    });
    body.append(...order.map((i) => rows[i]));
    for (const button of document.querySelectorAll("[data-key]")) {
      const own = button.dataset.key === key;
      button.parentNode.setAttribute("aria-sort", own ? (sorted.up ? "ascending" : "descending") : "none");
    }
  }

  // One block, on both sides

  function describe(i) {
    const block = blocks[i];
    const why = block.why.map(([name, weight]) => `${name} ${weight > 0 ? "+" : ""}${weight}`).join(", ");
    const text = document.createElement("bdi");
    text.textContent = block.text.slice(0, 240);
    detail.replaceChildren(
      `${i + 1} · ${verdicts[i]} · probability ${block.p.toFixed(2)} · ${block.reason} · <${block.tag}> · ` +
      `${block.words} words${why ? ` · weighed: ${why}` : ""} — `, text);
  }

  // Within its own box: scrollIntoView would move the report as well.
  function bring(element, box, top, height) {
    const place = element.getBoundingClientRect();
    if (place.top < top || place.bottom > top + height) box.scrollBy(0, place.top - top - (height - place.height) / 2);
  }

  const bringRow = (i) => bring(rows[i], find("rows"), find("rows").getBoundingClientRect().top + 32, find("rows").clientHeight - 32);
  // Of a large article, heights are guesses until a part is in sight: it is looked at again when it was laid out.
  function bringTwin(i, again = 3) {
    bring(twins[i], article, article.getBoundingClientRect().top, article.clientHeight);
    if (again && document.body.classList.contains("large")) {
      requestAnimationFrame(() => { if (i === selected) bringTwin(i, again - 1); });
    }
  }

  const bringMark = (i) => bring(marks[i][0], frame.contentWindow, 0, frame.clientHeight);

  function select(i, from) {
    if (!(i in rows)) return;
    if (selected in rows) {
      rows[selected].removeAttribute("aria-current");
      rows[selected].tabIndex = -1;
      marks[selected].forEach((mark) => { mark.removeAttribute("data-selected"); mark.tabIndex = -1; });
      if (twins[selected]) twins[selected].removeAttribute("data-selected");
    }
    selected = i;
    rows[i].setAttribute("aria-current", "true");
    rows[i].tabIndex = 0;
    marks[i].forEach((mark) => mark.setAttribute("data-selected", ""));
    if (marks[i].length) marks[i][0].tabIndex = 0;
    if (twins[i]) twins[i].setAttribute("data-selected", "");
    describe(i);
    if (from !== "page" && marks[i].length) bringMark(i);
    if (from !== "article" && twins[i]) bringTwin(i);
    if (from !== "row" && !rows[i].hidden) bringRow(i);
  }

  function step(event, at, list, go) {
    const move = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const place = Math.min(Math.max(list.indexOf(at) + move, 0), list.length - 1);
    if (list.length) go(list[place]);
  }

  // The page in its frame: its own scripts cannot run, these listeners are the report's.

  const blockOf = (target) => {
    const mark = target.closest ? target.closest(`[${MARK}]`) : null;
    return mark ? Number(mark.getAttribute(MARK)) : -1;
  };

  function connect() {
    const page = frame.contentDocument;
    if (!page || !page.body || page.readyState === "loading" || page.body.dataset.connected) return;
    page.body.dataset.connected = "";
    for (const mark of page.querySelectorAll(`[${MARK}]`)) {
      const i = Number(mark.getAttribute(MARK));
      if (!(i in rows)) continue;
      marks[i].push(mark);
      mark.dataset.verdict = verdicts[i];
      mark.tabIndex = -1;
    }
    blocks.forEach((block, i) => {
      if (block.chars > block.text.length && marks[i].length) block.text = marks[i].map((mark) => mark.textContent).join("");
    });
    pair();
    const marked = blocks.map((_, i) => i).filter((i) => marks[i].length);
    if (marked.length) marks[marked[0]][0].tabIndex = 0;
    page.addEventListener("mouseover", (event) => { const i = blockOf(event.target); if (i >= 0) describe(i); });
    page.addEventListener("mouseout", () => { if (selected >= 0) describe(selected); });
    page.addEventListener("focusin", (event) => { const i = blockOf(event.target); if (i >= 0) describe(i); });
    page.addEventListener("click", (event) => {
      event.preventDefault();
      const i = blockOf(event.target);
      if (i >= 0) select(i, "page");
    });
    page.addEventListener("submit", (event) => event.preventDefault());
    page.addEventListener("keydown", (event) => {
      const i = blockOf(event.target);
      if (i >= 0) step(event, i, marked, (next) => { select(next, "page"); marks[next][0].focus(); });
    });
    document.documentElement.dataset.ready = "";
  }

  // Twins: the article's texts and the kept blocks stand in the same order.

  const plain = (text) => text.replace(/\s+/g, " ").trim();

  function pair() {
    const leaves = new Map();
    for (const element of article.querySelectorAll("h1,h2,h3,h4,h5,h6,p,li,td,th,dt,dd,pre,figcaption,caption,footer")) {
      const text = plain(element.textContent);
      if (!leaves.has(text)) leaves.set(text, []);
      leaves.get(text).push(element);
    }
    const whole = [...leaves.entries()];
    blocks.forEach((block, i) => {
      if (block.verdict === "dropped") return;
      const text = plain(block.text);
      const same = leaves.get(text);
      let twin = same && same.length ? same.shift() : null;
      if (!twin && text.length > 20) twin = (whole.find(([one, left]) => left.length && one.includes(text)) || [null, [null]])[1][0];
      if (!twin) return;
      twins[i] = twin;
      if (!twin.dataset.twin) twin.dataset.twin = i;
    });
    article.addEventListener("click", (event) => {
      event.preventDefault();
      const twin = event.target.closest("[data-twin]");
      if (twin) select(Number(twin.dataset.twin), "article");
    });
    article.addEventListener("mouseover", (event) => {
      const twin = event.target.closest("[data-twin]");
      if (twin) describe(Number(twin.dataset.twin));
    });
  }

  // Another threshold

  function apply(next) {
    const changed = [];
    next.forEach((verdict, i) => { if (verdict !== verdicts[i]) changed.push(i); });
    verdicts = next;
    changed.forEach(show);
    if (changed.length && (find("verdict").value || sorted.key === "verdict")) filter();
  }

  function threshold() {
    const level = find("threshold").value / 100;
    apply(blocks.map((block) => (block.free ? (block.p >= level ? "kept" : "dropped") : block.verdict)));
    find("level").textContent = level.toFixed(2);
    find("reset").disabled = false;
    const words = (wanted) => blocks.reduce((sum, block, i) => sum + (wanted(block, i) ? block.words : 0), 0);
    const more = words((block, i) => verdicts[i] === "kept" && block.verdict === "dropped");
    const less = words((block, i) => verdicts[i] === "dropped" && block.verdict === "kept");
    find("would").textContent = `${verdicts.filter((verdict) => verdict === "kept").length} blocks would be kept: ` +
      `${more} words more and ${less} words less than was decided.`;
  }

  function reset() {
    apply(blocks.map((block) => block.verdict));
    find("level").textContent = "as decided";
    find("would").textContent = "Blocks are shown as they were decided.";
    find("reset").disabled = true;
  }

  fill();
  if (blocks.some((block) => block.gold !== null)) rows.forEach((_, i) => show(i));
  filter();
  for (const id of ["search", "verdict", "reason"]) find(id).addEventListener("input", filter);
  for (const button of document.querySelectorAll("[data-key]")) button.addEventListener("click", () => sort(button.dataset.key));
  find("threshold").addEventListener("input", () => requestAnimationFrame(threshold));
  find("reset").addEventListener("click", reset);
  body.addEventListener("click", (event) => select(Number(event.target.closest("tr").dataset.i), "row"));
  body.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    if (!row) return;
    if (event.key === "Enter") select(Number(row.dataset.i), "row");
    const seen = order.filter((i) => !rows[i].hidden);
    step(event, Number(row.dataset.i), seen, (i) => { select(i, "row"); rows[i].focus({ preventScroll: true }); bringRow(i); });
  });
  frame.addEventListener("load", connect);
  connect();
})();
