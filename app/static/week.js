// The week grid: one tab stop, arrow keys, and painting with mouse, finger or Shift. Without this script the table is
// plain checkboxes and works as well.

const GOING_ON = "#week-draft";
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

class WeekGrid extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.table = this.querySelector("table");
    this.boxes = [...this.table.querySelectorAll("input")];
    this.table.setAttribute("role", "grid");
    this.addHeaders();
    // Each cell is a list of what can have the focus there: its choices or links, else the cell itself.
    this.cells = [...this.table.rows].map((row) => [...row.cells].map((cell) => {
      const inside = [...cell.querySelectorAll("input, a, button")];
      return inside.length ? inside : [cell];
    }));
    this.rest(this.boxes[0] ?? this.cells[0][1][0]);
    this.table.addEventListener("focusin", (event) => this.rest(event.target));
    this.table.addEventListener("keydown", (event) => this.onKey(event));
    this.table.addEventListener("keyup", (event) => event.key === "Shift" && this.endStroke());
    this.table.addEventListener("change", () => this.tell());
    this.listenToPointer();
    this.openDraft();
    this.keepDraftInLinks();
    const said = this.querySelector("#week-note");
    if (said && !said.hasAttribute("autofocus")) this.announce(said.textContent);
  }

  disconnectedCallback() {
    this.stopPointer.abort();
  }

  // Headers fill or clear their day or time: the way to choose many without dragging.
  addHeaders() {
    for (const header of this.table.querySelectorAll("th")) {
      const button = document.createElement("button");
      button.type = "button";
      button.id = `${header.id}-fill`;
      button.append(...header.childNodes);
      button.addEventListener("click", () => this.fill(header));
      header.append(button);
    }
  }

  fill(header) {
    const line = header.scope === "row"
      ? [...header.parentElement.cells]
      : [...this.table.rows].map((row) => row.cells[header.cellIndex]);
    const boxes = this.boxes.filter((box) => line.includes(box.closest("td")));
    const value = !boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = value;
    this.tell();
  }

  // One tab stop: where the focus was last.
  rest(target) {
    for (const cell of this.cells.flat(2)) cell.tabIndex = cell === target ? 0 : -1;
  }

  placeOf(element) {
    const cell = element.closest("td, th");
    const [row, column] = [cell.parentElement.rowIndex, cell.cellIndex];
    return [row, column, Math.max(0, this.cells[row][column].indexOf(element))];
  }

  onKey(event) {
    const [row, column] = this.placeOf(event.target);
    const last = this.cells[row].length - 1;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.form.requestSubmit(this.form.querySelector("#week-publish"));
    } else if (event.key === "Enter" && event.target.type === "checkbox") {
      event.preventDefault();
      event.target.click();
    } else if (event.key === " " && !event.target.matches("input, button")) {
      event.preventDefault(); // nothing is chosen here, and the page is not to roll away
    } else if (event.key in ARROWS) {
      event.preventDefault();
      this.step(event.target, ARROWS[event.key], event.shiftKey);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const line = event.ctrlKey ? (event.key === "Home" ? 0 : this.cells.length - 1) : row;
      this.focusOn(line, event.key === "End" ? last : line ? 0 : 1);
    }
  }

  step(from, [down, right], paints) {
    const [row, column, nth] = this.placeOf(from);
    if (paints) this.brush ??= from.checked;
    const inside = down ? this.cells[row][column][nth + down] : undefined;
    const target = inside ?? this.focusable(row + down, column + right, down < 0);
    if (!target) return;
    target.focus();
    if (paints && this.brush !== undefined && target.type === "checkbox") target.checked = this.brush;
    if (paints) this.show();
  }

  focusable(row, column, fromBelow) {
    if (row === 0 && column === 0) return undefined;
    return this.cells[row]?.[column]?.at(fromBelow ? -1 : 0);
  }

  focusOn(row, column) {
    this.focusable(row, column)?.focus();
  }

  endStroke() {
    if (this.brush === undefined) return;
    this.brush = undefined;
    this.tell();
  }

  // A stroke begins when the pointer reaches another cell, so that a tap stays a tap and a vertical swipe a scroll.
  listenToPointer() {
    this.stopPointer = new AbortController();
    const { signal } = this.stopPointer;
    this.table.addEventListener("pointerdown", (event) => {
      const box = event.target;
      if (box.type !== "checkbox" || event.button || !event.isPrimary) return;
      if (box.hasPointerCapture(event.pointerId)) box.releasePointerCapture(event.pointerId);
      this.stroke = { from: box, at: this.placeOf(box), value: !box.checked, before: new Map(), x: event.clientX, y: event.clientY };
    });
    this.table.addEventListener("pointermove", (event) => this.stroke && this.paint(event));
    addEventListener("pointerup", () => this.endPaint(), { signal });
    addEventListener("pointercancel", () => {
      // The browser scrolls after all: as if nothing had been touched.
      this.stroke?.before.forEach((checked, box) => { box.checked = checked; });
      this.stroke = undefined;
      this.show();
    }, { signal });
    // The click that ends a stroke is no choice of its own.
    this.table.addEventListener("click", (event) => {
      if (this.hasPainted && event.detail) event.preventDefault();
    }, true);
  }

  paint(event) {
    const cell = document.elementFromPoint(event.clientX, event.clientY)?.closest("td");
    if (!cell || !this.table.contains(cell)) return;
    const { at, before, x, y } = this.stroke;
    const to = [cell.parentElement.rowIndex, cell.cellIndex];
    const isStill = to[0] === at[0] && to[1] === at[1];
    const scrolls = event.pointerType === "touch" && Math.abs(event.clientY - y) > Math.abs(event.clientX - x);
    if (isStill || (!before.size && scrolls)) return;
    // A quick pointer skips cells: all those on its way are painted.
    const steps = Math.max(Math.abs(to[0] - at[0]), Math.abs(to[1] - at[1]));
    for (let step = 0; step <= steps; step++) {
      const [row, column] = [0, 1].map((axis) => Math.round(at[axis] + ((to[axis] - at[axis]) * step) / steps));
      for (const box of this.cells[row][column]) this.dab(box);
    }
    this.stroke.at = to;
    this.show();
  }

  dab(box) {
    if (box.type !== "checkbox") return;
    if (!this.stroke.before.has(box)) this.stroke.before.set(box, box.checked);
    box.checked = this.stroke.value;
  }

  endPaint() {
    this.hasPainted = Boolean(this.stroke?.before.size);
    this.stroke = undefined;
    if (!this.hasPainted) return;
    this.tell();
    setTimeout(() => { this.hasPainted = false; });
  }

  // What would change: the boxes that are not as the week is.
  get changed() {
    return this.boxes.filter((box) => box.checked !== ("open" in box.dataset));
  }

  write(added, removed) {
    return this.dataset.count.replace("{add}", added).replace("{remove}", removed);
  }

  count(changed) {
    const added = changed.filter((box) => box.checked).length;
    return this.write(added, changed.length - added);
  }

  show() {
    const changed = this.changed;
    this.querySelector("#week-count").textContent = changed.length ? this.count(changed) : "";
    const { publish, publishOne, publishMany } = this.dataset;
    const words = [publish, publishOne][changed.length] ?? publishMany.replace("{count}", changed.length);
    this.querySelector("#week-publish").textContent = words;
    return changed;
  }

  // After each choice or stroke: count, say it once, and keep it for when the page is left.
  tell() {
    const changed = this.show();
    this.announce(this.count(changed));
    this.keep(changed);
  }

  announce(text) {
    document.getElementById("week-says").textContent = text;
  }

  keep(changed) {
    const draft = Object.fromEntries([...this.away.map((value) => [value, true]), ...changed.map((box) => [box.value, box.checked])]);
    if (Object.keys(draft).length) sessionStorage.setItem(this.dataset.draft, JSON.stringify(draft));
    else sessionStorage.removeItem(this.dataset.draft);
  }

  // A draft that the server has sent is kept; one that was left behind is offered again. Who only asked for other hours
  // goes on with it; what was chosen in hours that are not shown now is `away`, and offered.
  openDraft() {
    const draft = JSON.parse(sessionStorage.getItem(this.dataset.draft) ?? "{}");
    const values = this.boxes.map((box) => box.value);
    this.away = this.dataset.all ? Object.keys(draft).filter((value) => draft[value] && !values.includes(value)) : [];
    const changed = this.show();
    if (changed.length || "saved" in this.dataset) return this.keep(changed);
    const left = this.boxes.filter((box) => box.value in draft && draft[box.value] !== box.checked);
    if (location.hash === GOING_ON) {
      history.replaceState(null, "", location.pathname + location.search);
      this.take(left.splice(0), draft);
    }
    if (left.length || this.away.length) this.offer(left, draft);
  }

  take(left, draft) {
    for (const box of left) box.checked = draft[box.value];
    this.tell();
  }

  offer(left, draft) {
    const added = left.filter((box) => draft[box.value]).length;
    this.querySelector("#week-draft-count").textContent = this.write(added + this.away.length, left.length - added);
    this.showOffer(true);
    const answer = (isTaken) => {
      if (isTaken && this.away.length) return location.assign(this.dataset.all + GOING_ON);
      this.away = [];
      this.showOffer(false);
      this.querySelector("[tabindex='0']").focus();
      this.take(isTaken ? left : [], draft);
    };
    this.querySelector("#week-draft-back").addEventListener("click", () => answer(true));
    this.querySelector("#week-draft-drop").addEventListener("click", () => answer(false));
  }

  // Other hours of the same week: what is chosen goes along.
  keepDraftInLinks() {
    for (const link of this.querySelectorAll("#week-hours a")) {
      link.addEventListener("click", () => { if (this.changed.length) link.hash = GOING_ON; });
    }
  }

  // The offer stands where the help stood, so that nothing moves.
  showOffer(isShown) {
    this.querySelector("#week-draft").hidden = !isShown;
    const help = this.querySelector("#week-help");
    if (help) help.hidden = isShown;
  }
}

customElements.define("week-grid", WeekGrid);
