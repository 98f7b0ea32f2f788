/** What keys do while the image has the focus. */
export interface KeyActions {
  step(by: number): void;
  frame(to: "first" | "last"): void;
  play(): void;
  zoom(factor: number): void;
  fit(): void;
  oneToOne(): void;
  /** Parts of the stage's size. */
  pan(x: number, y: number): void;
  autoContrast(): void;
  /** A letter that stands for a layer or a tool; false when none has it. */
  letter(key: string): boolean;
  /** Puts the tool away; false when there is none in hand. */
  escape(): boolean;
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Does what a key stands for; false when it stands for nothing, and the page may have it. */
export function pressKey(event: KeyboardEvent, actions: KeyActions): boolean {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  const arrow = arrows[key];
  if (arrow && shiftKey) actions.pan(-0.1 * arrow[0], -0.1 * arrow[1]);
  else if (arrow && arrow[0] !== 0) actions.step(arrow[0] * (ctrlKey || metaKey || altKey ? 10 : 1));
  else if (ctrlKey || metaKey || altKey) return false;
  else if (key === "PageUp" || key === "PageDown") actions.step(key === "PageUp" ? -10 : 10);
  else if (key === "Home") actions.frame("first");
  else if (key === "End") actions.frame("last");
  else if (key === " ") actions.play();
  else if (key === "+" || key === "=") actions.zoom(1.5);
  else if (key === "-" || key === "_") actions.zoom(1 / 1.5);
  else if (key === "0") actions.fit();
  else if (key === "1") actions.oneToOne();
  else if (key === "Escape") return actions.escape();
  else if (key === "a" || key === "A") actions.autoContrast();
  else if (key.length === 1) return actions.letter(key.toLowerCase());
  else return false;
  return true;
}
