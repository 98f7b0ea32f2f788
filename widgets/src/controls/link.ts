import { EwaldError } from "ewald";
import { LiveModel } from "../widget/liveModel.js";

type AnyModel = LiveModel<never> | LiveModel<object>;

/** A value of a control: `[slider, "value"]`. */
export type End<S extends object> = readonly [model: LiveModel<S>, name: keyof S & string];

export interface Link {
  /** Lets the two values go apart. */
  unlink(): void;
}

const checked = <S extends object>([model, name]: End<S>): End<S> => {
  if (model.has(name)) return [model, name];
  throw new EwaldError("bad-argument", `Cannot link "${name}" of ${model}: it has no such value.`);
};

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function inBrowser(model: "LinkModel" | "DirectionalLinkModel", ends: readonly End<never>[]): Link {
  const [source, target] = ends.map((end) => {
    const [widget, name] = checked(end);
    return [widget as AnyModel, snake(name)];
  });
  const made = new LiveModel(
    { module: "@jupyter-widgets/controls", version: "2.0.0", model, view: null },
    { source, target },
  );
  made.open();
  return { unlink: () => made.close() };
}

/** Keeps two values the same in the browser, without the kernel: also while a cell runs, and in pages without one. */
export const jslink = <A extends object, B extends object>(a: End<A>, b: End<B>): Link =>
  inBrowser("LinkModel", [a, b] as never);

/** Lets `target` follow `source` in the browser. */
export const jsdlink = <A extends object, B extends object>(source: End<A>, target: End<B>): Link =>
  inBrowser("DirectionalLinkModel", [source, target] as never);

/** Lets `target` follow `source` in the kernel, as `transform` has it. */
export function dlink<A extends object, NameA extends keyof A, B extends object, NameB extends keyof B>(
  source: readonly [LiveModel<A>, NameA],
  target: readonly [LiveModel<B>, NameB],
  transform: (value: A[NameA]) => B[NameB] = (value) => value as unknown as B[NameB],
): Link {
  checked(source as never);
  checked(target as never);
  const follow = (value: A[NameA]) =>
    target[0].set({ [target[1]]: transform(value) } as unknown as Partial<B>);
  follow(source[0].get(source[1]));
  return { unlink: source[0].observe(source[1], follow) };
}

/** Keeps two values the same in the kernel; at first both are the first's. */
export function link<A extends object, NameA extends keyof A, B extends object, NameB extends keyof B>(
  a: readonly [LiveModel<A>, NameA],
  b: readonly [LiveModel<B>, NameB],
): Link {
  const there = dlink(a, b);
  const back = dlink(b, a);
  return {
    unlink() {
      there.unlink();
      back.unlink();
    },
  };
}
